"""``make upload``: a file on its way to a film, with a bar for each half of the way."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.progress import (
    BarColumn,
    Progress,
    TaskID,
    TaskProgressColumn,
    TextColumn,
    TimeElapsedColumn,
)

from core.clock import SystemClock
from infra.local import cdk
from infra.local.clients import client
from infra.local.console import console
from infra.local.failures import LocalFailure
from infra.local.film_upload import Film, FilmUpload
from infra.local.instance import Ports
from video.model import HEIGHTS
from video.playback.signing import KeyRing
from video.playback.tokens import Tickets

MATURITIES = ("all", "7+", "13+", "16+", "18+")
VISIBILITIES = ("private", "unlisted", "public")
A_DAY = 24 * 3600  # seconds
TALLEST = max(HEIGHTS.values())
PAUSE = 0.5  # seconds between two looks
Json = dict[str, Any]  # Any: an answer's JSON


def film_of(
    *, file: Path, title: str, visibility: str, maturity: str, genres: str, captions: str
) -> Film:
    """Raises LocalFailure, saying which argument is wrong."""
    if not file.is_file():
        raise LocalFailure(f"FILE={file} is no file.")
    if not file.stat().st_size:
        raise LocalFailure(f"FILE={file} is empty.")
    if visibility not in VISIBILITIES:
        raise LocalFailure(f"VISIBILITY= takes {', '.join(VISIBILITIES)}.")
    if maturity not in MATURITIES:
        raise LocalFailure(f"MATURITY= takes {', '.join(MATURITIES)}.")
    return Film(
        path=file,
        title=title or file.stem,
        visibility=visibility,
        maturity=maturity,
        genres=_words(genres),
        captions=_captions(captions),
    )


def player_address(stage: Ports, outputs: Mapping[str, str], record: Json) -> str:
    """For players that cannot renew a token: one that outlasts the film, signed as an operator."""
    secret = client("secretsmanager", stage).get_secret_value(SecretId=outputs["SigningSecretArn"])
    ring = KeyRing.read(secret["SecretString"])
    tickets = Tickets(
        signing=ring.signer,
        clock=SystemClock(),
        public_url=cdk.public_url(stage),
        seconds=A_DAY + int(record["duration"]),
    )
    ticket = tickets.issue(video_id=record["id"], session_id="operator", cap=TALLEST)
    return ticket.manifest_url


def _words(text: str) -> Sequence[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _captions(text: str) -> Mapping[str, Path]:
    found: dict[str, Path] = {}
    for word in _words(text):
        language, colon, name = word.partition(":")
        if not colon or not Path(name).is_file():
            raise LocalFailure(f"CAPTIONS= takes language:file.vtt, not {word!r}.")
        found[language] = Path(name)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Watching:
    """Shows both halves; without a terminal a line per half."""

    upload: FilmUpload

    def bring(self, film: Film) -> Json:
        """The record of the film, ready. Raises LocalFailure with the reason why it is none."""
        with _bars() as bars:
            sending = bars.add_task("upload", total=film.size)
            making = bars.add_task("transcode", total=100, start=False)
            video_id = self.upload.send(film, lambda done, _: bars.update(sending, completed=done))
            bars.start_task(making)
            return self._followed(video_id, bars, making)

    def _followed(self, video_id: str, bars: Progress, making: TaskID) -> Json:
        while True:
            record = self.upload.record(video_id)
            bars.update(making, completed=record["progress"], description=record["status"])
            if record["status"] == "ready":
                return record
            if record["status"] == "failed":
                raise LocalFailure(f"{record['title']!r} is no film: {record['error']}")
            time.sleep(PAUSE)


def _bars() -> Progress:
    return Progress(
        TextColumn("  {task.description:<12}"),
        BarColumn(bar_width=30),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        console=console,
    )
