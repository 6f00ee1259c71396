"""Following a deployment: which stack is being made, how far it is, how far the whole is."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

# "triptych-local-Links |  7/31 | 7:01:10 PM | CREATE_COMPLETE | AWS::DynamoDB::Table | Urls (…)"
_EVENT = re.compile(
    r"^(?P<stack>[\w-]+) \|\s+(?P<done>\d+)(?:/(?P<total>\d+))? \|"
    r"[^|]+\|\s+(?P<status>[A-Z_]+)\s+\|\s+(?P<kind>[\w:]+)\s+\|\s+(?P<what>\S+)"
)
_FINISHED = re.compile(r"^\s*✅\s+(?P<stack>[\w-]+)(?P<same> \(no changes\))?")


@dataclass(slots=True, kw_only=True)
class DeploymentProgress:
    """Counts from cdk's own event lines.

    ``stacks``: cdk's name of each stack -> CloudFormation's; asked anew, as it is known only after
    synthesis.
    """

    stacks: Callable[[], Mapping[str, str]]
    fractions: dict[str, float] = field(default_factory=dict)
    unchanged: set[str] = field(default_factory=set)
    now: str = "synthesizing the stacks"

    def hear(self, line: str) -> None:
        finished = _FINISHED.match(line)
        if finished:
            stack = self.stacks().get(finished["stack"], finished["stack"])
            self.fractions[stack] = 1.0
            if finished["same"]:
                self.unchanged.add(stack)
            return
        event = _EVENT.match(line)
        if event and event["total"]:
            done = int(event["done"]) / max(1, int(event["total"]))
            self.fractions[event["stack"]] = min(0.99, done)
            self.now = f"{event['stack']}: {event['kind']} {event['what']}"

    @property
    def finished(self) -> list[str]:
        return [stack for stack, fraction in self.fractions.items() if fraction >= 1.0]

    @property
    def percent(self) -> int:
        count = max(len(self.stacks()), len(self.fractions), 1)
        return int(100 * sum(self.fractions.values()) / count)
