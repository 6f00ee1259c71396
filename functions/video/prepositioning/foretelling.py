"""What a region will want tomorrow. Pure.

Views of the last days, each day counting half of two days later. What was never watched is expected
to do as well as the median of its genres there.
"""

from collections.abc import Iterable, Mapping
from statistics import median

DAYS, HALF_LIFE = 7, 2.0


def expected(days: Iterable[Mapping[str, int]]) -> dict[str, float]:
    """``days`` from the latest backwards; views a day to come, by video."""
    weights = [0.5 ** (ago / HALF_LIFE) for ago in range(DAYS)]
    sums: dict[str, float] = {}
    for weight, views in zip(weights, days, strict=False):
        for video_id, count in views.items():
            sums[video_id] = sums.get(video_id, 0.0) + weight * count
    whole = sum(weights)
    return {video_id: value / whole for video_id, value in sums.items()}


def most_wanted(wanted: Mapping[str, float], most: int) -> list[str]:
    ranked = sorted(wanted, key=lambda each: (-wanted[each], each))
    return ranked[:most]


def of_its_kind(wanted: Mapping[str, float], alike: Iterable[str]) -> float:
    """What something new may expect of a region, by what is like it; 0 where nothing is."""
    values = [wanted[each] for each in alike if each in wanted]
    return median(values) if values else 0.0
