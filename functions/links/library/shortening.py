"""Making links."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from core.attempts import Attempt
from core.clock import Clock
from core.errors import AppError

from ..errors import AliasInvalid, AliasReserved, AliasTaken, ExpiryRefused
from ..model import Link, Rule
from ..ports import Codes, FoundAgain, LinkCache, LinkStore
from .aliases import accept_alias
from .targets import TargetJudge

ATTEMPTS = 5  # an alias spelt like a generated code is rarer than one in a million


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A link as somebody asks for it, of the right form but not judged yet.

    With an ``attempt`` it is made once, however often it is asked for.
    """

    url: str
    alias: str | None = None
    expires_at: datetime | None = None
    title: str = ""
    tags: tuple[str, ...] = ()
    fallback_url: str | None = None
    max_clicks: int | None = None
    password: str | None = None
    redirect_status: int = 302
    forward_query: bool = False
    rules: tuple[Rule, ...] = ()
    attempt: Attempt | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkJudge:
    """What links may hold, for new ones and edits alike."""

    targets: TargetJudge
    clock: Clock

    def expiry(self, moment: datetime | None) -> datetime | None:
        """Raises ExpiryRefused."""
        if moment is not None and moment <= self.clock.now():
            raise ExpiryRefused("expiresAt", "Has passed already.")
        return moment

    def target(self, url: str, path: str = "url") -> str:
        """Raises TargetRefused."""
        return self.targets.accept(url, path=path)

    def fallback(self, url: str | None) -> str | None:
        return None if url is None else self.target(url, "fallbackUrl")

    def rules(self, rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
        return tuple(
            replace(rule, target=self.target(rule.target, f"rules.{index}.url"))
            for index, rule in enumerate(rules)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortener:
    """``reserved`` are words that cannot be aliases; ``hash_password`` makes what is kept.

    ``codes`` are for links that are asked for without an attempt, ``found_again`` for the others.
    """

    store: LinkStore
    cache: LinkCache
    codes: Codes
    found_again: FoundAgain
    judge: LinkJudge
    reserved: frozenset[str]
    hash_password: Callable[[str], str]
    clock: Clock

    def create(self, owner_id: str, wish: Wish) -> Link:
        """Raises TargetRefused, AliasReserved, AliasInvalid, ExpiryRefused, AliasTaken."""
        alias = None if wish.alias is None else accept_alias(wish.alias, reserved=self.reserved)
        link = Link(
            code=alias or "",
            owner_id=owner_id,
            target=self.judge.target(wish.url),
            created_at=self.clock.now().replace(microsecond=0),
            is_alias=alias is not None,
            expires_at=self.judge.expiry(wish.expires_at),
            title=wish.title,
            tags=tuple(dict.fromkeys(wish.tags)),
            fallback_url=self.judge.fallback(wish.fallback_url),
            max_clicks=wish.max_clicks,
            password_hash=self.hash_password(wish.password) if wish.password else None,
            redirect_status=wish.redirect_status,
            forward_query=wish.forward_query,
            rules=self.judge.rules(wish.rules),
        )
        made = self._stored(link, wish.attempt)
        self.cache.put(made)
        return made

    def refusal_of(self, alias: str) -> AppError | None:
        """Why ``create`` would refuse the alias at this moment, if it would."""
        try:
            accept_alias(alias, reserved=self.reserved)
        except (AliasReserved, AliasInvalid) as refused:
            return refused
        return AliasTaken() if self.store.find(alias) else None

    def _stored(self, link: Link, attempt: Attempt | None) -> Link:
        if link.is_alias:
            return self._under_alias(link, attempt)
        for n in range(ATTEMPTS):
            coded = replace(link, code=self._code(link.target, attempt, n))
            try:
                self.store.create(coded)
            except AliasTaken:
                there = self.store.find(coded.code) if attempt else None
                if there is not None and there.owner_id == link.owner_id:
                    return there  # of an attempt that could not tell
                continue
            return coded
        raise AliasTaken

    def _code(self, url: str, attempt: Attempt | None, n: int) -> str:
        return self.found_again.of(attempt.token, url, attempt=n) if attempt else self.codes.next()

    def _under_alias(self, link: Link, attempt: Attempt | None) -> Link:
        try:
            self.store.create(link)
        except AliasTaken:
            there = self.store.find(link.code) if attempt and attempt.again else None
            if there is None or (there.owner_id, there.target) != (link.owner_id, link.target):
                raise
            return there
        return link
