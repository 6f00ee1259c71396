"""The same for DASH: representations, their facts, and segments where HLS has them. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from . import keys, mp4, mpd, playlists
from .model import CAPS, LADDER, SEGMENT_SECONDS, Caption, Outputs, Plan, Rendition
from .mpd import Manifest, Representation
from .playlists import Media

OFF = 0.10  # of a declared bit rate from what was measured
SAME = 0.1  # seconds by which a timeline may differ from HLS: sound's frames are whole
LASTING = 0.5  # seconds by which the whole may: some write the longest track, some the picture


def findings(
    plan: Plan, outputs: Outputs, played: Mapping[str, Media], captions: Sequence[Caption] = ()
) -> Iterator[str]:
    for cap in CAPS:
        name = keys.capped_master(cap, keys.DASH)
        try:
            manifest = mpd.read(outputs.texts[name])
        except mpd.Unreadable:
            yield f"{name} is no XML."
            continue
        allowed = [each for each in plan.renditions if each.rung.height <= cap]
        listed = _pictures(manifest)
        if listed != {keys.modifier(each.rung.name) for each in allowed}:
            yield f"{name} lists {', '.join(sorted(listed)) or 'nothing'}."
            continue
        found = {each.modifier: each for each in manifest.representations if each.modifier}
        for rendition in allowed:
            picture = found[keys.modifier(rendition.rung.name)]
            yield from (
                f"{name}: {rendition.rung.name} {each}"
                for each in _picture(plan, outputs, rendition, picture)
            )
        yield from (f"{name} {each}" for each in _sound(plan, outputs, found.get(keys.AUDIO)))
        yield from (f"{name} {each}" for each in _captions(outputs, manifest, captions))
        yield from (f"{name} {each}" for each in _duration(plan, manifest, played))
        for modifier, track in found.items():
            media = played.get(playlists.playlist_of(modifier))
            if media is not None:
                yield from (f"{name}: {modifier} {each}" for each in _timeline(media, track))


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


def _pictures(manifest: Manifest) -> set[str]:
    return {
        each.modifier
        for each in manifest.representations
        if playlists.rung_of(f"{keys.MASTER}{each.modifier}.", LADDER)
    }


def _picture(
    plan: Plan, outputs: Outputs, rendition: Rendition, found: Representation
) -> Iterator[str]:
    said = found.said
    size = (said.get("width", ""), said.get("height", ""))
    if size != (str(rendition.width), str(rendition.height)):
        yield f"says {' x '.join(size)}."
    if abs(_rate(said.get("frameRate", "")) - plan.frame_rate) > Fraction(1, 1000):
        yield f"says frameRate {said.get('frameRate')}."
    if said.get("sar", "1:1") != "1:1":
        yield f"says sar {said['sar']}."
    yield from _stream(outputs, found)


def _sound(plan: Plan, outputs: Outputs, found: Representation | None) -> Iterator[str]:
    if plan.has_audio != (found is not None):
        yield "lists sound where there is none, or none where there is."
    elif found is not None:
        yield from (f"of the sound {each}" for each in _stream(outputs, found))


def _stream(outputs: Outputs, found: Representation) -> Iterator[str]:
    """What picture and sound have alike, against the media's own bytes."""
    said = found.said.get("codecs", "")
    if said != _codec(outputs, found.modifier):
        yield f"says codecs {said}."
    rates, bandwidth = playlists.measured(outputs, found.modifier), found.said.get("bandwidth")
    if rates and abs(int(bandwidth or 0) - rates.peak) > OFF * rates.peak:
        yield f"says bandwidth {bandwidth}, and has {rates.peak:.0f}."


def _captions(outputs: Outputs, manifest: Manifest, captions: Sequence[Caption]) -> Iterator[str]:
    texts = [each for each in manifest.representations if each.is_text]
    if sorted(each.said.get("lang", "") for each in texts) != sorted(c.language for c in captions):
        yield "lists other captions than were given."
    for each in texts:
        if not all(name in outputs.sizes for name in each.names):
            yield f"names captions in {each.said.get('lang')!r} that are not there."


def _duration(plan: Plan, manifest: Manifest, played: Mapping[str, Media]) -> Iterator[str]:
    first = played[playlists.playlist_of(keys.modifier(plan.renditions[0].rung.name))]
    said = manifest.duration
    if said is None or abs(said - first.duration) > LASTING:
        yield f"says it lasts {said} seconds, and HLS {first.duration:.3f}."


def _rate(text: str) -> Fraction:
    try:
        return Fraction(text)
    except (ValueError, ZeroDivisionError):
        return Fraction(0)


def _timeline(media: Media, found: Representation) -> Iterator[str]:
    """Its segments are HLS's: the same files, of the same lengths, one after another."""
    if not found.names or len(found.names) != len(media.segments):
        yield f"has {len(found.names)} segments, and HLS {len(media.segments)}."
        return
    if list(found.names) != [each.name for each in media.segments]:
        yield "names other segments than HLS."
    pairs = zip(found.lengths, media.segments, strict=True)
    if any(abs(length - segment.seconds) > SAME for length, segment in pairs):
        yield "has segments of other lengths than HLS."
    if round(max(found.lengths)) > SEGMENT_SECONDS:
        yield f"has segments of {max(found.lengths):.3f} seconds."
    if found.gap > SAME:
        yield "has segments that do not follow one another."
