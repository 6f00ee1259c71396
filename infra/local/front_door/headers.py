"""Which headers pass the door."""

from collections.abc import Iterable, Mapping

TEST_ADDRESS = "x-test-viewer-address"

_HOP_BY_HOP = frozenset(
    {
        "connection",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)
_NOT_FOR_VIEWERS = ("cloudfront-", "x-forwarded-", "x-amz-cf-", "x-triptych-", TEST_ADDRESS)
_OURS = frozenset({"host", "forwarded", "via", "x-real-ip", "expect", "content-length"})

Pairs = Iterable[tuple[str, str]]


def to_origin(client: Pairs, *, host: str, known: Mapping[str, str]) -> list[tuple[str, str]]:
    """The viewer's headers without what only the edge may say, then what the edge says."""
    pairs = list(client)
    dropped = _HOP_BY_HOP | _OURS | _named_by_connection(pairs)
    kept = [
        (name, value)
        for name, value in pairs
        if name.lower() not in dropped and not name.lower().startswith(_NOT_FOR_VIEWERS)
    ]
    # The door stands where TLS ends in production, so behaviours that insist on it are satisfied.
    return [("Host", host), *kept, ("X-Forwarded-Proto", "https"), *known.items()]


def to_viewer(origin: Pairs) -> list[tuple[str, str]]:
    pairs = list(origin)
    dropped = _HOP_BY_HOP | _named_by_connection(pairs)
    return [(name, value) for name, value in pairs if name.lower() not in dropped]


def _named_by_connection(pairs: Pairs) -> frozenset[str]:
    return frozenset(
        token.strip().lower()
        for name, value in pairs
        if name.lower() == "connection"
        for token in value.split(",")
    )
