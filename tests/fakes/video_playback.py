"""Fakes of what playback needs, held to the real thing by the contract suites."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from contracts.events import ViewCompleted, ViewStarted
from video.playback.model import Session
from video.playback.ports import Running


def a_session(id_: str = "s-1", *, owner: str = "ada", at: int = 0, **given: object) -> Session:
    values: dict[str, object] = {
        "id": id_,
        "owner_id": owner,
        "profile_id": "p-1",
        "video_id": "v-1",
        "maturity": "18+",
        "duration": 100.0,
        "started_at": at,
        "heard_at": at,
        "lease_ends": at + 60_000,
        **given,
    }
    return Session(**values)  # type: ignore[arg-type]  # field names as data


@dataclass
class FakeSessions:
    """``before`` runs before each write, for what happens meanwhile."""

    records: dict[str, Session] = field(default_factory=dict)
    places: dict[str, frozenset[str]] = field(default_factory=dict)
    before: Callable[[], None] = lambda: None

    def find(self, session_id: str) -> Session | None:
        return self.records.get(session_id)

    def running(self, user_id: str) -> Running:
        ids = self.places.get(user_id, frozenset())
        found = tuple(self.records[each] for each in sorted(ids) if each in self.records)
        return Running(ids=ids, sessions=found)

    def start(self, session: Session, *, beside: Running, leaving: Iterable[Session]) -> bool:
        self.before()
        leaving = list(leaving)
        losing = [each for each in leaving if not each.ended_at]
        if self.places.get(session.owner_id, frozenset()) != beside.ids:
            return False
        if any(self._version(each.id) != each.version for each in (session, *losing)):
            return False
        known = beside.ids & {each.id for each in beside.sessions}
        stay = (known - {each.id for each in leaving}) | {session.id}
        self.places[session.owner_id] = stay
        self._put(session)
        for each in losing:
            self._put(replace(each, held=False))
        return True

    def withdraw(self, session: Session) -> None:
        self.records.pop(session.id, None)
        self.leave(session)

    def save(self, session: Session) -> bool:
        self.before()
        if self._version(session.id) != session.version:
            return False
        self._put(session)
        return True

    def leave(self, session: Session) -> None:
        taken = self.places.get(session.owner_id, frozenset())
        self.places[session.owner_id] = taken - {session.id}

    def settle(self, session: Session) -> None:
        if session.id in self.records:
            self._put(replace(self.records[session.id], told=True))

    def unheard(self, *, before: int, most: int) -> Sequence[str]:
        found = [s for s in self.records.values() if not s.told and s.lease_ends < before]
        return [each.id for each in found[:most]]

    def forget(self, user_id: str) -> int:
        self.places.pop(user_id, None)
        own = [s.id for s in self.records.values() if s.owner_id == user_id]
        for session_id in own:
            del self.records[session_id]
        return len(own)

    def _version(self, session_id: str) -> int:
        return self.records[session_id].version if session_id in self.records else 0

    def _put(self, session: Session) -> None:
        self.records[session.id] = replace(session, version=session.version + 1)


@dataclass
class FakeResumePoints:
    points: dict[tuple[str, str], tuple[float, int]] = field(default_factory=dict)

    def find(self, profile_id: str, video_id: str) -> float:
        return self.points.get((profile_id, video_id), (0.0, 0))[0]

    def keep(
        self, profile_id: str, video_id: str, *, position: float, duration: float, at: int
    ) -> None:
        assert duration >= 0
        if self.points.get((profile_id, video_id), (0.0, -1))[1] < at:
            self.points[profile_id, video_id] = (position, at)


@dataclass
class FakePlans:
    plans: dict[str, str] = field(default_factory=dict)

    def plan_of(self, user_id: str) -> str:
        return self.plans.get(user_id, "free")


@dataclass
class FakeViews:
    """``down`` raises what a stream that cannot be reached does."""

    begun: list[ViewStarted] = field(default_factory=list)
    over: list[ViewCompleted] = field(default_factory=list)
    down: bool = False

    def started(self, event: ViewStarted) -> None:
        self._reach()
        self.begun.append(event)

    def completed(self, event: ViewCompleted) -> None:
        self._reach()
        self.over.append(event)

    def _reach(self) -> None:
        if self.down:
            raise ConnectionError
