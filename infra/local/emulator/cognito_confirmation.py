"""Cognito's post-confirmation trigger: MiniStack calls the pre-sign-up trigger, not this one."""

from collections.abc import Callable
from typing import Any

from ministack.core.responses import error_response_json
from ministack.services import cognito, lambda_svc

Data = dict[str, Any]  # Any: a request or a stored user as parsed JSON
Answer = tuple[int, dict[str, str], bytes]
CONFIRMED = "PostConfirmation_ConfirmSignUp"


def install() -> None:
    cognito._confirm_sign_up = _then_trigger(cognito._confirm_sign_up, _pool_of_client)
    cognito._admin_confirm_sign_up = _then_trigger(cognito._admin_confirm_sign_up, _pool_named)


def _then_trigger(
    confirm: Callable[[Data], Answer], find_pool: Callable[[Data], tuple[str, Data] | None]
) -> Callable[[Data], Answer]:
    def confirmed(data: Data) -> Answer:
        answer = confirm(data)
        found = find_pool(data)
        if answer[0] != 200 or found is None:
            return answer
        return _trigger(*found, data) or answer

    return confirmed


def _pool_of_client(data: Data) -> tuple[str, Data] | None:
    pool, pool_id = cognito._pool_for_client(data.get("ClientId"))
    return (pool_id, pool) if pool else None


def _pool_named(data: Data) -> tuple[str, Data] | None:
    pool, _error = cognito._resolve_pool(data.get("UserPoolId"))
    return (data["UserPoolId"], pool) if pool else None


def _trigger(pool_id: str, pool: Data, data: Data) -> Answer | None:
    """The refusal if the function failed; Cognito has confirmed the user by then all the same."""
    arn = (pool.get("LambdaConfig") or {}).get("PostConfirmation")
    user, _error = cognito._resolve_user(pool, data.get("Username"))
    if not arn or user is None:
        return None
    record, config, _name = lambda_svc._get_func_record_for_ref(arn)
    execution = lambda_svc._execution_record_for_config(record, config)
    result = lambda_svc._execute_function_with_config_scope(execution, _event(pool_id, user, data))
    if isinstance(result, dict) and result.get("error"):
        reason = f"PostConfirmation failed with error {result.get('body')}."
        refusal: Answer = error_response_json("UserLambdaValidationException", reason, 400)
        return refusal
    return None


def _event(pool_id: str, user: Data, data: Data) -> Data:
    attributes = {
        **cognito._attr_list_to_dict(user.get("Attributes", [])),
        "cognito:user_status": "CONFIRMED",
    }
    return {
        "version": "1",
        "triggerSource": CONFIRMED,
        "region": cognito._pool_region(pool_id),
        "userPoolId": pool_id,
        "userName": user["Username"],
        "callerContext": {"awsSdkVersion": "none", "clientId": data.get("ClientId", "")},
        "request": {"userAttributes": attributes},
        "response": {},
    }
