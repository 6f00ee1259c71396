"""Composition of what brings entries into timelines, once per sandbox."""

import os
from functools import cache
from typing import TYPE_CHECKING

from core import aws
from core.aws_lite import JsonService, Patience, services
from core.observability import logger_for
from core.resp import RespClient
from core.stream_records import QuarantineBucket

from .adapters.fact_copies import FactCopies
from .adapters.home_tables import HomeTables, TableNames
from .adapters.timelines import ValkeyTimelines
from .adapters.work_stream import WorkStream
from .settings import SocialFanoutSettings
from .timeline.consuming import ChangeConsumer, TaskConsumer
from .timeline.fanning import FanOut, FanOutWork
from .timeline.following import Follows
from .wiring_bell import bell

if TYPE_CHECKING:
    from aws_lambda_powertools import Logger

PATIENCE = Patience(timeout=5.0, attempts=5, pause=0.1)
BUDGET = 2.0  # seconds for a pipeline: nobody waits for it, and what fails is all repeated


@cache
def fanout_log() -> "Logger":
    return logger_for("social-fanout")


@cache
def work_log() -> "Logger":
    return logger_for("social-fanout-work")


@cache
def changes() -> ChangeConsumer:
    tables, homes = _tables(), ValkeyTimelines(client=_valkey())
    copies = FactCopies(client=_valkey())
    return ChangeConsumer(
        fan_out=FanOut(
            followers=tables,
            work=_work(),
            homes=homes,
            recents=ValkeyTimelines(client=_valkey(), kind="recent"),
        ),
        follows=Follows(
            edges=tables,
            authors=tables,
            homes=homes,
            circles=copies,
            standing=tables.standing,
        ),
        copies=copies,
        quarantine=_quarantine("fanout"),
    )


@cache
def tasks() -> TaskConsumer:
    work = FanOutWork(
        followers=_tables(),
        work=_work(),
        homes=ValkeyTimelines(client=_valkey()),
        bell=bell(table=_settings().live_table, service="social-fanout-work"),
    )
    return TaskConsumer(work=work, quarantine=_quarantine("fanout-work"))


@cache
def _settings() -> SocialFanoutSettings:
    return SocialFanoutSettings.from_env()


@cache
def _aws() -> dict[str, JsonService]:
    return services(environ=os.environ, patience=PATIENCE, names=("dynamodb", "kinesis"))


@cache
def _valkey() -> RespClient:
    return RespClient(endpoint=_settings().cache_endpoint, budget=BUDGET)


@cache
def _tables() -> HomeTables:
    settings = _settings()
    names = TableNames(
        tweets=settings.tweets_table,
        follows=settings.follows_table,
        reactions="",
        people=settings.people_table,
    )
    return HomeTables(dynamodb=_aws()["dynamodb"], names=names)


@cache
def _work() -> WorkStream:
    return WorkStream(kinesis=_aws()["kinesis"], stream=_settings().work_stream)


def _quarantine(consumer: str) -> QuarantineBucket:
    bucket = _settings().quarantine_bucket
    return QuarantineBucket(client=aws.s3(), bucket=bucket, consumer=consumer)
