"""Normalising, words, tags and mentions."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.text_search.normalise import folded
from core.text_search.tokens import as_tag, hashtags, mentions, units

FAMILY = "\U0001f469\u200d\U0001f469\u200d\U0001f467"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Straße", "STRASSE"),
        ("\uff21\uff30\uff30", "app"),  # full width
        ("Za\u0308hler", "Zähler"),  # composed and not
        ("\u1112\u1161\u11ab\u1100\u1173\u11af", "\ud55c\uae00"),  # Hangul by its letters
        ("\uff76\uff9e", "\u30ac"),  # half-width kana
        ("\u0130STANBUL", "i\u0307stanbul"),  # the dotted capital I
        ("\u2764\ufe0f", "\u2764"),  # a heart as text and as picture
        ("co\u00adop", "coop"),  # a soft hyphen is not seen
        ("ΟΔΥΣΣΕΥΣ", "οδυσσευς"),  # the final sigma
    ],
)
def test_S14_the_same_for_people_is_the_same_text(one: str, other: str) -> None:
    assert folded(one) == folded(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Zähler", "Zahler"), ("\u0131", "i"), ("\u0130", "i"), ("résumé", "resume"), ("か", "が")],
)
def test_S14_accents_and_the_dotless_i_tell_words_apart(one: str, other: str) -> None:
    assert folded(one) != folded(other)


@settings(max_examples=150)
@given(st.text(max_size=40))
def test_S14_folding_twice_is_folding_once(text: str) -> None:
    once = folded(text)
    assert folded(once) == once
    assert folded(unicodedata.normalize("NFD", text)) == folded(unicodedata.normalize("NFC", text))


@settings(max_examples=150)
@given(st.text(max_size=40))
def test_S14_case_and_composition_never_change_the_units(text: str) -> None:
    assert units(folded(text)) == units(text)
    assert all(units(text))


def test_S14_units_of_many_scripts() -> None:
    text = f"Don't panic, \u6771\u4eac\u90fd! {FAMILY}\U0001f44d\U0001f3fd \U0001f1e9\U0001f1ea"
    assert units(text) == [
        "don", "t", "panic", "\u6771", "\u4eac", "\u90fd",
        FAMILY, "\U0001f44d\U0001f3fd", "\U0001f1e9\U0001f1ea",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("#Zähler #zahler #ZÄHLER", ("zähler", "zahler")),
        ("\uff03\uff21\uff30\uff30", ("app",)),
        ("#Straße", ("strasse",)),
        ("#\u6771\u4eac\u3068#\ud55c\uad6d", ("\u6771\u4eac\u3068",)),
        ("#\ud55c\uad6d", ("\ud55c\uad6d",)),
        (f"#love{FAMILY}", ("love",)),
        (f"{FAMILY}#love", ("love",)),
        (f"#{FAMILY}", ()),
        ("#123 #4ever a#b &#39; #", ("4ever",)),
        ("https://x.example/#frag #real", ("real",)),
        ("#\u0130 #\u0131", ("i\u0307", "\u0131")),
    ],
)
def test_S14_hashtags(text: str, tags: tuple[str, ...]) -> None:
    assert hashtags(text) == tags


def test_a_tag_that_was_found_is_a_tag() -> None:
    for tag in hashtags("#Zähler #4ever #\u6771\u4eac"):
        assert as_tag(tag) == as_tag("#" + tag) == tag


def test_mentions_once_in_any_case_and_never_addresses() -> None:
    assert mentions("@ada: hi @ADA, \uff20bob me@x.org @zoé https://x.org/@eve") == ("ada", "bob")
