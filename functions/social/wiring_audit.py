"""Composition of what audits counters, once per sandbox."""

from functools import cache

from core import aws
from core.clock import SystemClock
from core.observability import logger_for

from .adapters.audit_tables import (
    PeopleNotebook,
    TableLedger,
    TableWalk,
    followed,
    reacted,
    tweeted,
)
from .adapters.counters import CounterShards
from .auditing import CounterAudit
from .settings import SocialAuditSettings

logger = cache(logger_for)


@cache
def audit() -> CounterAudit:
    settings, client = SocialAuditSettings.from_env(), aws.dynamodb()
    walked = (
        (settings.reactions_table, reacted),
        (settings.follows_table, followed),
        (settings.tweets_table, tweeted),
    )
    return CounterAudit(
        ledger=TableLedger(
            client=client,
            counters_of=CounterShards(client=client, table=settings.reactions_table),
            tweets=settings.tweets_table,
            follows=settings.follows_table,
            reactions=settings.reactions_table,
            people=settings.people_table,
        ),
        walks=[TableWalk(client=client, name=name, targets_of=of) for name, of in walked],
        notebook=PeopleNotebook(client=client, table=settings.people_table),
        clock=SystemClock(),
    )
