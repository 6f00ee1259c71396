"""Composition of the accounts API, sign-up and outbox: settings to use cases, once per sandbox."""

from functools import cache

from contracts.http.accounts import ROUTES as ACCOUNT_ROUTES
from contracts.http.site import ROUTES as SITE_ROUTES
from core import aws
from core.bus import EventBridgeBus
from core.clock import SystemClock
from core.http.api import Handler
from core.http.wiring import api_handler
from core.ids import RandomIds
from core.valkey import ValkeyCache

from .adapters.accounts_table import DynamoAccounts
from .adapters.departures import CognitoDirectory, DynamoLeftovers
from .keys import new_key
from .operations import AccountOperations
from .outbox import Announcer, Outbox, Reminder
from .service import Accounts
from .settings import AccountsApiSettings, OutboxSettings, ReminderSettings, SignUpSettings
from .site import documented, site_operations


def accounts_on(*, accounts_table: str, api_keys_table: str, self_service_plans: bool) -> Accounts:
    store = DynamoAccounts(client=aws.dynamodb(), accounts=accounts_table, api_keys=api_keys_table)
    return Accounts(
        store=store,
        clock=SystemClock(),
        ids=RandomIds(),
        new_key=new_key,
        self_service_plans=self_service_plans,
    )


@cache
def api() -> Handler:
    settings = AccountsApiSettings.from_env()
    accounts = accounts_on(
        accounts_table=settings.accounts_table,
        api_keys_table=settings.api_keys_table,
        self_service_plans=settings.self_service_plans,
    )
    return api_handler(
        service="accounts-api",
        routes=(*SITE_ROUTES, *ACCOUNT_ROUTES),
        operations={
            **site_operations(version=settings.version, stage=settings.stage),
            **AccountOperations(accounts=accounts).by_name(),
        },
        settings=settings,
        cache=ValkeyCache(endpoint=settings.cache_endpoint),
        elsewhere=documented,
    )


@cache
def newcomers() -> Accounts:
    settings = SignUpSettings.from_env()
    return accounts_on(
        accounts_table=settings.accounts_table, api_keys_table="", self_service_plans=False
    )


@cache
def outbox() -> Outbox:
    settings = OutboxSettings.from_env()
    return Outbox(
        bus=EventBridgeBus(client=aws.events(), name=settings.bus_name),
        leftovers=DynamoLeftovers(
            client=aws.dynamodb(),
            accounts=settings.accounts_table,
            api_keys=settings.api_keys_table,
        ),
        directory=CognitoDirectory(client=aws.cognito(), pool_id=settings.user_pool_id),
    )


@cache
def announcer() -> Announcer:
    settings = OutboxSettings.from_env()
    return Announcer(bus=EventBridgeBus(client=aws.events(), name=settings.bus_name))


@cache
def reminder() -> Reminder:
    settings = ReminderSettings.from_env()
    return Reminder(bus=EventBridgeBus(client=aws.events(), name=settings.bus_name))
