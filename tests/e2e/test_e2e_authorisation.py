"""X1: who may do what, from the declared routes: the right status, and not a byte written.

For every guarded route: nobody, an expired token, a revoked key, a key without the scope, another
user, somebody who is no administrator. Then the owner, whom it works for.
"""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import pytest

from contracts.http import Route
from contracts.http.catalogue import all_routes
from contracts.tables.video_viewing import RATING
from tests.e2e import tokens
from tests.e2e.behind import Behind
from tests.e2e.films import a_film
from tests.e2e.people import Person, sign_up
from tests.e2e.uploading import announces, uploads
from tests.e2e.visiting import Answer, Visitor

GUARDED = [route for route in all_routes() if not route.public]
SCOPES = (
    "account:read",
    "account:write",
    "links:read",
    "links:write",
    "social:read",
    "social:write",
    "video:read",
    "video:write",
)
OWNERS_ONLY = [
    r
    for r in GUARDED
    if ("{code}" in r.path and not r.admin)
    or r.operation in {"deleteTweet", "videoAnalytics", "editVideo", "deleteVideo"}
]
# Told by a stream of changes a moment later, whoever asks for what meanwhile.
DERIVED = ("Search", "Notices", "Postings", "Trends", "video-Stats", "Shelves", "Demand")


@dataclass
class Cast:
    """Everybody who tries, made once."""

    behind: Behind

    @cached_property
    def owner(self) -> Person:
        return known(sign_up(self.behind))

    @cached_property
    def other(self) -> Person:
        return known(sign_up(self.behind))

    @cached_property
    def admin(self) -> Person:
        return sign_up(self.behind, groups=("admins",))

    @cached_property
    def expired(self) -> str:
        stack = self.behind.stack
        key = tokens.pool_key(stack.instance.emulator_state, stack.user_pool_id)
        claims = tokens.expired(tokens.claims_of(self.owner.token))
        return tokens.signed(claims, key, tokens.header_of(self.owner.token)["kid"])

    @cached_property
    def revoked(self) -> str:
        key_id, secret = self.owner.key(*SCOPES)
        self.owner.ok("DELETE", f"/api/me/keys/{key_id}")
        return secret

    @cached_property
    def keys(self) -> dict[str, str]:
        """By scope, a key that has all other scopes."""
        return {
            scope: self.owner.key(*(each for each in SCOPES if each != scope))[1]
            for scope in SCOPES
        }

    def tidy(self, sessions: Sequence[str] = ()) -> None:
        """An owner may hold twenty keys. A film that is left playing would be closed by itself,
        and written down, while a later test counts.
        """
        for session in sessions:
            self.owner.ok("POST", f"/api/streams/{session}/end", {"position": 1})
        kept = {secret[-4:] for secret in self.keys.values()}
        for key in self.owner.ok("GET", "/api/me/keys").json["items"]:
            if key["ending"] not in kept:
                self.owner.ok("DELETE", f"/api/me/keys/{key['id']}")


@pytest.fixture(scope="module")
def cast(behind: Behind) -> Cast:
    return Cast(behind)


@dataclass(frozen=True, kw_only=True)
class Try:
    """One request for a route, its path filled in."""

    method: str
    path: str
    body: object = None
    raw: bytes | None = None
    content_type: str = ""

    def by(self, visitor: Visitor) -> Answer:
        headers = {"Content-Type": self.content_type} if self.content_type else {}
        return visitor.asks(self.method, self.path, body=self.body, raw=self.raw, headers=headers)


# By operation, a body that is accepted. A new operation with a body has to be added here.
BODIES: dict[str, object] = {
    "shorten": {"url": "https://example.com/x1"},
    "shortenMany": {"items": [{"url": "https://example.com/x1"}]},
    "editLink": {"title": "x1"},
    "editMe": {"displayName": "x1"},
    "createKey": {"name": "x1", "scopes": ["account:write"]},
    "setSubscription": {"plan": "standard"},
    "postTweet": {"text": "x1"},
    "reportTweet": {"reason": "other"},
    "reportUser": {"reason": "other"},
    "announceMedia": {"contentType": "image/png", "size": 9},
    "createProfile": {"name": "x1"},
    "editProfile": {"name": "x1"},
    "unlockProfile": {"pin": "1234"},
    "rateVideo": {"stars": 5},
    "startStream": {},
    "reportProgress": {"position": 1, "quality": "480p"},
    "endStream": {"position": 1},
    "announceVideo": {"title": "x1", "size": 9},
    "editVideo": {"title": "x1"},
    "signParts": {"partNumbers": [1]},
    "endUpload": {"action": "abort"},
    "reportVideo": {"reason": "other"},
}
QUERIES = {"searchTweets": "?q=x1", "searchPeople": "?q=x1", "searchVideos": "?q=x1"}
UPLOADING = {"signParts", "listParts", "endUpload"}
RAW: dict[str, tuple[str, bytes]] = {
    "importLinks": ("text/csv", b"url\r\nhttps://example.com/x1\r\n"),
}


PROFILES = {
    "editProfile": {"name": "x1"},
    "deleteProfile": {"name": "x1"},
    "unlockProfile": {"name": "x1", "pin": "1234"},
}


def films(owner: Person) -> str:
    """The id of a film of the owner's, who may play films."""
    owner.ok("PUT", "/api/me/subscription", {"plan": "premium"})
    return a_film(owner.behind, owner=owner.id).id


def known(person: Person) -> Person:
    """Somebody whose profile is copied already: it would be in a moment, while a test counts."""
    person.ok("GET", f"/api/users/{person.id}")
    return person


