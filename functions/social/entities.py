"""Addresses in a text. Its words, tags and mentions are ``core.text_search.tokens``'."""

from core.text_search.tokens import URL

TRAILING = ".,;:!?)]}'\u2026\u3002\uff0c"


def addresses(text: str) -> tuple[str, ...]:
    """http(s) addresses as written, without the punctuation of the sentence behind them."""
    found = (match.group().rstrip(TRAILING) for match in URL.finditer(text))
    return tuple(dict.fromkeys(found))
