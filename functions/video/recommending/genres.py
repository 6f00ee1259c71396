"""The design document's rule: the top three genres of the last fifty watched. It explains what the
model says, and speaks where the model does not. Pure."""

from collections.abc import Iterable, Sequence

from core.text_search.normalise import folded

TOP, LAST_WATCHED = 3, 50


def top_genres(watched: Iterable[Sequence[str]]) -> list[str]:
    """Of the genres of each video, latest first: the most frequent ones, of ties the latest."""
    count: dict[str, int] = {}
    names: dict[str, str] = {}
    for genres in watched:
        for key, name in {folded(name): name for name in genres}.items():
            count[key] = count.get(key, 0) + 1
            names.setdefault(key, name)
    # sorted() keeps the order of first appearance among equals
    return [names[key] for key in sorted(count, key=lambda each: -count[each])[:TOP]]


def because_of_genre(genres: Sequence[str], top: Sequence[str]) -> str | None:
    """The reason that a video's genres give, the viewer's first genre first."""
    own = {folded(each) for each in genres}
    liked = next((each for each in top if folded(each) in own), None)
    return f"Because you watch {liked}" if liked else None


def because_of_video(title: str) -> str:
    return f"Because you watched {title}"
