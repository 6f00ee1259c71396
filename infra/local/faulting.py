"""``make faults``: seeded schedules of failures, on the models and on a deployed instance.

The instance is one of its own, as for ``make test``. A seed repeats one schedule.
"""

import sys
from collections.abc import Mapping
from typing import Annotated

import typer

from infra.local.testing import Tally, concluded, own_instance, run_pytest, stage

MODELS, STACK = "models", "stack"
SCHEDULES: Mapping[str, int] = {MODELS: 2000, STACK: 200}


def main(
    on: Annotated[str, typer.Option(help="models or stack; both if it is not said")] = "",
    schedules: Annotated[int | None, typer.Option(min=1, help="How many on each")] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="The one to be repeated")] = None,
) -> None:
    if on and on not in SCHEDULES:
        raise typer.BadParameter(f"{on} is neither {MODELS} nor {STACK}")

    def environment(where: str) -> dict[str, str]:
        number = schedules or SCHEDULES[where]
        said = {"TRIPTYCH_SCHEDULES": str(number)}
        return said if seed is None else {**said, "TRIPTYCH_SEED": str(seed)}

    def run(tally: Tally) -> None:
        if on != STACK:
            stage("schedules of failures on the models")
            options = ["-m", "schedule", "-n", "auto"]
            tally.add(MODELS, *run_pytest("faults", options, environment(MODELS)))
        if on != MODELS:
            stage("schedules of failures on a deployed instance")
            with own_instance(tally) as instance:
                said = {**environment(STACK), "TRIPTYCH_STATE": str(instance.published)}
                tally.add(STACK, *run_pytest("faults_deployed", (), said))

    sys.exit(concluded(run))


if __name__ == "__main__":
    typer.run(main)
