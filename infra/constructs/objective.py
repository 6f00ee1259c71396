"""A promise about time, watched by how fast its error budget burns.

After the Site Reliability Workbook, "Alerting on SLOs", multiwindow, multi-burn-rate: somebody is
told when both a long and a short window burn too fast. The long one says that it matters, the
short one that it still goes on. At 14.4 times the allowed rate a month's budget is gone in two
days, at 6 times in five.
"""

from dataclasses import dataclass

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_sns as sns
from constructs import Construct

from infra.constructs.alarming import BELOW, MetricOver, alarm, described, tell

RUNBOOK = "objective"


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """``percent`` of requests are answered within ``within_ms``."""

    what: str
    within_ms: int
    percent: float

    @property
    def statistic(self) -> str:
        """The share of values at or below the bound, as CloudWatch names it."""
        return f"PR(:{self.within_ms})"

    def least(self, burn: float) -> float:
        """The share in time below which the budget burns ``burn`` times as fast as it may."""
        return round(100 - burn * (100 - self.percent), 4)


@dataclass(frozen=True, slots=True)
class Burn:
    rate: float
    long: Duration
    short: Duration


BURNS = {
    "fast": Burn(14.4, Duration.hours(1), Duration.minutes(5)),
    "slow": Burn(6.0, Duration.hours(6), Duration.minutes(30)),
}

# The design document's.
REDIRECT = Promise(what="redirects", within_ms=100, percent=99.9)
TIMELINE = Promise(what="home timelines", within_ms=500, percent=99.99)
PLAYBACK = Promise(what="starts of playback", within_ms=1_000, percent=99.9)


class Objective(Construct):
    """``metric`` gives the times in milliseconds over a window, as ``promise.statistic``."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        promise: Promise,
        metric: MetricOver,
        topic: sns.ITopic,
    ) -> None:
        super().__init__(scope, id_)
        self.promise, self.metric = promise, metric
        text = f"fewer than {promise.percent} % of {promise.what} within {promise.within_ms} ms"
        both = [self._both(name, burn, text) for name, burn in BURNS.items()]
        made = cloudwatch.CompositeAlarm(
            self,
            "Burning",
            alarm_rule=cloudwatch.AlarmRule.any_of(*both),
            alarm_description=described(f"{text}: the budget of a month burns", RUNBOOK),
        )
        tell(made, topic)

    def _both(self, name: str, burn: Burn, text: str) -> cloudwatch.IAlarmRule:
        windows = (
            alarm(
                self,
                f"{name}-{length}",
                metric=self.metric(window),
                threshold=self.promise.least(burn.rate),
                comparison=BELOW,
                meaning=f"{text}, {burn.rate} times too many over {window.to_minutes():.0f} min",
                runbook=RUNBOOK,
                topic=None,
            )
            for length, window in (("long", burn.long), ("short", burn.short))
        )
        return cloudwatch.AlarmRule.all_of(*windows)
