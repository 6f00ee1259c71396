"""Reading DASH manifests: what each representation says of itself. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from re import Match, fullmatch, sub
from xml.etree import ElementTree

from . import masters

Element = ElementTree.Element
DURATION = r"PT(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?"


class Unreadable(Exception):
    """The text is no XML."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Representation:
    """``modifier`` as in ``keys``, "" of captions; ``said``: its attributes and those of its set.

    ``names`` and ``lengths`` (s) of its segments; ``gap``: the most by which one starts elsewhere
    than where the one before it ends (s).
    """

    modifier: str
    said: Mapping[str, str]
    names: Sequence[str]
    lengths: Sequence[float]
    gap: float

    @property
    def is_text(self) -> bool:
        kinds = (self.said.get("contentType", ""), self.said.get("mimeType", ""))
        return any(kind.startswith("text") for kind in kinds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """``duration`` in seconds; of a stream that goes on it is none."""

    duration: float | None
    representations: Sequence[Representation]


def read(text: str) -> Manifest:
    """Raises Unreadable."""
    try:
        root = ElementTree.fromstring(text)  # noqa: S314  # our own
    except ElementTree.ParseError as error:
        raise Unreadable from error
    return Manifest(
        duration=_duration(root) if root.get("type", "static") == "static" else None,
        representations=[
            _representation(adaptation, each)
            for adaptation in root.iter(masters.named("AdaptationSet"))
            for each in adaptation.findall(masters.named("Representation"))
        ],
    )


def _duration(root: Element) -> float | None:
    found = fullmatch(DURATION, root.get("mediaPresentationDuration") or "")
    if found is None:
        return None
    hours, minutes, seconds = (float(each or 0) for each in found.groups())
    return 3600 * hours + 60 * minutes + seconds


def _representation(adaptation: Element, found: Element) -> Representation:
    template = _own_or_shared(adaptation, found, "SegmentTemplate")
    timed = list(_timeline(template)) if template is not None else []
    starts, ends = [at for at, _ in timed], [at + length for at, length in timed]
    scale = int(template.get("timescale") or 1) if template is not None else 1
    return Representation(
        modifier=masters.modifier_of(masters.initialization(adaptation, found)),
        said={**adaptation.attrib, **found.attrib},
        names=list(_names(adaptation, found, template, len(timed))),
        lengths=[length / scale for _, length in timed],
        gap=max((abs(s - e) for s, e in zip(starts[1:], ends, strict=False)), default=0) / scale,
    )


def _names(
    adaptation: Element, found: Element, template: Element | None, count: int
) -> Iterator[str]:
    """Of its segments; captions may be one file."""
    if template is None:
        base = _own_or_shared(adaptation, found, "BaseURL")
        if base is not None and base.text:
            yield base.text.strip()
        return
    first = int(template.get("startNumber") or 1)
    for number in range(first, first + count):
        yield _numbered(template.get("media") or "", number)


def _own_or_shared(adaptation: Element, found: Element, tag: str) -> Element | None:
    own = found.find(masters.named(tag))
    return own if own is not None else adaptation.find(masters.named(tag))


def _timeline(template: Element) -> Iterator[tuple[int, int]]:
    """Start and length of each segment, in units of the timescale."""
    at = 0
    for each in template.iter(masters.named("S")):
        at = int(each.get("t") or at)
        length = int(each.get("d") or 0)
        for _ in range(int(each.get("r") or 0) + 1):
            yield at, length
            at += length


def _numbered(template: str, number: int) -> str:
    def filled(found: Match[str]) -> str:
        return f"{number:0{found.group(1) or 1}d}"

    return sub(r"\$Number(?:%0(\d+)d)?\$", filled, template)
