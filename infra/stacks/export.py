"""What accounts does with a part of every system, and so right of all: the archive, the avatar.

A new system adds its table's name to ``ExportSettings`` and one line of grants here.
"""

from aws_cdk import Duration, Stack
from constructs import Construct

from accounts.settings import AvatarSettings, ExportSettings
from contracts.tables.links import OWNER_INDEX
from contracts.tables.social import AUTHOR_INDEX
from contracts.tables.social_media import OWNER_INDEX as UPLOADS_INDEX
from contracts.tables.video import OWNER_INDEX as VIDEO_OWNER_INDEX
from infra import routes
from infra.config import LONGEST_REQUEST_SECONDS, Stage
from infra.constructs.function import Function
from infra.constructs.http_api import Routes
from infra.constructs.monitoring import Monitoring
from infra.stacks.accounts import AccountsStack
from infra.stacks.links import LinksStack
from infra.stacks.platform import PlatformStack
from infra.stacks.social import SocialStack
from infra.stacks.video import VideoStack


class ExportStack(Stack):
    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        stage: Stage,
        platform: PlatformStack,
        accounts: AccountsStack,
        links: LinksStack,
        social: SocialStack,
        video: VideoStack,
        **kwargs: object,
    ) -> None:
        super().__init__(scope, id_, **kwargs)  # type: ignore[arg-type]  # CDK's own keywords
        self.export = Function(
            self,
            "accounts-export",
            stage=stage,
            handler="accounts.handlers.export",
            network=platform.network,
            memory=1024,
            timeout=Duration.seconds(LONGEST_REQUEST_SECONDS - 1),
            settings=ExportSettings(
                stage=stage.name,
                accounts_table=accounts.accounts.name,
                urls_table=links.urls.name,
                tweets_table=social.tweets.name,
                follows_table=social.follows.name,
                reactions_table=social.reactions.name,
                media_table=social.media.table.name,
                viewers_table=video.viewers.name,
                videos_table=video.videos.name,
                origin_secret_arn=platform.origin_secret.arn,
                cache_endpoint=platform.valkey.endpoint,
                rate_limit_per_minute=stage.rate_limit_per_minute,
                allowed_origins=stage.allowed_origins,
                public_url=stage.url,
            ),
        )
        self.export.may_read(platform.origin_secret)
        self.export.may("dynamodb:GetItem", "dynamodb:Query", on=[accounts.accounts.arn])
        self.export.may("dynamodb:Query", on=[links.urls.index(OWNER_INDEX)])
        self._may_read_social(social)
        self.export.may("dynamodb:Query", on=[video.viewers.arn])
        self.export.may("dynamodb:Query", on=[video.videos.index(VIDEO_OWNER_INDEX)])
        self.export.may("dynamodb:BatchGetItem", on=[video.videos.arn])
        self.avatar = Function(
            self,
            "accounts-avatar",
            stage=stage,
            handler="accounts.handlers.avatar",
            network=platform.network,
            settings=AvatarSettings(
                stage=stage.name,
                accounts_table=accounts.accounts.name,
                media_table=social.media.table.name,
                origin_secret_arn=platform.origin_secret.arn,
                cache_endpoint=platform.valkey.endpoint,
                rate_limit_per_minute=stage.rate_limit_per_minute,
                allowed_origins=stage.allowed_origins,
                public_url=stage.url,
            ),
        )
        self.avatar.may_read(platform.origin_secret)
        changes = ("dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem")
        self.avatar.may(*changes, on=[accounts.accounts.arn])
        self.avatar.may("dynamodb:GetItem", on=[social.media.table.arn])
        self.routes = [
            Routes(self, "Routes", api=platform.api, function=self.export, routes=routes.EXPORT),
            Routes(
                self, "AvatarRoutes", api=platform.api, function=self.avatar, routes=routes.AVATAR
            ),
        ]
        functions = [self.export, self.avatar]
        Monitoring(self, "Monitoring", topic=platform.alarms, functions=functions)

    def _may_read_social(self, social: SocialStack) -> None:
        media = social.media.table
        self.export.may("dynamodb:BatchGetItem", on=[social.tweets.arn, media.arn])
        self.export.may(
            "dynamodb:Query",
            on=[
                social.tweets.index(AUTHOR_INDEX),
                media.index(UPLOADS_INDEX),
                social.follows.arn,
                social.reactions.arn,
            ],
        )
