"""Social: tweets, the graph of people, and the stream of what changes in both.

Rooms with functions of their own are constructs in ``infra/stacks/social_<room>.py``.
"""

from aws_cdk import CfnOutput, Stack
from constructs import Construct

from contracts.tables.social import (
    FOLLOWS,
    IDEMPOTENCY,
    NAME_INDEX,
    PEOPLE,
    QUOTES_INDEX,
    REACTIONS,
    REPLIES_INDEX,
    REPORTS,
    TARGET_INDEX,
    TWEETS,
)
from infra import routes
from infra.config import Stage
from infra.constructs.bucket import private_bucket
from infra.constructs.function import Function
from infra.constructs.http_api import Routes
from infra.constructs.latencies import gateway_latency
from infra.constructs.monitoring import Monitoring
from infra.constructs.objective import TIMELINE
from infra.constructs.stream import Stream
from infra.constructs.table import Table
from infra.routes import key_of
from infra.stacks.platform import PlatformStack
from infra.stacks.social_audit import audit
from infra.stacks.social_graph import Graph
from infra.stacks.social_links import TweetLinks
from infra.stacks.social_live import SocialLive
from infra.stacks.social_media import SocialMedia
from infra.stacks.social_people import People
from infra.stacks.social_search import Read, SocialSearch
from infra.stacks.social_timeline import Timeline
from social.settings import SocialApiSettings


