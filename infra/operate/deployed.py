"""A deployed stage: clients that reach it, and the resources of its stacks."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import boto3

from infra.config import CONTRACT, STAGES, Stage
from infra.local.clients import client as local_client
from infra.local.failures import LocalFailure
from infra.local.instance import DEFAULT, Instance

__all__ = ["CONTRACT", "Deployed", "Resource", "deployed"]

LIVING = ("CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE")
# Any: one boto3 client type per service.
Clients = Callable[[str], Any]
ClientsIn = Callable[[str, str], Any]


def of_region(service: str, region: str) -> Any:  # Any: by the service's name, one type each
    return boto3.client(service, region_name=region)  # type: ignore[call-overload]  # the stubs know literals only


@dataclass(frozen=True, slots=True)
class Resource:
    """``id`` is its physical one: a queue's URL, a table's or function's name."""

    stack: str
    logical_id: str
    type: str
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployed:
    stage: str
    client: Clients
    client_in: ClientsIn = of_region  # in another region than the stage's

    def stacks(self) -> list[str]:
        pages = (
            self.client("cloudformation")
            .get_paginator("list_stacks")
            .paginate(StackStatusFilter=list(LIVING))
        )
        names = [each["StackName"] for page in pages for each in page["StackSummaries"]]
        return [name for name in names if name.startswith(f"triptych-{self.stage}-")]

    def output(self, name: str) -> str:
        """Raises LocalFailure where no stack has it."""
        cloudformation = self.client("cloudformation")
        for stack in self.stacks():
            (described,) = cloudformation.describe_stacks(StackName=stack)["Stacks"]
            for each in described.get("Outputs", []):
                if each["OutputKey"] == name:
                    return str(each["OutputValue"])
        raise LocalFailure(f"No stack of {self.stage} has an output {name}: is it deployed?")

    def all(self, type_: str) -> Iterator[Resource]:
        cloudformation = self.client("cloudformation")
        for stack in self.stacks():
            pages = cloudformation.get_paginator("list_stack_resources").paginate(StackName=stack)
            for each in (found for page in pages for found in page["StackResourceSummaries"]):
                if each["ResourceType"] == type_:
                    yield Resource(
                        stack, each["LogicalResourceId"], type_, each["PhysicalResourceId"]
                    )


def known(stage: str) -> Stage:
    """Raises LocalFailure for a stage that is none."""
    if stage not in STAGES:
        raise LocalFailure(f"There is no stage {stage!r}; there are {', '.join(STAGES)}.")
    return STAGES[stage]


def deployed(stage: str, *, instance: Instance = DEFAULT) -> Deployed:
    """Raises LocalFailure for a stage that is none, or that does not run."""
    of_stage = known(stage)
    if not of_stage.emulated:
        region = of_stage.region
        # Any: by the service's name, one client type each.
        reach: Any = lambda service: boto3.client(service, region_name=region)  # noqa: E731
        return Deployed(stage=stage, client=reach)
    state = instance.load()
    if state is None:
        raise LocalFailure("Triptych is not running here: start it with `make up`.")
    ports = state.ports
    return Deployed(stage=stage, client=lambda service: local_client(service, ports))
