"""LocalStack's executor interface on one ``runtime_api.Environment``."""

import atexit
import os
from pathlib import Path

from localstack import config
from localstack.services.lambda_.invocation.executor_endpoint import StatusErrorException
from localstack.services.lambda_.invocation.lambda_models import InvocationResult
from localstack.services.lambda_.invocation.runtime_executor import RuntimeExecutor

from .runtime_api import Environment, StartUpFailed

START_UP_SECONDS = 30


def _unzipped(code) -> Path:
    if hasattr(code, "prepare_for_execution"):
        code.prepare_for_execution()
    return Path(code.get_unzipped_code_location())


class ProcessExecutor(RuntimeExecutor):
    environment: Environment | None = None

    def start(self, env_vars: dict[str, str]) -> None:
        settings = self.function_version.config
        self.environment = Environment(
            handler=settings.handler,
            code_dir=str(_unzipped(settings.code)),
            variables=env_vars,
            python=os.environ["TRIPTYCH_LAMBDA_PYTHON"],
            timeout_s=settings.timeout,
            layers=[str(_unzipped(layer.code) / "python") for layer in settings.layers],
        )
        # LocalStack leaves environments behind when it is told to stop.
        atexit.register(self.stop)
        try:
            self.environment.ready.result(START_UP_SECONDS)
        except StartUpFailed as error:
            raise StatusErrorException("Start-up failed", payload=str(error).encode()) from error

    def stop(self) -> None:
        if self.environment is not None:
            self.environment.stop()
            self.environment = None

    def invoke(self, payload: dict[str, str]) -> InvocationResult:
        request_id = payload["invoke-id"]
        outcome = self.environment.invoke(
            request_id,
            payload["invoked-function-arn"],
            payload["payload"].encode(),
            payload["trace-id"],
        )
        lines = "".join(self.environment.lines)
        logs = f"START RequestId: {request_id}\n{lines}END RequestId: {request_id}\n"
        return InvocationResult(request_id, outcome.payload, is_error=outcome.is_error, logs=logs)

    def get_logs(self) -> str:
        return "".join(self.environment.lines) if self.environment else ""

    def get_address(self) -> str:
        return "127.0.0.1"

    def get_endpoint_from_executor(self) -> str:
        return "127.0.0.1"

    def get_runtime_endpoint(self) -> str:
        return f"http://127.0.0.1:{config.GATEWAY_LISTEN[0].port}/_localstack_lambda/{self.id}"

    @classmethod
    def prepare_version(cls, function_version) -> None:
        _unzipped(function_version.config.code)
        for layer in function_version.config.layers:
            _unzipped(layer.code)

    @classmethod
    def cleanup_version(cls, function_version) -> None:
        """Nothing to clean: the code folder is LocalStack's own."""
