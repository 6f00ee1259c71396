"""Search, trends and notifications: three readers of the stream of changes, and their API."""

from dataclasses import dataclass

from aws_cdk import Duration
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as event_targets
from aws_cdk import aws_s3 as s3
from constructs import Construct

from contracts.tables.social import NAME_INDEX
from contracts.tables.social_notices import NOTICES, RECENT_INDEX
from contracts.tables.text_search import postings_table
from core.settings import Settings
from infra import routes
from infra.config import Stage
from infra.constructs.bucket import acknowledge_objects
from infra.constructs.function import Function
from infra.constructs.http_api import Routes
from infra.constructs.network import Network
from infra.constructs.queue import Queue
from infra.constructs.schedule import Schedule
from infra.constructs.stream import Stream
from infra.constructs.table import Table
from infra.stacks.platform import PlatformStack
from infra.stacks.social_live import SocialLive
from social.settings import (
    SocialNoticesSettings,
    SocialSearchApiSettings,
    SocialSearchPeopleSettings,
    SocialSearchSettings,
    SocialSearchUpkeepSettings,
    SocialTrendsSettings,
)

POSTINGS = postings_table("social-postings")
KEPT = (
    "dynamodb:BatchGetItem",
    "dynamodb:BatchWriteItem",
    "dynamodb:GetItem",
    "dynamodb:PutItem",
)
WINDOW = Duration.seconds(1)  # a tweet is found within five


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """Tables of the stack that are read here."""

    tweets: Table
    follows: Table
    reactions: Table
    people: Table
    accounts: Table


