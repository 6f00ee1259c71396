"""One alarm: what it means, who hears of it, and the page that says what to do.

``runbook`` is the name of a file in ``docs/runbooks``; every description names its own.
"""

from collections.abc import Callable, Mapping

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_iam as iam
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from constructs import Construct

from infra.config import Stage

FIVE_MINUTES = Duration.minutes(5)
ABOVE = cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD
BELOW = cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD
RUNBOOKS = "docs/runbooks"
TELLERS = ("cloudwatch.amazonaws.com", "budgets.amazonaws.com")


def described(meaning: str, runbook: str) -> str:
    return f"{meaning}. Runbook: {RUNBOOKS}/{runbook}.md"


def alarm(
    scope: Construct,
    id_: str,
    *,
    metric: cloudwatch.IMetric,
    threshold: float,
    comparison: cloudwatch.ComparisonOperator = ABOVE,
    meaning: str,
    runbook: str,
    topic: sns.ITopic | None,
    windows: int = 1,
    silence: bool = False,
) -> cloudwatch.Alarm:
    """Without ``topic`` it is a part of another one and tells nobody by itself.

    ``windows`` in a row have to be beyond the threshold; with ``silence`` one of which nothing is
    known is beyond it too.
    """
    missing = cloudwatch.TreatMissingData
    made = cloudwatch.Alarm(
        scope,
        id_,
        metric=metric,
        threshold=threshold,
        comparison_operator=comparison,
        evaluation_periods=windows,
        treat_missing_data=missing.BREACHING if silence else missing.NOT_BREACHING,
        alarm_description=described(meaning, runbook),
    )
    if topic is not None:
        tell(made, topic)
    return made


def tell(made: cloudwatch.AlarmBase, topic: sns.ITopic) -> None:
    """Whoever hears that it began hears that it is over."""
    action = actions.SnsAction(topic)
    made.add_alarm_action(action)
    made.add_ok_action(action)


def alarm_topic(scope: Construct, stage: Stage) -> sns.Topic:
    """A region's alarms are told to a topic there.

    A topic with a policy of its own refuses even its own account's alarms unless named.
    """
    topic = sns.Topic(scope, "Alarms", enforce_ssl=True)
    for teller in TELLERS:
        topic.grant_publish(iam.ServicePrincipal(teller))
    if stage.alarm_email:
        topic.add_subscription(subscriptions.EmailSubscription(stage.alarm_email))
    return topic


def metric(
    namespace: str,
    name: str,
    *,
    of: Mapping[str, str],
    statistic: str,
    period: Duration = FIVE_MINUTES,
) -> cloudwatch.Metric:
    """``of``: the dimensions that say whose it is."""
    return cloudwatch.Metric(
        namespace=namespace,
        metric_name=name,
        dimensions_map=of,
        period=period,
        statistic=statistic,
    )


MetricOver = Callable[[Duration], cloudwatch.Metric]
