"""Where Shaka Packager's manifests differ from MediaConvert's with the settings that are supported.

A target duration is rounded to the nearest second (SPEC_COMPLIANT), the sound is the default one,
and a representation's bandwidth is its average (``MpdManifestBandwidthType`` AVERAGE).
"""

import re
from pathlib import Path
from xml.etree import ElementTree

NAMESPACE = "urn:mpeg:dash:schema:mpd:2011"
LENGTH = re.compile(r"^#EXTINF:([\d.]+)", re.MULTILINE)


def as_mediaconvert_writes(directory: Path) -> None:
    for path in directory.glob("*.m3u8"):
        path.write_text(_hls(path.read_text()))
    for path in directory.glob("*.mpd"):
        path.write_text(_dash(path.read_text(), directory))


def _hls(text: str) -> str:
    text = re.sub(r"^## Generated.*\n", "", text, flags=re.MULTILINE)
    text = re.sub(r"(#EXT-X-MEDIA:TYPE=AUDIO.*)DEFAULT=NO", r"\1DEFAULT=YES", text)
    lengths = [float(each) for each in LENGTH.findall(text)]
    if not lengths:
        return text
    target = max(1, round(max(lengths)))
    return re.sub(r"#EXT-X-TARGETDURATION:\d+", f"#EXT-X-TARGETDURATION:{target}", text)


def _dash(text: str, directory: Path) -> str:
    ElementTree.register_namespace("", NAMESPACE)
    root = ElementTree.fromstring(text)  # noqa: S314  # written by the packager just now
    for representation in root.iter(_named("Representation")):
        template = representation.find(_named("SegmentTemplate"))
        if template is None:
            continue
        size = sum(path.stat().st_size for path in directory.glob(_glob(template.get("media"))))
        seconds = _seconds(template)
        if seconds:
            representation.set("bandwidth", str(max(1, round(8 * size / seconds))))
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _glob(template: str | None) -> str:
    return re.sub(r"\$Number[^$]*\$", "*", template or "")


def _seconds(template: ElementTree.Element) -> float:
    total = sum(
        int(each.get("d") or 0) * (int(each.get("r") or 0) + 1)
        for each in template.iter(_named("S"))
    )
    return total / int(template.get("timescale") or 1)


def _named(tag: str) -> str:
    return f"{{{NAMESPACE}}}{tag}"
