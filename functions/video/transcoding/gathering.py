"""Reading what was made, as little of it as judging needs."""

from collections.abc import Iterator, Mapping, Sequence

from . import keys, playlists
from .model import Outputs
from .ports import Folder

MANIFESTS = (f".{keys.HLS}", f".{keys.DASH}")
LARGEST_MANIFEST = 4 << 20  # bytes; a film of twelve hours has a tenth of it
INIT_BYTES = 16 << 10
HEAD_BYTES = 1 << 10
SAMPLED = 6  # segments of each rendition whose first bytes are looked at


def gather(folder: Folder) -> Outputs:
    """All manifests, all initialization segments, and the first bytes of some media segments."""
    sizes = folder.sizes()
    texts = {
        name: folder.head(name, most=LARGEST_MANIFEST).decode("utf-8", "replace")
        for name in sizes
        if name.endswith(MANIFESTS)
    }
    heads = {
        name: folder.head(name, most=INIT_BYTES if "init." in name else HEAD_BYTES)
        for name in _looked_at(texts)
        if name in sizes
    }
    return Outputs(sizes=sizes, texts=texts, heads=heads)


def _looked_at(texts: Mapping[str, str]) -> Iterator[str]:
    for text in texts.values():
        if "#EXTINF" not in text:
            continue
        played = playlists.media(text)
        if not played.init:
            continue  # captions
        yield played.init
        for number in _spread(len(played.segments), SAMPLED):
            yield played.segments[number].name


def _spread(length: int, most: int) -> Sequence[int]:
    """At most so many numbers below ``length``, the first and the last among them."""
    if length <= most:
        return range(length)
    return sorted({round(n * (length - 1) / (most - 1)) for n in range(most)})
