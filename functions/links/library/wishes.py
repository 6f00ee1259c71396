"""Forms of the API to what the use cases take, and links to what the API shows."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from contracts.http.link_forms import LinkEdit, LinkWanted, RuleWanted
from contracts.http.links import LinkMade, LinkShown, RuleShown
from core.attempts import Attempt

from ..model import Link, Rule
from .shortening import LinkJudge, Wish


def wish_of(wanted: LinkWanted, attempt: Attempt | None) -> Wish:
    return Wish(
        url=wanted.url,
        alias=wanted.custom_alias,
        expires_at=wanted.expires_at,
        title=wanted.title,
        tags=tuple(wanted.tags),
        fallback_url=wanted.fallback_url,
        max_clicks=wanted.max_clicks,
        password=wanted.password,
        redirect_status=wanted.redirect_status,
        forward_query=wanted.forward_query,
        rules=tuple(_rule(rule) for rule in wanted.rules),
        attempt=attempt,
    )


def change_of(
    edit: LinkEdit, *, judge: LinkJudge, hash_password: Callable[[str], str]
) -> Callable[[Link], Link]:
    """What an edit does to a link; only what was sent. The change raises what judging raises."""
    translated: dict[str, Callable[[], object]] = {
        "url": lambda: judge.target(edit.url),
        "enabled": lambda: edit.enabled,
        "expires_at": lambda: judge.expiry(edit.expires_at),
        "title": lambda: edit.title,
        "tags": lambda: tuple(dict.fromkeys(edit.tags)),
        "fallback_url": lambda: judge.fallback(edit.fallback_url),
        "max_clicks": lambda: edit.max_clicks,
        "password": lambda: hash_password(edit.password) if edit.password else None,
        "redirect_status": lambda: edit.redirect_status,
        "forward_query": lambda: edit.forward_query,
        "rules": lambda: judge.rules(tuple(_rule(rule) for rule in edit.rules)),
    }
    attribute = {"url": "target", "password": "password_hash"}

    def change(link: Link) -> Link:
        values = {attribute.get(n, n): translated[n]() for n in edit.model_fields_set}
        # Which values there are is known only at run time; the table above has their types.
        return replace(link, **values)  # type: ignore[arg-type]

    return change


def made(link: Link, *, short_url: str) -> LinkMade:
    return LinkMade(
        short_url=short_url + link.code,
        short_code=link.code,
        original_url=link.target,
        created_at=link.created_at,
        expires_at=link.expires_at,
    )


def shown(link: Link, *, short_url: str, now: datetime) -> LinkShown:
    return LinkShown.model_validate(
        {
            **made(link, short_url=short_url).model_dump(),
            "title": link.title,
            "tags": list(link.tags),
            "enabled": link.enabled,
            "fallback_url": link.fallback_url,
            "max_clicks": link.max_clicks,
            "has_password": link.password_hash is not None,
            "redirect_status": link.redirect_status,
            "forward_query": link.forward_query,
            "rules": [_rule_shown(rule) for rule in link.rules],
            "status": _status(link, now),
        }
    )


def _status(link: Link, now: datetime) -> str:
    if link.banned:
        return "banned"
    if link.deleted_at is not None:
        return "deleted"
    if not link.enabled:
        return "disabled"
    return "expired" if link.expires_at is not None and now >= link.expires_at else "active"


def _rule(rule: RuleWanted) -> Rule:
    return Rule(
        target=rule.url,
        devices=tuple(rule.devices),
        countries=tuple(rule.countries),
        languages=tuple(rule.languages),
        starts_at=rule.starts_at,
        ends_at=rule.ends_at,
    )


def _rule_shown(rule: Rule) -> RuleShown:
    return RuleShown(
        url=rule.target,
        devices=list(rule.devices),
        countries=list(rule.countries),
        languages=list(rule.languages),
        starts_at=rule.starts_at,
        ends_at=rule.ends_at,
    )
