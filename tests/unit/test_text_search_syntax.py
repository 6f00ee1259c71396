"""The query language: what it says and what it refuses, with the place."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import ValidationFailed
from core.text_search.syntax import (
    And,
    From,
    Has,
    Mention,
    Not,
    Or,
    Phrase,
    QueryRefused,
    Since,
    Tag,
    Until,
    names_in,
    parsed,
    resolved,
)

CATS, DOGS, BIRDS = Phrase(("cats",)), Phrase(("dogs",)), Phrase(("birds",))


@pytest.mark.parametrize(
    ("query", "tree"),
    [
        ("Cats", CATS),
        ("cats dogs", And((CATS, DOGS))),
        ("cats OR dogs birds", Or((CATS, And((DOGS, BIRDS))))),
        ("(cats OR dogs) birds", And((Or((CATS, DOGS)), BIRDS))),
        ("cats -dogs", And((CATS, Not(DOGS)))),
        ("cats -(dogs OR birds)", And((CATS, Not(Or((DOGS, BIRDS)))))),
        ("cats or dogs", And((CATS, Phrase(("or",)), DOGS))),
        ('"cats  and Dogs"', Phrase(("cats", "and", "dogs"))),
        ("ice-cream", Phrase(("ice", "cream"))),
        ("cats !?", CATS),
        ("#Zähler", Tag("zähler")),
        ("\uff03\uff21\uff30\uff30", Tag("app")),
        ("@Ada", Mention("Ada")),
        ("from:@ada", From("ada")),
        ("cats has:MEDIA", And((CATS, Has("media")))),
        (
            "cats since:2026-01-31 until:2026-02-01",
            And((CATS, Since(date(2026, 1, 31)), Until(date(2026, 2, 1)))),
        ),
        ("at 12:30", And((Phrase(("at",)), Phrase(("12", "30"))))),
        ("\u6771\u4eac", Phrase(("\u6771", "\u4eac"))),
    ],
)
def test_a_query_means(query: str, tree: object) -> None:
    assert parsed(query) == tree


@pytest.mark.parametrize(
    ("query", "position"),
    [
        ("", 0),
        ("   ", 3),
        ("!!", 0),
        ("-cats", 0),
        ("cats OR -dogs", 0),
        ("since:2026-01-01", 0),
        ("cats OR", 7),
        ("OR cats", 0),
        ('cats "dogs', 5),
        ("cats (dogs", 5),
        ("cats) dogs", 4),
        ("cats ()", 6),
        ("cats --dogs", 6),
        ("cats from:", 5),
        ("cats from:a/b", 10),
        ("cats since:2026-13-01", 11),
        ("cats until:tomorrow", 11),
        ("cats since:20260101", 11),
        ("cats has:cheese", 9),
        ("(" * 9 + "a" + ")" * 9, 8),
        ("a" * 501, 500),
        ("a " * 33, 64),
    ],
)
def test_X9_what_cannot_be_read_is_refused_with_its_place(query: str, position: int) -> None:
    with pytest.raises(QueryRefused) as refused:
        parsed(query)
    assert refused.value.position == position
    assert refused.value.status == 422
    assert f"character {position + 1}" in refused.value.message


@settings(max_examples=200)
@given(st.text(alphabet=st.sampled_from('ab"()-#@: OR\u6771from:2since') | st.characters()))
def test_X9_any_text_is_a_tree_or_refused(query: str) -> None:
    try:
        parsed(query)
    except ValidationFailed:
        return


def test_names_become_ids_and_unknown_ones_nobody() -> None:
    tree = parsed("(from:Ada OR @bob) -@eve")
    assert names_in(tree) == {"ada", "bob", "eve"}
    assert resolved(tree, {"ada": "u1", "bob": "u2"}) == And(
        (Or((From("u1"), Mention("u2"))), Not(Mention("")))
    )
