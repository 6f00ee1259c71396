"""Reading HLS playlists, and what their segments weigh. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import m3u8

from . import keys
from .model import SEGMENT_SECONDS, Outputs, Rung


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    name: str
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """A media playlist."""

    segments: tuple[Segment, ...]
    target: int
    init: str
    ended: bool

    @property
    def duration(self) -> float:
        return sum(each.seconds for each in self.segments)

    @property
    def starts(self) -> tuple[float, ...]:
        at, found = 0.0, []
        for each in self.segments:
            found.append(at)
            at += each.seconds
        return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """Bits per second: the highest of any stretch of about a segment, and the average."""

    peak: float
    average: float

    def with_sound(self, sound: "Rates | None") -> "Rates":
        if sound is None:
            return self
        return Rates(peak=self.peak + sound.peak, average=self.average + sound.average)


def media(text: str) -> Media:
    read = m3u8.loads(text)
    maps = [each.uri for each in read.segment_map if each is not None]
    return Media(
        segments=tuple(Segment(name=each.uri, seconds=each.duration) for each in read.segments),
        target=int(read.target_duration or 0),
        init=maps[0] if maps else "",
        ended=bool(read.is_endlist),
    )


def rates(played: Media, sizes: Mapping[str, int]) -> Rates:
    """As RFC 8216bis 4.4.6.2 measures: the peak is that of any run of segments that lasts between
    half and one and a half target durations, or of the whole where it is shorter.
    """
    if not played.duration:
        return Rates(peak=0, average=0)
    bits = [8 * sizes.get(each.name, 0) for each in played.segments]
    average = sum(bits) / played.duration
    seconds = [each.seconds for each in played.segments]
    return Rates(peak=max(_runs(bits, seconds), default=average), average=average)


def _runs(bits: Sequence[int], seconds: Sequence[float]) -> Iterator[float]:
    for start in range(len(bits)):
        lasting, weight = 0.0, 0
        for at in range(start, len(bits)):
            lasting, weight = lasting + seconds[at], weight + bits[at]
            if lasting > 1.5 * SEGMENT_SECONDS:
                break
            if lasting >= 0.5 * SEGMENT_SECONDS:
                yield weight / lasting


def playlist_of(modifier: str) -> str:
    return f"{keys.MASTER}{modifier}.{keys.HLS}"


def measured(outputs: Outputs, modifier: str) -> Rates | None:
    """None where there is no such playlist."""
    text = outputs.texts.get(playlist_of(modifier))
    return rates(media(text), outputs.sizes) if text is not None else None


def rung_of(name: str, ladder: Sequence[Rung]) -> Rung | None:
    """By the name of a playlist, an initialization segment or a template of segments."""
    behind = name.rpartition("/")[2].removeprefix(keys.MASTER)
    for rung in ladder:
        mark = keys.modifier(rung.name)
        if behind.startswith(mark) and behind[len(mark) : len(mark) + 1] in (".", "_", "i"):
            return rung
    return None
