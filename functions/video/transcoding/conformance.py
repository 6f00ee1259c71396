"""Does what was made play as it was ordered? Pure; findings are sentences for the owner."""

from collections.abc import Sequence

from .model import Caption, Outputs, Plan


def findings(plan: Plan, outputs: Outputs, *, captions: Sequence[Caption] = ()) -> tuple[str, ...]:
    """Nothing where the film may be shown."""
    ...
