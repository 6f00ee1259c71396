"""Demo data of the feed: people who follow, post, reply and like, made through the public API.

What a newcomer's demo user then sees came the way everything does: by fan-out, and for the one
with the most followers by the merge on read (they are more than the local stage's threshold).
"""

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

import httpx

from infra.local.asking import insisting
from infra.local.graph import Graph, Post
from infra.local.people import DEMO, People

NAMES = (
    "nora", "jonas", "mira", "tomasz", "aylin", "kofi", "ines", "pavel", "yuki", "amara",
)  # fmt: skip
FOLLOWEES, POSTS, LIKES, RETWEETS = 3, 30, 30, 4
DEMO_FOLLOWS = 6
AT_ONCE = 4

T = TypeVar("T")
R = TypeVar("R")
Json = dict[str, Any]  # Any: an answer's JSON


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoFeed:
    url: str
    people: People

    def seed(self) -> None:
        """Names that are taken already are used as they are."""
        graph = Graph(people=len(NAMES))
        with httpx.Client(base_url=self.url, timeout=120) as api, _pool() as pool:

            def each(do: Callable[[T], R], things: Iterable[T]) -> list[R]:
                return list(pool.map(do, things))

            tokens = dict(each(lambda n: (n, self.people.token(n)), (*NAMES, DEMO)))
            feed = Feed(api=api, tokens=tokens)
            ids = dict(each(feed.introduce, NAMES))
            each(lambda pair: feed.follow(pair, ids), _follows(graph))
            posts = graph.posts(POSTS)
            tweets = feed.post_all(posts)
            reactions = sorted(graph.likes(posts, LIKES))
            each(lambda like: feed.react("like", like, tweets), reactions)
            each(lambda like: feed.react("retweet", like, tweets), reactions[::8][:RETWEETS])
            each(lambda place: feed.react_as(DEMO, "like", tweets[place]), range(0, POSTS, 9))


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """What people do, by name or by their number in the graph."""

    api: httpx.Client
    tokens: Mapping[str, str]

    def introduce(self, name: str) -> tuple[str, str]:
        """Their name and id."""
        profile = {"displayName": name.capitalize(), "bio": "Made up, for the demo."}
        return name, str(self._ask(name, "PATCH", "/api/me", profile)["id"])

    def follow(self, pair: tuple[str, str], ids: Mapping[str, str]) -> None:
        follower, followee = pair
        self._ask(follower, "POST", f"/api/users/{ids[followee]}/follow")

    def post_all(self, posts: Iterable[Post]) -> list[str]:
        """Ids, in order: replies need those of earlier ones."""
        made: list[str] = []
        for post in posts:
            words = [post.text, f"#{post.tag}" if post.tag else ""]
            words.append(f"@{NAMES[post.mentions]}" if post.mentions is not None else "")
            tweet: Json = {"text": " ".join(filter(None, words))}
            if post.replies_to is not None:
                tweet["replyToId"] = made[post.replies_to]
            made.append(self._ask(NAMES[post.author], "POST", "/api/tweets", tweet)["id"])
        greeting = {"text": f"Welcome, @{DEMO}! Everything here is made up. #triptych"}
        made.append(self._ask(NAMES[0], "POST", "/api/tweets", greeting)["id"])
        return made

    def react(self, what: str, deed: tuple[int, int], tweets: list[str]) -> None:
        person, place = deed
        self.react_as(NAMES[person], what, tweets[place])

    def react_as(self, name: str, what: str, tweet_id: str) -> None:
        self._ask(name, "POST", f"/api/tweets/{tweet_id}/{what}")

    def _ask(self, name: str, method: str, path: str, body: object = None) -> Json:
        headers = {"Authorization": f"Bearer {self.tokens[name]}"}
        answer = insisting(lambda: self.api.request(method, path, json=body, headers=headers))
        answer.raise_for_status()
        found: Json = answer.json()
        return found


def _follows(graph: Graph) -> list[tuple[str, str]]:
    """By name: the graph's, everybody of the first, and whom the demo user follows."""
    pairs = {(NAMES[a], NAMES[b]) for a, b in graph.follows(mean=FOLLOWEES)}
    pairs |= {(name, NAMES[0]) for name in NAMES[1:]}
    return sorted(pairs | {(DEMO, name) for name in NAMES[:DEMO_FOLLOWS]})


def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=AT_ONCE)
