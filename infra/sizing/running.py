"""What is asked, and what runs at once for it, at the peaks of links and social."""

from math import ceil

from infra.sizing.capacity import (
    FULL,
    click_shards,
    concurrency,
    social_shards,
    social_work_shards,
    view_shards,
)
from infra.sizing.peaks import DAY_SECONDS, PEAK_OF_MEAN, Peaks

# How long one invocation takes, in ms; the bench counts the same.
REDIRECT_MS, HOME_MS, API_MS = 12, 8, 25
AUTHORIZER_MS = 15  # an item read, and a signature checked
LINE_MS = 25
NEARBY_MS = 16  # a redirect in a region that is not home: its replica and its stream
SOCIAL_READERS, VIEW_READERS = 5, 2  # functions that read each shard

JOB_HOURS_OF_FILM = 1.0  # assumed: five renditions take as long as the film


def requests(peaks: Peaks) -> int:
    """All that the gateway's quota counts: HTTP, what lines say, and what is said on them."""
    return peaks.named + peaks.asked_beside + peaks.said_on_lines + peaks.pushes


def invocations(peaks: Peaks) -> int:
    """Each end of a line is one too; the gateway itself pushes."""
    asked = peaks.named + peaks.asked_beside + peaks.said_on_lines + peaks.lines
    return asked + peaks.guarded


def at_once(peaks: Peaks) -> int:
    """By how long invocations take."""
    writes = peaks.links + peaks.tweets + peaks.reactions
    told = peaks.said_on_lines + peaks.lines
    return (
        concurrency(per_second=peaks.redirects, ms=REDIRECT_MS)
        + concurrency(per_second=peaks.homes, ms=HOME_MS)
        + concurrency(per_second=writes + peaks.asked_beside, ms=API_MS)
        + concurrency(per_second=told, ms=LINE_MS)
        + concurrency(per_second=peaks.guarded, ms=AUTHORIZER_MS)
        + click_shards(peaks)
        + SOCIAL_READERS * social_shards(peaks)
        + social_work_shards(peaks)
        + VIEW_READERS * view_shards(peaks)
    )


def at_once_elsewhere(peaks: Peaks) -> int:
    return concurrency(per_second=peaks.redirects, ms=NEARBY_MS) + click_shards(peaks)


def jobs_at_once(peaks: Peaks) -> int:
    an_hour = peaks.uploaded_hours * PEAK_OF_MEAN / (DAY_SECONDS / 3_600)
    return ceil(an_hour * JOB_HOURS_OF_FILM / FULL)
