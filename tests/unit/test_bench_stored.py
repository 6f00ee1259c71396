"""P17's bytes: an item, what each index copies of it, and what DynamoDB adds to every entry."""

from contracts.tables import Index, Key, Table
from tests.bench.stored import stored_bytes

ITEM = {"id": {"S": "1234"}, "owner": {"S": "ada"}, "at": {"N": "12"}, "text": {"S": "x" * 50}}
WHOLE = 2 + 4 + 5 + 3 + 2 + 2 + 4 + 50
KEYS = 2 + 4 + 5 + 3 + 2 + 2


def table(*indexes: Index) -> Table:
    return Table("things", Key("id"), indexes=indexes)


def test_P17_an_item_without_indexes() -> None:
    assert stored_bytes(table(), ITEM) == WHOLE + 100


def test_P17_an_index_copies_what_it_projects() -> None:
    everything = Index("all", Key("owner"))
    keys_only = Index("keys", Key("owner"), Key("at", "N"), ())
    assert stored_bytes(table(everything), ITEM) == 2 * (WHOLE + 100)
    assert stored_bytes(table(keys_only), ITEM) == WHOLE + KEYS + 200


def test_P17_an_item_without_an_index_s_key_is_not_in_it() -> None:
    assert stored_bytes(table(Index("other", Key("missing"))), ITEM) == WHOLE + 100
