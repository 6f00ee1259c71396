"""Opaque cursors: what was sealed opens, nothing else does (X9)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.cursor import MALFORMED, Cursors
from core.errors import ValidationFailed

cursors = Cursors(secret=lambda: "a secret")
positions = st.dictionaries(st.text(), st.text() | st.integers())


@given(position=positions, scope=st.text())
def test_a_sealed_position_opens(position: dict[str, str | int], scope: str) -> None:
    sealed = cursors.seal(position, scope=scope)
    assert sealed.isascii()
    assert cursors.open(sealed, scope=scope) == position


@given(text=st.text())
def test_X9_text_that_was_not_sealed_names_the_cursor(text: str) -> None:
    with pytest.raises(ValidationFailed) as refusal:
        cursors.open(text, scope="list")
    fields = refusal.value.details["fields"]
    assert fields == [{"path": "cursor", "message": MALFORMED}]


@given(st.data())
def test_X9_a_changed_cursor_does_not_open(data: st.DataObject) -> None:
    sealed = cursors.seal({"code": "aB3", "n": 7}, scope="list")
    at = data.draw(st.integers(0, len(sealed) - 2))  # the last may differ in unused bits only
    other = data.draw(st.sampled_from("abcXYZ019-_").filter(lambda c: c != sealed[at]))
    with pytest.raises(ValidationFailed):
        cursors.open(sealed[:at] + other + sealed[at + 1 :], scope="list")


def test_a_cursor_of_another_list_or_secret_does_not_open() -> None:
    sealed = cursors.seal({"code": "a"}, scope="links#u-1")
    with pytest.raises(ValidationFailed):
        cursors.open(sealed, scope="links#u-2")
    with pytest.raises(ValidationFailed):
        Cursors(secret=lambda: "another").open(sealed, scope="links#u-1")


def test_X10_a_cursor_does_not_depend_on_time() -> None:
    position: dict[str, str | int] = {"code": "a"}
    assert cursors.seal(position, scope="s") == cursors.seal(position, scope="s")
