"""A film's folder as MediaConvert leaves it: playlists, manifest, first bytes of media files."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from struct import pack

from video.transcoding import keys
from video.transcoding.model import Caption, Plan, Rendition

TIMESCALE = 90_000
SOUND_SCALE = 48_000
SOUND_BYTES = 16_000  # a second
PROFILE = bytes((0x64, 0x00, 0x1E))  # avc1.64001e
KEYFRAME, OTHER_FRAME = 0x0200_0000, 0x0101_0000


@dataclass
class FakeFolder:
    """``Folder``; ``weights`` are sizes of files of which only the first bytes are kept."""

    files: dict[str, bytes] = field(default_factory=dict)
    weights: dict[str, int] = field(default_factory=dict)

    def sizes(self) -> Mapping[str, int]:
        return {name: self.weights.get(name, len(body)) for name, body in self.files.items()}

    def read(self, name: str) -> bytes:
        return self.files[name]

    def head(self, name: str, *, most: int) -> bytes:
        return self.files[name][:most]

    def put(self, name: str, body: bytes, *, content_type: str) -> None:
        assert content_type
        self.files[name] = body

    def delete(self, names: Sequence[str]) -> None:
        for name in names:
            self.files.pop(name, None)

    def edit(self, name: str, before: str, after: str) -> None:
        """Change a text; what is changed must be there."""
        text = self.files[name].decode()
        assert before in text
        self.files[name] = text.replace(before, after).encode()


class FakePasteboard:
    """``Pasteboard`` whose sheets say how many previews are on them."""

    def paste(self, frames: Sequence[bytes], storyboard: object) -> Sequence[bytes]:
        assert storyboard
        return [f"{len(frames)} previews".encode()]


def film(
    plan: Plan, *, duration: float | None = None, captions: Sequence[Caption] = ()
) -> FakeFolder:
    """What was ordered, exactly; ``duration`` where less was there than the source said."""
    folder = FakeFolder()
    lengths = list(_lengths(plan, plan.duration if duration is None else duration))
    for rendition in plan.renditions:
        _picture(folder, rendition, lengths)
    if plan.has_audio:
        _sound(folder, lengths)
    for caption in captions:
        name = f"master{keys.caption_modifier(caption.language)}"
        folder.files[f"{name}_000000001.vtt"] = b"WEBVTT\n"
        folder.files[f"{name}.m3u8"] = _playlist([f"{name}_000000001.vtt"], [sum(lengths)], "")
    folder.files["master.m3u8"] = _master(plan, folder, captions).encode()
    folder.files["master.mpd"] = _mpd(plan, lengths, captions).encode()
    for number in range(2):
        folder.files[keys.capture(keys.POSTER, number)] = b"jpeg"
    for number in range(plan.storyboard.count):
        folder.files[keys.capture(keys.STORYBOARD, number)] = b"jpeg"
    return folder


def _lengths(plan: Plan, duration: float) -> Iterator[float]:
    whole = float(plan.segment_seconds)
    while duration > whole:
        yield whole
        duration -= whole
    if duration > 0:
        yield duration


def _picture(folder: FakeFolder, rendition: Rendition, lengths: Sequence[float]) -> None:
    name = f"master{keys.modifier(rendition.rung.name)}"
    folder.files[f"{name}init.cmfv"] = picture_init(rendition.width, rendition.height)
    names, at = [], 0.0
    for number, seconds in enumerate(lengths, 1):
        segment = f"{name}_{number:09d}.cmfv"
        folder.files[segment] = fragment(round(at * TIMESCALE))
        folder.weights[segment] = round(seconds * rendition.rung.bitrate / 8 * 0.9)
        names.append(segment)
        at += seconds
    folder.files[f"{name}.m3u8"] = _playlist(names, lengths, f"{name}init.cmfv")


def _sound(folder: FakeFolder, lengths: Sequence[float]) -> None:
    name = f"master{keys.AUDIO}"
    folder.files[f"{name}init.cmfa"] = sound_init()
    names, at = [], 0.0
    for number, seconds in enumerate(lengths, 1):
        segment = f"{name}_{number:09d}.cmfa"
        folder.files[segment] = fragment(round(at * SOUND_SCALE))
        folder.weights[segment] = round(seconds * SOUND_BYTES)
        names.append(segment)
        at += seconds
    folder.files[f"{name}.m3u8"] = _playlist(names, lengths, f"{name}init.cmfa")


def _playlist(names: Sequence[str], lengths: Sequence[float], init: str) -> bytes:
    lines = [
        "#EXTM3U",
        "#EXT-X-VERSION:6",
        f"#EXT-X-TARGETDURATION:{max(1, min(10, round(max(lengths))))}",
        "#EXT-X-PLAYLIST-TYPE:VOD",
    ]
    lines += [f'#EXT-X-MAP:URI="{init}"'] if init else []
    for name, seconds in zip(names, lengths, strict=True):
        lines += [f"#EXTINF:{seconds:.3f},", name]
    return "\n".join([*lines, "#EXT-X-ENDLIST", ""]).encode()


def _master(plan: Plan, folder: FakeFolder, captions: Sequence[Caption]) -> str:
    lines = ["#EXTM3U", "#EXT-X-VERSION:6", "#EXT-X-INDEPENDENT-SEGMENTS"]
    groups, codecs = "", "avc1.64001e"
    if plan.has_audio:
        lines.append(
            '#EXT-X-MEDIA:TYPE=AUDIO,URI="master_audio.m3u8",GROUP-ID="audio",NAME="audio",'
            "DEFAULT=YES,AUTOSELECT=YES"
        )
        groups, codecs = ',AUDIO="audio"', codecs + ",mp4a.40.2"
    for caption in captions:
        uri = f"master{keys.caption_modifier(caption.language)}.m3u8"
        lines.append(
            f'#EXT-X-MEDIA:TYPE=SUBTITLES,URI="{uri}",GROUP-ID="subs",NAME="{caption.label}",'
            f'LANGUAGE="{caption.language}"'
        )
    groups += ',SUBTITLES="subs"' if captions else ""
    for each in plan.renditions:
        lines.append(
            f"#EXT-X-STREAM-INF:BANDWIDTH=1,AVERAGE-BANDWIDTH=1,"
            f'RESOLUTION={each.width}x{each.height},CODECS="{codecs}",'
            f"FRAME-RATE={float(plan.frame_rate):.3f}{groups}"
        )
        lines.append(f"master{keys.modifier(each.rung.name)}.m3u8")
    assert folder.files
    return "\n".join([*lines, ""])


def _mpd(plan: Plan, lengths: Sequence[float], captions: Sequence[Caption]) -> str:
    rate = f"{plan.frame_rate.numerator}/{plan.frame_rate.denominator}"
    largest = plan.renditions[-1]
    pictures = "".join(
        f'<Representation id="{each.rung.name}" bandwidth="1" codecs="avc1.64001e" sar="1:1" '
        f'width="{each.width}" height="{each.height}">'
        f"{_template(keys.modifier(each.rung.name), 'cmfv', TIMESCALE, lengths)}</Representation>"
        for each in plan.renditions
    )
    sound = (
        '<AdaptationSet contentType="audio"><Representation id="a" bandwidth="1" '
        f'codecs="mp4a.40.2">{_template(keys.AUDIO, "cmfa", SOUND_SCALE, lengths)}'
        "</Representation></AdaptationSet>"
    )
    texts = "".join(
        f'<AdaptationSet contentType="text" lang="{each.language}"><Representation '
        f'id="{each.language}" bandwidth="1" mimeType="text/vtt">'
        f"{_template(keys.caption_modifier(each.language), 'vtt', 1000, [sum(lengths)])}"
        "</Representation></AdaptationSet>"
        for each in captions
    )
    return (
        '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" '
        f'mediaPresentationDuration="PT0H0M{sum(lengths):.3f}S"><Period>'
        f'<AdaptationSet contentType="video" frameRate="{rate}" maxWidth="{largest.width}" '
        f'maxHeight="{largest.height}">{pictures}</AdaptationSet>'
        f"{sound if plan.has_audio else ''}{texts}</Period></MPD>"
    )


def _template(modifier: str, extension: str, scale: int, lengths: Sequence[float]) -> str:
    timeline = "".join(f'<S d="{round(each * scale)}"/>' for each in lengths)
    init = f'initialization="master{modifier}init.{extension}" ' if extension != "vtt" else ""
    return (
        f'<SegmentTemplate timescale="{scale}" startNumber="1" {init}'
        f'media="master{modifier}_$Number%09d$.{extension}">'
        f"<SegmentTimeline>{timeline}</SegmentTimeline></SegmentTemplate>"
    )


# ---- the boxes of ISO 14496-12 that are looked at


def box(kind: str, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return pack(">I4s", 8 + len(body), kind.encode()) + body


def picture_init(width: int, height: int) -> bytes:
    config = box("avcC", b"\x01", PROFILE, bytes(3))
    entry = box("avc1", bytes(24), pack(">HH", width, height), bytes(50), config)
    return _init(entry, TIMESCALE)


def sound_init() -> bytes:
    descriptors = bytes.fromhex("0319000200041140150000000000000000000000000005021190060102")
    return _init(box("mp4a", bytes(28), box("esds", bytes(4), descriptors)), SOUND_SCALE)


def _init(entry: bytes, timescale: int) -> bytes:
    header = box("mdhd", bytes(12), pack(">I", timescale), bytes(8))
    table = box("stbl", box("stsd", bytes(4), pack(">I", 1), entry))
    track = box("trak", box("mdia", header, box("minf", table)))
    return box("ftyp", b"cmfc") + box("moov", track)


def fragment(time: int, flags: int = KEYFRAME) -> bytes:
    run = box("trun", pack(">IIII", 0x4, 1, flags, 0))
    decode_time = box("tfdt", pack(">IQ", 0x0100_0000, time))
    traf = box("traf", box("tfhd", pack(">II", 0, 1)), decode_time, run)
    return box("styp", b"cmfs") + box("moof", box("mfhd", bytes(8)), traf)
