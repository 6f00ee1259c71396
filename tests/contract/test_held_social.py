"""The archive's readers of social: what that system's own adapters stored, and nobody else's."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import boto3
import pytest
from moto import mock_aws
from mypy_boto3_dynamodb import DynamoDBClient

from accounts.adapters.held_social import HeldReactions, HeldRelations, HeldTweets, HeldUploads
from contracts.tables import social
from contracts.tables.social_media import MEDIA
from social.adapters.counters import CounterShards
from social.adapters.follow_table import DynamoGraph
from social.adapters.media_table import DynamoUploads
from social.adapters.reaction_table import DynamoReactions
from social.adapters.tweet_table import DynamoTweets
from social.ids import id_at
from social.media.model import NAMES, Picture, Upload
from social.model import Entry, Media, Person, Reaction
from tests.tables import create_table

HOST = "https://triptych.example"
START = 1_795_459_200_000


@dataclass(frozen=True, slots=True)
class Social:
    client: DynamoDBClient
    tweets: DynamoTweets
    reactions: DynamoReactions
    graph: DynamoGraph
    uploads: DynamoUploads

    def post(self, n: int, author: str = "ada", **more: object) -> Entry:
        # The fields are those of Entry; each test names them.
        entry = Entry(id=id_at(START + n, noise=n), author_id=author, at=START + n, **more)  # type: ignore[arg-type]
        self.tweets.post(entry)
        return entry


@pytest.fixture
def stored() -> Iterator[Social]:
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        for table in (social.TWEETS, social.FOLLOWS, social.REACTIONS, MEDIA):
            create_table(client, table)
        counters = CounterShards(client=client, table=social.REACTIONS.name)
        tweets = DynamoTweets(client=client, table=social.TWEETS.name, counters=counters)
        yield Social(
            client,
            tweets,
            DynamoReactions(
                client=client, table=social.REACTIONS.name, counters=counters, tweets=tweets
            ),
            DynamoGraph(client=client, table=social.FOLLOWS.name, counters=counters),
            DynamoUploads(client=client, table=MEDIA.name),
        )


def at(n: int) -> datetime:
    return datetime.fromtimestamp(START // 1000 + n, UTC)


def test_tweets_are_held_whole_oldest_first_banned_ones_too_and_deleted_ones_not(
    stored: Social,
) -> None:
    picture = Media(id="m-1", url=f"{HOST}/media/m-1/large.webp", type="image/webp")
    first = stored.post(1, text="Grüße", media=(picture,), region="DE")
    gone = stored.post(2, text="Oh no")
    banned = stored.post(3, text="Too much", reply_to_id=first.id, quote_id=first.id)
    stored.post(4, "eve", text="mine")
    retweet = Entry(id=id_at(START + 5), author_id="ada", at=START + 5_000, retweet_of="77")
    made = Reaction(user_id="ada", tweet_id="77", kind="retweet", at=5, entry_id=retweet.id)
    stored.reactions.add(made, retweet=retweet)
    stored.tweets.bury(gone, at=START + 9)
    stored.tweets.judge(banned.id, banned_at=START + 9)
    stored.tweets.add_links(first.id, {"https://a.example/": f"{HOST}/x"})
    held = list(HeldTweets(client=stored.client, table=social.TWEETS.name).of("ada"))
    assert [each.text for each in held] == ["Grüße", "Too much", ""]
    assert (held[0].media_urls, held[0].region) == ([picture.url], "DE")
    assert held[0].links == {"https://a.example/": f"{HOST}/x"}
    assert (held[1].reply_to_id, held[1].quote_id) == (first.id, first.id)
    assert (held[2].retweet_of, held[2].created_at) == ("77", at(5))


def test_more_tweets_than_one_batch_takes_are_all_held(stored: Social) -> None:
    ids = [stored.post(n, text=f"{n}").id for n in range(230)]
    held = HeldTweets(client=stored.client, table=social.TWEETS.name).of("ada")
    assert [each.id for each in held] == ids


def test_reactions_are_held_by_kind(stored: Social) -> None:
    tweet = stored.post(1, "eve")
    for kind in ("bookmark", "like"):
        made = Reaction(user_id="ada", tweet_id=tweet.id, kind=kind, at=START + 7_000)
        stored.reactions.add(made)
    stored.reactions.add(Reaction(user_id="bob", tweet_id=tweet.id, kind="like", at=START))
    held = list(HeldReactions(client=stored.client, table=social.REACTIONS.name).of("ada"))
    assert [(each.tweet_id, each.kind, each.at) for each in held] == [
        (tweet.id, "bookmark", at(7)),
        (tweet.id, "like", at(7)),
    ]


def test_whom_somebody_follows_blocks_and_mutes_is_held_and_who_does_so_to_them_not(
    stored: Social,
) -> None:
    for name in ("bob", "eve"):
        stored.graph.follow("ada", Person(id=name, username=name), at=START + 1_000)
    stored.graph.follow("bob", Person(id="ada", username="ada"), at=START)
    stored.graph.block("ada", "mallory", at=START + 2_000)
    stored.graph.block("zoe", "ada", at=START)
    stored.graph.mute("ada", "bob", at=START + 3_000)
    held = list(HeldRelations(client=stored.client, table=social.FOLLOWS.name).of("ada"))
    assert [(each.kind, each.user_id, each.at) for each in held] == [
        ("follow", "bob", at(1)),
        ("follow", "eve", at(1)),
        ("block", "mallory", at(2)),
        ("mute", "bob", at(3)),
    ]


def test_uploads_are_held_with_the_address_of_those_that_are_ready(stored: Social) -> None:
    uploads = [
        Upload(
            id=f"m-{n}", owner_id="ada", content_type="image/png", size=9, alt_text="a", at=START
        )
        for n in range(3)
    ]
    for upload in uploads:
        stored.uploads.announce(upload, until=1_790_086_400)
    pictures = tuple(Picture(name=name, width=4, height=3) for name in NAMES)
    stored.uploads.settle(uploads[0].ready(pictures))
    stored.uploads.settle(uploads[1].failed("It is none."))
    stored.uploads.withdraw("m-2")
    reader = HeldUploads(client=stored.client, table=MEDIA.name, public_url=HOST)
    assert [(each.id, each.status, each.url) for each in reader.of("ada")] == [
        ("m-0", "ready", f"{HOST}/media/m-0/large.webp"),
        ("m-1", "failed", ""),
    ]
    assert list(reader.of("eve")) == []
