"""Facts about codes and leased ids (L5)."""

import random
import threading
from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from links.library.codes import (
    ALPHABET,
    BLOCK,
    LENGTH,
    SIZE,
    IdsUsedUp,
    LeasedCodes,
    Permutation,
    base62,
    from_base62,
)
from tests.fakes.links import FakeLinks

IDS = st.integers(min_value=0, max_value=SIZE - 1)


def test_base62_is_that_of_the_alphabet() -> None:
    assert base62(0) == "0"
    assert base62(1) == "1"
    assert base62(1_000_000) == "4c92"
    assert base62(1_000_000_000) == "15FTGg"


@given(IDS)
def test_base62_can_be_read_back(id_: int) -> None:
    assert from_base62(base62(id_)) == id_


@given(IDS, st.binary(min_size=1, max_size=64))
def test_L5_every_code_has_seven_characters_and_gives_its_id_again(id_: int, key: bytes) -> None:
    permutation = Permutation(key=key)
    code = permutation.encode(id_)
    assert len(code) == LENGTH
    assert set(code) <= set(ALPHABET)
    assert permutation.decode(code) == id_


def test_L5_a_hundred_thousand_in_a_row_neither_collide_nor_show_their_order() -> None:
    permutation = Permutation(key=b"a key")
    codes = [permutation.encode(id_) for id_ in range(100_000)]
    assert len(set(codes)) == len(codes)
    ascents = sum(a < b for a, b in pairwise(codes))
    assert 0.49 < ascents / len(codes) < 0.51
    for position in range(1, LENGTH):
        counts = Counter(code[position] for code in codes)
        expected = len(codes) / len(ALPHABET)
        chi_square = sum((counts[c] - expected) ** 2 / expected for c in ALPHABET)
        assert chi_square < 120  # 61 degrees of freedom: beyond 120 one time in 10^5
    shared = sum(a[:2] == b[:2] for a, b in pairwise(codes))
    assert shared < 3 * len(codes) / len(ALPHABET) ** 2 + 60


def test_another_key_gives_other_codes() -> None:
    one, two = Permutation(key=b"one"), Permutation(key=b"two")
    assert [one.encode(i) for i in range(50)] != [two.encode(i) for i in range(50)]


@pytest.mark.parametrize("id_", [-1, SIZE])
def test_there_is_no_code_outside_the_range(id_: int) -> None:
    with pytest.raises(IdsUsedUp):
        Permutation(key=b"k").encode(id_)


def test_L5_sandboxes_and_threads_never_share_a_code() -> None:
    blocks = FakeLinks()
    sandboxes = [LeasedCodes(blocks=blocks, key=lambda: "key") for _ in range(4)]
    seen: list[str] = []

    def create(seed: int) -> None:
        order = random.Random(seed)
        for _ in range(BLOCK):
            seen.append(order.choice(sandboxes).next())

    threads = [threading.Thread(target=create, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(seen)) == len(seen) == 8 * BLOCK


def test_a_block_costs_one_write() -> None:
    blocks = FakeLinks()
    codes = LeasedCodes(blocks=blocks, key=lambda: "key")
    for _ in range(BLOCK):
        codes.next()
    assert blocks.next == BLOCK
