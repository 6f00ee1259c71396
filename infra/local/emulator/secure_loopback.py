"""A request that never leaves this machine counts as sent securely (``aws:SecureTransport``).

The emulator speaks plain HTTP on loopback; taken literally, every bucket whose policy asks for TLS
(all of ours, on AWS as here) refuses every function. MiniStack keeps the key true to the wire.
"""

from ministack import app
from ministack.core import iam_evaluator


def install() -> None:
    def pin(source_ip: str, _secure_transport: bool) -> None:  # MiniStack's signature
        iam_evaluator.pin_request_origin(source_ip, secure_transport=True)

    app.pin_request_origin = pin