def stored(behind: Behind, *words: str) -> set[tuple[str, str]]:
    """What names one of ``words``, but for what consumers of changes make of it."""
    found = behind.mentions(*words)
    stars = f'"sk": {{"S": "{RATING}"}}'  # written by the API itself
    return {
        (table, item)
        for table, item in found
        if stars in item or not any(word in table for word in DERIVED)
    }


def attempt(route: Route, owner: Person) -> Try:
    """A request for ``route`` on something of the owner's, that would succeed for the owner."""
    filled = {"userId": lambda: owner.id, "code": lambda: owner.shortens(title="before")}
    filled["id"] = filled["code"]
    filled["keyId"] = lambda: owner.key("links:read")[0]
    filled["tweetId"] = lambda: owner.ok("POST", "/api/tweets", {"text": "x1"}).json["id"]
    filled["mediaId"] = lambda: announces(owner, b"a picture")["id"]
    filled["user"] = lambda: known(sign_up(owner.behind)).id
    filled["videoId"] = lambda: films(owner)
    if route.operation in UPLOADING:
        announced = BODIES["announceVideo"]
        filled["videoId"] = lambda: owner.ok("POST", "/api/videos", announced).json["id"]
    filled["alias"] = lambda: f"x1-{secrets.token_hex(4)}"
    filled["profileId"] = lambda: owner.ok("POST", "/api/profiles", PROFILES[route.operation]).json[
        "id"
    ]
    filled["sessionId"] = lambda: owner.ok("POST", f"/api/videos/{films(owner)}/streams").json[
        "sessionId"
    ]
    path = re.sub(r"\{(\w+)\}", lambda name: filled[name[1]](), route.path)
    path += QUERIES.get(route.operation, "")
    if route.operation in RAW:
        content_type, raw = RAW[route.operation]
        return Try(method=route.method, path=path, raw=raw, content_type=content_type)
    if route.operation == "chooseAvatar":
        return Try(method="PUT", path=path, body={"mediaId": uploads(owner)["id"]})
    if route.request is not None:
        return Try(method=route.method, path=path, body=BODIES[route.operation])
    return Try(method=route.method, path=path)


def refusals(cast: Cast, route: Route, stranger: Visitor) -> list[tuple[str, Visitor, int, str]]:
    """(who, as whom they come, status, error code) of everybody whom the route refuses."""
    assert route.scope is not None
    found = [
        ("nobody", stranger, 401, "unauthenticated"),
        ("an expired token", stranger.bearing(cast.expired), 401, "invalid_token"),
        ("a revoked key", stranger.bearing(cast.revoked), 401, "invalid_token"),
    ]
    if route.admin:
        key = stranger.bearing(cast.keys["links:read"])
        found.append(("no administrator", cast.owner.api, 403, "forbidden"))
        found.append(("an API key", key, 403, ""))
    else:
        key = stranger.bearing(cast.keys[route.scope])
        found.append(("a key without the scope", key, 403, "insufficient_scope"))
    if route in OWNERS_ONLY:
        found.append(("another user", cast.other.api, 403, "not_owner"))
    if route.operation in UPLOADING:  # nobody else is even told that there is one
        found.append(("another user", cast.other.api, 404, "video_not_found"))
    return found


def succeeding(route: Route) -> set[int]:
    """What the route declares to answer where it did what was asked."""
    return {status for status in route.responses if status < 400}


def ids(route: Route) -> str:
    return f"{route.method} {route.path}"


@pytest.mark.parametrize("route", GUARDED, ids=ids)
def test_X1_the_route_refuses_everybody_else_and_writes_nothing(
    route: Route, cast: Cast, visitor: Visitor
) -> None:
    tries = refusals(cast, route, visitor)
    request = attempt(route, cast.owner)
    segments = zip(route.path.split("/"), request.path.partition("?")[0].split("/"), strict=True)
    filled = [word for template, word in segments if template.startswith("{")]
    words = (cast.owner.id, cast.other.id, *filled)
    before = stored(cast.behind, *words)
    for who, comes_as, status, error in tries:
        answer = request.by(comes_as)
        assert answer.status == status, (who, answer.status, answer.body[:200])
        assert not error or answer.code == error, (who, answer.code)
    assert stored(cast.behind, *words) == before
    cast.tidy(sessions=filled if "{sessionId}" in route.path else ())


@pytest.mark.parametrize("route", GUARDED, ids=ids)
def test_X1_the_route_works_for_whom_it_is_for(route: Route, behind: Behind, admin: Person) -> None:
    owner = sign_up(behind)
    answer = attempt(route, owner).by(admin.api if route.admin else owner.api)
    assert answer.status in succeeding(route), (answer.status, answer.body[:300])


@pytest.mark.parametrize("route", [r for r in GUARDED if not r.admin], ids=ids)
def test_X1_a_key_with_the_scope_does_what_the_route_does(
    route: Route, behind: Behind, visitor: Visitor
) -> None:
    assert route.scope is not None
    owner = sign_up(behind)
    _, secret = owner.key(route.scope)
    answer = attempt(route, owner).by(visitor.bearing(secret))
    assert answer.status in succeeding(route), (answer.status, answer.body[:300])


def test_X1_every_route_under_api_is_guarded_but_the_few_that_are_meant_to_be_open() -> None:
    open_routes = {route.operation for route in all_routes() if route.public}
    assert open_routes == {
        "getRoot",
        "getHealth",
        "getVersion",
        "getOpenapi",
        "getDocs",
        "getDocsAsset",
        "followLink",
        "probeLink",
        "openProtectedLink",
        "previewLink",
        "reportLink",
    }
