"""``build/local.json``: what a person or a tool needs to use the running instance."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from infra.local import cloud
from infra.local.cdk import public_url
from infra.local.instance import REGION, Instance, Ports
from infra.local.people import DEMO, password


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """Field names are the file's, as other tools read them."""

    url: str
    region: str
    userPoolId: str  # noqa: N815  # the file's own name
    clientId: str  # noqa: N815  # the file's own name
    demoUser: str  # noqa: N815  # the file's own name
    demoPassword: str  # noqa: N815  # the file's own name
    apiKey: str  # noqa: N815  # the file's own name
    endpointUrl: str  # noqa: N815  # the file's own name
    viewerUrl: str  # noqa: N815  # the file's own name
    ports: dict[str, int]


def publish(
    instance: Instance, ports: Ports, outputs: Mapping[str, str], *, api_key: str
) -> Published:
    published = Published(
        url=public_url(ports),
        region=REGION,
        userPoolId=outputs["UserPoolId"],
        clientId=outputs["ClientId"],
        demoUser=DEMO,
        demoPassword=password(DEMO),
        apiKey=api_key,
        endpointUrl=cloud.endpoint(ports),
        viewerUrl=viewer_url(ports),
        ports=asdict(ports),
    )
    instance.published.write_text(json.dumps(asdict(published), indent=2) + "\n")
    instance.published.chmod(0o600)
    return published


def load(instance: Instance) -> Published | None:
    try:
        return Published(**json.loads(instance.published.read_text()))
    except FileNotFoundError:
        return None


def viewer_url(ports: Ports) -> str:
    """The private door that believes ``x-test-viewer-address``."""
    return f"http://127.0.0.1:{ports.viewer}"
