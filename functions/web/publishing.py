"""Publishing one build of the client with the settings of its stage."""

import json
from collections.abc import Iterator, Mapping

from .model import CONFIG, HASHED, File
from .ports import Bundle, Site


def publish(bundle: Bundle, site: Site, *, config: Mapping[str, str]) -> int:
    """How many files were put.

    Pages come last, when all they name is there. Nothing is taken away: tabs that are open since
    an earlier build still load their parts.
    """
    files = [*bundle.files(), File(name=CONFIG, body=json.dumps(dict(config)).encode())]
    for file in _parts_first(files):
        site.put(file)
    return len(files)


def _parts_first(files: list[File]) -> Iterator[File]:
    yield from (file for file in files if file.name.startswith(HASHED))
    yield from (file for file in files if not file.name.startswith(HASHED))
