"""The app: one stage per synthesis, its stacks from left to right.

    cdk deploy -c stage=local|dev|prod --all

A new system is a stack between Social and Export: it takes ``platform``, adds its
own ``Routes`` and hands them to ``EdgeStack`` with the CloudFront behaviours of its paths
(``/media/*`` and ``/ws`` for social, ``/t/*`` for video). What it holds of a person is read by
Export; buckets that browsers upload to are named to Web. What Edge needs to open a bucket on its
left is written on the left, for the whole account's CloudFront, and imported by attributes on the
right; nothing on the left may name anything on the right.
"""

from typing import Any

from aws_cdk import (
    App,
    CliCredentialsStackSynthesizer,
    Environment,
    IStackSynthesizer,
    Tags,
    Validations,
)
from cdk_nag import AwsSolutionsChecks

from infra.config import Stage, stage_named
from infra.stacks import social_media
from infra.stacks.accounts import AccountsStack
from infra.stacks.edge import EdgeStack
from infra.stacks.export import ExportStack
from infra.stacks.links import LinksStack
from infra.stacks.links_nearby import LinksNearbyStack
from infra.stacks.platform import PlatformStack
from infra.stacks.secrets_key import SecretsKeyStack
from infra.stacks.social import SocialStack
from infra.stacks.video import VideoStack
from infra.stacks.web import WebStack
from social.live import ticketing

CONTEXT = (
    "peaks", "throttle",
    "publicUrl", "emulatorPort", "domain", "shortDomain", "allowedOrigins", "alarmEmail",
    "redirectOrigin", "playbackTokenSeconds", "monthlyBudget", "restored", "warm",
    "regions", "hostedZone", "sealSecrets",
)  # fmt: skip


def build(app: App, stage: Stage) -> App:
    """All stacks of the stage, checked by cdk-nag when the app is synthesised."""
    name = f"triptych-{stage.name}"
    options: dict[str, Any] = {  # Any: CDK's own keywords
        "stage": stage,
        "env": Environment(region=stage.region),
        "synthesizer": _synthesizer(stage),
        "termination_protection": stage.durable,
    }
    platform = PlatformStack(app, f"{name}-platform", **options)
    accounts = AccountsStack(app, f"{name}-accounts", platform=platform, **options)
    links = LinksStack(app, f"{name}-links", platform=platform, **options)
    video = VideoStack(
        app, f"{name}-video", platform=platform, accounts=accounts.accounts, **options
    )
    social = SocialStack(
        app,
        f"{name}-social",
        platform=platform,
        accounts=accounts.accounts,
        clicks=links.clicks,
        films=video.videos,
        **options,
    )
    export = ExportStack(
        app,
        f"{name}-export",
        platform=platform,
        accounts=accounts,
        links=links,
        social=social,
        video=video,
        **options,
    )
    web = WebStack(
        app,
        f"{name}-web",
        platform=platform,
        uploads=[social.media.uploads, video.bucket],
        **options,
    )
    edge = EdgeStack(
        app,
        f"{name}-edge",
        platform=platform,
        routes=[accounts.routes, *links.routes, *social.routes, *video.routes, *export.routes],
        behaviours={
            social_media.PATH: social.media.behaviour(),
            ticketing.PATH: social.live.behaviour(),
            **video.playback.edge.behaviours(),
            **web.behaviours(),
        },
        redirect_url=links.redirect_url,
        **options,
    )
    for system in (accounts, links, social, video, export):
        edge.add_stack_dependency(system)  # the API's stage is created after all routes
    for region in stage.elsewhere:
        there = options | {"env": Environment(region=region)}
        keys = SecretsKeyStack(app, f"{name}-keys-{region}", **there)
        platform.add_stack_dependency(keys)  # its secrets' replicas are under them
        nearby = LinksNearbyStack(
            app,
            f"{name}-links-{region}",
            region=region,
            secrets_key=keys.key.arn,
            **there,
        )
        nearby.add_stack_dependency(platform)  # replicas of its secrets
        nearby.add_stack_dependency(links)  # and of the table
        edge.add_stack_dependency(nearby)  # its record finds the region's own
    Tags.of(app).add("triptych", stage.name)
    Validations.of(app).add_plugins(AwsSolutionsChecks(app))
    return app


def _synthesizer(stage: Stage) -> IStackSynthesizer | None:
    """The emulator's policies refuse the bootstrap roles; the caller's own rights suffice there."""
    return CliCredentialsStackSynthesizer() if stage.emulated else None


def main() -> None:
    app = App()
    given = {key: str(app.node.try_get_context(key) or "") for key in CONTEXT}
    stage = stage_named(str(app.node.try_get_context("stage") or "dev"), given=given)
    build(app, stage).synth()


if __name__ == "__main__":
    main()