class SocialSearch(Construct):
    """``changes`` is the stream of the tables of ``read``."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        stage: Stage,
        platform: PlatformStack,
        changes: Stream,
        quarantine: s3.Bucket,
        live: SocialLive,
        read: Read,
    ) -> None:
        super().__init__(scope, id_)
        self._stage, self._platform, self._changes, self._read = stage, platform, changes, read
        self._quarantine, self._live = quarantine, live
        self.postings = Table(self, "Postings", stage=stage, contract=POSTINGS)
        self.notices = Table(self, "Notices", stage=stage, contract=NOTICES)
        self.tables = (self.postings, self.notices)
        self.names = Queue(self, "Names", title="social-names", visibility=Duration.minutes(6))
        self.api = self._api()
        self.consumers = (self._indexer(), self._counter(), self._teller())
        self.functions = (
            self.api,
            *self.consumers,
            self._upkeep(),
            self._scrub(),
            self._namer(),
        )
        self.routes = Routes(
            self, "Routes", api=platform.api, function=self.api, routes=routes.SOCIAL_SEARCH
        )

    def _api(self) -> Function:
        stage, platform, read = self._stage, self._platform, self._read
        function = Function(
            self,
            "social-search-api",
            stage=stage,
            handler="social.handlers.search_api",
            network=platform.network,
            memory=1024,
            settings=SocialSearchApiSettings(
                stage=stage.name,
                postings_table=self.postings.name,
                notices_table=self.notices.name,
                tweets_table=read.tweets.name,
                follows_table=read.follows.name,
                reactions_table=read.reactions.name,
                people_table=read.people.name,
                accounts_table=read.accounts.name,
                cache_endpoint=platform.valkey.endpoint,
                origin_secret_arn=platform.origin_secret.arn,
                trend_floor=stage.trend_floor,
                rate_limit_per_minute=stage.rate_limit_per_minute,
                allowed_origins=stage.allowed_origins,
            ),
        )
        function.may("dynamodb:BatchGetItem", "dynamodb:GetItem", on=[self.postings.arn])
        function.may("dynamodb:GetItem", "dynamodb:PutItem", on=[self.notices.arn])
        function.may("dynamodb:Query", on=[self.notices.index(RECENT_INDEX)])
        function.may("dynamodb:BatchGetItem", on=[read.tweets.arn, read.reactions.arn])
        function.may("dynamodb:BatchGetItem", "dynamodb:Query", on=[read.follows.arn])
        function.may("dynamodb:BatchGetItem", "dynamodb:UpdateItem", on=[read.people.arn])
        function.may("dynamodb:Query", on=[read.people.index(NAME_INDEX)])
        function.may("dynamodb:BatchGetItem", "dynamodb:GetItem", on=[read.accounts.arn])
        function.may_read(platform.origin_secret)
        return function

    def _indexer(self) -> Function:
        function = self._consumer(
            "search",
            settings=SocialSearchSettings(
                postings_table=self.postings.name, quarantine_bucket=self._quarantine.bucket_name
            ),
        )
        function.may(*KEPT, on=[self.postings.arn])
        return function

    def _counter(self) -> Function:
        return self._consumer(
            "trends",
            settings=SocialTrendsSettings(
                cache_endpoint=self._platform.valkey.endpoint,
                quarantine_bucket=self._quarantine.bucket_name,
                trend_floor=self._stage.trend_floor,
            ),
            network=self._platform.network,
        )

    def _teller(self) -> Function:
        function = self._consumer(
            "notices",
            settings=SocialNoticesSettings(
                notices_table=self.notices.name,
                tweets_table=self._read.tweets.name,
                live_table=self._live.table.name,
                quarantine_bucket=self._quarantine.bucket_name,
            ),
        )
        function.may(
            "dynamodb:DeleteItem",
            "dynamodb:GetItem",
            "dynamodb:PutItem",
            on=[self.notices.arn],
        )
        function.may("dynamodb:BatchGetItem", on=[self._read.tweets.arn])
        self._live.may_ring(function)
        return function

    def _consumer(
        self, name: str, *, settings: Settings, network: Network | None = None
    ) -> Function:
        """Reads the stream; what nobody could read is set aside."""
        function = Function(
            self,
            f"social-{name}",
            stage=self._stage,
            handler=f"social.handlers.{name}",
            network=network,
            timeout=Duration.minutes(1),
            settings=settings,
        )
        function.may("s3:PutObject", on=[self._quarantine.arn_for_objects("*")])
        acknowledge_objects(function.role, self._quarantine)
        self._changes.feeds(function, batch_size=1_000, window=WINDOW)
        return function

    def _upkeep(self) -> Function:
        function = Function(
            self,
            "social-search-upkeep",
            stage=self._stage,
            handler="social.handlers.search_upkeep",
            memory=1769,
            timeout=Duration.minutes(15),
            settings=SocialSearchUpkeepSettings(postings_table=self.postings.name),
        )
        function.may(*KEPT, on=[self.postings.arn])
        Schedule(self, "EveryMinute", function=function, rate="1 minute")
        return function

    def _scrub(self) -> Function:
        """Takes what was deleted out of runs that are merged no more."""
        function = Function(
            self,
            "social-search-scrub",
            stage=self._stage,
            handler="social.handlers.search_scrub",
            memory=1769,
            timeout=Duration.minutes(15),
            settings=SocialSearchUpkeepSettings(postings_table=self.postings.name),
        )
        function.may(*KEPT, on=[self.postings.arn])
        Schedule(self, "EveryTenMinutes", function=function, rate="10 minutes")
        return function

    def _namer(self) -> Function:
        """People by name; what those who leave were told goes with them."""
        function = Function(
            self,
            "social-search-people",
            stage=self._stage,
            handler="social.handlers.search_people",
            timeout=Duration.minutes(1),
            settings=SocialSearchPeopleSettings(
                postings_table=self.postings.name, notices_table=self.notices.name
            ),
        )
        function.may(*KEPT, on=[self.postings.arn])
        function.may("dynamodb:DeleteItem", "dynamodb:Query", on=[self.notices.arn])
        self.names.feeds(function, batch_size=10)
        events.Rule(
            self,
            "People",
            event_bus=self._platform.bus,
            event_pattern=events.EventPattern(detail_type=["account.changed", "account.erased"]),
            targets=[event_targets.SqsQueue(self.names.resource)],
        )
        return function
