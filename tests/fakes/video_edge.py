"""Fakes of what prepositioning needs, and an edge with one film behind it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from contracts.events import ContentPreposition
from contracts.tables.video_demand import Region
from video.model import Video

BASE = "https://edge.example/t/token/videos/v-1/"
MASTER = """#EXTM3U
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="English",URI="sound.m3u8"
#EXT-X-STREAM-INF:BANDWIDTH=400000
240p.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=1000000
480p.m3u8
"""
SEGMENTS = 9


def playlist_of(name: str) -> str:
    lines = [f"#EXTINF:10,\n{name}_{number}.m4s" for number in range(SEGMENTS)]
    return "\n".join(["#EXTM3U", f'#EXT-X-MAP:URI="{name}_init.mp4"', *lines])


@dataclass
class FakeDemand:
    views: dict[tuple[Region, str], Counter[str]] = field(default_factory=dict)

    def add(self, date: str, views: Mapping[tuple[Region, str], int]) -> None:
        for (region, video_id), count in views.items():
            self.views.setdefault((region, date), Counter())[video_id] += count

    def of(self, region: Region, date: str) -> Mapping[str, int]:
        return self.views.get((region, date), Counter())


@dataclass
class FakeAnnouncing:
    told: list[ContentPreposition] = field(default_factory=list)

    def announce(self, some: Sequence[ContentPreposition]) -> None:
        self.told += some


@dataclass
class FakeAlike:
    """Genre -> ids of videos."""

    genres: dict[str, list[str]] = field(default_factory=dict)

    def with_genres(self, genres: Iterable[str]) -> Sequence[str]:
        return [video for genre in genres for video in self.genres.get(genre, [])]


@dataclass
class FakeLinks:
    def manifest_of(self, video: Video) -> str:
        return f"{BASE.replace('v-1', video.id)}master.m3u8"


@dataclass
class FakeEdge:
    """``refuses``: names of files that it does not give."""

    refuses: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)

    def fetch(self, url: str) -> bytes | None:
        name = url.removeprefix(BASE)
        self.asked.append(name)
        if name in self.refuses:
            return None
        if name == "master.m3u8":
            return MASTER.encode()
        if name.endswith(".m3u8"):
            return playlist_of(name.removesuffix(".m3u8")).encode()
        return b"x" * 100
