"""A row with points becomes a picture, and one without becomes none."""

from pathlib import Path
from xml.etree import ElementTree

from tests.bench.curves import drawn
from tests.bench.table import Row, at_most


def test_a_row_with_points_is_drawn_and_others_are_not(tmp_path: Path) -> None:
    made = drawn([_row((10, 4.0), (1_000, 4.1)), _row()], tmp_path / "bench")
    assert [path.name for path in made] == ["P14-search-slope.svg"]
    assert "P14: search: slope" in made[0].read_text()


def test_a_picture_fetches_nothing(tmp_path: Path) -> None:
    (path,) = drawn([_row((10, 4.0), (1_000, 4.0))], tmp_path)
    tree = ElementTree.parse(path)  # noqa: S314  # our own file
    linked = [each for each in tree.iter() if any("href" in name for name in each.attrib)]
    assert not linked


def _row(*points: tuple[float, float]) -> Row:
    return at_most("P14", "search: slope", 0.0, 0.05, points=points)
