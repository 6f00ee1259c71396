"""Who asks Secrets Manager for a secret under a key needs the key too, and the key has to work.

MiniStack keeps a secret's ``KmsKeyId`` and never asks for it, so a missing grant would show on AWS
alone. What is needed: "Permissions for the KMS key" and the errors of ``GetSecretValue`` and
``PutSecretValue`` in the Secrets Manager guide.
"""

from collections.abc import Callable
from typing import Any

from ministack.core import iam_evaluator
from ministack.core.responses import error_response_json
from ministack.services import kms, secretsmanager

USES = {
    "secretsmanager:GetSecretValue": ("kms:Decrypt",),
    "secretsmanager:PutSecretValue": ("kms:Decrypt", "kms:GenerateDataKey"),
}
Enforce = Callable[..., Any]  # Any: None, or what was denied
Operation = Callable[[dict[str, Any]], Any]  # Any: requests and answers as MiniStack has them
Key = dict[str, Any]  # Any: KMS's record


def install() -> None:
    iam_evaluator.enforce = _asking_for_the_key(iam_evaluator.enforce)
    secretsmanager._get_secret_value = _with_a_key_that_works(
        secretsmanager._get_secret_value, "DecryptionFailure", "decrypt"
    )
    secretsmanager._put_secret_value = _with_a_key_that_works(
        secretsmanager._put_secret_value, "EncryptionFailure", "encrypt"
    )


def _asking_for_the_key(enforce: Enforce) -> Enforce:
    def enforced(
        access_key: str, action: str, service: str, region: str, *given: Any, **named: Any
    ) -> Any:  # Any: handed on
        denied = enforce(access_key, action, service, region, *given, **named)
        key = _key_of(named.get("resource_arn", "")) if action in USES else None
        if key is None:
            return denied
        through = {"kms:ViaService": f"secretsmanager.{region}.amazonaws.com"}
        for use in USES[action]:
            denied = denied or enforce(
                access_key, use, "kms", region, resource_arn=key["Arn"], service_context=through
            )
        return denied

    return enforced


def _with_a_key_that_works(operation: Operation, code: str, what: str) -> Operation:
    def done(request: dict[str, Any]) -> Any:
        key = _key_of(str(request.get("SecretId", "")))
        if key is not None and key["KeyState"] != "Enabled":
            message = f"Secrets Manager can't {what} the protected secret text: {key['KeyState']}."
            return error_response_json(code, message, 400)
        return operation(request)

    return done


def _key_of(secret_id: str) -> Key | None:
    _name, secret = secretsmanager._resolve(secret_id)
    found: Key | None = kms._resolve_key((secret or {}).get("KmsKeyId"))
    return found
