"""MediaConvert, which MiniStack has not: its API, run by ``infra.local.mediaconvert``."""

import re
from collections.abc import Callable
from typing import Any

from ministack import app
from ministack.core import iam_actions, router

from infra.local.mediaconvert import service, store, work

NAME = "mediaconvert"
NAMED = re.compile(r"/2017-08-29/(jobs|queues)(?:/([^/]+))?")
Arguments = Any  # Any: MiniStack's arguments, handed on as they are


class Module:
    """What the emulator asks of the module of a service."""

    handle_request = staticmethod(service.handle_request)
    get_state = staticmethod(store.get_state)
    reset = staticmethod(store.reset)

    @staticmethod
    def load_persisted_state(data: dict[str, Any]) -> None:  # Any: what was saved
        store.load(data)


def install() -> None:
    app._loaded_modules[NAME] = Module()
    app.SERVICE_REGISTRY[NAME] = {"module": NAME}
    app.SERVICE_HANDLERS[NAME] = service.handle_request
    app._state_map[NAME] = NAME
    app._load_persisted_state = _then_resume(app._load_persisted_state)
    router.SERVICE_PATTERNS[NAME] = {"credential_scope": NAME, "host_patterns": [r"mediaconvert\."]}
    iam_actions.SERVICE_TO_IAM_NAMESPACE[NAME] = NAME
    iam_actions._BOTOCORE_SERVICE_MAP[NAME] = [NAME]
    iam_actions.extract_resource_arn = _with_jobs_and_queues(iam_actions.extract_resource_arn)


def _then_resume(load: Callable[[], None]) -> Callable[[], None]:
    """Not before everything is restored: a job reads and writes S3, and is run as its role."""

    def loaded() -> None:
        load()
        work.resume()

    return loaded


def _with_jobs_and_queues(extract: Callable[..., str]) -> Callable[..., str]:
    """As the service's page of the authorisation reference lists resources."""

    def extracted(name: str, method: str, path: str, *rest: Arguments) -> str:
        found = NAMED.fullmatch(path) if name == NAME else None
        if found is None:
            return extract(name, method, path, *rest)
        kind, named = found.groups()
        if kind == "jobs" and named is None:  # making and listing are asked of the queue
            return store.arn("queues", service.DEFAULT_QUEUE)
        return store.arn(kind, named) if named else "*"

    return extracted
