"""Composition of the copying of profiles, once per sandbox."""

from functools import cache

from contracts.tables.social import USER_REPORTS
from core import aws
from core.report_table import DynamoReports

from .adapters.live_bell import TableBell
from .adapters.people_table import CopiedPeople
from .settings import SocialPeopleSettings
from .wiring_bell import bell


@cache
def copies() -> CopiedPeople:
    settings = SocialPeopleSettings.from_env()
    return CopiedPeople(client=aws.dynamodb(), table=settings.people_table)


def shut_out(user_id: str) -> None:
    """Nobody needs to look at reports of somebody banned, and they hear no more."""
    _reports().remove(user_id)
    _bell().ring([user_id], "goodbye")


@cache
def _reports() -> DynamoReports:
    table = SocialPeopleSettings.from_env().reports_table
    return DynamoReports(client=aws.dynamodb(), table=table, kind=USER_REPORTS)


@cache
def _bell() -> TableBell:
    return bell(table=SocialPeopleSettings.from_env().live_table, service="social-people")
