"""Two emulators for conformance tests: MiniStack as it comes, and with our additions."""

import json
import sys
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra.local import cloud, ports, processes
from infra.local.clients import client
from infra.local.instance import Instance, Ports, State, instance_at

BARE = "ministack"
OURS = "infra.local.emulator"
Template = dict[str, Any]  # Any: resources as CloudFormation's JSON
ASSUMED_BY_LAMBDA = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": "lambda.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
    ],
}


class NotDeployed(Exception):
    """The stack was rolled back; the reasons are its events'."""


@dataclass(frozen=True, slots=True)
class Emulator:
    ports: Ports
    instance: Instance
    module: str

    def start(self) -> None:
        recorded = processes.start(
            self.instance,
            cloud.NAME,
            [sys.executable, "-m", self.module],
            environment=cloud.environment(self.instance, self.ports),
        )
        port = self.ports.emulator
        processes.wait_ready(
            self.instance, cloud.NAME, recorded, lambda: cloud.healthy(port), seconds=60
        )

    def stop(self) -> None:
        """In good order: its state is kept for the next start."""
        processes.stop(self.instance, [cloud.NAME])

    def saved(self, service: str) -> Path:
        """The file with a service's state while the emulator is stopped."""
        return self.instance.emulator_state / f"{service}.json"

    def aws(self, service: str) -> Any:  # Any: one boto3 client type per service
        return client(service, self.ports)

    def deploy(
        self, resources: Template, outputs: Mapping[str, object], *, name: str = ""
    ) -> dict[str, str]:
        """Create a stack; its outputs. Raises NotDeployed when it rolls back."""
        cloudformation = self.aws("cloudformation")
        name = name or f"s{uuid.uuid4().hex[:8]}"
        template = {
            "Resources": resources,
            "Outputs": {key: {"Value": value} for key, value in outputs.items()},
        }
        cloudformation.create_stack(
            StackName=name,
            TemplateBody=json.dumps(template),
            Capabilities=["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM"],
        )
        stack = self._settled(cloudformation, name)
        if stack["StackStatus"] != "CREATE_COMPLETE":
            events = cloudformation.describe_stack_events(StackName=name)["StackEvents"]
            raise NotDeployed([e.get("ResourceStatusReason") for e in events])
        return {each["OutputKey"]: each["OutputValue"] for each in stack["Outputs"]}

    def _settled(self, cloudformation: Any, name: str) -> Any:  # Any: a boto3 client, a stack
        for _ in range(600):
            stack = cloudformation.describe_stacks(StackName=name)["Stacks"][0]
            if not stack["StackStatus"].endswith("_IN_PROGRESS"):
                return stack
            time.sleep(0.1)
        raise NotDeployed(["it did not settle within a minute"])

    def invoke(self, function: str, event: object) -> Any:  # Any: what the function answers
        answer = self.aws("lambda").invoke(FunctionName=function, Payload=json.dumps(event))
        return json.load(answer["Payload"])


@contextmanager
def emulator(directory: Path, *, module: str, tried: bool = False) -> Iterator[Emulator]:
    """``tried``: as on an instance whose requests may be refused; nothing stands there."""
    instance = instance_at(directory / "instance")
    instance.prepare()
    chosen = Ports(
        front_door=ports.free(),
        emulator=ports.free(),
        valkey=ports.free(),
        viewer=ports.free(),
        throttle=ports.free() if tried else 0,
    )
    instance.save(State(ports=chosen, processes={}))
    made = Emulator(chosen, instance, module)
    try:
        made.start()
        yield made
    finally:
        made.stop()


def function(source: str, *, statements: Sequence[Template] = (), **properties: object) -> Template:
    """Resources ``Fn`` and ``Role``: an inline Python function that may do ``statements``."""
    policies = [
        {
            "PolicyName": "p",
            "PolicyDocument": {"Version": "2012-10-17", "Statement": list(statements)},
        }
    ]
    return {
        "Role": {
            "Type": "AWS::IAM::Role",
            "Properties": {
                "AssumeRolePolicyDocument": ASSUMED_BY_LAMBDA,
                "Policies": policies if statements else [],
            },
        },
        "Fn": {
            "Type": "AWS::Lambda::Function",
            "Properties": {
                "Handler": "index.handler",
                "Runtime": f"python{sys.version_info.major}.{sys.version_info.minor}",
                "Role": {"Fn::GetAtt": ["Role", "Arn"]},
                "Timeout": 20,
                "Code": {"ZipFile": source},
                **properties,
            },
        },
    }
