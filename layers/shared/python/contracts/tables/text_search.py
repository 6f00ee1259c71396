"""Tables of full-text indexes (``core.text_search``), one item by its key each, nothing queried.

``<index>.manifest`` lists the runs of an index: version, data. ``<index>/<run>.<page>`` and
``<index>/<run>.<term>.<block>`` are its postings, spread evenly over the key space: data.
"""

from . import Key, Table

ID, DATA, VERSION = "id", "data", "version"


def postings_table(name: str) -> Table:
    """The table of one system; several indexes can share it."""
    return Table(name, Key(ID))


def manifest_of(index: str) -> str:
    return f"{index}.manifest"


def page_of(index: str, name: str) -> str:
    return f"{index}/{name}"
