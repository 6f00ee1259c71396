"""After load: how long until everything that was done is counted and shown, and nothing twice."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tests.load.figures import Bounds, done, homes, likes, misplaced
from tests.load.mix import Note
from tests.load.preparing import Prepared
from tests.load.target import Json, Target

PATIENCE = 120.0  # seconds
SETTLES = 65.0  # a roll-up of clicks: what was counted twice would show, or be put right, by then
PAUSE = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Drained:
    """``seconds`` from the end of load; ``wrong`` names what is not right, and how."""

    what: str
    seconds: float
    wrong: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drain:
    target: Target
    prepared: Prepared
    notes: Sequence[Note]

    def watch(self) -> list[Drained]:
        """All backlogs at once; then once more after what comes late has come."""
        began = time.monotonic()
        checks = {
            "clicks counted": self._clicks,
            "tweets in homes": self._homes,
            "likes counted": self._likes,
            "views counted": self._views,
        }
        seconds: dict[str, float] = {}
        while len(seconds) < len(checks) and time.monotonic() - began < PATIENCE:
            for what, check in checks.items():
                if what not in seconds and not check():
                    seconds[what] = time.monotonic() - began
            time.sleep(PAUSE)
        time.sleep(max(0.0, began + SETTLES - time.monotonic()))
        return [self._settled(what, seconds.get(what), check) for what, check in checks.items()]

    def _settled(self, what: str, seconds: float | None, check: Callable[[], list[str]]) -> Drained:
        return Drained(what=what, seconds=PATIENCE if seconds is None else seconds, wrong=check())

    def _clicks(self) -> list[str]:
        return self._counted(done(self.notes, "redirect"), self._clicks_of)

    def _likes(self) -> list[str]:
        return self._counted(likes(self.notes), self._likes_of)

    def _views(self) -> list[str]:
        """Sessions of the film, which nobody else plays meanwhile."""
        ended = done(self.notes, "play: end").values()
        begun = done(self.notes, "play: start")
        before = self.prepared.views_before.get("sessions", 0)
        # A session that did not end is closed by the sweep, some time after.
        bounds = Bounds(least=sum(each.least for each in ended), most=len(begun))
        seen = self.target.film_figures(self.prepared.plan.film).get("sessions", 0) - before
        wrong = bounds.verdict(seen)
        return [f"{seen} of {bounds.least} sessions: {wrong}"] if wrong else []

    def _counted(self, bounds: Mapping[str, Bounds], count: Callable[[str], int]) -> list[str]:
        wrong = []
        for about, each in bounds.items():
            seen = count(about)
            if verdict := each.verdict(seen):
                wrong.append(f"{about}: {seen} of {each.least}: {verdict}")
        return wrong

    def _clicks_of(self, code: str) -> int:
        return int(self._ask("GET", f"/api/stats/{code}")["totalClicks"])

    def _likes_of(self, tweet: str) -> int:
        return int(self._ask("GET", f"/api/tweets/{tweet}")["likes"])

    def _homes(self) -> list[str]:
        wanted = homes(self.notes, self.prepared.follows)
        unsure = sum(note.kind == "post" and bool(note.error) for note in self.notes)
        wrong = []
        for person, tweets in wanted.items():
            found = dict(misplaced(self._home(person), tweets))
            if found.get("strange", 0) <= unsure:  # a post that failed may have been posted
                found.pop("strange", None)
            if found:
                wrong.append(f"{person}: {found} of {len(tweets)}")
        return wrong

    def _home(self, person: str) -> list[str]:
        """The run's tweets in a home, through all pages back to where it began."""
        token, mark = self.prepared.plan.tokens[person], f"Load {self.prepared.plan.run} "
        seen: list[str] = []
        cursor = ""
        while True:
            path = f"/api/timeline/home?limit=100{cursor}"
            page = self.target.ask(token, "GET", path)
            ours = [each["id"] for each in page["tweets"] if each["text"].startswith(mark)]
            seen += ours
            if len(ours) < len(page["tweets"]) or not page["nextCursor"]:
                return seen
            cursor = f"&cursor={page['nextCursor']}"

    def _ask(self, method: str, path: str) -> Json:
        return self.target.ask(self.prepared.owner, method, path)
