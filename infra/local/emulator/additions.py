"""Everything we add to MiniStack, in one list."""

from infra.local.emulator import (
    autosave,
    closed_connections,
    cognito_confirmation,
    cognito_usernames,
    cognito_users,
    composite_alarms,
    edge_functions,
    edge_key_rights,
    edge_key_value_store,
    function_packages,
    kinesis_positions,
    media_convert,
    message_moves,
    route_responses,
    routed_options,
    sealed_secrets,
    secret_references,
    secure_loopback,
    stream_records,
    table_streaming,
    unpacked_once,
    valkey_endpoint,
    waiting_invocations,
    wrong_clocks,
)


def install() -> None:
    """Register every addition; before the server starts."""
    autosave.install()
    closed_connections.install()
    cognito_confirmation.install()
    cognito_usernames.install()
    cognito_users.install()
    composite_alarms.install()
    edge_functions.install()
    edge_key_rights.install()
    edge_key_value_store.install()
    function_packages.install()
    kinesis_positions.install()
    media_convert.install()
    message_moves.install()
    route_responses.install()
    routed_options.install()
    sealed_secrets.install()
    secret_references.install()
    secure_loopback.install()
    stream_records.install()
    table_streaming.install()
    unpacked_once.install()
    valkey_endpoint.install()
    waiting_invocations.install()
    wrong_clocks.install()
