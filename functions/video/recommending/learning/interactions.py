"""Rows as arrays: who watched what, when, and how much they liked it."""

from array import array
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from .rows import Rated, Row, Viewer, Watched

Mask = NDArray[np.bool_]
Floats = NDArray[np.float32]
Matrix = Any  # scipy's csr_array of 32-bit floats: scipy ships no types

MOST_VIDEOS = 12_000
"""In one model: its matrix has the square of this. Those watched by the most people."""
NEUTRAL = 3.0  # stars


@dataclass(frozen=True, slots=True, kw_only=True)
class Interactions:
    """Parallel arrays, one entry per profile and video. ``liking`` in stars: those given or, where
    none were, one to five by the share that was watched. Profiles and videos are numbered in the
    order of their ids, so the same rows always make the same arrays."""

    profiles: tuple[str, ...]
    videos: tuple[str, ...]
    who: NDArray[np.int32]
    what: NDArray[np.int32]
    at: NDArray[np.int64]
    liking: Floats
    viewers: dict[str, Viewer] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.who)

    def matrix(self, mask: Mask, values: Floats) -> Matrix:
        """Profiles by videos, of the entries in ``mask``."""
        shape = (len(self.profiles), len(self.videos))
        cells = (values[mask], (self.who[mask], self.what[mask]))
        return sparse.csr_array(cells, shape=shape, dtype=np.float32)

    def latest_first(self, mask: Mask) -> NDArray[np.int32]:
        """For each entry of ``mask`` how many of the same profile are later (others: -1)."""
        rank = np.full(len(self), -1, dtype=np.int32)
        chosen = np.flatnonzero(mask)
        order = chosen[np.lexsort((self.what[chosen], -self.at[chosen], self.who[chosen]))]
        who = self.who[order]
        starts = np.flatnonzero(np.r_[True, who[1:] != who[:-1]]) if len(order) else order
        lengths = np.diff(np.r_[starts, len(order)])
        rank[order] = np.arange(len(order)) - np.repeat(starts, lengths)
        return rank


def collected(rows: Iterable[Row], *, most_videos: int = MOST_VIDEOS) -> Interactions:
    who, what, at, share = array("i"), array("i"), array("q"), array("f")
    profiles: dict[str, int] = {}
    videos: dict[str, int] = {}
    stars: dict[tuple[int, int], int] = {}
    viewers: dict[str, Viewer] = {}
    for row in rows:
        if isinstance(row, Viewer):
            viewers[row.profile_id] = row
            continue
        profile = profiles.setdefault(row.profile_id, len(profiles))
        video = videos.setdefault(row.video_id, len(videos))
        if isinstance(row, Rated):
            stars[profile, video] = row.stars
        elif isinstance(row, Watched):
            who.append(profile)
            what.append(video)
            at.append(row.at)
            share.append(row.share)
    cells = zip(who, what, strict=True)
    liking = [stars.get(cell, 1 + 4 * part) for cell, part in zip(cells, share, strict=True)]
    kept = _most_watched(what, list(videos), most_videos)
    return _numbered(
        Interactions(
            profiles=tuple(profiles),
            videos=tuple(videos),
            who=np.array(who, dtype=np.int32),
            what=np.array(what, dtype=np.int32),
            at=np.array(at, dtype=np.int64),
            liking=np.array(liking, dtype=np.float32),
            viewers=viewers,
        ),
        kept,
    )


def _most_watched(what: Iterable[int], ids: list[str], most: int) -> set[int]:
    count = Counter(what)
    ranked = sorted(count, key=lambda video: (-count[video], ids[video]))
    return set(ranked[:most])


def _numbered(raw: Interactions, kept: set[int]) -> Interactions:
    """Only the ``kept`` videos and who watched one; both in the order of their ids."""
    mask = np.isin(raw.what, np.array(sorted(kept), dtype=np.int32))
    who, what = raw.who[mask], raw.what[mask]
    profiles, new_who = _in_order(raw.profiles, who)
    videos, new_what = _in_order(raw.videos, what)
    return Interactions(
        profiles=profiles,
        videos=videos,
        who=new_who,
        what=new_what,
        at=raw.at[mask],
        liking=raw.liking[mask],
        viewers=raw.viewers,
    )


def _in_order(
    ids: tuple[str, ...], numbers: NDArray[np.int32]
) -> tuple[tuple[str, ...], NDArray[np.int32]]:
    used = sorted(np.unique(numbers).tolist(), key=lambda number: ids[number])
    renamed = np.zeros(len(ids), dtype=np.int32)
    renamed[used] = np.arange(len(used), dtype=np.int32)
    return tuple(ids[number] for number in used), renamed[numbers]
