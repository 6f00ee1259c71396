"""The manifests that players get: one per height cap, each with the renditions it allows. Pure.

They are the service's own, without what is above the cap and with the bit rates that were measured:
players choose by those, and the service writes an average in one manifest and a peak in another.
"""

from collections.abc import Iterator, Mapping
from xml.etree import ElementTree

import m3u8

from . import keys, playlists
from .model import CAPS, LADDER, Outputs

NAMESPACE = "urn:mpeg:dash:schema:mpd:2011"
Element = ElementTree.Element


def masters(outputs: Outputs) -> Mapping[str, str]:
    """By name (``keys.capped_master``), HLS and DASH for every one of ``model.CAPS``."""
    hls = outputs.texts.get(keys.master(keys.HLS))
    dash = outputs.texts.get(keys.master(keys.DASH))
    made: dict[str, str] = {}
    for cap in CAPS:
        if hls is not None:
            made[keys.capped_master(cap, keys.HLS)] = _hls(hls, outputs, cap)
        if dash is not None:
            made[keys.capped_master(cap, keys.DASH)] = _dash(dash, outputs, cap)
    return made


def _hls(text: str, outputs: Outputs, cap: int) -> str:
    read = m3u8.loads(text)
    sound = playlists.measured(outputs, keys.AUDIO)
    kept = m3u8.PlaylistList()
    for each in read.playlists:
        if not _allowed(each.uri, cap):
            continue
        rung = playlists.rung_of(each.uri, LADDER)
        rates = playlists.measured(outputs, keys.modifier(rung.name)) if rung else None
        if rates is not None:
            both = rates.with_sound(sound)
            each.stream_info.bandwidth = round(both.peak)
            each.stream_info.average_bandwidth = round(both.average)
        kept.append(each)
    read.playlists = kept
    return str(read.dumps())


def _dash(text: str, outputs: Outputs, cap: int) -> str:
    root = ElementTree.fromstring(text)  # noqa: S314  # written by the service for us
    for adaptation in root.iter(named("AdaptationSet")):
        for each in list(adaptation.findall(named("Representation"))):
            name = initialization(adaptation, each)
            if not _allowed(name, cap):
                adaptation.remove(each)
                continue
            rates = playlists.measured(outputs, modifier_of(name)) if name else None
            if rates is not None:
                each.set("bandwidth", str(round(rates.peak)))
        _bounded(adaptation)
    ElementTree.register_namespace("", NAMESPACE)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _bounded(adaptation: Element) -> None:
    """``maxWidth`` and its kind are those of what is left."""
    for largest, own in (("maxWidth", "width"), ("maxHeight", "height")):
        sides = [int(side) for side in _of_all(adaptation, own)]
        if largest in adaptation.keys() and sides:  # noqa: SIM118  # an element is no mapping
            adaptation.set(largest, str(max(sides)))


def _of_all(adaptation: Element, attribute: str) -> Iterator[str]:
    for each in adaptation.findall(named("Representation")):
        found = each.get(attribute)
        if found is not None:
            yield found


def initialization(adaptation: Element, representation: Element) -> str:
    """The template of a representation, its own or that of its set; "" for captions."""
    for element in (representation, adaptation):
        template = element.find(named("SegmentTemplate"))
        if template is not None and template.get("initialization"):
            return str(template.get("initialization"))
    return ""


def modifier_of(init: str) -> str:
    """``_480p`` of ``master_480pinit.cmfv``."""
    return init.rpartition("/")[2].removeprefix(keys.MASTER).partition("init.")[0]


def named(tag: str) -> str:
    return f"{{{NAMESPACE}}}{tag}"


def _allowed(name: str, cap: int) -> bool:
    rung = playlists.rung_of(name, LADDER)
    return rung is None or rung.height <= cap
