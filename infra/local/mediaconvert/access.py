"""What IAM says: who may pass the job's role, and the role's own session, by which S3 is asked."""

import hashlib
import json
import time
from typing import Any

from ministack.core import iam_actions, iam_evaluator
from ministack.core.responses import get_account_id, get_region
from ministack.core.router import extract_access_key_id
from ministack.services import iam, sts

from infra.local.mediaconvert.failures import NO_ROLE, ROLE_NOT_TRUSTING

SERVICE = "mediaconvert.amazonaws.com"
LASTING = 12 * 3600  # seconds of a job's session
Answer = tuple[int, dict[str, str], bytes]


class RoleNotAssumed(Exception):
    """``code`` says whether there is no such role, or one that does not trust the service."""

    def __init__(self, code: int, role_arn: str) -> None:
        super().__init__(f"The role [{role_arn}] could not be assumed.")
        self.code = code


def refusal(headers: dict[str, str], action: str, resource: str, **context: str) -> Answer | None:
    """The answer to somebody who may not do ``action``; what was signed is checked already."""
    denied = iam_evaluator.enforce(
        extract_access_key_id(headers, {}) or "",
        action,
        "mediaconvert",
        get_region(),
        resource_arn=resource,
        service_context=context,
    )
    if denied is None:
        return None
    return iam_actions.access_denied_response(  # type: ignore[no-any-return]  # untyped package
        "mediaconvert", action, getattr(denied, "principal_arn", ""), "", resource_arn=resource
    )


def may_not_pass(headers: dict[str, str], role: str) -> Answer | None:
    return refusal(headers, "iam:PassRole", role, **{"iam:PassedToService": SERVICE})


def session(role_arn: str, job_id: str) -> dict[str, str]:
    """Credentials of the role, as boto3 takes them. Raises RoleNotAssumed."""
    name = role_arn.rpartition("/")[2]
    role: dict[str, Any] | None = iam._roles.get(name)  # Any: a stored role as parsed JSON
    if role is None:
        raise RoleNotAssumed(NO_ROLE, role_arn)
    if not _trusts(role.get("AssumeRolePolicyDocument")):
        raise RoleNotAssumed(ROLE_NOT_TRUSTING, role_arn)
    digest = hashlib.sha256(f"{role_arn}:{job_id}:{time.time()}".encode()).hexdigest()
    key = f"ASIA{digest[:16].upper()}"
    found = {
        "aws_secret_access_key": hashlib.sha256(f"secret:{digest}".encode()).hexdigest(),
        "aws_session_token": hashlib.sha256(f"token:{digest}".encode()).hexdigest(),
    }
    sts.register_session(
        key,
        {
            "Arn": f"arn:aws:sts::{get_account_id()}:assumed-role/{name}/EmeSession_{job_id}",
            "UserId": f"{name}:EmeSession_{job_id}",
            "SecretAccessKey": found["aws_secret_access_key"],
            "SessionToken": found["aws_session_token"],
            "Expiration": time.time() + LASTING,
        },
    )
    return {"aws_access_key_id": key, **found}


def _trusts(document: Any) -> bool:  # Any: a policy as text or parsed JSON
    policy = json.loads(document) if isinstance(document, str) else document or {}
    return any(
        statement.get("Effect") == "Allow"
        and "sts:AssumeRole" in _listed(statement.get("Action"))
        and SERVICE in _listed((statement.get("Principal") or {}).get("Service"))
        for statement in _listed(policy.get("Statement"))
    )


def _listed(value: Any) -> list[Any]:  # Any: a policy's element, alone or among others
    return value if isinstance(value, list) else [value] if value else []
