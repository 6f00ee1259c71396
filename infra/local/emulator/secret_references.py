"""A ``Ref`` to a secret is its ARN, and a generated secret is generated as the template says.

In MiniStack a ``Ref`` is the secret's name, so the policies CDK writes (``Resource: {Ref: …}``)
allow nothing once enforcement is on; ``GenerateSecretString: {}`` gives an empty secret and
``ExcludePunctuation`` and its kind are not looked at.
"""

import json
from typing import Any

from ministack.services import secretsmanager
from ministack.services.cloudformation import provisioners

KIND = "AWS::SecretsManager::Secret"
Properties = dict[str, Any]  # Any: template properties as parsed JSON
Made = tuple[str, Properties]


def install() -> None:
    provisioners._sm_secret_string = _secret_string
    handlers = provisioners._RESOURCE_HANDLERS[KIND]
    create, update, delete = handlers["create"], handlers["update"], handlers["delete"]

    def created(logical_id: str, properties: Properties, stack: str) -> Made:
        return _by_arn(create(logical_id, properties, stack))

    def updated(
        physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str = ""
    ) -> Made:
        return _by_arn(update(_name(physical_id), old, new, stack, logical_id))

    def deleted(physical_id: str, properties: Properties) -> None:
        delete(_name(physical_id), properties)

    handlers.update(create=created, update=updated, delete=deleted)


def _by_arn(made: Made) -> Made:
    return made[1]["Arn"], made[1]


def _name(physical_id: str) -> str:
    name, _record = secretsmanager._resolve(physical_id)
    return name or physical_id


def _secret_string(properties: Properties) -> str:
    if properties.get("SecretString") or "GenerateSecretString" not in properties:
        return str(properties.get("SecretString", ""))
    wanted = dict(properties["GenerateSecretString"])
    template, key = wanted.pop("SecretStringTemplate", None), wanted.pop("GenerateStringKey", "")
    password = _random(wanted)
    return json.dumps({**json.loads(template), key: password}) if template else password


def _random(wanted: Properties) -> str:
    typed = {name: _typed(name, value) for name, value in wanted.items()}
    _status, _headers, body = secretsmanager._get_random_password(typed)
    return str(json.loads(body)["RandomPassword"])


def _typed(name: str, value: Any) -> Any:  # Any: CloudFormation hands over numbers as strings too
    if name == "PasswordLength":
        return int(value)
    return value if name == "ExcludeCharacters" else str(value).lower() == "true"
