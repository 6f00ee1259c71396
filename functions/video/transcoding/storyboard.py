"""The track of previews: WebVTT whose cues name a piece of a sheet. Pure."""

from collections.abc import Iterator

from . import keys
from .model import SHEET_COLUMNS, Storyboard


def track(storyboard: Storyboard, *, duration: float) -> str:
    """Cues of ``storyboard_sheet0.jpg#xywh=x,y,w,h``, one per preview."""
    return "\n".join(["WEBVTT", "", *_lines(storyboard, duration)])


def place(storyboard: Storyboard, number: int) -> tuple[int, int, int]:
    """Which sheet the preview is on, and where: pixels from the left and the top."""
    sheet, at = divmod(number, storyboard.per_sheet)
    row, column = divmod(at, SHEET_COLUMNS)
    return sheet, column * storyboard.width, row * storyboard.height


def _lines(storyboard: Storyboard, duration: float) -> Iterator[str]:
    for number in range(storyboard.count):
        start = number * storyboard.interval
        end = duration if number == storyboard.count - 1 else start + storyboard.interval
        sheet, x, y = place(storyboard, number)
        yield f"{_clock(start)} --> {_clock(max(end, start + 0.001))}"
        yield f"{keys.sheet(sheet)}#xywh={x},{y},{storyboard.width},{storyboard.height}"
        yield ""


def _clock(seconds: float) -> str:
    ms = round(seconds * 1000)
    minutes, ms = divmod(ms, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{ms // 1000:02d}.{ms % 1000:03d}"
