"""Keys of table ``clicks``, beside the late clicks of ``links_late``.

======================  ==========================  ================================================
pk                      sk                          what
======================  ==========================  ================================================
``seg#<shard>``         end of the one before       a segment: ``end``, ``data`` (B)
``hour#<hour>``         ``<shard>#<end before>``    the promise of a segment with clicks of the hour
``hour#<hour>``         ``!done#<n>#<of>``          a part's promises whose clicks are rolled up
``hour#<hour>``         ``!claim#<n>#<of>``         a part somebody is at, ``until`` then
``hour#<hour>``         ``!sealed``                 exists once the hour was rolled up after its end
``due``                 ``<hour>`` or ``<date>``    to be rolled up, with a ``version``
``day#<date>``          random                      codes whose hours of that date changed (B)
``gone``                ``<code>``                  statistics that were erased and stay so
``left#<user>``         ``-``                       somebody was erased: no link is made for them
``audit``               ``-``                       the last hour that was counted again, ``hour``
``stat#<code>``         ``h#<hour>``                an hour of a link: ``w`` segments, ``data`` (B)
``stat#<code>``         ``d#<date>``                a day of a link, likewise; kept for good
======================  ==========================  ================================================

Hours are ``2026-11-23T12``, dates ``2026-11-23``; all UTC. An hour of a link whose events stand in
its segments more than once has those repeats in ``again`` (B).
"""

DUE = "due"
AUDIT = "audit"
GONE = "gone"
SEALED = "!sealed"
LEFT = "-"
AUDITED = "-"
FIRST_PROMISE = "0"  # promises sort behind the marks, which begin with "!"
DIGITS = 64  # a Kinesis sequence number has at most 56


def segments_of(shard: str) -> str:
    return f"seg#{shard}"


def place(sequence: str) -> str:
    """A sequence number as text that sorts like the number; empty is before the first."""
    return sequence.zfill(DIGITS)


def promises_of(hour: str) -> str:
    return f"hour#{hour}"


def promise(shard: str, previous: str) -> str:
    return f"{shard}#{previous}"


def done_of(number: int, of: int) -> str:
    return f"!done#{number}#{of}"


def claim_of(number: int, of: int) -> str:
    return f"!claim#{number}#{of}"


def changes_of(date: str) -> str:
    return f"day#{date}"


def statistics_of(code: str) -> str:
    return f"stat#{code}"


def departure_of(user_id: str) -> str:
    return f"left#{user_id}"


def hour_sort(hour: str) -> str:
    return f"h#{hour}"


def day_sort(date: str) -> str:
    return f"d#{date}"
