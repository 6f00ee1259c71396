"""V12, V5: a film that is uploaded meanwhile, cut in a part, gone on with, transcoded once."""

import socket
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from infra.local.failures import LocalFailure
from tests.e2e.filming import clip, film, jobs, parts_kept, record, uploader
from tests.e2e.people import Person
from tests.faults_deployed.settling import Settling
from video.ingest.uploading import SMALLEST_PART

PATIENCE = 120.0
PAUSE = 0.5


@dataclass
class Sending:
    owner: Person
    directory: Path
    video_id: str = ""

    def prepare(self) -> None:
        self.path = clip(self.directory / "Noise.mp4", seconds=3, noise=60)
        assert self.path.stat().st_size > SMALLEST_PART  # at least two parts

    def step(self) -> None:
        if self.video_id:
            time.sleep(PAUSE)
            return
        upload = uploader(self.owner, self.directory)
        announced = self.owner.ok("POST", "/api/videos", film(self.path).announcement()).json
        upload.notes.write(film(self.path), self.owner.username, announced["id"])
        cut_off(announced["parts"][0]["url"], self.path.read_bytes()[:SMALLEST_PART])
        end = time.monotonic() + PATIENCE
        while not self.video_id:
            try:  # as often as somebody runs `make upload` again
                self.video_id = upload.send(film(self.path), lambda *_: None)
            except (LocalFailure, httpx.HTTPError):
                if time.monotonic() > end:
                    raise
                time.sleep(PAUSE)
        assert self.video_id == announced["id"]

    def settle(self, settling: Settling) -> None:
        settling.until(self.wrong)

    def wrong(self) -> list[str]:
        status = record(self.owner, self.video_id)["status"]
        ordered, kept = len(jobs(self.owner, self.video_id)), parts_kept(self.owner, self.video_id)
        if (status, ordered, kept) == ("ready", 1, 0):
            return []
        return [f"{self.video_id} is {status}, {ordered} jobs, {kept} uploads open"]


def cut_off(url: str, body: bytes) -> None:
    """Half of a part, then the connection is gone."""
    parts = urlsplit(url)
    with socket.create_connection((parts.hostname or "", parts.port or 80), timeout=10) as line:
        head = f"PUT {parts.path}?{parts.query} HTTP/1.1\r\nHost: {parts.netloc}\r\n"
        line.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode())
        line.sendall(body[: len(body) // 2])
