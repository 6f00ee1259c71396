"""The manifests that players get: one per height cap, each with the renditions it allows. Pure."""

from collections.abc import Mapping

from .model import Outputs


def masters(outputs: Outputs) -> Mapping[str, str]:
    """By name (``keys.capped_master``), HLS and DASH for every one of ``model.CAPS``."""
    ...
