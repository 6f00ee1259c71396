"""Where a film's objects lie in the video bucket.

MediaConvert puts its own endings behind the destination of an output group and each output's
modifier: ``master`` + ``_480p`` gives ``master_480p.m3u8``, ``master_480pinit.cmfv`` and
``master_480p_000000001.cmfv``; frame captures are counted from ``.0000000.jpg``. The edge tells the
rung of a file by the ``_{rung}`` in its name.
"""

from contracts.tables.video import original_key, prefix_of

from .model import Plan

MASTER = "master"
POSTER = "poster"
STORYBOARD = "storyboard"
HLS, DASH = "m3u8", "mpd"


def folder(video_id: str) -> str:
    """Of everything made of a film; the original is elsewhere."""
    return prefix_of(video_id)


def original(video_id: str) -> str:
    """Whatever its container is."""
    return original_key(video_id)


def modifier(rung: str) -> str:
    return f"_{rung}"


AUDIO = "_audio"


def caption_modifier(language: str) -> str:
    return f"_captions_{language}"


def master(kind: str) -> str:
    """The service's own, which lists every rendition: no player gets it."""
    return f"{MASTER}.{kind}"


def capped_master(cap: int, kind: str) -> str:
    return f"{MASTER}_cap{cap}.{kind}"


def poster(plan: Plan) -> str:
    """The last of the poster's captures: the first, at second 0, is often black."""
    return capture(POSTER, 1 if plan.poster_at else 0)


def capture(name: str, number: int) -> str:
    return f"{name}.{number:07d}.jpg"


def sheet(number: int) -> str:
    """A sprite: many previews in one picture."""
    return f"{STORYBOARD}_sheet{number}.jpg"


STORYBOARD_TRACK = f"{STORYBOARD}.vtt"
