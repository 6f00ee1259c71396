"""Facts about where links may lead (L1, L11)."""

import pytest

from links.errors import TargetRefused
from links.library.targets import LONGEST, TargetJudge
from tests.fakes.links import FakeResolver

JUDGE = TargetJudge.of(
    own_hosts=["short.ly", "localhost:8080"],
    resolver=FakeResolver({"inside.example.com": ["192.0.2.1", "10.0.0.7"]}),
)

KEPT = [
    "https://example.com",
    "https://EXAMPLE.com/Path",
    "https://example.com/%26%2F%20a+b?x=1&x=2&y=#frag%23ment",
    "http://example.com:8443/?a=b%00",
    "https://example.com/a//b/../c/./d;p=1",
    "https://example.com/?q=" + "a" * (LONGEST - 23),
    "http://8.8.8.8/",
    "http://[2606:4700:4700::1111]/",
    "https://xn--wgv71a.jp/",
    "https://example.com/'\"<>`{}|^",
]
TRANSLATED = {
    "https://日本.jp/パス?検索=値#章": (
        "https://xn--wgv71a.jp/%E3%83%91%E3%82%B9?%E6%A4%9C%E7%B4%A2=%E5%80%A4#%E7%AB%A0"
    ),
    "https://example.com/😀/%F0": "https://example.com/%F0%9F%98%80/%F0",
    "https://bücher.example:444/ä+b": "https://xn--bcher-kva.example:444/%C3%A4+b",
}
REFUSED = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,x",
    "file:///etc/passwd",
    "ftp://example.com/",
    "//example.com/",
    "/path",
    "example.com",
    "",
    "https://",
    "https:example.com",
    "https:\\\\example.com",
    "https://example.com\\@127.0.0.1/",
    "https://user@example.com/",
    "https://user:password@example.com/",
    "https://@example.com/",
    "https://exa mple.com/",
    "https://example.com/a b",
    "https://example.com/\x00",
    "https://example.com/\n",
    "https://example.com/\x7f",
    "https://example.com:99999/",
    "https://example.com/" + "a" * LONGEST,
    "http://127.0.0.1/",
    "http://127.1/",
    "http://0177.0.0.1/",
    "http://0x7f.1/",
    "http://2130706433/",
    "http://0/",
    "http://１２７.0.0.1/",
    "http://127。0。0。1/",
    "http://[::1]/",
    "http://[::]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:a00:1]/",
    "http://[::127.0.0.1]/",
    "http://[64:ff9b::10.0.0.1]/",
    "http://[2002:a00:1::]/",
    "http://[fe80::1]/",
    "http://[fc00::1]/",
    "http://[ff02::1]/",
    "http://10.0.0.1/",
    "http://172.16.0.1/",
    "http://192.168.0.1/",
    "http://100.64.0.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://224.0.0.1/",
    "http://255.255.255.255/",
    "http://localhost/",
    "http://LOCALHOST./",
    "http://foo.localhost/",
    "http://printer.local/",
    "http://metadata.google.internal/",
    "http://intranet/",
    "http://inside.example.com/",
    "https://short.ly/abc",
    "https://SHORT.LY./abc",
    "https://ｓｈｏｒｔ.ly/abc",
    "https://short。ly/abc",
    "https://short.ly:8443/abc",
    "http://localhost:8080/abc",
]


@pytest.mark.parametrize("target", KEPT)
def test_L1_what_is_ascii_is_kept_byte_for_byte(target: str) -> None:
    assert JUDGE.accept(target, path="url") == target


@pytest.mark.parametrize("target", TRANSLATED)
def test_L1_other_characters_become_punycode_and_percent_encoding(target: str) -> None:
    assert JUDGE.accept(target, path="url") == TRANSLATED[target]


@pytest.mark.parametrize("target", REFUSED)
def test_L11_what_is_refused_names_the_field(target: str) -> None:
    with pytest.raises(TargetRefused) as refused:
        JUDGE.accept(target, path="rules.0.url")
    assert refused.value.details["fields"][0]["path"] == "rules.0.url"  # type: ignore[index]  # details are objects


def test_a_name_that_nobody_can_resolve_now_is_accepted() -> None:
    assert JUDGE.accept("https://not-yet.example.org/", path="url")
