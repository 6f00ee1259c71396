"""Rights to a key value store's data are judged by the store that is asked.

MiniStack knows no resource of ``cloudfront-keyvaluestore``, so that a policy for one store (ours)
allows nothing. IAM's own list ("Actions, resources, and condition keys for Amazon CloudFront
KeyValueStore") has the store as the resource of every action.
"""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

from ministack.core import iam_actions

SERVICE = "cloudfront-keyvaluestore"
STORE = re.compile(r"/key-value-stores/(arn:[^/]+:key-value-store/[\w-]+)")


def install() -> None:
    iam_actions.extract_resource_arn = _knowing_stores(iam_actions.extract_resource_arn)


def _knowing_stores(extract: Callable[..., str]) -> Callable[..., str]:
    def extracted(service: str, method: str, path: str, *rest: Any) -> str:  # Any: handed on
        found = STORE.match(unquote(path)) if service == SERVICE else None
        return found[1] if found else extract(service, method, path, *rest)

    return extracted
