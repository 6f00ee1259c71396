"""Paragraphs and tables of a page that is written from figures."""

from collections.abc import Iterable
from textwrap import fill

WIDTH = 100


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = (head, ("---",) * len(head), *rows)
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def written(blocks: Iterable[str]) -> str:
    return "\n\n".join(map(_filled, blocks)) + "\n"


def _filled(block: str) -> str:
    """Paragraphs and points are wrapped, tables and titles are not."""
    if block.startswith(("|", "#")):
        return block
    indent = "  " if block.startswith("- ") else ""
    words = " ".join(block.split())
    return fill(words, WIDTH, subsequent_indent=indent, break_on_hyphens=False)
