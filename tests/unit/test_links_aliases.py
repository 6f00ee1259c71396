"""Facts about codes that people choose (L6)."""

import pytest

from contracts.http.catalogue import all_routes
from links.errors import AliasInvalid, AliasReserved
from links.library.aliases import accept_alias, reserved_words

RESERVED = reserved_words(all_routes())


@pytest.mark.parametrize(
    "alias",
    [
        "login",
        "Login",
        "API",
        "api",
        "ａｐｐ",
        "ＡＰＩ",
        "Admin",
        "robots.txt",
        "favicon.ico",
        "WS",
        "t",
    ],
)
def test_L6_words_of_the_service_are_reserved_in_any_spelling(alias: str) -> None:
    with pytest.raises(AliasReserved):
        accept_alias(alias, reserved=RESERVED)


def test_every_fixed_segment_of_every_route_is_reserved() -> None:
    segments = {s for route in all_routes() for s in route.path.split("/") if s and "{" not in s}
    assert segments
    for segment in segments:
        with pytest.raises(AliasReserved):
            accept_alias(segment, reserved=RESERVED)


@pytest.mark.parametrize(
    "alias", ["ab", "x" * 51, "a b", "ümlaut", "a/b", "a+b", "~abc", "", "ａbc"]
)
def test_aliases_take_3_to_50_plain_characters(alias: str) -> None:
    with pytest.raises(AliasInvalid):
        accept_alias(alias, reserved=RESERVED)


@pytest.mark.parametrize("alias", ["abc", "x" * 50, "My-Link_2", "APIs", "loginx"])
def test_other_aliases_are_kept_as_they_are_spelt(alias: str) -> None:
    assert accept_alias(alias, reserved=RESERVED) == alias
