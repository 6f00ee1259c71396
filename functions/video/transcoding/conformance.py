"""Does what was made play as it was ordered? Pure; findings are sentences for the owner.

Judged are the manifests that players get (one per cap), against the plan, the sizes of what lies
there and the first bytes of the media themselves. DASH has a module of its own.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import m3u8
from m3u8.model import StreamInfo

from . import conformance_dash, keys, mp4, playlists
from .model import CAPS, LADDER, SEGMENT_SECONDS, Caption, Outputs, Plan, Rendition
from .playlists import Media

OFF = 0.10  # of a declared bit rate from what was measured
SAME = 0.002  # seconds: playlists round to thousandths
SOUND_OFF = 0.1  # seconds by which sound is cut elsewhere: its frames are whole, too
LOST_SHARE, LOST_SECONDS = 0.02, 0.5  # of the source's duration


def findings(plan: Plan, outputs: Outputs, *, captions: Sequence[Caption] = ()) -> tuple[str, ...]:
    """Nothing where the film may be shown."""
    missing = tuple(_missing(plan, outputs, captions))
    if missing:
        return missing
    played = {name: playlists.media(outputs.texts[name]) for name in _expected(plan, captions)}
    return (
        *_duration(plan, played),
        *_segments(plan, outputs, played),
        *_media(plan, outputs, played),
        *_masters(plan, outputs, captions),
        *conformance_dash.findings(plan, outputs, played, captions),
    )


def _expected(plan: Plan, captions: Sequence[Caption]) -> Iterator[str]:
    for each in plan.renditions:
        yield playlists.playlist_of(keys.modifier(each.rung.name))
    if plan.has_audio:
        yield playlists.playlist_of(keys.AUDIO)
    for caption in captions:
        yield playlists.playlist_of(keys.caption_modifier(caption.language))


def _missing(plan: Plan, outputs: Outputs, captions: Sequence[Caption]) -> Iterator[str]:
    masters = (keys.capped_master(cap, kind) for cap in CAPS for kind in (keys.HLS, keys.DASH))
    for name in (*_expected(plan, captions), *masters):
        if name not in outputs.texts:
            yield f"{name} is missing."
    if keys.poster(plan) not in outputs.sizes:
        yield "The poster is missing."


def _duration(plan: Plan, played: Mapping[str, Media]) -> Iterator[str]:
    first = played[playlists.playlist_of(keys.modifier(plan.renditions[0].rung.name))]
    lost = plan.duration - first.duration
    if lost > LOST_SECONDS + LOST_SHARE * plan.duration:
        yield (
            f"The file says it lasts {plan.duration:.1f} seconds, and only "
            f"{first.duration:.1f} could be read: it is damaged or cut off."
        )


def _segments(plan: Plan, outputs: Outputs, played: Mapping[str, Media]) -> Iterator[str]:
    for name, media in played.items():
        if not media.ended or not media.segments:
            yield f"{name} has no end, or nothing in it."
        if any(not outputs.sizes.get(each.name) for each in media.segments):
            yield f"{name} names segments that are not there."
        if not media.init:
            continue  # captions: text, however long
        longest = max((each.seconds for each in media.segments), default=0)
        if not round(longest) <= media.target <= SEGMENT_SECONDS:
            yield f"{name} has segments of {longest:.3f} seconds and a target of {media.target}."
    yield from _boundaries(plan, played)


def _boundaries(plan: Plan, played: Mapping[str, Media]) -> Iterator[str]:
    """Every rendition is cut at the same instants, whole GOPs apart; sound nearly so."""
    gop = plan.gop_frames / plan.frame_rate
    first = played[playlists.playlist_of(keys.modifier(plan.renditions[0].rung.name))]
    for rendition in plan.renditions:
        name = playlists.playlist_of(keys.modifier(rendition.rung.name))
        if not _alike(played[name].starts, first.starts, SAME * len(first.starts)):
            yield f"{name} is cut at other instants than {plan.renditions[0].rung.name}."
    slack = SAME * len(first.starts)
    if any(abs(at / gop - round(at / gop)) * gop > slack for at in first.starts):
        yield "Segments do not start where a group of pictures does."
    sound = played.get(playlists.playlist_of(keys.AUDIO))
    if sound is not None:
        common = min(len(sound.starts), len(first.starts))
        if not _alike(sound.starts[:common], first.starts[:common], SOUND_OFF):
            yield "Sound and picture are cut at different instants."


def _alike(some: Sequence[float], others: Sequence[float], slack: float) -> bool:
    return len(some) == len(others) and all(
        abs(one - other) <= slack for one, other in zip(some, others, strict=True)
    )


def _media(plan: Plan, outputs: Outputs, played: Mapping[str, Media]) -> Iterator[str]:
    """What the first bytes say: the size in the picture, and keyframes at the same instants."""
    starts: dict[int, float] = {}
    for rendition in plan.renditions:
        name = playlists.playlist_of(keys.modifier(rendition.rung.name))
        media = played[name]
        try:
            track = mp4.track(outputs.heads.get(media.init, b""))
            looked_at = [
                (number, mp4.fragment(outputs.heads[each.name]))
                for number, each in enumerate(media.segments)
                if each.name in outputs.heads
            ]
        except mp4.Unreadable:
            yield f"{name} plays files that are no fragmented MP4."
            continue
        if (track.width, track.height) != (rendition.width, rendition.height):
            yield f"{name} has pictures of {track.width} × {track.height}."  # noqa: RUF001  # a times sign is meant
        zero: float | None = None  # the service need not begin at 0
        for number, fragment in looked_at:
            at = fragment.time / track.timescale
            zero = at - media.starts[number] if zero is None else zero
            said = zero + media.starts[number]
            seen = _Seen(at=at, elsewhere=starts.setdefault(number, at), said=said)
            if not fragment.starts_with_keyframe:
                yield f"Segment {number + 1} of {name} does not start with a keyframe."
            yield from (f"Segment {number + 1} of {name} {each}" for each in _instants(plan, seen))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """Where a segment starts (s): by itself, by the same of the first rendition, by its playlist.

    Bit rates are measured over what playlists say, so that has to be so.
    """

    at: float
    elsewhere: float
    said: float


def _instants(plan: Plan, seen: _Seen) -> Iterator[str]:
    if abs(seen.elsewhere - seen.at) > 1 / plan.frame_rate / 2:
        yield "starts at another instant than the others."
    if abs(seen.at - seen.said) > SOUND_OFF:
        yield "starts elsewhere than its playlist says."


def _masters(plan: Plan, outputs: Outputs, captions: Sequence[Caption]) -> Iterator[str]:
    for cap in CAPS:
        name = keys.capped_master(cap, keys.HLS)
        read = m3u8.loads(outputs.texts[name])
        allowed = [each for each in plan.renditions if each.rung.height <= cap]
        by_rung = {
            rung.name: each
            for each in read.playlists
            if (rung := playlists.rung_of(each.uri, LADDER)) is not None
        }
        if sorted(by_rung) != sorted(each.rung.name for each in allowed):
            yield f"{name} lists {', '.join(sorted(by_rung)) or 'nothing'}."
            continue
        for rendition in allowed:
            found = by_rung[rendition.rung.name].stream_info
            yield from (
                f"{name}: {rendition.rung.name} {each}"
                for each in _stream_info(plan, outputs, rendition, found)
            )
        yield from (f"{name} {each}" for each in _groups(plan, read, captions))


def _stream_info(
    plan: Plan, outputs: Outputs, rendition: Rendition, found: StreamInfo
) -> Iterator[str]:
    if found.resolution != (rendition.width, rendition.height):
        yield f"says RESOLUTION {found.resolution}."
    if abs((found.frame_rate or 0) - float(plan.frame_rate)) > 0.001:
        yield f"says FRAME-RATE {found.frame_rate}."
    codecs = conformance_dash.codecs_of(plan, outputs, rendition)
    if set((found.codecs or "").split(",")) != set(codecs):
        yield f"says CODECS {found.codecs}, and has {','.join(codecs)}."
    picture = playlists.measured(outputs, keys.modifier(rendition.rung.name))
    if picture is None:
        return
    both = picture.with_sound(playlists.measured(outputs, keys.AUDIO))
    for attribute, said, is_so in (
        ("BANDWIDTH", found.bandwidth, both.peak),
        ("AVERAGE-BANDWIDTH", found.average_bandwidth, both.average),
    ):
        if off(said, is_so):
            yield f"says {attribute} {said}, and has {is_so:.0f}."


def _groups(plan: Plan, read: m3u8.M3U8, captions: Sequence[Caption]) -> Iterator[str]:
    sounds = [each for each in read.media if each.type == "AUDIO"]
    if bool(sounds) != plan.has_audio:
        yield "lists sound where there is none, or none where there is."
    texts = {each.language for each in read.media if each.type == "SUBTITLES"}
    if texts != {each.language for each in captions}:
        yield "lists other captions than were given."


def off(said: float | None, is_so: float) -> bool:
    return abs((said or 0) - is_so) > OFF * is_so
