"""The social API as its users ask it, on fakes."""

from dataclasses import dataclass, field
from typing import Any

from contracts.http.social import ROUTES
from core.cursor import Cursors
from core.http.api import build
from core.http.guard import Guard
from core.idempotency import Idempotency
from core.play_pass import PlayPasses
from social.access import Access
from social.graph.operations import GraphOperations
from social.graph.profiles import Profiles
from social.graph.relating import Relating
from social.ids import RandomTweetIds
from social.linking.clicks import AuthorsView
from social.linking.playing import ViewersPass
from social.posting.browsing import Browsing
from social.posting.composing import Composer
from social.posting.operations import PostingOperations
from social.posting.tweeting import Reacting, Tweeting
from social.showing import PortFacts, Showing
from tests.builders import ORIGIN_SECRET, claims, http_event, json_body
from tests.fakes.core import FakeClock
from tests.fakes.idempotency import FakeRecords, Invocation
from tests.fakes.linking import FakeClickCounts
from tests.fakes.social import (
    FakeCounts,
    FakeGraph,
    FakePeople,
    FakeReactions,
    FakeRemembered,
    FakeShelf,
    FakeTweets,
    World,
)

Json = dict[str, Any]  # Any: an answer's JSON


@dataclass
class Site:
    """The API, and Ada, Grace and Edsger as its users."""

    world: World = field(default_factory=World)
    clock: FakeClock = field(default_factory=FakeClock)
    remembered: FakeRemembered = field(default_factory=FakeRemembered)
    clicks: FakeClickCounts = field(default_factory=FakeClickCounts)
    records: FakeRecords = field(default_factory=FakeRecords)
    threshold: int = 3

    def __post_init__(self) -> None:
        world, clock = self.world, self.clock
        world.born("ada", "grace", "edsger")
        tweets, graph, people = FakeTweets(world), FakeGraph(world), FakePeople(world)
        reactions, counts = FakeReactions(world, tweets), FakeCounts(world)
        access = Access(tweets=tweets, graph=graph, people=people)
        composer = Composer(
            access=access,
            people=people,
            graph=graph,
            media=FakeShelf(world),
            ids=RandomTweetIds(clock=clock),
            clock=clock,
        )
        facts = PortFacts(
            tweets=tweets, counts=counts, reactions=reactions, people=people, graph=graph
        )
        cursors = Cursors(secret=lambda: "secret")
        self.passes = PlayPasses(cursors=cursors, clock=clock)
        posting = PostingOperations(
            tweeting=Tweeting(
                access=access,
                tweets=tweets,
                composer=composer,
                remembered=self.remembered,
                clock=clock,
            ),
            reacting=Reacting(
                access=access,
                reactions=reactions,
                counts=counts,
                composer=composer,
                remembered=self.remembered,
                clock=clock,
            ),
            browsing=Browsing(
                access=access,
                tweets=tweets,
                graph=graph,
                reactions=reactions,
                counts=counts,
                showing=Showing(facts=facts),
                authors=AuthorsView(counts=self.clicks),
                playing=ViewersPass(passes=self.passes),
            ),
            cursors=cursors,
        )
        relations = GraphOperations(
            relating=Relating(
                access=access,
                graph=graph,
                people=people,
                counts=counts,
                remembered=self.remembered,
                clock=clock,
                threshold=self.threshold,
            ),
            profiles=Profiles(
                access=access, graph=graph, people=people, counts=counts, reactions=reactions
            ),
            cursors=cursors,
        )
        self.handler = build(
            routes=ROUTES,
            operations={**posting.by_name(), **relations.by_name()},
            guard=Guard(origin_secret=lambda: ORIGIN_SECRET),
            idempotency=Idempotency(store=self.records),
        )

    def asks(
        self, who: str, method: str, path: str, body: object = None, *, key: str = "", **more: Any
    ) -> dict[str, Any]:
        """The gateway's answer to Ada, Grace or Edsger; each asks a millisecond later."""
        self.clock.advance(0.001)
        route, _, query = path.partition("?")
        event = http_event(
            method,
            route,
            body=body,
            query=query,
            headers={"Idempotency-Key": key} if key else {},
            authorizer=claims(f"u-{who}", username=who, **more),
        )
        return self.handler(event, Invocation())

    def ok(self, who: str, method: str, path: str, body: object = None) -> Json:
        answer = self.asks(who, method, path, body)
        assert answer["statusCode"] in {200, 201}, answer
        return dict(json_body(answer))

    def code(self, who: str, method: str, path: str, body: object = None) -> tuple[int, str]:
        answer = self.asks(who, method, path, body)
        return answer["statusCode"], json_body(answer)["error"]["code"]

    def posts(self, who: str, text: str = "Hello world!", **more: object) -> str:
        made: str = self.ok(who, "POST", "/api/tweets", {"text": text, **more})["id"]
        return made

    def ids(self, who: str, path: str) -> list[str]:
        """Of every page of a list, three at a time."""
        joint = "&" if "?" in path else "?"
        found: list[str] = []
        cursor = ""
        while True:
            page = self.ok(who, "GET", f"{path}{joint}limit=3{cursor}")
            found += [each["id"] for each in page["tweets" if "tweets" in page else "items"]]
            if page["nextCursor"] is None:
                return found
            cursor = f"&cursor={page['nextCursor']}"
