"""To start, to go on, and to end: who may play what, in how many places, from where.

A film needs a plan, but for its owner, and where its owner put it into a tweet: then who was shown
that tweet plays it there. A session that is not heard of for the length of its lease may lose its
place to another of the same account; heard of again, it takes a place like a new one, or is
refused.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from contracts.events import ViewStarted
from core.clock import Clock
from core.errors import Unavailable, ValidationFailed
from core.ids import Ids

from ..errors import (
    MaturityExceeded,
    SessionNotFound,
    SessionOver,
    SubscriptionRequired,
    TooManyStreams,
    VideoNotFound,
    VideoNotReady,
)
from ..model import (
    OWN_HEIGHT,
    PLAN_HEIGHTS,
    PLAN_STREAMS,
    TWEET_HEIGHT,
    Maturity,
    Profile,
    Video,
    suits,
)
from ..moments import ms
from ..ports import Profiles, Videos
from .closing import Closing, remember
from .model import Report, Session, beyond, reported, resumed
from .ports import Plans, PlayPasses, ResumePoints, Sessions, Views
from .tokens import Ticket, Tickets

ATTEMPTS = 10
FREE_MS = 6 * 3600 * 1000  # a session that a tweet started needs no plan for so long


@dataclass(frozen=True, slots=True)
class Allowance:
    """What somebody may have: pictures up to a height in pixels, and so many streams at a time."""

    height: int
    streams: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    session: Session
    ticket: Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class Streaming:
    """``lease_ms``: how long a session keeps its place without a word; ``started_after`` hears

    once of each session how many ms its viewer waited for the first picture.
    """

    videos: Videos
    profiles: Profiles
    plans: Plans
    passes: PlayPasses
    sessions: Sessions
    resume_points: ResumePoints
    views: Views
    closing: Closing
    tickets: Tickets
    clock: Clock
    ids: Ids
    lease_ms: int
    started_after: Callable[[int], None]

    def start(
        self,
        user_id: str,
        video_id: str,
        *,
        profile_ref: str | None,
        region: str,
        tweet_pass: str | None = None,
    ) -> Started:
        """Raises VideoNotFound, SubscriptionRequired, VideoNotReady, ProfileNotFound,

        ProfileLocked, MaturityExceeded, TooManyStreams.
        """
        video = self._shown(user_id, video_id)
        free = self._in_a_tweet(user_id, video, tweet_pass)
        allowed = self._allowed(user_id, video, in_a_tweet=free)
        if not video.playable():
            raise VideoNotReady
        profile = self.profiles.choose(user_id, profile_ref)
        _suiting(video, profile.maturity)
        session = self._new(video, profile, free=free)
        ticket = self._ticket(session, allowed)  # before anything is written
        self._place(session, allowed.streams)
        self._tell_start(session, region)
        return Started(session=session, ticket=ticket)

    def report(self, user_id: str, session_id: str, report: Report) -> Ticket:
        """Raises SessionNotFound, SessionOver, SubscriptionRequired, VideoNotFound,

        VideoNotReady, MaturityExceeded, TooManyStreams, ValidationFailed.
        """
        session = self._own(user_id, session_id)
        self._possible(session, report.position)
        video = self._shown(user_id, session.video_id)
        free = session.free_until > ms(self.clock)
        allowed = self._allowed(user_id, video, in_a_tweet=free)
        if not video.playable():
            raise VideoNotReady
        _suiting(video, session.maturity)
        session = self._heard(session, report, allowed.streams)
        remember(self.resume_points, session)
        return self._ticket(session, allowed)

    def end(
        self, user_id: str, session_id: str, position: float, stalled: float | None = None
    ) -> None:
        """Raises SessionNotFound, ValidationFailed."""
        session = self._own(user_id, session_id)
        self._possible(session, position)
        self.closing.end(session, position, stalled)

    def _shown(self, user_id: str, video_id: str) -> Video:
        video = self.videos.find(video_id)
        if video is None or not (video.shown_to(user_id) or _coming(video)):
            raise VideoNotFound
        return video

    def _in_a_tweet(self, user_id: str, video: Video, tweet_pass: str | None) -> bool:
        """A pass that opens nothing is the same as none: then a plan decides."""
        return tweet_pass is not None and self.passes.opens(
            tweet_pass, user_id, video_id=video.id, owner_id=video.owner_id
        )

    def _allowed(self, user_id: str, video: Video, *, in_a_tweet: bool) -> Allowance:
        """The most of what the plan, the film's owner and its tweet allow."""
        plan = self.plans.plan_of(user_id)
        own = OWN_HEIGHT if video.owner_id == user_id else 0
        height = max(PLAN_HEIGHTS[plan], own, TWEET_HEIGHT if in_a_tweet else 0)
        if not height:
            raise SubscriptionRequired
        return Allowance(height, PLAN_STREAMS[plan])

    def _own(self, user_id: str, session_id: str) -> Session:
        session = self.sessions.find(session_id)
        if session is None or session.owner_id != user_id:
            raise SessionNotFound
        return session

    def _possible(self, session: Session, position: float) -> None:
        if beyond(session, position):
            raise ValidationFailed.of("position", f"The film has {session.duration:g} seconds.")

    def _new(self, video: Video, profile: Profile, *, free: bool) -> Session:
        now = ms(self.clock)
        left = self.resume_points.find(profile.id, video.id)
        return Session(
            id=self.ids.new(),
            owner_id=profile.owner_id,
            profile_id=profile.id,
            video_id=video.id,
            maturity=profile.maturity,
            duration=video.duration,
            started_at=now,
            heard_at=now,
            lease_ends=now + self.lease_ms,
            position=min(resumed(left, video.duration), video.duration),
            free_until=now + FREE_MS if free else 0,
        )

    def _place(self, session: Session, most: int) -> None:
        for _ in range(ATTEMPTS):
            if self._seated(session, most):
                return
        raise Unavailable(headers={"Retry-After": "1"})

    def _seated(self, session: Session, most: int) -> bool:
        """False if others came and went meanwhile. Raises TooManyStreams."""
        running = self.sessions.running(session.owner_id)
        others = [each for each in running.sessions if each.id != session.id]
        leaving = self._leaving(others, most)
        return self.sessions.start(replace(session, held=True), beside=running, leaving=leaving)

    def _leaving(self, others: Sequence[Session], most: int) -> Sequence[Session]:
        """Who makes room for one more: who is over, then the longest unheard; nobody who plays."""
        now = ms(self.clock)
        over = [each for each in others if each.ended_at]
        silent = [each for each in others if not each.ended_at and not each.live(now)]
        surplus = max(0, len(others) - len(over) + 1 - most)
        if surplus > len(silent):
            raise TooManyStreams
        silent.sort(key=lambda each: (each.lease_ends, each.id))
        return [*over, *silent[:surplus]]

    def _heard(self, session: Session, report: Report, most: int) -> Session:
        for _ in range(ATTEMPTS):
            if session.ended_at:
                raise SessionOver
            after = reported(session, report, now=ms(self.clock), lease_ms=self.lease_ms)
            kept = self.sessions.save(after) if session.held else self._seated(after, most)
            if kept:
                if session.startup_ms is None and after.startup_ms is not None:
                    self.started_after(after.startup_ms)
                return after
            session = self.sessions.find(session.id) or session
        raise Unavailable(headers={"Retry-After": "1"})

    def _tell_start(self, session: Session, region: str) -> None:
        event = ViewStarted(
            session_id=session.id,
            video_id=session.video_id,
            profile_id=session.profile_id,
            user_id=session.owner_id,
            at=session.started_at,
            region=region,
        )
        try:
            self.views.started(event)
        except BaseException:
            self.sessions.withdraw(session)  # nobody will hear of it
            raise

    def _ticket(self, session: Session, allowed: Allowance) -> Ticket:
        return self.tickets.issue(
            video_id=session.video_id, session_id=session.id, cap=allowed.height
        )


def _coming(video: Video) -> bool:
    """Others know of a film by its address before it plays; it is not a secret, only not ready."""
    return video.visibility != "private" and not video.deleted and not video.banned


def _suiting(video: Video, cap: Maturity) -> None:
    if not suits(video.maturity, cap):
        raise MaturityExceeded
