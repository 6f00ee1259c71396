"""What a visit of a short link gets, and the click it is recorded as.

In this order: is there such a link, may it be served, is the password right, is a visit left, where
does it lead, record the click, answer. A click is recorded before the answer and an answer that
leads to the target is only given once its click is safe (L8). Not clicks: HEAD (L7), previews,
password forms, wrong passwords (L12), refusals and fallbacks (the target was not served).
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from core.cache import CacheDown
from core.errors import Unavailable

from ..hot import BANNED, DELETED, DISABLED, HotLink
from .finding import Found
from .rules import first_match
from .visits import Click, Visit, VisitorKey, click_of, password_in

FALLBACK_STATUS = 302
AFTER_PASSWORD = 303  # the browser follows with GET and does not send the password on
ATTEMPTS_PER_MINUTE = 5
LONGEST_FORM = 4096  # bytes


class Finder(Protocol):
    def find(self, code: str) -> Found | None:
        """Raises Unavailable."""
        ...


class VisitLimit(Protocol):
    """The counter of links with ``maxClicks``. Raises Unavailable."""

    def claim(self, code: str, *, limit: int) -> bool:
        """Takes one of ``limit`` visits in one atomic step; False if none is left."""
        ...

    def give_back(self, code: str) -> None:
        """A claimed visit that came to nothing. Does nothing rather than raise."""
        ...

    def used_up(self, code: str, *, limit: int) -> bool: ...


class ClickRecorder(Protocol):
    def record(self, click: Click) -> None:
        """Returns once the click is durable. Raises Unavailable if nobody would take it."""
        ...


class Attempts(Protocol):
    def count(self, code: str, network: str) -> tuple[int, int]:
        """Counts one; the number in this window and the seconds it lasts. Raises CacheDown."""
        ...


@dataclass(frozen=True, slots=True)
class Moved:
    """Go to ``location``."""

    status: int
    location: str
    tier: str


@dataclass(frozen=True, slots=True)
class Refused:
    """An error of the table in ``core.errors``."""

    code: str
    message: str
    retry_after: int | None = None


@dataclass(frozen=True, slots=True)
class PasswordWanted:
    """Ask for the password; ``wrong`` after a wrong one."""

    code: str
    wrong: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """Show where the link leads; ``target`` is empty where a password protects it."""

    code: str
    target: str
    title: str
    created_at: int


Outcome = Moved | Refused | PasswordWanted | Preview

NOT_FOUND = Refused("link_not_found", "There is no such link.")
WAS_BANNED = Refused("link_banned", "This link was blocked because it broke the rules.")
WAS_DELETED = Refused("link_gone", "This link was deleted.")
IS_DISABLED = Refused("link_disabled", "This link is switched off.")
HAS_EXPIRED = Refused("link_expired", "This link has expired.")
IS_USED_UP = Refused("link_used_up", "This link has been used as often as its owner allowed.")
FORM_TOO_LONG = Refused("payload_too_large", "That is too long for a password.")
TAKES_NO_POST = Refused("method_not_allowed", "This link takes GET and HEAD.")


class Redirect:
    """``now`` gives epoch seconds; ``verify`` compares a password with a stored hash."""

    def __init__(
        self,
        *,
        finder: Finder,
        limit: VisitLimit,
        clicks: ClickRecorder,
        attempts: Attempts,
        visitors: VisitorKey,
        is_bot: Callable[[str], bool],
        verify: Callable[[str, str], bool],
        now: Callable[[], float] = time.time,
    ) -> None:
        self._finder, self._limit, self._clicks = finder, limit, clicks
        self._attempts, self._visitors, self._is_bot = attempts, visitors, is_bot
        self._verify, self._now = verify, now

    def visit(self, visit: Visit) -> Outcome:
        found = self._finder.find(visit.code) if visit.code else None
        if found is None:
            return NOT_FOUND
        link = found.link
        closed = _closed(link, self._now())
        if closed is not None:
            return closed if visit.preview else _fallback(link, closed, found.tier)
        if visit.preview:
            return self._preview(visit, link)
        if link.password_hash or visit.method == "POST":
            stopped = self._stopped(visit, link)
            if stopped is not None:
                return stopped
        if link.max_clicks is None:
            return self._served(visit, link, found.tier)
        return self._served_if_left(visit, link, found.tier, limit=link.max_clicks)

    def _served_if_left(self, visit: Visit, link: HotLink, tier: str, *, limit: int) -> Outcome:
        """People use a visit up; bots and HEAD only learn whether one is left (L7).

        A visit whose click nobody would record is not served, so it is not used up either.
        """
        if visit.method == "HEAD" or self._is_bot(visit.user_agent):
            if self._limit.used_up(link.code, limit=limit):
                return _fallback(link, IS_USED_UP, tier)
            return self._served(visit, link, tier)
        if not self._limit.claim(link.code, limit=limit):
            return _fallback(link, IS_USED_UP, tier)
        try:
            return self._served(visit, link, tier)
        except Unavailable:
            self._limit.give_back(link.code)
            raise

    def _served(self, visit: Visit, link: HotLink, tier: str) -> Moved:
        now = self._now()
        if visit.method != "HEAD":
            at = int(now * 1000)
            name = self._visitors.name(visit, at)
            self._clicks.record(click_of(visit, code=link.code, at=at, visitor=name))
        status = AFTER_PASSWORD if visit.method == "POST" else link.status
        return Moved(status, self._target(visit, link, now), tier)

    def _target(self, visit: Visit, link: HotLink, now: float) -> str:
        rule = first_match(link.rules, visit.visitor(), now) if link.rules else None
        target = rule.target if rule else link.target
        return with_query(target, visit.query) if link.forward_query and visit.query else target

    def _preview(self, visit: Visit, link: HotLink) -> Preview:
        hidden = link.password_hash is not None
        target = "" if hidden else self._target(visit, link, self._now())
        return Preview(link.code, target, "" if hidden else link.title, link.created_at)

    def _stopped(self, visit: Visit, link: HotLink) -> Outcome | None:
        """What keeps a visit from a link with a password, or a POST from one without (L12)."""
        if link.password_hash is None:
            return TAKES_NO_POST
        if visit.method != "POST":
            return PasswordWanted(link.code, wrong=False)
        if len(visit.form) > LONGEST_FORM:
            return FORM_TOO_LONG
        password = password_in(visit.form)
        if not password:
            return PasswordWanted(link.code, wrong=False)  # no attempt: JSON, or an empty field
        try:
            attempts, seconds = self._attempts.count(link.code, visit.network)
        except CacheDown as error:
            raise Unavailable(headers={"Retry-After": "5"}) from error  # nobody gets to guess
        if attempts > ATTEMPTS_PER_MINUTE:
            return Refused("too_many_attempts", "Too many attempts; wait a minute.", seconds)
        if not self._verify(password, link.password_hash):
            return PasswordWanted(link.code, wrong=True)
        return None


def with_query(target: str, query: str) -> str:
    """``target`` with the visitor's query behind its own and before its fragment (L13).

    Nothing of the target changes. What may not stand in a header is percent-encoded.
    """
    address, mark, fragment = target.partition("#")
    joint = "" if address.endswith(("?", "&")) else "&" if "?" in address else "?"
    clean = "".join(c if "!" <= c <= "~" and c not in '"<>\\^`{|}#' else _escaped(c) for c in query)
    return f"{address}{joint}{clean}{mark}{fragment}"


def _closed(link: HotLink, now: float) -> Refused | None:
    if link.state == BANNED:
        return WAS_BANNED
    if link.state == DELETED:
        return WAS_DELETED
    if link.state == DISABLED:
        return IS_DISABLED
    return HAS_EXPIRED if link.expired(now) else None


def _fallback(link: HotLink, refusal: Refused, tier: str) -> Outcome:
    """Where the owner sends visitors of a link that is switched off, expired or used up.

    Not for a banned link, whose fallback is no better, nor for a deleted one, whose owner is done.
    """
    if link.fallback_url and refusal in (IS_DISABLED, HAS_EXPIRED, IS_USED_UP):
        return Moved(FALLBACK_STATUS, link.fallback_url, tier)
    return refusal


def _escaped(character: str) -> str:
    return "".join(f"%{byte:02X}" for byte in character.encode("utf-8", "replace"))
