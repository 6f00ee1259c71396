"""What a job orders, read from its settings; refused where it is not carried out here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from infra.local.mediaconvert import supported
from infra.local.mediaconvert.shapes import BadRequest

Given = Mapping[str, Any]  # Any: settings as the model names them
TURNS = {"DEGREES_90": 90, "DEGREES_180": 180, "DEGREES_270": 270}


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    modifier: str
    width: int
    height: int
    frame_rate: Fraction
    gop: int
    bitrate: int
    quality: int
    b_frames: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """``track`` counts the input's tracks of sound from 0."""

    modifier: str
    track: int
    bitrate: int
    rate: int
    group: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    modifier: str
    source: str
    language: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """A picture every ``every`` seconds, ``most`` at most; ``group`` is its group's place."""

    group: int
    destination: str
    width: int
    height: int
    every: Fraction
    most: int
    quality: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """``turn`` is None where the container says it; ``group`` is the CMAF group's place."""

    source: str
    turn: int | None
    flat: bool  # high dynamic range becomes the standard one
    group: int
    destination: str
    segment_length: int
    pictures: Sequence[Picture]
    sound: Sound | None
    texts: Sequence[Text]
    captures: Sequence[Capture]

    @property
    def segment_seconds(self) -> Fraction:
        """The next whole number of GOPs."""
        first = self.pictures[0]
        gop = first.gop / first.frame_rate
        return gop * -(-self.segment_length // gop)


def read(settings: Given) -> Order:
    """Raises BadRequest."""
    for objection in supported.objections(settings):
        raise BadRequest(objection)
    try:
        return _read(settings)
    except KeyError as missing:
        raise BadRequest(f"/settings: {missing.args[0]} has to be given") from missing


def _read(settings: Given) -> Order:
    if len(settings.get("Inputs") or []) != 1:
        raise BadRequest("/settings/inputs: exactly one input is supported here")
    source = settings["Inputs"][0]
    groups = list(enumerate(settings.get("OutputGroups") or []))
    films = [each for each in groups if _kind(each[1]) == "CMAF_GROUP_SETTINGS"]
    if len(films) != 1:
        raise BadRequest("/settings/outputGroups: exactly one CMAF group is supported here")
    number, film = films[0]
    cmaf = film["OutputGroupSettings"]["CmafGroupSettings"]
    pictures = [_picture(each) for each in film["Outputs"] if "VideoDescription" in each]
    if not pictures:
        raise BadRequest("/settings/outputGroups: a film without pictures is not supported here")
    if len({(each.gop, each.frame_rate) for each in pictures}) != 1:
        raise BadRequest("/settings/outputGroups: all renditions need the same GOP here")
    sounds = [_sound(source, each) for each in film["Outputs"] if "AudioDescriptions" in each]
    if len(sounds) > 1:
        raise BadRequest("/settings/outputGroups: one output of sound is supported here")
    first = film["Outputs"][0]["VideoDescription"] if pictures else {}
    return Order(
        source=source["FileInput"],
        turn=_turn(source.get("VideoSelector") or {}),
        flat="ColorCorrector" in (first.get("VideoPreprocessors") or {}),
        group=number,
        destination=cmaf["Destination"],
        segment_length=cmaf["SegmentLength"],
        pictures=pictures,
        sound=sounds[0] if sounds else None,
        texts=[_text(source, each) for each in film["Outputs"] if "CaptionDescriptions" in each],
        captures=[_capture(n, each) for n, each in groups if _kind(each) == "FILE_GROUP_SETTINGS"],
    )


def _kind(group: Given) -> str:
    return str(group["OutputGroupSettings"]["Type"])


def _turn(selector: Given) -> int | None:
    """By itself the service does not turn anything."""
    rotate = selector.get("Rotate", "DEGREE_0")
    return None if rotate == "AUTO" else TURNS.get(rotate, 0)


def _picture(output: Given) -> Picture:
    video = output["VideoDescription"]
    h264 = video["CodecSettings"]["H264Settings"]
    return Picture(
        modifier=output["NameModifier"],
        width=video["Width"],
        height=video["Height"],
        frame_rate=Fraction(h264["FramerateNumerator"], h264["FramerateDenominator"]),
        gop=int(h264["GopSize"]),
        bitrate=h264["MaxBitrate"],
        quality=(h264.get("QvbrSettings") or {}).get("QvbrQualityLevel", 7),
        b_frames=h264.get("NumberBFramesBetweenReferenceFrames", 2),
    )


def _sound(source: Given, output: Given) -> Sound:
    description = output["AudioDescriptions"][0]
    aac = description["CodecSettings"]["AacSettings"]
    cmfc = output["ContainerSettings"].get("CmfcSettings") or {}
    if "AudioDuration" not in cmfc:
        raise BadRequest("/settings: AudioDuration has to be MATCH_VIDEO_DURATION here")
    selector = (source.get("AudioSelectors") or {})[description["AudioSourceName"]]
    return Sound(
        modifier=output["NameModifier"],
        track=(selector.get("Tracks") or [1])[0] - 1,
        bitrate=aac["Bitrate"],
        rate=aac["SampleRate"],
        group=cmfc.get("AudioGroupId", "program_audio_0"),
        name=description.get("StreamName", "audio"),
    )


def _text(source: Given, output: Given) -> Text:
    description = output["CaptionDescriptions"][0]
    selector = (source.get("CaptionSelectors") or {})[description["CaptionSelectorName"]]
    language = description.get("CustomLanguageCode", "und")
    return Text(
        modifier=output["NameModifier"],
        source=selector["SourceSettings"]["FileSourceSettings"]["SourceFile"],
        language=language,
        label=description.get("LanguageDescription", language),
    )


def _capture(number: int, group: Given) -> Capture:
    if len(group["Outputs"]) != 1:
        raise BadRequest("/settings/outputGroups: one output for each file group is supported here")
    output = group["Outputs"][0]
    video = output["VideoDescription"]
    capture = video["CodecSettings"]["FrameCaptureSettings"]
    destination = group["OutputGroupSettings"]["FileGroupSettings"]["Destination"]
    return Capture(
        group=number,
        destination=destination + output.get("NameModifier", ""),
        width=video["Width"],
        height=video["Height"],
        every=Fraction(capture["FramerateDenominator"], capture["FramerateNumerator"]),
        most=capture.get("MaxCaptures", 10_000_000),
        quality=capture.get("Quality", 80),
    )
