"""``account.changed`` from the queue behind the bus: a profile is copied; who is banned is gone."""

from typing import Any

from contracts.events import AccountChanged
from core.batches import each_bus_event
from social.model import Person
from social.wiring_people import copies, shut_out


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return each_bus_event(event, context, AccountChanged, _copy)


def _copy(changed: AccountChanged) -> None:
    copies().keep(
        Person(
            id=changed.user_id,
            username=changed.username,
            display_name=changed.display_name,
            bio=changed.bio,
            avatar_url=changed.avatar_url,
            created_at=changed.created_at.isoformat(),
            revision=changed.revision,
            banned=changed.banned,
        )
    )
    if changed.banned:
        shut_out(changed.user_id)
