"""Tables of reports, one per system: one item per reported thing, so that a flood is one entry.

``pk`` is the kind of thing, ``sk`` its id: count, ``reason_<reason>`` (how often), lastNote,
firstAt and lastAt (ISO-8601). What was looked at is removed; all of a kind are listed by ``pk``.
"""

from . import Key, Table


def reports_table(name: str) -> Table:
    """The table of one system; several kinds can share it."""
    return Table(name, Key("pk"), Key("sk"))
