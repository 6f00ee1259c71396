"""Users are looked for in a copy: others sign up meanwhile.

MiniStack loops over the pool itself. If a user is added then, Python ends the loop, and MiniStack
takes that for a user who was deleted: a refresh is refused, and somebody's session is over.
"""

from typing import Any

from ministack.services import cognito

Data = dict[str, Any]  # Any: a stored pool or user as parsed JSON


def install() -> None:
    of_token, resolve = cognito._user_from_token, cognito._resolve_user

    def found(token: str, pool: Data) -> Data | None:
        user: Data | None = of_token(token, _still(pool))
        return user

    def resolved(pool: Data, username: str | None) -> Any:  # a user and no error, or the reverse
        return resolve(_still(pool), username)

    cognito._user_from_token, cognito._resolve_user = found, resolved


def _still(pool: Data) -> Data:
    """Both copies are made in one step, as far as other threads are concerned."""
    return {**pool, "_users": dict(pool["_users"])}
