"""The settings of one MediaConvert job: ``JobSettings`` of the 2017-08-29 API, as botocore takes it. Pure."""

from collections.abc import Sequence
from typing import Any

from .model import Caption, Plan

Settings = dict[str, Any]  # Any: the service's own nested structures


def settings(
    plan: Plan, *, bucket: str, video_id: str, captions: Sequence[Caption] = ()
) -> Settings:
    """What ``create_job(Settings=…)`` takes; reads the original, writes into the film's folder."""
    ...
