"""Everything we add to MiniStack, in one list."""

from infra.local.emulator import (
    autosave,
    cognito_confirmation,
    cognito_usernames,
    function_packages,
    routed_options,
    secret_references,
    secure_loopback,
    table_streaming,
    valkey_endpoint,
)


def install() -> None:
    """Register every addition; before the server starts."""
    autosave.install()
    cognito_confirmation.install()
    cognito_usernames.install()
    function_packages.install()
    routed_options.install()
    secret_references.install()
    secure_loopback.install()
    table_streaming.install()
    valkey_endpoint.install()
