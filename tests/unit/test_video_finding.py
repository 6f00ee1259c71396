"""Finding: what is typed, and which films that is."""

import pytest

from core.errors import ValidationFailed
from tests.fakes.video_catalogue import CatalogueWorld, a_film


def ids(*numbers: int) -> list[str]:
    return [f"v-{number:04}" for number in numbers]


@pytest.fixture
def world() -> CatalogueWorld:
    return CatalogueWorld()


def cinema() -> CatalogueWorld:
    world = CatalogueWorld()
    world.publish(
        a_film(1, "Casablanca", genres=["Drama", "War"], cast=["Humphrey Bogart"]),
        a_film(2, "The Big Sleep", genres=["Film Noir"], cast=["Humphrey Bogart", "Lauren Bacall"]),
        a_film(3, "Bogart: A Life", genres=["Documentary"]),
        a_film(4, "Star Wars", genres=["Sci-Fi"]),
        a_film(5, "Starlight Express", genres=["Musical"]),
        a_film(6, "Stay", genres=["Thriller"]),
        a_film(7, "Zähler", genres=["Drama"]),
        a_film(8, "東京物語", genres=["Drama"]),
    )
    return world


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("casablanca", "Casablanca"),
        ("CASABL", "Casablanca"),
        ("casblanca", "Casablanca"),  # one less
        ("cassablanca", "Casablanca"),  # one more
        ("casalbanca", "Casablanca"),  # two changed
        ("kasablamca", "Casablanca"),  # two others
        ("casabl", "Casablanca"),
        ("caasbl", "Casablanca"),  # a slip in what is begun only
        ("big slep", "The Big Sleep"),
        ("bog slee", None),  # too short to be forgiven
        ("bacal", "The Big Sleep"),
        ("huphrey bogrt", "The Big Sleep"),
        ("noir", "The Big Sleep"),
        ("\uff53\uff54\uff41\uff52\u3000wars", "Star Wars"),
        ("Zahler", "Zähler"),
        ("東京", "東京物語"),
    ],
)
def test_typed_as_people_type(typed: str, first: str | None) -> None:
    found = cinema().found(typed)
    assert (found[0] if found else None) == first


def test_exact_before_begun_before_slips_and_title_before_cast() -> None:
    world = cinema()
    assert world.found("bogart") == ["Bogart: A Life", "The Big Sleep", "Casablanca"]
    assert world.found("star") == ["Star Wars", "Starlight Express", "Stay"]
    world.publish(a_film(9, "Bogert", cast=["Somebody Bogatr"]))
    assert world.found("bogart")[-1] == "Bogert"


@pytest.mark.parametrize("most", [1, 2, 3, 7])
@pytest.mark.parametrize("typed", ["bogart", "star", "s", "drama", "humphry"])
def test_pages_of_what_is_found_are_the_whole_once_each(typed: str, most: int) -> None:
    world = cinema()
    world.publish(*(a_film(n, f"Stars {n}", cast=["Bogart"]) for n in range(20, 40)))
    whole = world.found(typed)
    assert world.found(typed, most=most) == whole
    assert len(set(whole)) == len(whole) > 0


def test_V10_nothing_above_a_rating_is_found(world: CatalogueWorld) -> None:
    world.publish(*(a_film(n, f"Bear {n}", maturity="18+") for n in range(300)))
    world.publish(a_film(301, "Bear cub", maturity="7+"))
    assert world.found("bear", cap="7+") == ["Bear cub"]
    assert world.found("baer", cap="7+") == ["Bear cub"]
    assert len(world.found("bear")) == 301


def test_words_are_needed(world: CatalogueWorld) -> None:
    with pytest.raises(ValidationFailed):
        world.found(" ... ")


def test_X9_odd_queries_are_answered(world: CatalogueWorld) -> None:
    world.publish(a_film(1, "Plain"))
    for typed in ("\ud800", "\0", "a" * 200, "~plai", "title=plain", "plain " * 30, "👩‍👩‍👧"):
        try:
            world.found(typed)
        except ValidationFailed:
            assert typed.isspace() or not typed.isalnum()


def test_P14_what_a_query_reads_does_not_grow_with_the_catalogue() -> None:
    reads = {}
    for size in (250, 1_000):
        world = CatalogueWorld()
        world.publish(*(a_film(n, f"Film {n % 7} part{n}") for n in range(size)))
        world.tidies()
        world.postings.reads.clear()
        world.search.find("film", cap="18+", after=None, most=20)
        world.search.find("flim", cap="18+", after=None, most=20)
        reads[size] = len(world.postings.reads)
    assert reads[1_000] <= reads[250] * 1.5
