"""Registers the executor under ``LAMBDA_RUNTIME_EXECUTOR=process``."""

from localstack.services.lambda_.invocation.plugins import RuntimeExecutorPlugin


class ProcessExecutorPlugin(RuntimeExecutorPlugin):
    name = "process"

    def load(self, *_args, **_kwargs):
        from .executor import ProcessExecutor

        return ProcessExecutor
