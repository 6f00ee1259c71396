"""boto3 clients for one instance: administrator of its account, whatever the shell's settings."""

from typing import Any

import boto3
from botocore.config import Config

from infra.local import cloud
from infra.local.instance import REGION, Ports


def client(name: Any, ports: Ports) -> Any:  # Any: the stubs overload on every service's literal
    return boto3.session.Session(
        aws_access_key_id="test",
        aws_secret_access_key="test",  # noqa: S106  # the emulator's fixed administrator
        region_name=REGION,
    ).client(
        name,
        endpoint_url=cloud.endpoint(ports),
        config=Config(connect_timeout=3, read_timeout=60, retries={"max_attempts": 2}),
    )
