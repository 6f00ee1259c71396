"""X3 on the deployed stack: the cache frozen, full, emptied, gone; every answer stays right."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import valkey

from infra.local import processes
from infra.local import valkey as cache
from tests.e2e.people import Person, sign_up
from tests.e2e.stack import Stack
from tests.e2e.visiting import Answer, Visitor
from tests.e2e.waiting import eventually

pytestmark = [pytest.mark.alone, pytest.mark.timeout(900)]


@contextmanager
def frozen(stack: Stack) -> Iterator[None]:
    """Takes connections, answers nothing."""
    pid = stack.state.processes[cache.NAME].pid
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


@contextmanager
def refusing(stack: Stack) -> Iterator[None]:
    """Not there: connections are refused."""
    port = stack.state.ports.valkey
    processes.stop(stack.instance, [cache.NAME])
    try:
        yield
    finally:
        cache.start(stack.instance, port)


@contextmanager
def full(stack: Stack) -> Iterator[None]:
    """Out of memory: reads work, writes are refused."""
    with client(stack) as connection:
        connection.config_set("maxmemory-policy", "noeviction")
        connection.config_set("maxmemory", "1")
        try:
            yield
        finally:
            connection.config_set("maxmemory", "0")


@contextmanager
def flushed(stack: Stack) -> Iterator[None]:
    """There, and empty again and again."""
    with client(stack) as connection:
        connection.flushall()
        yield
        connection.flushall()


def client(stack: Stack) -> valkey.Valkey:
    return valkey.Valkey(host="127.0.0.1", port=stack.state.ports.valkey)


FAULTS = {"frozen": frozen, "refusing": refusing, "full": full, "flushed": flushed}


@pytest.mark.parametrize("fault", FAULTS)
def test_X3_every_endpoint_is_right_while_the_cache_is(
    fault: str, stack: Stack, ada: Person, visitor: Visitor
) -> None:
    before = ada.shortens("https://example.com/before")
    edited = ada.shortens("https://example.com/old")
    limited = ada.shortens("https://example.com/limited", maxClicks=3)
    locked = ada.shortens("https://example.com/locked", password="open sesame")
    for code in (before, edited):
        assert visitor.gets(f"/{code}").status == 302
    with FAULTS[fault](stack):
        still_right(ada, visitor, before, limited, locked, closed=fault != "flushed")
        ada.ok("PATCH", f"/api/urls/{edited}", {"url": "https://example.com/new"})
        new_codes_work(ada, visitor)
    served_again(ada, visitor, before)
    # The writer could not reach the cache: the old target for a minute at most, by design (L4).
    eventually(
        lambda: visitor.gets(f"/{edited}").location,
        until=lambda location: location == "https://example.com/new",
        within=120,
    )


def still_right(
    ada: Person, visitor: Visitor, before: str, limited: str, locked: str, *, closed: bool
) -> None:
    for _ in range(10):
        answer = visitor.gets(f"/{before}")
        assert (answer.status, answer.location) == (302, "https://example.com/before")
    assert visitor.asks("HEAD", f"/{before}").status == 302
    assert visitor.gets(f"/{before}+").status == 200
    assert visitor.gets("/nosuchcode").status == 404
    assert [visitor.gets(f"/{limited}").status for _ in range(4)] == [302] * 3 + [410]
    form = visitor.sending(Content_Type="application/x-www-form-urlencoded")
    password = counted_or_refused(
        lambda: form.asks("POST", f"/{locked}", raw=b"password=open+sesame"), closed=closed
    )
    # Passwords are like signing in: nobody gets to guess while nobody counts (X8).
    assert password.status == (503 if closed else 303)
    for path in ("/api/me", "/api/urls", f"/api/urls/{before}", f"/api/stats/{before}"):
        assert ada.api.gets(path).status == 200, path
    assert visitor.gets("/api/health").status == 200
    assert visitor.gets("/api/me").status == 401


def counted_or_refused(tries: Callable[[], Answer], *, closed: bool) -> Answer:
    """The first answer, but where it may be counted: that of a cache that is awake, for the one
    before it was away, and a moment of a busy machine is too long for it as well.
    """
    return eventually(tries, until=lambda answer: closed or answer.status != 503)


def new_codes_work(ada: Person, visitor: Visitor) -> None:
    code = ada.shortens("https://example.com/new-one")
    assert visitor.gets(f"/{code}").location == "https://example.com/new-one"
    ada.ok("DELETE", f"/api/urls/{code}")
    eventually(lambda: visitor.gets(f"/{code}").status, until=lambda s: s == 410, within=120)


def served_again(ada: Person, visitor: Visitor, code: str) -> None:
    """The cache is used again by itself, and no click of the meantime is lost."""
    assert visitor.gets(f"/{code}").status == 302
    expected = 1 + 10 + 1
    stats = eventually(
        lambda: ada.ok("GET", f"/api/stats/{code}").json,
        until=lambda seen: seen["totalClicks"] >= expected,
        within=180,
    )
    assert stats["totalClicks"] == expected


def test_X3_limits_are_counted_again_once_the_cache_is_back(behind: object, stack: Stack) -> None:
    from tests.e2e.behind import Behind

    assert isinstance(behind, Behind)
    person = sign_up(behind)
    with refusing(stack):
        assert "ratelimit-limit" not in person.ok("GET", "/api/urls").headers
    eventually(lambda: "ratelimit-limit" in person.ok("GET", "/api/urls").headers, within=120)
