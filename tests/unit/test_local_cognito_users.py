"""The emulator's Cognito finds its users while others sign up."""

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest
from ministack.services import cognito

from infra.local.emulator import cognito_users

Data = dict[str, Any]  # Any: a stored pool as parsed JSON


@pytest.fixture
def pool(monkeypatch: pytest.MonkeyPatch) -> Data:
    """Whenever a user is looked at, one more signs up."""
    people = {
        f"u-{n}": {"Attributes": [{"Name": "sub", "Value": f"sub-{n}"}], "n": n} for n in range(3)
    }
    pool: Data = {"_users": people}
    real: Callable[..., Data] = cognito._attr_list_to_dict

    def one_more(attributes: object) -> Data:
        pool["_users"][f"u-{len(pool['_users'])}"] = {}
        return real(attributes)

    monkeypatch.setattr(cognito, "_attr_list_to_dict", one_more)
    for name in ("_user_from_token", "_resolve_user"):
        monkeypatch.setattr(cognito, name, getattr(cognito, name))  # what is installed goes again
    return pool


def token(sub: str) -> str:
    return f"e30.{base64.urlsafe_b64encode(json.dumps({'sub': sub}).encode()).decode()}.x"


def test_somebody_is_found_by_token_and_by_sub_while_others_sign_up(pool: Data) -> None:
    assert cognito._user_from_token(token("sub-2"), pool) is None  # what this is there for
    with pytest.raises(RuntimeError):
        cognito._resolve_user(pool, "sub-2")
    cognito_users.install()
    assert cognito._user_from_token(token("sub-2"), pool)["n"] == 2
    assert cognito._resolve_user(pool, "sub-2")[0]["n"] == 2
    assert cognito._resolve_user(pool, "u-1")[0] is pool["_users"]["u-1"]
    assert cognito._resolve_user(pool, "nobody")[0] is None
