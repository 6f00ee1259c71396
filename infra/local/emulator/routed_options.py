"""OPTIONS is routed like any method where an HTTP API has no CORS configuration.

As on AWS ("Configure CORS for HTTP APIs": only with a configuration does the gateway answer
preflights itself); MiniStack answers 403 with a body of its own.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from ministack.services import apigateway

Answer = tuple[int, dict[str, str], bytes]
OPTIONS = "OPTIONS"
SPELT_OTHERWISE = "options"  # MiniStack compares exactly; ANY and $default match it all the same


def install() -> None:
    execute, invoke = apigateway._handle_execute_in_scope, apigateway._invoke_lambda_proxy
    apigateway._handle_execute_in_scope = _unanswered(execute)
    apigateway._invoke_lambda_proxy = _spelt_right(invoke)


# Any: MiniStack's arguments, handed on as they are.
def _unanswered(execute: Callable[..., Awaitable[Answer]]) -> Callable[..., Awaitable[Answer]]:
    async def executed(api_id: str, stage: str, path: str, method: str, *rest: Any) -> Answer:
        api = apigateway._apis.get(api_id) or {}
        if method == OPTIONS and not api.get("corsConfiguration"):
            method = SPELT_OTHERWISE
        return await execute(api_id, stage, path, method, *rest)

    return executed


def _spelt_right(invoke: Callable[..., Awaitable[Answer]]) -> Callable[..., Awaitable[Answer]]:
    async def invoked(
        integration: Any, api_id: str, stage: str, path: str, method: str, *rest: Any, **more: Any
    ) -> Answer:
        method = OPTIONS if method == SPELT_OTHERWISE else method
        return await invoke(integration, api_id, stage, path, method, *rest, **more)

    return invoked
