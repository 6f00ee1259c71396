"""The users, run by locust (``--headless``) in build/load/env. Notes each request in a file."""

import json
import os
import random
from dataclasses import asdict
from itertools import cycle
from pathlib import Path
from typing import Any

from locust import FastHttpUser, between, events

from tests.load.mix import WEIGHTS, Note, Plan
from tests.load.playlists import media, pieces

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PLAN = Plan(**json.loads(Path(os.environ["LOAD_PLAN"]).read_text()))
NOTES = Path(os.environ["LOAD_NOTES"]).open("a")  # noqa: SIM115  # open as long as locust runs
PEOPLE = cycle(PLAN.tokens.items())
TWEETS: list[str] = []  # of this run, of everybody
SEGMENTS = 2  # of picture and of sound each: what a player has before it begins
Json = dict[str, Any]  # Any: an answer's JSON


class Somebody(FastHttpUser):  # type: ignore[misc]  # locust is in its own environment
    """A person who does one thing after the other, with short pauses."""

    wait_time = between(0.01, 0.05)
    network_timeout = connection_timeout = 30.0

    def on_start(self) -> None:
        self.person, token = next(PEOPLE)
        self.signed = {"Authorization": f"Bearer {token}", "User-Agent": FIREFOX}

    def redirect(self) -> None:
        code = random.choice(PLAN.codes)
        self._ask("redirect", "GET", f"/{code}", about=code, wanted=302, signed=False)

    def shorten(self) -> None:
        body = {"url": f"https://example.com/{PLAN.run}/{random.getrandbits(40)}"}
        self._ask("shorten", "POST", "/api/shorten", body, made="shortCode")

    def home(self) -> None:
        self._ask("home", "GET", "/api/timeline/home", wanted=200)

    def post(self) -> None:
        body = {"text": f"Load {PLAN.run} {random.getrandbits(40)}"}
        made = self._ask("post", "POST", "/api/tweets", body, made="id")
        if made:
            TWEETS.append(made["id"])

    def like(self) -> None:
        if not TWEETS:
            return self.post()
        tweet = random.choice(TWEETS)
        self._ask("like", "POST", f"/api/tweets/{tweet}/like", about=tweet, wanted=None)
        return None

    def play(self) -> None:
        path = f"/api/videos/{PLAN.film}/streams"
        stream = self._ask("play: start", "POST", path, {}, made="sessionId")
        if not stream:
            return
        session = stream["sessionId"]
        self._watch(stream["manifestUrl"], session)
        path, middle = f"/api/streams/{session}", round(PLAN.film_seconds / 2, 1)
        report = {"position": middle, "quality": "480p", "startupMs": 300, "rebuffers": 0}
        self._ask("play: progress", "PATCH", path, report, about=session, wanted=200)
        end = {"position": PLAN.film_seconds}
        self._ask("play: end", "POST", f"{path}/end", end, about=session, wanted=204)

    def _watch(self, manifest: str, session: str) -> None:
        """Through the front door, by the token in the path, as a player begins."""
        master = self._file("play: master", manifest, session)
        for playlist in media(master.decode(), manifest):
            listed = self._file("play: playlist", playlist, session).decode()
            for piece in pieces(listed, playlist, segments=SEGMENTS):
                self._file("play: segment", piece, session)

    def _file(self, kind: str, url: str, session: str) -> bytes:
        """Empty if it was refused; an empty file is an error as well."""
        with self.client.get(
            url,
            name=kind,
            headers={"User-Agent": FIREFOX},
            catch_response=True,
            context={"person": self.person, "about": session, "error": ""},
        ) as answer:
            if answer.status_code == 200 and answer.content:
                answer.success()
                return bytes(answer.content)
            error = str(answer.status_code or answer.error or "no answer")
            answer.request_meta["context"]["error"] = error
            answer.failure(error)
            return b""

    def _ask(
        self,
        kind: str,
        method: str,
        path: str,
        body: Json | None = None,
        *,
        about: str = "",
        made: str = "",
        wanted: int | None = 201,
        signed: bool = True,
    ) -> Json:
        """The answer, empty if it was refused. ``made``: the field that names what came to be."""
        headers = self.signed if signed else {"User-Agent": FIREFOX}
        options = {"json": body} if body is not None else {}
        with self.client.request(
            method,
            path,
            name=kind,
            headers=headers,
            allow_redirects=False,
            catch_response=True,
            context={"person": self.person, "about": about, "error": ""},
            **options,
        ) as answer:
            said = answer.request_meta["context"]  # noted when the request is over
            if not _as_wanted(answer.status_code, wanted):
                said["error"] = str(answer.status_code or answer.error or "no answer")
                answer.failure(said["error"])
                return {}
            answer.success()
            found = dict(answer.json()) if made else {}
            if made:
                said["about"] = str(found[made])
            return found


# Locust takes functions by weight: the mix is one table, beside the figures it comes from.
Somebody.tasks = [
    each for name, weight in WEIGHTS.items() for each in [getattr(Somebody, name)] * weight
]


def _as_wanted(status: int, wanted: int | None) -> bool:
    return status == wanted if wanted else 200 <= status < 300


def noted(name: str, response_time: float, context: Json, **_: Any) -> None:
    NOTES.write(json.dumps(asdict(Note(kind=name, ms=response_time, **context))) + "\n")


def closed(**_: Any) -> None:
    NOTES.close()


events.request.add_listener(noted)
events.quitting.add_listener(closed)
