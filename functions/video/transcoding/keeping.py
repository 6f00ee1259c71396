"""A plan as JSON and back: kept with the film from the job's order until its outputs are judged.

Planned anew in between, by a version with another ladder, it would be held against what nobody
ordered.
"""

from collections.abc import Mapping
from dataclasses import asdict
from fractions import Fraction
from typing import Any

from .model import Plan, Rendition, Rung, Storyboard

Kept = dict[str, Any]  # Any: JSON


def kept(plan: Plan) -> Kept:
    return {
        "duration": str(plan.duration),
        "frameRate": str(plan.frame_rate),
        "gopFrames": plan.gop_frames,
        "renditions": [
            {**asdict(each.rung), "size": [each.width, each.height]} for each in plan.renditions
        ],
        "hasAudio": plan.has_audio,
        "dynamicRange": plan.dynamic_range,
        "rotation": plan.rotation,
        "posterAt": plan.poster_at,
        "storyboard": asdict(plan.storyboard),
    }


def recalled(found: Mapping[str, Any]) -> Plan:  # Any: JSON; numbers may be DynamoDB's decimals
    board = found["storyboard"]
    rotation = found["rotation"]
    return Plan(
        duration=float(found["duration"]),
        frame_rate=Fraction(found["frameRate"]),
        gop_frames=int(found["gopFrames"]),
        renditions=tuple(_rendition(each) for each in found["renditions"]),
        has_audio=bool(found["hasAudio"]),
        dynamic_range=found["dynamicRange"],
        rotation=None if rotation is None else int(rotation),
        poster_at=int(found["posterAt"]),
        storyboard=Storyboard(**{name: int(value) for name, value in board.items()}),
    )


def _rendition(found: Mapping[str, Any]) -> Rendition:  # Any: JSON
    rung = Rung(name=found["name"], height=int(found["height"]), bitrate=int(found["bitrate"]))
    width, height = found["size"]
    return Rendition(rung=rung, width=int(width), height=int(height))
