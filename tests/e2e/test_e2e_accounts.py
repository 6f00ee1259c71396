"""Somebody's own account: the name, the profile, keys, the plan."""

import json
import secrets

import pytest

from infra.local.failures import LocalFailure
from infra.local.instance import STAGE
from tests.e2e.behind import Behind
from tests.e2e.people import Person, launcher_people, sign_up
from tests.e2e.visiting import Visitor
from tests.e2e.waiting import eventually


def test_me_has_exactly_the_promised_fields(ada: Person) -> None:
    me = ada.ok("GET", "/api/me").json
    assert set(me) == {"id", "username", "displayName", "bio", "avatarUrl", "plan", "createdAt"}
    assert (me["username"], me["plan"]) == (ada.username, "free")
    assert isinstance(me["id"], str)


def test_a_profile_is_edited_field_by_field(ada: Person) -> None:
    ada.ok("PATCH", "/api/me", {"displayName": "Ada Lovelace"})
    me = ada.ok("PATCH", "/api/me", {"bio": "Enchantress of numbers"}).json
    assert (me["displayName"], me["bio"]) == ("Ada Lovelace", "Enchantress of numbers")
    assert ada.ok("GET", "/api/me").json == me


def test_a_username_is_taken_in_any_case(behind: Behind) -> None:
    name = f"Mixed-{secrets.token_hex(4)}"
    first = sign_up(behind, name)
    assert first.ok("GET", "/api/me").json["username"] == name
    with pytest.raises(LocalFailure):
        launcher_people(behind).ensure(name.lower())
    assert first.ok("GET", "/api/me").json["username"] == name


def test_a_confirmation_delivered_twice_makes_one_account(ada: Person) -> None:
    """Cognito calls its triggers again when an answer came too late."""
    event = {
        "triggerSource": "PostConfirmation_ConfirmSignUp",
        "userName": ada.username,
        "request": {"userAttributes": {"sub": ada.id}},
        "response": {},
    }
    ada.ok("PATCH", "/api/me", {"bio": "kept"})
    answer = ada.behind.client("lambda").invoke(
        FunctionName=f"triptych-{STAGE}-sign-up", Payload=json.dumps(event).encode()
    )
    assert "FunctionError" not in answer
    assert ada.ok("GET", "/api/me").json["bio"] == "kept"


def test_a_username_has_only_plain_characters(behind: Behind) -> None:
    cognito = behind.client("cognito-idp")
    for name in ("with space", "umläut", "x" * 51, "a@b"):
        with pytest.raises(cognito.exceptions.ClientError):
            cognito.sign_up(
                ClientId=behind.stack.client_id,
                Username=name,
                Password="Long-Enough-Password-1!",
                UserAttributes=[{"Name": "email", "Value": "somebody@example.com"}],
            )


def test_at_most_twenty_keys(ada: Person) -> None:
    for _ in range(20):
        ada.key("links:read")
    answer = ada.api.asks("POST", "/api/me/keys", body={"name": "x", "scopes": ["links:read"]})
    assert (answer.status, answer.code) == (409, "too_many_keys")


def test_a_key_makes_no_wider_key(ada: Person, visitor: Visitor) -> None:
    _, secret = ada.key("account:write")
    wider = {"name": "x", "scopes": ["links:write"]}
    answer = visitor.bearing(secret).asks("POST", "/api/me/keys", body=wider)
    assert (answer.status, answer.code) == (403, "insufficient_scope")


def test_the_plan_is_ones_own_choice_on_this_stage(ada: Person) -> None:
    ada.ok("PUT", "/api/me/subscription", {"plan": "premium"})
    assert ada.ok("GET", "/api/me").json["plan"] == "premium"
    past = {"plan": "standard", "endsAt": "2020-01-01T00:00:00Z"}
    assert ada.api.asks("PUT", "/api/me/subscription", body=past).status == 422


def test_a_banned_user_is_kept_out_and_let_in_again(ada: Person, admin: Person) -> None:
    assert ada.id
    admin.ok("POST", f"/api/admin/users/{ada.id}/ban")
    eventually(
        lambda: ada.api.gets("/api/me").status, until=lambda status: status in {401, 403}, within=90
    )
    admin.ok("DELETE", f"/api/admin/users/{ada.id}/ban")
    eventually(
        lambda: ada.api.gets("/api/me").status, until=lambda status: status == 200, within=90
    )
