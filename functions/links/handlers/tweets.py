"""``tweet.linked`` from the queue behind the bus; ``tweet.shortened`` is the answer."""

from typing import Any

from contracts.events import Shortened, TweetLinked, TweetShortened
from core.batches import each_bus_event
from links.wiring_tweets import bus, short_url, shortener

SOURCE = "triptych.links"


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return each_bus_event(event, context, TweetLinked, _shorten)


def _shorten(tweet: TweetLinked) -> None:
    made = shortener().shorten(tweet.user_id, tweet.tweet_id, tweet.urls)
    links = tuple(Shortened(url=url, short_url=short_url(link.code)) for url, link in made.items())
    if links:
        answer = TweetShortened(tweet_id=tweet.tweet_id, links=links)
        bus().send_all([answer], source=SOURCE, type_=answer.type)
