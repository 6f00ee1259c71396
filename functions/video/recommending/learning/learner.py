"""The batch from beginning to end: read, choose, judge, and only then publish.

What is held out for the verdict takes no part in choosing; what is published is learned from all.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.clock import Clock

from ...model import Video, suits
from ...moments import ms
from ...ports import Videos
from ..model import Learned
from .choosing import Choice, chosen
from .interactions import Floats, Interactions, Mask, Matrix, collected
from .judging import BLOCK, Verdict, judged, latest_held_out
from .models import ItemNeighbours, highest, scores
from .ports import Published, Said
from .rows import Rows

SUGGESTED, NEAR = 60, 40
LATE_MS = 60 * 60 * 1000
"""A view may be written down so much later than it was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of a run, for its log line."""

    watches: int
    profiles: int
    videos: int
    model: str
    verdict: Verdict | None
    published: bool
    said: int = 0
    placed: int = 0


class Learner:
    def __init__(self, *, rows: Rows, videos: Videos, published: Published, clock: Clock) -> None:
        self._rows, self._videos = rows, videos
        self._published, self._clock = published, clock

    def learn(self) -> Outcome:
        """V11: nothing is published that does not beat popularity on what it has not seen."""
        at = ms(self._clock) - LATE_MS
        taken = collected(self._rows.all())
        everything = np.ones(len(taken), dtype=np.bool_)
        known = latest_held_out(taken, everything)
        if known.all():  # nobody has watched enough to hold anything out
            return _outcome(taken, None, None)
        choice = chosen(taken, known, [latest_held_out])
        verdict = judged(taken, known, ~known, choice.model, choice.memory)
        if not verdict.publish:
            return _outcome(taken, choice, verdict)
        listed = self._listed(taken)
        said = self._published.say(self._said(taken, everything, choice, listed, at))
        placed = self._published.place(_near(taken, everything, listed))
        return _outcome(taken, choice, verdict, said=said, placed=placed)

    def _listed(self, taken: Interactions) -> Sequence[Video | None]:
        records = self._videos.find_many(taken.videos)
        found = (records.get(video_id) for video_id in taken.videos)
        return [video if video is not None and video.listed() else None for video in found]

    def _said(
        self,
        taken: Interactions,
        everything: Mask,
        choice: Choice,
        listed: Sequence[Video | None],
        at: int,
    ) -> Iterator[Said]:
        square = choice.model.fitted(taken, everything)
        weighed = scores(taken, everything, choice.model, choice.memory)
        watched = taken.matrix(everything, np.ones(len(taken), dtype=np.float32))
        hidden = {cap: _hidden(listed, cap) for cap in {v.maturity for v in taken.viewers.values()}}
        for start in range(0, len(taken.profiles), BLOCK):
            who = np.arange(start, min(start + BLOCK, len(taken.profiles)))
            block = np.asarray(weighed[who] @ square)
            block[watched[who].toarray() > 0] = -np.inf
            for profile, row in zip(who, block, strict=True):
                viewer = taken.viewers.get(taken.profiles[profile])
                if viewer is not None:  # a profile that is no more left its views behind
                    row[hidden[viewer.maturity]] = -np.inf
                    best = _best(row, SUGGESTED)
                    because = _because(weighed[[profile]], square, best)
                    pairs = [
                        (taken.videos[video], taken.videos[reason])
                        for video, reason in zip(best, because, strict=True)
                    ]
                    yield Said(viewer, Learned(at=at, videos=pairs))


def _hidden(listed: Sequence[Video | None], cap: str) -> Mask:
    return np.array(
        [video is None or not suits(video.maturity, cap) for video in listed],  # type: ignore[arg-type]  # a viewer's own maturity
        dtype=np.bool_,
    )


def _best(row: Floats, most: int) -> NDArray[np.int64]:
    """Those above zero."""
    order = highest(row, most)
    return order[row[order] > 0]


def _because(weighed: Matrix, square: Floats, best: NDArray[np.int64]) -> Sequence[int]:
    """For each the film watched that speaks most for it."""
    films, weights = weighed.indices, weighed.data
    if not len(best):
        return []
    spoken = square[np.ix_(films, best)] * weights[:, None]
    return [int(each) for each in films[spoken.argmax(axis=0)]]


def _near(
    taken: Interactions, everything: Mask, listed: Sequence[Video | None]
) -> Iterator[tuple[str, Sequence[str]]]:
    square = ItemNeighbours().fitted(taken, everything)
    square[np.array([video is None for video in listed], dtype=np.bool_)] = 0
    for video, column in zip(listed, square.T, strict=True):
        if video is not None:
            yield video.id, [taken.videos[other] for other in _best(column, NEAR)]


def _outcome(
    taken: Interactions,
    choice: Choice | None,
    verdict: Verdict | None,
    *,
    said: int = 0,
    placed: int = 0,
) -> Outcome:
    return Outcome(
        watches=len(taken),
        profiles=len(taken.profiles),
        videos=len(taken.videos),
        model=f"{choice.model} {choice.memory}" if choice else "",
        verdict=verdict,
        published=verdict is not None and verdict.publish,
        said=said,
        placed=placed,
    )
