"""What may have been meant by a word that was typed wrong: a deletion neighbourhood, as SymSpell's.

Two words that differ by a few slips have something in common once a few characters are left out of
each. So a word is indexed under what is left of its beginnings, a typed word is looked up under
what is left of its own, and whoever finds one by the other measures (:func:`slips`). A slip is one
character more, less or other than it should be, or two neighbours changed.
"""

from itertools import combinations

SHORTEST, LONG = 4, 8
"""Letters from which on one slip is forgiven, and two. No more than LONG letters are indexed."""


def forgiven(typed: str) -> int:
    """How many slips are."""
    if len(typed) < SHORTEST:
        return 0
    return 1 if len(typed) < LONG else 2


def indexed(word: str) -> set[str]:
    """What a word is found by: each of its beginnings, with as much left out as is forgiven there.

    Begins a letter below SHORTEST, because a typed word may have one too many.
    """
    beginnings = {word[:end] for end in range(SHORTEST - 1, min(len(word), LONG) + 1)}
    return {left for each in beginnings for left in shortened(each, forgiven(each))}


def looked_up(typed: str, most: int) -> set[str]:
    """What a typed word with up to ``most`` slips is looked up under; empty where none is."""
    return shortened(typed[:LONG], most) if most else set()


def shortened(word: str, most: int) -> set[str]:
    """``word`` with up to ``most`` characters left out."""
    return {
        "".join(kept)
        for fewer in range(min(most, len(word) - 1) + 1)
        for kept in combinations(word, len(word) - fewer)
    }


def slips(typed: str, word: str, *, begun: bool = False) -> int:
    """From one to the other (optimal string alignment); if ``begun``, to any beginning of it."""
    before: list[int] = []
    row = list(range(len(word) + 1))
    for number, letter in enumerate(typed, 1):
        older, before, row = before, row, [number]
        for place, other in enumerate(word, 1):
            best = min(before[place] + 1, row[place - 1] + 1, before[place - 1] + (letter != other))
            swapped = place > 1 and number > 1 and letter == word[place - 2]
            if swapped and typed[number - 2] == other:
                best = min(best, older[place - 2] + 1)
            row.append(best)
    return min(row) if begun else row[-1]
