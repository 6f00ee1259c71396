"""``tweet.shortened`` from the queue behind the bus: a tweet gets its short links."""

from typing import Any

from contracts.events import TweetShortened
from core.batches import each_bus_event
from social.wiring_linked import keeper


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return each_bus_event(event, context, TweetShortened, _keep)


def _keep(shortened: TweetShortened) -> None:
    keeper().keep(shortened.tweet_id, {link.url: link.short_url for link in shortened.links})
