"""What a player fetches of a film, by its playlists (RFC 8216); the standard library alone."""

import re
from collections.abc import Iterator
from urllib.parse import urljoin

URI = re.compile(r'URI="([^"]+)"')


def media(master: str, at: str) -> list[str]:
    """Addresses of the first variant's playlist and of its sound's, where that is apart.

    The first is the one that a player without a memory of the line begins with.
    """
    sound = next((_uri(line, at) for line in _tags(master, "#EXT-X-MEDIA:TYPE=AUDIO")), None)
    return [*_plain(master, at)][:1] + ([sound] if sound else [])


def pieces(playlist: str, at: str, *, segments: int) -> list[str]:
    """Addresses of what comes before the segments, and of the first few of these."""
    before = [_uri(line, at) for line in _tags(playlist, "#EXT-X-MAP:")]
    return before[:1] + [*_plain(playlist, at)][:segments]


def _tags(text: str, begins: str) -> Iterator[str]:
    return (line for line in text.splitlines() if line.startswith(begins) and URI.search(line))


def _uri(line: str, at: str) -> str:
    (uri,) = URI.findall(line)
    return urljoin(at, str(uri))


def _plain(text: str, at: str) -> Iterator[str]:
    lines = (line.strip() for line in text.splitlines())
    return (urljoin(at, line) for line in lines if line and not line.startswith("#"))
