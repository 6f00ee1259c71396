"""Demo films: test patterns with a running clock, a tone and captions, through the real pipeline.

Rendered by ffmpeg where the instance is made, uploaded by the demo user as anybody would, and
transcoded while the rest of the demo is put in.
"""

import subprocess
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx

from infra.local.asking import insisting
from infra.local.failures import LocalFailure
from infra.local.film_upload import Film, FilmUpload
from infra.local.mediaconvert import tools

SIZE, RATE = "854x480", 25
PAUSE, PATIENCE = 0.5, 300  # seconds
QUICK = ("-c:v", "libx264", "-preset", "ultrafast", "-crf", "20", "-pix_fmt", "yuv420p")
SOUND = ("-c:a", "aac", "-b:a", "96k")
WORDS = {"en": "Second {} of {}", "de": "Sekunde {} von {}"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """``picture`` is a source of ffmpeg that shows the time; ``tone`` in Hz, ``seconds`` long."""

    title: str
    description: str
    picture: str
    tone: int
    seconds: int
    maturity: str
    genres: Sequence[str]
    cast: Sequence[str]
    languages: Sequence[str]


PATTERNS = (
    Pattern(
        title="Counting Colours",
        description="Squares of every colour go for a walk. For the youngest.",
        picture=f"testsrc2=s={SIZE}:r={RATE}",
        tone=523,
        seconds=10,
        maturity="all",
        genres=("Kids", "Animation"),
        cast=("Nora Bars", "Tomasz Tone"),
        languages=("en", "de"),
    ),
    Pattern(
        title="The Long Second",
        description="A clock counts, and nobody stops it.",
        picture=f"testsrc=s={SIZE}:r={RATE}:decimals=2",
        tone=330,
        seconds=8,
        maturity="13+",
        genres=("Drama", "Documentary"),
        cast=("Amara Field", "Pavel Frame"),
        languages=("en",),
    ),
    Pattern(
        title="Signal Lost",
        description="Something is wrong with the colours tonight.",
        picture=f"testsrc2=s={SIZE}:r={RATE},hue=h=160:s=0.6",
        tone=110,
        seconds=8,
        maturity="16+",
        genres=("Thriller", "Science Fiction"),
        cast=("Nora Bars", "Yuki Chroma"),
        languages=("en",),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoFilms:
    """``directory`` takes the files, which may be thrown away afterwards."""

    upload: FilmUpload
    directory: Path

    def send(self) -> list[str]:
        """The ids of the videos, once all files are there; their owner can play them.

        What an earlier, interrupted call has sent is not sent again.
        """
        self._subscribe()
        self.directory.mkdir(parents=True, exist_ok=True)
        sent = {
            record["title"]: str(record["id"])
            for record in self._asked("GET", "/api/me/videos?limit=100")["items"]
            if record["status"] not in ("uploading", "failed")
        }
        with ThreadPoolExecutor(len(PATTERNS)) as pool:
            return list(pool.map(lambda p: sent.get(p.title) or self._send(p), PATTERNS))

    def wait(self, ids: Sequence[str]) -> None:
        """Until all are ready. Raises LocalFailure."""
        end = time.monotonic() + PATIENCE
        for video_id in ids:
            while (record := self.upload.record(video_id))["status"] != "ready":
                if record["status"] == "failed" or time.monotonic() > end:
                    raise LocalFailure(
                        f"The demo film {record['title']!r} did not become ready: "
                        f"{record['error'] or record['status']}"
                    )
                time.sleep(PAUSE)

    def _send(self, pattern: Pattern) -> str:
        return self.upload.send(rendered(pattern, self.directory), lambda *_: None)

    def _subscribe(self) -> None:
        self._asked("PUT", "/api/me/subscription", {"plan": "premium"})

    def _asked(self, method: str, path: str, body: object = None) -> Any:  # Any: an answer's JSON
        answer = insisting(
            lambda: httpx.request(
                method,
                f"{self.upload.url}{path}",
                headers={"Authorization": f"Bearer {self.upload.token()}"},
                json=body,
                timeout=120,
            )
        )
        answer.raise_for_status()
        return answer.json()


def rendered(pattern: Pattern, directory: Path) -> Film:
    """The film with its captions. What was rendered before is not rendered again."""
    film = Film(
        path=directory / f"{pattern.title}.mp4",
        title=pattern.title,
        description=pattern.description,
        maturity=pattern.maturity,
        genres=pattern.genres,
        cast=pattern.cast,
    )
    if not film.path.exists():
        _render(pattern, film.path)
    return replace(film, captions=_captions(pattern, directory))


def _render(pattern: Pattern, path: Path) -> None:
    whole = path.with_suffix(".partial.mp4")
    command = [
        *(tools.find("ffmpeg"), "-nostdin", "-v", "error", "-y", "-t", str(pattern.seconds)),
        *("-f", "lavfi", "-i", pattern.picture, "-t", str(pattern.seconds)),
        *("-f", "lavfi", "-i", f"sine=frequency={pattern.tone}"),
        *(*QUICK, *SOUND, str(whole)),
    ]
    subprocess.run(command, check=True, timeout=120)  # noqa: S603  # our own command
    whole.replace(path)


def _captions(pattern: Pattern, directory: Path) -> Mapping[str, Path]:
    found = {}
    for language in pattern.languages:
        found[language] = directory / f"{pattern.title}.{language}.vtt"
        found[language].write_text(captions(pattern.seconds, WORDS[language]))
    return found


def captions(seconds: int, words: str) -> str:
    """WebVTT with a cue for each second."""
    cues = [
        f"00:{second:02}.000 --> 00:{second + 1:02}.000\n{words.format(second + 1, seconds)}\n"
        for second in range(seconds)
    ]
    return "WEBVTT\n\n" + "\n".join(cues)
