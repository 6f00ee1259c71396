"""Usernames without regard to case, where the pool says so (``CaseSensitive: false``).

MiniStack stores the setting and compares exactly all the same.
"""

from collections.abc import Callable
from typing import Any

from ministack.core.responses import error_response_json
from ministack.services import cognito

Data = dict[str, Any]  # Any: a request or a stored pool as parsed JSON
Answer = tuple[int, dict[str, str], bytes]


def install() -> None:
    resolve = cognito._resolve_user

    def resolved(pool: Data, username: str | None) -> tuple[Data | None, Answer | None]:
        return resolve(pool, _as_stored(pool, username))  # type: ignore[no-any-return]  # untyped package

    cognito._resolve_user = resolved
    cognito._sign_up = _unless_taken(cognito._sign_up, _pool_of_client)
    cognito._admin_create_user = _unless_taken(cognito._admin_create_user, _pool_named)


def _as_stored(pool: Data, username: str | None) -> str | None:
    """The spelling the user was created with, if there is such a user."""
    if username is None or _sensitive(pool) or username in pool["_users"]:
        return username
    folded = username.lower()
    return next((known for known in list(pool["_users"]) if known.lower() == folded), username)


def _sensitive(pool: Data) -> bool:
    return bool((pool.get("UsernameConfiguration") or {}).get("CaseSensitive", True))


def _unless_taken(
    create: Callable[[Data], Answer], find_pool: Callable[[Data], Data | None]
) -> Callable[[Data], Answer]:
    def created(data: Data) -> Answer:
        pool, username = find_pool(data), data.get("Username")
        if pool is not None and username and _as_stored(pool, username) != username:
            refusal: Answer = error_response_json(
                "UsernameExistsException", "User already exists.", 400
            )
            return refusal
        return create(data)

    return created


def _pool_of_client(data: Data) -> Data | None:
    pool: Data | None = cognito._pool_for_client(data.get("ClientId"))[0]
    return pool


def _pool_named(data: Data) -> Data | None:
    pool: Data | None = cognito._resolve_pool(data.get("UserPoolId"))[0]
    return pool
