"""The stage's stacks, deployed to LocalStack by its own CloudFormation."""

import io
import json
import time
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra.localstack.templates import Beside, reduced

ASSETS = "cdk-hnb659fds-assets-000000000000-us-east-1"
TEMPLATES = "templates"
PATIENCE_SECONDS = 300
STAGE = "triptych-local"


class NotDeployed(RuntimeError):
    """CloudFormation refused; the message holds what it said of each resource."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """Stacks of one cloud assembly on one LocalStack. ``s3`` and ``cloudformation`` are clients."""

    assembly: Path
    endpoint: str
    s3: Any  # boto3's clients are made at run time
    cloudformation: Any
    beside: Beside

    def deploy(self, stacks: Iterable[str]) -> None:
        """In this order: each imports from those before it. Raises NotDeployed."""
        for bucket in (ASSETS, TEMPLATES):
            self.s3.create_bucket(Bucket=bucket)
        for name in stacks:
            self._publish_assets(name)
            self._create(name)

    def template(self, name: str) -> dict[str, Any]:  # CloudFormation's JSON
        """What is deployed as that stack."""
        whole = json.loads((self.assembly / f"{STAGE}-{name}.template.json").read_text())
        return reduced(whole, beside=self.beside)

    def _publish_assets(self, name: str) -> None:
        listing = json.loads((self.assembly / f"{STAGE}-{name}.assets.json").read_text())
        for file in listing["files"].values():
            if file["source"]["packaging"] == "zip":
                packed = zipped(self.assembly / file["source"]["path"])
                for to in file["destinations"].values():
                    self.s3.put_object(Bucket=ASSETS, Key=to["objectKey"], Body=packed)

    def _create(self, name: str) -> None:
        self.s3.put_object(Bucket=TEMPLATES, Key=name, Body=json.dumps(self.template(name)))
        stack = f"{STAGE}-{name}"
        try:
            self.cloudformation.create_stack(
                StackName=stack,
                TemplateURL=f"{self.endpoint}/{TEMPLATES}/{name}",
                Capabilities=["CAPABILITY_NAMED_IAM"],
            )
        except self.cloudformation.exceptions.AlreadyExistsException as error:
            raise NotDeployed(f"{stack} is there: start LocalStack afresh.") from error
        status = self._ended(stack)
        if status != "CREATE_COMPLETE":
            raise NotDeployed(f"{stack} is {status}: {'; '.join(self._refusals(stack))}")

    def _ended(self, stack: str) -> str:
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end:
            (found,) = self.cloudformation.describe_stacks(StackName=stack)["Stacks"]
            if not found["StackStatus"].endswith("IN_PROGRESS"):
                return str(found["StackStatus"])
            time.sleep(0.5)
        raise NotDeployed(f"{stack}: not ready after {PATIENCE_SECONDS} seconds")

    def _refusals(self, stack: str) -> Iterator[str]:
        for event in self.cloudformation.describe_stack_events(StackName=stack)["StackEvents"]:
            if event["ResourceStatus"].endswith("FAILED"):
                yield f"{event['LogicalResourceId']}: {event.get('ResourceStatusReason')}"

    def outputs(self, name: str) -> Mapping[str, str]:
        (found,) = self.cloudformation.describe_stacks(StackName=f"{STAGE}-{name}")["Stacks"]
        return {o["OutputKey"]: o["OutputValue"] for o in found.get("Outputs", [])}

    def made(self, name: str) -> Mapping[str, tuple[str, str]]:
        """Type and physical name of what CloudFormation made, by its name in the template."""
        pages = self.cloudformation.get_paginator("list_stack_resources")
        found = {}
        for page in pages.paginate(StackName=f"{STAGE}-{name}"):
            for each in page["StackResourceSummaries"]:
                about = (each["ResourceType"], each.get("PhysicalResourceId", ""))
                found[each["LogicalResourceId"]] = about
        return found


def zipped(directory: Path) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for path in directory.rglob("*"):
            if path.is_file():
                file.write(path, path.relative_to(directory))
    return packed.getvalue()
