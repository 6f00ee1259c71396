"""Composition of the avatar's routes, once per sandbox."""

from functools import cache

from contracts.http.avatar import ROUTES
from core import aws
from core.http.api import Handler
from core.http.wiring import api_handler
from core.valkey import ValkeyCache

from .adapters.held_pictures import HeldPictures
from .portraying import AvatarOperations
from .settings import AvatarSettings
from .wiring import accounts_on


@cache
def avatar() -> Handler:
    settings = AvatarSettings.from_env()
    pictures = HeldPictures(
        client=aws.dynamodb(), table=settings.media_table, public_url=settings.public_url
    )
    accounts = accounts_on(
        accounts_table=settings.accounts_table, api_keys_table="", self_service_plans=False
    )
    return api_handler(
        service="accounts-avatar",
        routes=ROUTES,
        operations=AvatarOperations(accounts=accounts, pictures=pictures).by_name(),
        settings=settings,
        cache=ValkeyCache(endpoint=settings.cache_endpoint),
    )
