"""How many different visitors, about: HyperLogLog (Flajolet, Fusy, Gandouet, Meunier 2007).

1,024 registers (standard error 1.04 / sqrt(1024) = 3.3 %), the paper's linear counting for few. A
visitor is kept as 16 bits, its register and its rank, which is all that any sketch needs of it.
"""

from array import array
from collections.abc import Iterable
from math import log

BITS = 10
REGISTERS = 1 << BITS
RANK_BITS = 6
ALPHA = 0.7213 / (1 + 1.079 / REGISTERS)

Sketch = dict[int, int]  # register -> highest rank


def mark_of(visitor: str) -> int:
    """Register and rank of a visitor's name (16 hex digits, evenly spread), in 16 bits."""
    number = int(visitor, 16) & ((1 << 64) - 1)
    register, rest = number >> (64 - BITS), number & ((1 << 64 - BITS) - 1)
    rank = 64 - BITS - rest.bit_length() + 1
    return register << RANK_BITS | rank


def sketch_of(marks: Iterable[int]) -> Sketch:
    sketch: Sketch = {}
    for mark in marks:
        add(sketch, mark)
    return sketch


def add(sketch: Sketch, mark: int) -> None:
    register, rank = mark >> RANK_BITS, mark & (1 << RANK_BITS) - 1
    if sketch.get(register, 0) < rank:
        sketch[register] = rank


def merge(into: Sketch, other: Sketch) -> None:
    for register, rank in other.items():
        if into.get(register, 0) < rank:
            into[register] = rank


def size(sketch: Sketch) -> int:
    empty = REGISTERS - len(sketch)
    harmonic = empty + sum(1 / (1 << rank) for rank in sketch.values())
    estimate = ALPHA * REGISTERS**2 / harmonic
    if estimate <= 2.5 * REGISTERS and empty:
        estimate = REGISTERS * log(REGISTERS / empty)
    return round(estimate)


def packed(sketch: Sketch) -> bytes:
    """Two bytes per used register, or one per register once that is shorter."""
    if 2 * len(sketch) < REGISTERS:
        marks = sorted(register << RANK_BITS | rank for register, rank in sketch.items())
        return array("H", marks).tobytes()
    return bytes(sketch.get(register, 0) for register in range(REGISTERS))


def unpacked(data: bytes) -> Sketch:
    if len(data) < REGISTERS:
        marks = array("H")
        marks.frombytes(data)
        return sketch_of(marks)
    return {register: rank for register, rank in enumerate(data) if rank}
