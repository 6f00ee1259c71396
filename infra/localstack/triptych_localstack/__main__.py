"""Starts LocalStack in this process.

``localstack.packages.api`` writes ``threading.Lock | None`` in an annotation, which Python 3.11
cannot evaluate (there ``threading.Lock`` is a function). While that one module is imported,
``threading.Lock`` is a class that makes real locks.
"""

import sys
import threading


class _LockType(type):
    def __call__(cls):
        return _real_lock()


class _Lock(metaclass=_LockType):
    """Makes real locks, and is a type where an annotation wants one."""


_real_lock = threading.Lock


def main() -> None:
    if sys.version_info < (3, 13):
        threading.Lock = _Lock
        import localstack.packages.api  # noqa: F401  # imported for its import

        threading.Lock = _real_lock
    from localstack.runtime.main import main as run

    run()


if __name__ == "__main__":
    main()
