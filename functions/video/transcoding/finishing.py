"""From a finished job to a film that can be shown, or the reasons why not.

Run again after a cut, it does the same again: everything it writes is made of what the job left,
and the previews that sheets were made of go last.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from . import conformance, keys, masters, playlists, storyboard
from .gathering import gather
from .model import Caption, Outputs, Plan
from .ports import Folder, Pasteboard

TYPES = {
    keys.HLS: "application/vnd.apple.mpegurl",
    keys.DASH: "application/dash+xml",
}
JPEG, VTT = "image/jpeg", "text/vtt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A rendition as the API shows it; ``bitrate`` is the average measured, in bits per second.

    ``name`` is that of its playlist.
    """

    profile: str
    name: str
    width: int
    height: int
    bitrate: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """Ready where there are no ``findings``. Names are within the film's folder.

    ``duration`` is that of what plays, in seconds; ``storyboard`` is "" where there are no
    previews.
    """

    findings: tuple[str, ...] = ()
    duration: float = 0.0
    profiles: tuple[Shown, ...] = ()
    poster: str = ""
    storyboard: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finisher:
    pasteboard: Pasteboard

    def finish(self, folder: Folder, plan: Plan, *, captions: Sequence[Caption] = ()) -> Finished:
        """Judges, then writes the capped manifests, the sheets and their track."""
        made = gather(folder)
        capped = masters.masters(made)
        outputs = replace(made, texts={**made.texts, **capped})
        findings = conformance.findings(plan, outputs, captions=captions)
        if findings:
            return Finished(findings=findings)
        self._write(folder, capped)
        duration = playlists.media(
            outputs.texts[playlists.playlist_of(keys.modifier(plan.renditions[0].rung.name))]
        ).duration
        return Finished(
            duration=duration,
            profiles=tuple(_shown(plan, outputs)),
            poster=keys.poster(plan),
            storyboard=self._previews(folder, plan, made, duration),
        )

    def _write(self, folder: Folder, capped: Mapping[str, str]) -> None:
        for name, text in capped.items():
            kind = TYPES[name.rpartition(".")[2]]
            folder.put(name, text.encode(), content_type=kind)

    def _previews(self, folder: Folder, plan: Plan, made: Outputs, duration: float) -> str:
        names = [keys.capture(keys.STORYBOARD, n) for n in range(plan.storyboard.count)]
        there = [name for name in names if name in made.sizes]
        if keys.STORYBOARD_TRACK in made.sizes:  # written before a cut: the sheets are whole
            folder.delete(there)
            return keys.STORYBOARD_TRACK
        if not there:
            return ""
        board = replace(plan.storyboard, count=len(there))
        sheets = self.pasteboard.paste([folder.read(name) for name in there], board)
        for number, sheet in enumerate(sheets):
            folder.put(keys.sheet(number), sheet, content_type=JPEG)
        text = storyboard.track(board, duration=duration)
        folder.put(keys.STORYBOARD_TRACK, text.encode(), content_type=VTT)
        folder.delete(there)
        return keys.STORYBOARD_TRACK


def _shown(plan: Plan, outputs: Outputs) -> list[Shown]:
    found = []
    for each in plan.renditions:
        modifier = keys.modifier(each.rung.name)
        rates = playlists.measured(outputs, modifier)
        shown = Shown(
            profile=each.rung.name,
            name=playlists.playlist_of(modifier),
            width=each.width,
            height=each.height,
            bitrate=round(rates.average) if rates else 0,
        )
        found.append(shown)
    return found
