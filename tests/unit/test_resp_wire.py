"""RESP2 on the wire, however the bytes arrive."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from valkey.crc import key_slot

from core.resp_wire import (
    BLANK,
    Broken,
    Refusal,
    Reply,
    ReplyReader,
    for_each,
    packed,
    slot_of,
)


def reader(chunks: Iterable[bytes]) -> ReplyReader:
    source = iter(chunks)
    return ReplyReader(lambda: next(source, b""))


def wire(reply: Reply) -> bytes:
    if reply is None:
        return b"$-1\r\n"
    if isinstance(reply, bytes):
        return b"$%d\r\n%b\r\n" % (len(reply), reply)
    if isinstance(reply, int):
        return b":%d\r\n" % reply
    return b"*%d\r\n" % len(reply) + b"".join(wire(item) for item in reply)


replies = st.recursive(
    st.none() | st.binary(max_size=300) | st.integers(-(2**63), 2**63 - 1),
    lambda children: st.lists(children, max_size=5),
    max_leaves=12,
)


@given(st.lists(replies, min_size=1, max_size=4), st.lists(st.integers(1, 40), min_size=1))
def test_replies_are_the_same_however_they_are_cut(wanted: list[Reply], cuts: list[int]) -> None:
    data = b"".join(wire(reply) for reply in wanted)
    chunks, at, turn = [], 0, 0
    while at < len(data):
        size = cuts[turn % len(cuts)]
        chunks.append(data[at : at + size])
        at, turn = at + size, turn + 1
    source = reader(chunks)
    assert [source.read() for _ in wanted] == wanted


@given(st.binary(max_size=200))
def test_noise_is_a_reply_or_broken_and_nothing_else(noise: bytes) -> None:
    try:
        reader([noise]).read()
    except Broken:
        return


def test_one_byte_at_a_time() -> None:
    data = b"*2\r\n$3\r\nfoo\r\n$-1\r\n"
    assert reader(data[i : i + 1] for i in range(len(data))).read() == [b"foo", None]


def test_an_error_is_a_refusal_with_its_kind() -> None:
    reply = reader([b"-MOVED 3999 10.0.0.1:6379\r\n"]).read()
    assert isinstance(reply, Refusal)
    assert reply.kind == "MOVED"
    assert reply.words[1:] == ["3999", "10.0.0.1:6379"]


def test_a_value_of_a_megabyte() -> None:
    value = bytes(range(256)) * 4096
    data = wire(value)
    assert reader([data[:70_000], data[70_000:]]).read() == value


@pytest.mark.parametrize(
    "data",
    [
        b"$99999999999\r\n",
        b"$-2\r\n",
        b"*1000000000\r\n",
        b"$abc\r\n",
        b"$3\r\nfoobar\r\n",
        b"?what\r\n",
        b"\r\n",
        b"$3\r\nfo",
        b"",
        b"*1\r\n" * 20,
        b"+" + b"x" * 100_000,
    ],
)
def test_what_no_valkey_says_is_broken(data: bytes) -> None:
    with pytest.raises(Broken):
        reader([data]).read()


def test_commands_are_arrays_of_bulk_strings_in_bytes() -> None:
    assert packed(["SET", "é", b"\0", 5]) == (
        b"*4\r\n$3\r\nSET\r\n$2\r\n\xc3\xa9\r\n$1\r\n\0\r\n$1\r\n5\r\n"
    )


@given(st.text(alphabet="ab{}:é", max_size=12))
def test_slots_are_the_clusters(key: str) -> None:
    assert slot_of(key.encode()) == key_slot(key.encode())


words = st.text(st.characters(exclude_characters=BLANK, exclude_categories=["Cs"]), max_size=60)


@given(st.lists(words, max_size=8))
def test_a_command_packed_for_each_word_is_the_same_as_packed_by_itself(given: list[str]) -> None:
    command = ("EVALSHA", "abc", 2, f"home:{{{BLANK}}}", f"left:{{{BLANK}}}", 7, b"\xff")
    ready = list(for_each(given, key=f"home:{{{BLANK}}}", command=command))
    for word, each in zip(given, ready, strict=True):
        filled = [p.replace(BLANK, word) if isinstance(p, str) else p for p in command]
        assert packed(each) == packed(filled)
        assert each.key == f"home:{{{word}}}".encode()
