"""X12: somebody who leaves leaves nothing behind but an id that is refused from then on."""

import io
import json
import secrets
import zipfile

import valkey
from botocore.exceptions import ClientError

from tests.e2e.people import Person, signed_in
from tests.e2e.uploading import uploads
from tests.e2e.visiting import Visitor
from tests.e2e.waiting import eventually

NOBODY = {"UserNotFoundException", "NotAuthorizedException"}


def test_X12_after_erasure_no_table_or_cache_knows_the_user(
    ada: Person, grace: Person, visitor: Visitor
) -> None:
    words = erasable_traces(ada, visitor)
    kept = grace.shortens()
    assert ada.behind.mentions(*words)
    assert ada.api.asks("DELETE", "/api/me").status in {202, 204}
    eventually(
        lambda: named(ada.behind.mentions(*words)), until=lambda left: left == [], within=120
    )
    assert cached(ada, words) == []
    assert visitor.gets(f"/{kept}").status == 302


def erasable_traces(person: Person, visitor: Visitor) -> list[str]:
    """Something of every kind, and the words by which it would be found."""
    person.ok("PATCH", "/api/me", {"displayName": "Ada Erasable", "bio": "forget-me-not"})
    person.key("links:read")
    code = person.shortens("https://forget.example/me", title="forget-me-not", tags=["forget"])
    alias = f"gone-{secrets.token_hex(4)}"  # stays as a tombstone: codes are never given out again
    person.shortens("https://forget.example/too", customAlias=alias)
    visitor.gets(f"/{code}")
    visitor.asks("POST", f"/api/urls/{code}/report", body={"reason": "spam"})
    eventually(
        lambda: person.ok("GET", f"/api/stats/{code}").json,
        until=lambda stats: stats["totalClicks"] == 1,
    )
    return [person.id, person.username, "forget.example", "forget-me-not", "Ada Erasable"]


def named(found: set[tuple[str, str]]) -> list[str]:
    return sorted(f"{table}: {item[:300]}" for table, item in found if not refuses_an_id(item))


def refuses_an_id(item: str) -> bool:
    """That an id was erased and when, or until when, which keeps its last tokens and tweets out."""
    return set(json.loads(item)) <= {"pk", "sk", "keyHash", "userId", "erasedAt", "ttl"}


def cached(person: Person, words: list[str]) -> list[str]:
    """Keys of the cache whose name or text holds one of the words."""
    port = person.behind.stack.state.ports.valkey
    with valkey.Valkey(host="127.0.0.1", port=port) as client:
        found = []
        for key in client.scan_iter("*"):
            value = client.get(key) if client.type(key) == b"string" else b""
            text = key + b" " + (value or b"")
            # Counters of requests live for their minute and name nobody but by the id.
            if not key.startswith(b"rate:") and any(word.encode() in text for word in words):
                found.append(text.decode("latin-1")[:200])
        return found


def test_X12_links_of_the_erased_are_gone_and_their_codes_stay_taken(
    ada: Person, grace: Person, visitor: Visitor
) -> None:
    alias = f"left-{ada.username}"[:50]
    code = ada.shortens()
    ada.shortens(customAlias=alias)
    assert visitor.gets(f"/{code}").status == 302
    ada.api.asks("DELETE", "/api/me")
    for gone in (code, alias):
        eventually(
            lambda path=f"/{gone}": visitor.gets(path).status,  # type: ignore[misc]  # bound now
            until=lambda status: status in {404, 410},
            within=120,
        )
    again = grace.api.asks(
        "POST", "/api/shorten", body={"url": "https://example.com/", "customAlias": alias}
    )
    assert again.status == 409


def test_X12_what_a_token_still_wrote_after_the_erasure_goes_too(ada: Person) -> None:
    """A function that judged the token a moment before may write after everybody was told."""
    code, table = ada.shortens(), ada.behind.outputs["UrlsTable"]
    (link,) = (item for item in ada.behind.items(table) if item["code"] == {"S": code})
    ada.ok("DELETE", "/api/me")

    def links() -> list[str]:
        return [i["code"]["S"] for i in ada.behind.items(table) if i.get("ownerId") == owner]

    owner = link["ownerId"]
    eventually(links, until=lambda left: left == [], within=120)
    late = {**link, "code": {"S": f"late{code}"}}
    ada.behind.client("dynamodb").put_item(TableName=table, Item=late)
    eventually(links, until=lambda left: left == [], within=120)  # it may be gone already


def test_X12_the_erased_can_neither_sign_in_nor_use_a_token_or_key(
    ada: Person, visitor: Visitor
) -> None:
    _, secret = ada.key("links:read")
    ada.api.asks("DELETE", "/api/me")
    eventually(
        lambda: visitor.bearing(secret).gets("/api/urls").status,
        until=lambda status: status == 401,
        within=120,
    )
    gone = eventually(lambda: ada.api.gets("/api/me").status, until=lambda s: s in {401, 404, 410})
    assert gone in {401, 404, 410}
    eventually(lambda: _can_sign_in(ada), until=lambda can: not can, within=120)


def _can_sign_in(person: Person) -> bool:
    try:
        signed_in(person.behind, person.username)
    except ClientError as refusal:
        if refusal.response["Error"]["Code"] not in NOBODY:
            raise
        return False
    return True


def test_the_export_holds_what_is_known_of_somebody(ada: Person, grace: Person) -> None:
    code = ada.shortens(title="Exported", password="hunter2")
    made = ada.ok("GET", f"/api/urls/{code}").json
    tweet = ada.ok("POST", "/api/tweets", {"text": "Exported"}).json["id"]
    ada.ok("POST", f"/api/tweets/{tweet}/bookmark")
    ada.ok("POST", f"/api/users/{grace.id}/mute")
    image = uploads(ada)["id"]
    answer = ada.api.gets("/api/me/export")
    assert answer.status == 200
    packed = zipfile.ZipFile(io.BytesIO(answer.body))
    held = {name: json.loads(packed.read(name)) for name in packed.namelist()}
    assert held["account.json"] == ada.ok("GET", "/api/me").json
    assert made in held["links.json"]
    assert [(each["id"], each["text"]) for each in held["tweets.json"]] == [(tweet, "Exported")]
    assert [(each["tweetId"], each["kind"]) for each in held["reactions.json"]] == [
        (tweet, "bookmark")
    ]
    assert [(each["userId"], each["kind"]) for each in held["relations.json"]] == [
        (grace.id, "mute")
    ]
    assert [each["id"] for each in held["media.json"]] == [image]
    assert "hunter2" not in json.dumps(held)
