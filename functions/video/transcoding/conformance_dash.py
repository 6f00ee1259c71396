"""The same for DASH: representations, their facts, and segments where HLS has them. Pure."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from re import Match, sub
from xml.etree import ElementTree

from . import keys, masters, mp4, playlists
from .model import CAPS, LADDER, Outputs, Plan, Rendition
from .playlists import Media

Element = ElementTree.Element
OFF = 0.10  # of a declared bit rate from what was measured
SAME = 0.1  # seconds by which a timeline may differ from HLS: sound's frames are whole


def findings(plan: Plan, outputs: Outputs, played: Mapping[str, Media]) -> Iterator[str]:
    for cap in CAPS:
        name = keys.capped_master(cap, keys.DASH)
        try:
            root = ElementTree.fromstring(outputs.texts[name])  # noqa: S314  # our own
        except ElementTree.ParseError:
            yield f"{name} is no XML."
            continue
        found = {masters.modifier_of(init): pair for init, pair in _representations(root)}
        expected = {
            keys.modifier(each.rung.name): each
            for each in plan.renditions
            if each.rung.height <= cap
        }
        listed = {each for each in found if playlists.rung_of(f"{keys.MASTER}{each}.", LADDER)}
        if listed != set(expected):
            yield f"{name} lists {', '.join(sorted(listed)) or 'nothing'}."
            continue
        for modifier, rendition in expected.items():
            yield from (
                f"{name}: {rendition.rung.name} {each}"
                for each in _picture(plan, outputs, rendition, *found[modifier])
            )
        if plan.has_audio != (keys.AUDIO in found):
            yield f"{name} lists sound where there is none, or none where there is."
        for modifier, pair in found.items():
            media = played.get(playlists.playlist_of(modifier))
            if media is not None:
                yield from (f"{name}: {modifier} {each}" for each in _timeline(media, *pair))


def codecs_of(plan: Plan, outputs: Outputs, rendition: Rendition) -> tuple[str, ...]:
    """What the initialization segments say: of the picture, and of the sound if there is any."""
    modifiers = [keys.modifier(rendition.rung.name)] + ([keys.AUDIO] if plan.has_audio else [])
    return tuple(_codec(outputs, modifier) for modifier in modifiers)


def _codec(outputs: Outputs, modifier: str) -> str:
    media = playlists.media(outputs.texts[playlists.playlist_of(modifier)])
    try:
        return mp4.track(outputs.heads.get(media.init, b"")).codec
    except mp4.Unreadable:
        return "unreadable"


def _representations(root: Element) -> Iterator[tuple[str, tuple[Element, Element]]]:
    for adaptation in root.iter(masters.named("AdaptationSet")):
        for each in adaptation.findall(masters.named("Representation")):
            init = masters.initialization(adaptation, each)
            if init:
                yield init, (adaptation, each)


def _picture(
    plan: Plan, outputs: Outputs, rendition: Rendition, adaptation: Element, found: Element
) -> Iterator[str]:
    def said(attribute: str) -> str:
        return found.get(attribute) or adaptation.get(attribute) or ""

    size = (said("width"), said("height"))
    if size != (str(rendition.width), str(rendition.height)):
        yield f"says {' x '.join(size)}."
    if abs(_rate(said("frameRate")) - plan.frame_rate) > Fraction(1, 1000):
        yield f"says frameRate {said('frameRate')}."
    modifier = keys.modifier(rendition.rung.name)
    if said("codecs") != _codec(outputs, modifier):
        yield f"says codecs {said('codecs')}."
    if said("sar") not in ("", "1:1"):
        yield f"says sar {said('sar')}."
    rates = playlists.measured(outputs, modifier)
    bandwidth = said("bandwidth")
    if rates and abs(int(bandwidth or 0) - rates.peak) > OFF * rates.peak:
        yield f"says bandwidth {bandwidth}, and has {rates.peak:.0f}."


def _rate(text: str) -> Fraction:
    try:
        return Fraction(text)
    except (ValueError, ZeroDivisionError):
        return Fraction(0)


def _timeline(media: Media, adaptation: Element, representation: Element) -> Iterator[str]:
    """Its segments are HLS's: the same files, of the same lengths."""
    template = representation.find(masters.named("SegmentTemplate"))
    if template is None:
        template = adaptation.find(masters.named("SegmentTemplate"))
    lengths = list(_lengths(template)) if template is not None else []
    if template is None or len(lengths) != len(media.segments):
        yield f"has {len(lengths)} segments, and HLS {len(media.segments)}."
        return
    first = int(template.get("startNumber") or 1)
    names = [_numbered(template.get("media") or "", first + n) for n in range(len(lengths))]
    if names != [each.name for each in media.segments]:
        yield "names other segments than HLS."
    if any(abs(a - b.seconds) > SAME for a, b in zip(lengths, media.segments, strict=True)):
        yield "has segments of other lengths than HLS."


def _lengths(template: Element) -> Iterator[float]:
    timescale = int(template.get("timescale") or 1)
    for each in template.iter(masters.named("S")):
        for _ in range(int(each.get("r") or 0) + 1):
            yield int(each.get("d") or 0) / timescale


def _numbered(template: str, number: int) -> str:
    def filled(found: Match[str]) -> str:
        return f"{number:0{found.group(1) or 1}d}"

    return sub(r"\$Number(?:%0(\d+)d)?\$", filled, template)
