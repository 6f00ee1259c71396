"""Compares counters of social with what they count."""

from aws_cdk import Duration, Stack

from contracts.tables.social import (
    AUTHOR_INDEX,
    FOLLOWERS_INDEX,
    QUOTES_INDEX,
    REPLIES_INDEX,
    TARGET_INDEX,
)
from infra.config import Stage
from infra.constructs.function import Function
from infra.constructs.schedule import Schedule
from infra.stacks.social_graph import Graph
from social.settings import SocialAuditSettings


def audit(stack: Stack, *, stage: Stage, graph: Graph) -> Function:
    """On a schedule; reads whole tables in turn."""
    tweets, follows, reactions = graph.tweets, graph.follows, graph.reactions
    function = Function(
        stack,
        "social-audit",
        stage=stage,
        handler="social.handlers.audit",
        timeout=Duration.minutes(15),
        settings=SocialAuditSettings(
            tweets_table=tweets.name,
            follows_table=follows.name,
            reactions_table=reactions.name,
            people_table=graph.people.name,
        ),
    )
    function.may("dynamodb:Scan", on=[reactions.arn, follows.arn, tweets.arn])
    function.may("dynamodb:BatchGetItem", on=[reactions.arn])
    function.may("dynamodb:GetItem", on=[tweets.arn, graph.people.arn])
    function.may("dynamodb:PutItem", on=[graph.people.arn])
    counted = [tweets.index(i) for i in (AUTHOR_INDEX, REPLIES_INDEX, QUOTES_INDEX)]
    counted += [follows.index(FOLLOWERS_INDEX), reactions.index(TARGET_INDEX)]
    function.may("dynamodb:Query", on=[follows.arn, *counted])
    Schedule(stack, "Audit", function=function, rate="10 minutes")
    return function
