"""Everything we add to MiniStack, in one list."""

from infra.local.emulator import valkey_endpoint


def install() -> None:
    """Register every addition; before the server starts."""
    valkey_endpoint.install()
