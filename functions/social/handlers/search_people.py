"""``account.changed`` and ``account.erased`` from the queue behind the bus, for people search."""

from typing import Any

from contracts.events import AccountChanged, AccountErased
from core.batches import Json, each_bus_message
from social.model import Person
from social.wiring_search import people_indexer, told


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return each_bus_message(event, context, _take)


def _take(told_of: Json) -> None:
    if told_of["detail-type"] == "account.erased":
        user_id = AccountErased.model_validate(told_of["detail"]).user_id
        people_indexer().forget(user_id)
        told().forget(user_id)
        return
    changed = AccountChanged.model_validate(told_of["detail"])
    person = Person(
        id=changed.user_id, username=changed.username, display_name=changed.display_name
    )
    people_indexer().index([person])
