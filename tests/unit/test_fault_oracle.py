"""X10: what the oracle of a storm says where the clocks of functions differ."""

import random
from typing import cast

from tests.e2e.people import Person
from tests.e2e.test_e2e_social_oracle import Twins
from tests.faults_deployed.clockwork import BEHIND, MINUTES, minutes
from tests.faults_deployed.feed import as_stored
from tests.unit.test_social_home_machine import oracle


def twins() -> Twins:
    return Twins(cast(list[Person], []), random.Random(1))


def test_X10_entries_are_in_the_order_of_the_ids_that_were_stored() -> None:
    made = twins()
    made.tables.follow("ada", "grace")
    first, second = made.tables.post("grace"), made.tables.post("grace")
    made.real = {first.id: "1900", second.id: "1100"}  # by a function that is behind
    assert [by for by, _ in oracle(made.tables, "ada")] == [second.id, first.id]
    shown = oracle(as_stored(made, lambda *_: None), "ada")
    assert shown == [("1900", None), ("1100", None)]


def test_X10_so_are_retweets_and_the_newest_is_the_one_that_shows() -> None:
    made = twins()
    for followed in ("grace", "joan"):
        made.tables.follow("ada", followed)
    tweet = made.tables.post("lin")
    made.tables.retweet("grace", tweet)
    made.tables.delete(made.tables.retweet("joan", tweet))
    made.tables.retweet("joan", tweet)
    made.real = {tweet.id: "1000"}
    stored = {("grace", "1000"): "1900", ("joan", "1000"): "1100"}
    shown = oracle(as_stored(made, lambda *edge: stored[edge]), "ada")
    assert shown == [("1000", "grace")]


def test_what_was_not_stored_has_to_be_there_all_the_same() -> None:
    made = twins()
    made.tables.follow("ada", "grace")
    tweet = made.tables.post("lin")
    made.tables.retweet("grace", tweet)
    made.real = {tweet.id: "1000"}
    assert oracle(as_stored(made, lambda *_: None), "ada") == [("1000", "grace")]


def test_only_what_promises_nothing_by_the_time_is_minutes_off() -> None:
    handlers = ("accounts.handlers.authorizer.handler", "video.handlers.streams.handler")
    feed, clicks = "social.handlers.api.handler", "links.handlers.clicks.handler"
    named = {handler: handler for handler in (*handlers, feed, clicks)}
    assert minutes(named) == {feed: BEHIND, clicks: MINUTES}
    assert MINUTES[1] - MINUTES[0] == 300.0  # X10
