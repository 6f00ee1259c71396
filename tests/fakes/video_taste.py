"""People with taste: each likes one or two of a few clusters of films, all like what is popular."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from random import Random

from tests.fakes.video_viewing import AT
from video.model import MATURITIES, Maturity
from video.recommending.learning.ports import Said
from video.recommending.learning.rows import Rated, Row, Viewer, Watched
from video.recommending.model import Learned


@dataclass
class Crowd:
    """``taste`` 0: everybody watches at random, by popularity alone; 1: only films of theirs."""

    profiles: int = 120
    videos: int = 80
    clusters: int = 4
    each: int = 15
    taste: float = 0.9
    seed: int = 1

    def cluster_of(self, video_id: str) -> int:
        return int(video_id[1:]) % self.clusters

    def liked_by(self, profile_id: str) -> int:
        return int(profile_id[1:]) % self.clusters

    def rows(self) -> list[Row]:
        random = Random(self.seed)
        rows: list[Row] = []
        for number in range(self.profiles):
            profile, maturity = f"p{number:04}", MATURITIES[-1]
            rows.append(Viewer(profile, f"u{number:04}", maturity))
            watched: set[int] = set()
            while len(watched) < self.each:
                # Popularity by Zipf: the first of a cluster are watched most.
                film = min(int(self.videos ** random.random()) - 1, self.videos - 1)
                liked = film % self.clusters == number % self.clusters
                if film not in watched and (liked or random.random() > self.taste):
                    watched.add(film)
                    rows.append(Watched(profile, f"v{film:04}", AT + len(watched) * 1_000, 0.9))
                    if random.random() < 0.2:
                        rows.append(Rated(profile, f"v{film:04}", 4))
        return rows


@dataclass
class FakeRows:
    rows: list[Row] = field(default_factory=list)

    def all(self) -> Iterable[Row]:
        return iter(self.rows)


@dataclass
class FakePublished:
    """``Published``; compares as the real one does. ``gone``: profiles that left meanwhile."""

    said: dict[tuple[str, str], Learned] = field(default_factory=dict)
    neighbours: dict[str, Sequence[str]] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)

    def say(self, some: Iterable[Said]) -> int:
        written = 0
        for each in some:
            key = (each.viewer.user_id, each.viewer.profile_id)
            before = self.said.get(key)
            if each.viewer.profile_id in self.gone:
                continue
            if before is None or list(before.videos) != list(each.learned.videos):
                self.said[key] = each.learned
                written += 1
        return written

    def place(self, neighbours: Iterable[tuple[str, Sequence[str]]]) -> int:
        written = 0
        for video_id, others in neighbours:
            if list(self.neighbours.get(video_id, [])) != list(others):
                self.neighbours[video_id] = others
                written += 1
        return written


def with_maturity(rows: Iterable[Row], profile_id: str, maturity: Maturity) -> list[Row]:
    return [
        Viewer(row.profile_id, row.user_id, maturity)
        if isinstance(row, Viewer) and row.profile_id == profile_id
        else row
        for row in rows
    ]
