"""Uploading a film through the public API, in parts and four at a time, as a browser does it.

What arrived stays: whoever is stopped goes on with the parts that are there, by the id noted beside
the instance. Used by ``make upload``, the demo and the tests.
"""

import hashlib
import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from infra.local.asking import insisting
from infra.local.failures import LocalFailure

AT_ONCE = 4
ATTEMPTS = 4
SIGNED_AT_ONCE = 50
PAGE = 100
TOKEN_SECONDS = 600
TYPES = {
    ".mp4": "video/mp4",
    ".m4v": "video/x-m4v",
    ".mov": "video/quicktime",
    ".webm": "video/webm",
    ".mkv": "video/x-matroska",
    ".avi": "video/x-msvideo",
    ".mpg": "video/mpeg",
    ".mpeg": "video/mpeg",
    ".ts": "video/mp2t",
    ".3gp": "video/3gpp",
    ".wmv": "video/x-ms-wmv",
}
Json = dict[str, Any]  # Any: an answer's JSON
Tell = Callable[[int, int], object]
"""Bytes that are there, of how many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Film:
    """A file and what is said about it; ``captions`` are WebVTT files by their language."""

    path: Path
    title: str
    description: str = ""
    visibility: str = "public"
    maturity: str = "all"
    genres: Sequence[str] = ()
    cast: Sequence[str] = ()
    captions: Mapping[str, Path] = field(default_factory=dict)

    @property
    def size(self) -> int:
        return self.path.stat().st_size

    def announcement(self) -> Json:
        return {
            "title": self.title,
            "size": self.size,
            "contentType": TYPES.get(self.path.suffix.lower(), "video/mp4"),
            "description": self.description,
            "visibility": self.visibility,
            "maturity": self.maturity,
            "genres": list(self.genres),
            "cast": list(self.cast),
            "captions": [{"language": each} for each in self.captions],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes:
    """Which video a file became that is not wholly there yet; ``directory`` holds one per file."""

    directory: Path

    def read(self, film: Film, owner: str) -> str | None:
        path = self._path(film, owner)
        return path.read_text().strip() if path.exists() else None

    def write(self, film: Film, owner: str, video_id: str) -> None:
        self.directory.mkdir(parents=True, exist_ok=True)
        self._path(film, owner).write_text(f"{video_id}\n")

    def drop(self, film: Film, owner: str) -> None:
        self._path(film, owner).unlink(missing_ok=True)

    def _path(self, film: Film, owner: str) -> Path:
        found = film.path.stat()
        said = [owner, str(film.path.resolve()), found.st_size, found.st_mtime_ns, film.title]
        digest = hashlib.sha256(json.dumps(said).encode()).hexdigest()[:24]
        return self.directory / digest


@dataclass(frozen=True, slots=True, kw_only=True)
class FilmUpload:
    """``token`` is asked for each request: one that runs for hours outlives a token."""

    url: str
    token: Callable[[], str]
    owner: str
    notes: Notes

    def send(self, film: Film, tell: Tell) -> str:
        """The video's id once all of it is there. Raises LocalFailure."""
        video_id = self._begun_before(film) or self._announce(film)
        self.notes.write(film, self.owner, video_id)
        if self.record(video_id)["status"] == "uploading":
            self._send_parts(film, video_id, tell)
            self._ask("POST", f"/api/videos/{video_id}/upload", {"action": "complete"})
        tell(film.size, film.size)
        self.notes.drop(film, self.owner)
        return video_id

    def record(self, video_id: str) -> Json:
        return self._ask("GET", f"/api/videos/{video_id}")

    def _begun_before(self, film: Film) -> str | None:
        video_id = self.notes.read(film, self.owner)
        if video_id is None:
            return None
        answer = self._answer("GET", f"/api/videos/{video_id}")
        if answer.is_success:
            return video_id
        if answer.status_code == httpx.codes.NOT_FOUND:
            return None  # given up meanwhile
        raise LocalFailure(_explained(answer))  # it may be there: a second one is not announced

    def _announce(self, film: Film) -> str:
        return str(self._ask("POST", "/api/videos", film.announcement())["id"])

    def _send_parts(self, film: Film, video_id: str, tell: Tell) -> None:
        here = self._here(video_id)
        size, count = here["partSize"], here["partCount"]
        done = {each["partNumber"]: each["size"] for each in here["items"]}
        arrived = sum(done.values())
        tell(arrived, film.size)
        missing = [number for number in range(1, count + 1) if number not in done]
        self._send_captions(film, video_id)
        with ThreadPoolExecutor(AT_ONCE) as pool, httpx.Client(timeout=120) as bucket:
            for first in range(0, len(missing), SIGNED_AT_ONCE):
                some = self._signed(video_id, missing[first : first + SIGNED_AT_ONCE])
                sending = [
                    pool.submit(self._put, bucket, each["url"], film.path, each["partNumber"], size)
                    for each in some["parts"]
                ]
                for sent in as_completed(sending):
                    arrived += sent.result()
                    tell(arrived, film.size)

    def _here(self, video_id: str) -> Json:
        """All parts that arrived."""
        path = f"/api/videos/{video_id}/upload/parts?limit={PAGE}"
        page = self._ask("GET", path)
        items, cursor = page["items"], page["nextCursor"]
        while cursor:
            more = self._ask("GET", f"{path}&cursor={cursor}")
            items, cursor = [*items, *more["items"]], more["nextCursor"]
        return {**page, "items": items}

    def _signed(self, video_id: str, numbers: Sequence[int]) -> Json:
        path = f"/api/videos/{video_id}/upload/parts"
        return self._ask("POST", path, {"partNumbers": list(numbers)})

    def _send_captions(self, film: Film, video_id: str) -> None:
        if not film.captions:
            return
        for each in self._signed(video_id, [1])["captions"]:
            body = film.captions[each["language"]].read_bytes()
            _accepted(httpx.put(each["url"], content=body, timeout=60))

    def _put(self, bucket: httpx.Client, url: str, path: Path, number: int, size: int) -> int:
        """The part's bytes. A connection that breaks is tried again."""
        with path.open("rb") as file:
            file.seek((number - 1) * size)
            body = file.read(size)
        for attempt in range(1, ATTEMPTS + 1):
            try:
                answer = bucket.put(url, content=body)
            except httpx.TransportError as error:
                if attempt == ATTEMPTS:
                    raise LocalFailure(f"Part {number} could not be sent: {error}.") from error
                continue
            if answer.status_code < 500 or attempt == ATTEMPTS:
                _accepted(answer)
                break
        return len(body)

    def _ask(self, method: str, path: str, body: Json | None = None) -> Json:
        answer = self._answer(method, path, body)
        if answer.is_success:
            return dict(answer.json())
        raise LocalFailure(_explained(answer))

    def _answer(self, method: str, path: str, body: Json | None = None) -> httpx.Response:
        with self._api() as api:
            return insisting(lambda: api.request(method, path, json=body))

    @contextmanager
    def _api(self) -> Iterator[httpx.Client]:
        headers = {"Authorization": f"Bearer {self.token()}"}
        with httpx.Client(base_url=self.url, headers=headers, timeout=60) as api:
            yield api


def remembered(sign_in: Callable[[], str]) -> Callable[[], str]:
    """Signs in once in a while only: a token is good for an hour."""
    last: list[tuple[float, str]] = []

    def token() -> str:
        if not last or time.monotonic() - last[0][0] > TOKEN_SECONDS:
            last[:] = [(time.monotonic(), sign_in())]
        return last[0][1]

    return token


def _accepted(answer: httpx.Response) -> None:
    if not answer.is_success:
        raise LocalFailure(f"The bucket refused a part of the file ({answer.status_code}).")


def _explained(answer: httpx.Response) -> str:
    """What the API said, with the fields it names."""
    try:
        problem = answer.json()["error"]
    except (ValueError, KeyError):
        return f"The API answered {answer.status_code}."
    fields = problem.get("details", {}).get("fields", [])
    named = "".join(f" {each['path']}: {each['message']}" for each in fields)
    return f"{problem['message']}{named}"
