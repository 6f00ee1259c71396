"""Composition of the copying of profiles, once per sandbox."""

from functools import cache

from core import aws

from .adapters.people_table import CopiedPeople
from .settings import SocialPeopleSettings


@cache
def copies() -> CopiedPeople:
    settings = SocialPeopleSettings.from_env()
    return CopiedPeople(client=aws.dynamodb(), table=settings.people_table)
