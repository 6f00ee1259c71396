"""What a stage has of things that are paid by the month, counted in production's templates."""

import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from infra.config import PROD
from tests.infra.conftest import REGIONAL, Resource, Synthesized, synthesize

from .bill_region import Further
from .bill_standing import Standing
from .counted import keep
from .table import Row

ALARM, COMPOSITE = "AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm"


def standing(synthesized: Synthesized) -> Standing:
    def count(*types: str) -> int:
        return len(list(synthesized.all(*types)))

    return Standing(
        alarms=sum(_metrics(each) for each in synthesized.all(ALARM)),
        composites=count(COMPOSITE),
        dashboards=count("AWS::CloudWatch::Dashboard"),
        secrets=count("AWS::SecretsManager::Secret"),
        keys=count("AWS::KMS::Key"),
    )


def further(regional: Synthesized) -> Further:
    """Of the first region that is not home; all of them have the same."""
    region = regional.stage.elsewhere[0]
    stacks = (f"keys-{region}", f"links-{region}")

    def there(type_: str) -> list[Resource]:
        return [each for each in regional.all(type_) if each.stack in stacks]

    return Further(
        alarms=sum(_metrics(each) for each in there(ALARM)),
        composites=len(there(COMPOSITE)),
        dashboards=len(there("AWS::CloudWatch::Dashboard")),
        keys=len(there("AWS::KMS::Key")),
    )


def _metrics(alarm: Resource) -> int:
    """What is paid of an alarm: one with an expression costs as much as one for each metric."""
    asked = alarm.properties.get("Metrics", ())
    return sum("MetricStat" in each for each in asked) or 1


def standing_rows() -> Sequence[Row]:
    with tempfile.TemporaryDirectory() as directory:
        found = standing(synthesize(PROD, Path(directory) / "prod"))
        keep("further_region", further(synthesize(REGIONAL, Path(directory) / "regional")))
    keep("standing", found)
    return [
        Row(
            measure="P15", what=f"{name} of the prod stage", now=str(n), target="", ok=None, value=n
        )
        for name, n in asdict(found).items()
    ]
