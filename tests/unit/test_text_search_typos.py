"""What may have been meant: every slip that is forgiven finds the word, and no other does."""

import string

from hypothesis import given
from hypothesis import strategies as st

from core.text_search import typos
from core.text_search.typos import forgiven, indexed, looked_up, slips

WORDS = st.text(alphabet="abcde", min_size=4, max_size=14)


@st.composite
def typed_wrong(draw: st.DrawFn) -> tuple[str, str]:
    """A word and what somebody typed for it or its beginning, slips and all."""
    word = draw(WORDS)
    typed = list(word[: draw(st.integers(4, len(word)))])
    for _ in range(draw(st.integers(0, 2))):
        place = draw(st.integers(0, len(typed) - 1))
        letter = draw(st.sampled_from("abcdexyz"))
        kind = draw(st.sampled_from(["other", "more", "less", "swapped"]))
        if kind == "other":
            typed[place] = letter
        elif kind == "more":
            typed.insert(place, letter)
        elif kind == "less" and len(typed) > 1:
            del typed[place]
        elif kind == "swapped" and place:
            typed[place - 1], typed[place] = typed[place], typed[place - 1]
    return word, "".join(typed)


@given(typed_wrong())
def test_every_forgiven_slip_is_found_by_what_is_left(pair: tuple[str, str]) -> None:
    word, typed = pair
    most = forgiven(typed)
    if most and slips(typed, word, begun=True) <= most:
        assert looked_up(typed, most) & indexed(word)


@given(WORDS, WORDS)
def test_slips_are_counted_the_same_both_ways(one: str, other: str) -> None:
    assert slips(one, other) == slips(other, one)
    assert (slips(one, other) == 0) == (one == other)


def test_a_slip_is_one_more_one_less_another_or_two_changed() -> None:
    for typed in ("casablanca", "casblanca", "casabllanca", "casablamca", "csaablanca"):
        assert slips(typed, "casablanca") == (typed != "casablanca")
    assert slips("csblnca", "casablanca") == 3
    assert slips("casab", "casablanca", begun=True) == 0
    assert slips("casba", "casablanca", begun=True) == 1


def test_short_words_are_to_be_typed_right() -> None:
    assert [forgiven(word) for word in ("cat", "cats", "catacom", "catacomb")] == [0, 1, 1, 2]
    assert looked_up("cat", 0) == set()


def test_what_is_indexed_of_a_word_does_not_grow_with_it() -> None:
    sizes = {len(indexed(string.ascii_lowercase[:length])) for length in range(typos.LONG, 27)}
    assert len(sizes) == 1
    assert max(sizes) <= 60
