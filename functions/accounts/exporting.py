"""The operation of ``contracts.http.export``: what every system holds about the caller.

Reads only. A new system adds one ``Holdings`` in ``wiring_export`` and a grant in its stack.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from pydantic import BaseModel

from core.clock import Clock
from core.errors import PayloadTooLarge
from core.http.messages import Call, Operation, Principal, Reply

from .archive import ArchiveTooLarge, archive
from .model import Account, ApiKey, Subscription
from .shown import key_shown, me_shown, subscription_shown


class People(Protocol):
    """What the accounts system itself holds."""

    def find(self, user_id: str) -> Account | None:
        """Raises AccountErased."""
        ...

    def subscription(self, user_id: str) -> Subscription: ...

    def keys(self, user_id: str) -> list[ApiKey]: ...


class Holdings(Protocol):
    """What one other system holds about a person."""

    @property
    def name(self) -> str:
        """The file's, without its ending."""
        ...

    def of(self, user_id: str) -> Iterable[BaseModel]:
        """Records as that system's API shows them, oldest first."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportOperations:
    people: People
    holdings: Sequence[Holdings]
    clock: Clock

    def by_name(self) -> Mapping[str, Operation]:
        return {"exportMe": self._export}

    def _export(self, call: Call) -> Reply:
        try:
            packed = archive(self._files(call.user))
        except ArchiveTooLarge as error:
            raise PayloadTooLarge("The archive is too large for one answer.") from error
        name = f'attachment; filename="triptych-{call.user.username}.zip"'
        return Reply(
            body=packed, content_type="application/zip", headers={"Content-Disposition": name}
        )

    def _files(self, caller: Principal) -> dict[str, BaseModel | Iterable[BaseModel]]:
        now = self.clock.now()
        # Who has never asked for anything has no record yet; it would be made at this moment.
        account = self.people.find(caller.user_id) or Account(
            id=caller.user_id, username=caller.username, created_at=now
        )
        subscription = self.people.subscription(account.id)
        return {
            "account.json": me_shown(account, subscription.plan_at(now)),
            "subscription.json": subscription_shown(subscription),
            "api-keys.json": map(key_shown, self.people.keys(account.id)),
            **{f"{held.name}.json": held.of(account.id) for held in self.holdings},
        }
