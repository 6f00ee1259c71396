"""A custom resource of the web stack: its properties say which build, with which settings."""

from typing import Any

from web.publishing import publish
from web.wiring import answered, bundle, site


def handler(event: dict[str, Any], _context: object) -> None:
    properties = event["ResourceProperties"]
    with answered(event):
        if event["RequestType"] != "Delete":  # the files go with their bucket, or stay with it
            publish(bundle(properties["Bundle"]), site(), config=properties["Config"])