class SocialStack(Stack):
    """``accounts`` is the table of people, ``clicks`` that of links, ``films`` that of video:

    social only reads them.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        stage: Stage,
        platform: PlatformStack,
        accounts: Table,
        clicks: Table,
        films: Table,
        **kwargs: object,
    ) -> None:
        super().__init__(scope, id_, **kwargs)  # type: ignore[arg-type]  # CDK's own keywords
        self.stage = stage
        self.platform = platform
        self.accounts = accounts
        self.clicks = clicks
        self.films = films
        self.tweets = Table(self, "Tweets", stage=stage, contract=TWEETS)
        self.follows = Table(self, "Follows", stage=stage, contract=FOLLOWS)
        self.reactions = Table(self, "Reactions", stage=stage, contract=REACTIONS)
        self.people = Table(self, "People", stage=stage, contract=PEOPLE)
        self.reports = Table(self, "Reports", stage=stage, contract=REPORTS)
        self.idempotency = Table(self, "Idempotency", stage=stage, contract=IDEMPOTENCY)
        self.changes = Stream(
            self, "Changes", stage=stage, title="social-events", shards=stage.social_shards
        )
        self.quarantine = private_bucket(self, "Quarantine", stage=stage, lifecycle=[])
        for table in (self.tweets, self.follows, self.reactions):
            table.stream_to(self.changes)

        self.media = SocialMedia(self, "Media", stage=stage)
        self.live = SocialLive(self, "Live", stage=stage, platform=platform)
        self.graph = Graph(
            tweets=self.tweets, follows=self.follows, reactions=self.reactions, people=self.people
        )
        self.api = self._api()
        self.informed = People(
            self,
            stage=stage,
            platform=platform,
            graph=self.graph,
            reports=self.reports,
            media=self.media,
            live=self.live,
        )
        self.audit = audit(self, stage=stage, graph=self.graph)
        self.timeline = Timeline(
            self,
            "Timeline",
            stage=stage,
            platform=platform,
            tweets=self.tweets,
            follows=self.follows,
            reactions=self.reactions,
            people=self.people,
            changes=self.changes,
            quarantine=self.quarantine,
            live=self.live,
            routes=routes.HOME,
        )
        self.search = SocialSearch(
            self,
            "Search",
            stage=stage,
            platform=platform,
            changes=self.changes,
            quarantine=self.quarantine,
            live=self.live,
            read=Read(
                tweets=self.tweets,
                follows=self.follows,
                reactions=self.reactions,
                people=self.people,
                accounts=accounts,
            ),
        )
        self.links = TweetLinks(
            self,
            "Links",
            stage=stage,
            platform=platform,
            tweets=self.tweets,
            changes=self.changes,
            quarantine=self.quarantine,
        )
        self.routes = (
            Routes(self, "Routes", api=platform.api, function=self.api, routes=routes.SOCIAL),
            self.timeline.routes,
            self.search.routes,
        )
        self._monitor()
        self._outputs()

    def _api(self) -> Function:
        function = Function(
            self,
            "social-api",
            stage=self.stage,
            handler="social.handlers.api",
            network=self.platform.network,
            memory=1024,
            settings=self._api_settings(),
        )
        self._api_may_call(function)
        return function

    def _api_settings(self) -> SocialApiSettings:
        stage, platform = self.stage, self.platform
        return SocialApiSettings(
            stage=stage.name,
            tweets_table=self.tweets.name,
            follows_table=self.follows.name,
            reactions_table=self.reactions.name,
            people_table=self.people.name,
            accounts_table=self.accounts.name,
            clicks_table=self.clicks.name,
            videos_table=self.films.name,
            idempotency_table=self.idempotency.name,
            cache_endpoint=platform.valkey.endpoint,
            origin_secret_arn=platform.origin_secret.arn,
            public_url=stage.url,
            media_table=self.media.table.name,
            uploads_bucket=self.media.uploads.bucket_name,
            pictures_bucket=self.media.pictures.bucket_name,
            largest_upload=stage.largest_upload,
            live_table=self.live.table.name,
            reports_table=self.reports.name,
            celebrity_threshold=stage.celebrity_threshold,
            rate_limit_per_minute=stage.rate_limit_per_minute,
            allowed_origins=stage.allowed_origins,
        )

    def _api_may_call(self, function: Function) -> None:
        self.graph.may_be_changed_by(function)
        function.may("dynamodb:BatchGetItem", on=[self.tweets.arn])
        function.may(
            "dynamodb:Query", on=[self.tweets.index(i) for i in (REPLIES_INDEX, QUOTES_INDEX)]
        )
        function.may("dynamodb:Query", on=[self.reactions.index(TARGET_INDEX)])
        function.may("dynamodb:PutItem", on=[self.reactions.arn])
        function.may("dynamodb:PutItem", "dynamodb:ConditionCheckItem", on=[self.follows.arn])
        function.may("dynamodb:BatchGetItem", on=[self.follows.arn])
        function.may("dynamodb:PutItem", on=[self.tweets.arn])
        function.may("dynamodb:BatchGetItem", "dynamodb:UpdateItem", on=[self.people.arn])
        function.may("dynamodb:Query", on=[self.people.index(NAME_INDEX)])
        function.may("dynamodb:BatchGetItem", "dynamodb:GetItem", on=[self.accounts.arn])
        function.may("dynamodb:GetItem", "dynamodb:Query", on=[self.clicks.arn])
        function.may("dynamodb:BatchGetItem", on=[self.films.arn])
        function.may("dynamodb:DeleteItem", "dynamodb:UpdateItem", on=[self.idempotency.arn])
        function.may_read(self.platform.origin_secret)
        function.may("dynamodb:PutItem", on=[self.live.table.arn])
        function.may(
            "dynamodb:DeleteItem", "dynamodb:Query", "dynamodb:UpdateItem", on=[self.reports.arn]
        )
        self.media.may_keep(function)

    def _monitor(self) -> None:
        monitoring = Monitoring(
            self,
            "Monitoring",
            topic=self.platform.alarms,
            functions=[
                self.api,
                *self.informed.functions,
                self.media.images,
                *self.timeline.functions,
                *self.search.functions,
                *self.links.functions,
                *self.live.functions,
            ],
            auditors=[self.audit],
            streams=[self.changes, self.timeline.work],
            queues=[
                *self.informed.heard,
                self.media.arrivals,
                self.search.names,
                self.links.answers,
                self.live.failures,
            ],
            tables=[
                self.tweets,
                self.follows,
                self.reactions,
                self.people,
                self.reports,
                self.idempotency,
                self.media.table,
                self.live.table,
                *self.search.tables,
            ],
        )
        for consumer in (
            self.timeline.fanout,
            self.timeline.worker,
            self.links.teller,
            self.live.ringer,
            *self.search.consumers,
        ):
            monitoring.watch_age(consumer)
        monitoring.watch_api("live", self.live.api.ref, failures="IntegrationError")
        monitoring.watch_promise(
            "Homes",
            TIMELINE,
            gateway_latency(self.platform.api.id, key_of(routes.HOME[0]), TIMELINE),
        )

    def _outputs(self) -> None:
        for name, value in (
            ("TweetsTable", self.tweets.name),
            ("FollowsTable", self.follows.name),
            ("ReactionsTable", self.reactions.name),
            ("PeopleTable", self.people.name),
            ("ChangesStream", self.changes.name),
            ("SocialQuarantine", self.quarantine.bucket_name),
            ("WorkStream", self.timeline.work.name),
            ("MediaTable", self.media.table.name),
            ("UploadsBucket", self.media.uploads.bucket_name),
            ("PicturesBucket", self.media.pictures.bucket_name),
            ("LiveTable", self.live.table.name),
            ("LiveApiId", self.live.api.ref),
        ):
            CfnOutput(self, name, value=value)
