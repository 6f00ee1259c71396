"""The running instance as load sees it: addresses, people, the API."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from infra.local import stack_outputs
from infra.local.bring_up import people_of, whole
from infra.local.clients import client
from infra.local.failures import LocalFailure
from infra.local.instance import DEFAULT, Instance, State
from infra.local.people import People
from infra.local.published import load

Json = dict[str, Any]  # Any: an answer's JSON


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """``url`` is on the loopback interface, as everything an instance has."""

    url: str
    instance: Instance
    state: State
    outputs: Mapping[str, str]
    people: People

    def ask(self, token: str, method: str, path: str, body: Json | None = None) -> Json:
        """Raises httpx.HTTPStatusError where it is refused."""
        headers = {"Authorization": f"Bearer {token}"}
        answer = httpx.request(method, self.url + path, json=body, headers=headers, timeout=60)
        answer.raise_for_status()
        return dict(answer.json()) if answer.content else {}

    def film_figures(self, film: str) -> Mapping[str, int]:
        """What was counted of a film: ``views``, ``sessions`` and others."""
        table = client("dynamodb", self.state.ports)
        key = {"pk": {"S": film}, "sk": {"S": "total"}}
        found = table.get_item(
            TableName=self.outputs["VideoStatsTable"], Key=key, ConsistentRead=True
        )
        numbers = {name: each.get("N", ".") for name, each in found.get("Item", {}).items()}
        return {name: int(number) for name, number in numbers.items() if "." not in number}


def found(instance: Instance = DEFAULT) -> Target:
    """Raises LocalFailure where nothing runs."""
    state, published = instance.load(), load(instance)
    if state is None or published is None or not whole(instance):
        raise LocalFailure("Triptych is not running here: start it with `make up`.")
    outputs = stack_outputs.read(client("cloudformation", state.ports))
    return Target(
        url=f"http://localhost:{state.ports.front_door}",
        instance=instance,
        state=state,
        outputs=outputs,
        people=people_of(state.ports, outputs),
    )
