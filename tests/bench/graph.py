"""Social graphs of any size for the bench: ``infra.local.graph``, as the home timeline sees it."""

from infra.local.graph import Graph
from social.model import Entry
from tests.fakes.social_timeline import FakeTables

VIEWER = "viewer"
RETWEETED = 6  # every sixth entry of a home is a retweet
LIKED = 20  # every twentieth tweet is liked by the viewer


def tables_of(*, people: int, posts: int, seed: int = 6) -> FakeTables:
    """A viewer who follows everybody, and what everybody posted: busy authors by Zipf's law."""
    graph, tables = Graph(people=people, seed=seed), FakeTables(newest_own=50)
    for person in range(people):
        tables.follow(VIEWER, name(person))
    made: list[Entry] = []
    for post in graph.posts(posts):
        author = name(post.author)
        if made and len(made) % RETWEETED == 0:
            made.append(tables.retweet(author, _original(made)))
        elif post.replies_to is not None and not made[post.replies_to].retweet_of:
            made.append(tables.reply(author, made[post.replies_to]))
        else:
            made.append(tables.post(author, post.text))
        if len(made) % LIKED == 0 and not made[-1].retweet_of:
            tables.react(VIEWER, made[-1].id, "like", on=True)
    return tables


def name(person: int) -> str:
    """As long as a user's id is."""
    return f"00000000-0000-4000-8000-{person:012}"


def _original(made: list[Entry]) -> Entry:
    return next(entry for entry in reversed(made) if not entry.retweet_of)
