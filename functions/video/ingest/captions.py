"""Whether a file of captions is one. Pure."""

import re

from ..transcoding.model import Refused

MOST_BYTES = 1_000_000
BYTE_ORDER_MARK = "\ufeff"
SIGNATURE = re.compile(r"WEBVTT(?=[ \t\r\n]|$)")
_INSTANT = r"(?:(\d{2,6}):)?([0-5]\d):([0-5]\d)\.(\d{3})"
CUE = re.compile(rf"^{_INSTANT}[ \t]+-->[ \t]+{_INSTANT}(?=[ \t]|$)", re.MULTILINE)


def refuse(language: str, text: bytes) -> None:
    """Raises Refused. A track without a single cue is a mistake of its author's, and the packager
    stops at one.
    """
    if len(text) > MOST_BYTES:
        raise Refused(f"The captions in {language!r} have more than {MOST_BYTES} bytes.")
    try:
        said = text.decode().removeprefix(BYTE_ORDER_MARK)
    except UnicodeDecodeError:
        raise Refused(f"The captions in {language!r} are not in UTF-8.") from None
    if not SIGNATURE.match(said):
        raise Refused(f"The captions in {language!r} are no WebVTT file: it begins with WEBVTT.")
    if not any(_lasts(cue) for cue in CUE.finditer(said.replace("\r", "\n"))):
        raise Refused(
            f"The captions in {language!r} say nothing: "
            "there is no cue like 00:01.000 --> 00:04.000 that ends after it begins."
        )


def _lasts(cue: re.Match[str]) -> bool:
    start, end = cue.groups()[:4], cue.groups()[4:]
    return _milliseconds(*start) < _milliseconds(*end)


def _milliseconds(hours: str | None, minutes: str, seconds: str, rest: str) -> int:
    return ((int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)) * 1000 + int(rest)
