"""The track of previews: WebVTT whose cues name a piece of a sheet. Pure."""

from .model import Storyboard


def track(storyboard: Storyboard, *, duration: float) -> str:
    """Cues of ``storyboard_sheet0.jpg#xywh=x,y,w,h``, one per preview."""
    ...
