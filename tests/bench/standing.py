"""What a stage has of things that are paid by the month, counted in production's templates."""

import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from infra.config import PROD
from tests.infra.conftest import REGIONAL, Synthesized, synthesize

from .bill_region import Further
from .bill_standing import Standing
from .counted import keep
from .table import Row


def standing(synthesized: Synthesized) -> Standing:
    def count(*types: str) -> int:
        return len(list(synthesized.all(*types)))

    return Standing(
        alarms=count("AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm"),
        dashboards=count("AWS::CloudWatch::Dashboard"),
        secrets=count("AWS::SecretsManager::Secret"),
        keys=count("AWS::KMS::Key"),
    )


def further(regional: Synthesized) -> Further:
    """Of the first region that is not home; all of them have the same."""
    region = regional.stage.elsewhere[0]
    stacks = (f"keys-{region}", f"links-{region}")

    def count(type_: str) -> int:
        return sum(each.stack in stacks for each in regional.all(type_))

    return Further(
        alarms=count("AWS::CloudWatch::Alarm") + count("AWS::CloudWatch::CompositeAlarm"),
        dashboards=count("AWS::CloudWatch::Dashboard"),
        keys=count("AWS::KMS::Key"),
    )


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
