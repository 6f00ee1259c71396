"""Fetches what a player asks for first, through the CDN: the playlists and, of each rung, what its
stream begins with (``#EXT-X-MAP``) and its first segments."""

from dataclasses import dataclass, replace
from urllib.parse import urljoin

from ..ports import Videos
from .ports import Edge, Links

FIRST_SEGMENTS = 3  # half a minute: the player has measured by then, and asks for more itself


@dataclass(frozen=True, slots=True)
class Warmed:
    """``refused``: files that the edge did not give."""

    files: int = 0
    size: int = 0  # bytes
    refused: int = 0

    def with_file(self, data: bytes | None) -> "Warmed":
        if data is None:
            return replace(self, refused=self.refused + 1)
        return replace(self, files=self.files + 1, size=self.size + len(data))


class Warmer:
    def __init__(self, *, videos: Videos, links: Links, edge: Edge) -> None:
        self._videos, self._links, self._edge = videos, links, edge

    def warm(self, video_id: str) -> Warmed:
        """Twice costs the edge nothing more. What cannot be played any more is left alone."""
        video = self._videos.find(video_id)
        if video is None or not video.playable():
            return Warmed()
        master = self._links.manifest_of(video)
        found = self._edge.fetch(master)
        if found is None:
            return Warmed(refused=1)
        warmed = Warmed(files=1, size=len(found))
        for playlist in playlists(master, found.decode()):
            data = self._edge.fetch(playlist)
            warmed = warmed.with_file(data)
            for url in beginning(playlist, (data or b"").decode()):
                warmed = warmed.with_file(self._edge.fetch(url))
        return warmed


def playlists(master: str, text: str) -> list[str]:
    """Of all renditions, pictures and sound alike, each once."""
    lines = text.splitlines()
    named = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    others = [uri for line in lines if line.startswith("#EXT-X-MEDIA:") and (uri := _uri_in(line))]
    return [urljoin(master, each) for each in dict.fromkeys((*named, *others))]


def beginning(playlist: str, text: str) -> list[str]:
    lines = text.splitlines()
    maps = [uri for line in lines if line.startswith("#EXT-X-MAP:") and (uri := _uri_in(line))]
    segments = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    return [urljoin(playlist, each) for each in (*maps, *segments[:FIRST_SEGMENTS])]


def _uri_in(line: str) -> str:
    _, found, rest = line.partition('URI="')
    return rest.partition('"')[0] if found else ""
