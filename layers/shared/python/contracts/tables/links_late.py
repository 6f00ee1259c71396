"""Late clicks in table ``clicks``: those Kinesis refused, waiting to be put into the stream.

``pk`` is ``late#0`` … ``late#7`` (by event id, so that an outage does not heat one partition),
``sk`` is ``<epoch ms, 13 digits>#<event id>``, ``record`` (S) the JSON of
``contracts.events.UrlClicked``. Written by the redirect; read oldest first and deleted by the
roll-up. Standard library only.
"""

PARTITIONS = 8


def late_partitions() -> tuple[str, ...]:
    return tuple(f"late#{n}" for n in range(PARTITIONS))


def late_key(*, at: int, event_id: str) -> tuple[str, str]:
    """``pk`` and ``sk``; ``at`` in epoch milliseconds, ``event_id`` in hex."""
    return f"late#{int(event_id, 16) % PARTITIONS}", f"{at:013d}#{event_id}"
