"""From a change of a tweet to its short links and back, over the bus and queues of moto."""

import base64
import json
from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
from moto import mock_aws

from contracts.tables.links import CLICKS, URLS
from contracts.tables.social import TWEETS
from core import aws
from links import wiring_tweets
from links.handlers import tweets
from social import wiring_linked, wiring_links
from social.adapters.tweet_items import entry_of, item_of
from social.handlers import linked, links
from social.model import Entry
from tests.fakes.idempotency import Invocation
from tests.fakes.social_search import a_tweet
from tests.tables import create_table

BUCKET, BUS = "quarantine", "triptych"
LONG = "https://a.example/long"
Json = dict[str, Any]  # Any: events and answers
Handler = Callable[[Json, object], Json]

pytestmark = pytest.mark.usefixtures("patient_caches")


@pytest.fixture
def deployed(monkeypatch: pytest.MonkeyPatch, empty_valkey: str) -> Iterator[None]:
    with mock_aws():
        aws.forget_clients()
        for table in (TWEETS, URLS, CLICKS):
            create_table(aws.dynamodb(), table)
        aws.s3().create_bucket(Bucket=BUCKET)
        secret = aws.secretsmanager().create_secret(Name="code", SecretString="a-key")
        aws.events().create_event_bus(Name=BUS)
        for type_ in ("tweet.linked", "tweet.shortened"):
            rule(type_)
        environ = {
            "TWEETS_TABLE": TWEETS.name,
            "URLS_TABLE": URLS.name,
            "CLICKS_TABLE": CLICKS.name,
            "CACHE_ENDPOINT": empty_valkey,
            "CODE_KEY_SECRET_ARN": secret["ARN"],
            "PUBLIC_URL": "https://s.example",
            "OWN_HOSTS": "s.example",
            "BUS_NAME": BUS,
            "QUARANTINE_BUCKET": BUCKET,
        }
        for name, value in environ.items():
            monkeypatch.setenv(name, value)
        forget()
        yield
    forget()
    aws.forget_clients()


def sqs() -> Any:  # a client of a service that no function calls by itself
    return boto3.client("sqs", region_name="us-east-1")


def queue(type_: str) -> str:
    url: str = sqs().create_queue(QueueName=type_.replace(".", "-"))["QueueUrl"]
    return url


def rule(type_: str) -> None:
    arn = sqs().get_queue_attributes(QueueUrl=queue(type_), AttributeNames=["QueueArn"])
    pattern = json.dumps({"detail-type": [type_]})
    aws.events().put_rule(Name=type_, EventBusName=BUS, EventPattern=pattern)
    target = {"Id": "queue", "Arn": arn["Attributes"]["QueueArn"]}
    aws.events().put_targets(Rule=type_, EventBusName=BUS, Targets=[target])  # type: ignore[list-item]  # plain JSON


def forget() -> None:
    for made in (
        wiring_links.reader,
        wiring_links.teller,
        wiring_tweets._settings,
        wiring_tweets.shortener,
        wiring_tweets.bus,
        wiring_linked.keeper,
    ):
        made.cache_clear()


def messages(type_: str) -> list[str]:
    found = sqs().receive_message(
        QueueUrl=queue(type_), MaxNumberOfMessages=10, VisibilityTimeout=0
    )
    return [message["Body"] for message in found.get("Messages", [])]


def posted(entry: Entry) -> bytes:
    change = {"Keys": {"id": {"S": entry.id}}, "NewImage": item_of(entry)}
    return json.dumps({"dynamodb": change}).encode()


def batch(*contents: bytes) -> Json:
    return {
        "Records": [
            {
                "eventID": f"shardId-000000000000:{n}",
                "kinesis": {"data": base64.b64encode(content).decode()},
            }
            for n, content in enumerate(contents, 1)
        ]
    }


def deliver(handler: Handler, bodies: list[str]) -> list[str]:
    """The ids of messages that failed."""
    records = [
        {
            "messageId": str(n),
            "body": body,
            "receiptHandle": "",
            "eventSource": "aws:sqs",
            "eventSourceARN": "arn:aws:sqs:us-east-1:0:q",
            "awsRegion": "us-east-1",
            "attributes": {},
            "messageAttributes": {},
            "md5OfBody": "",
        }
        for n, body in enumerate(bodies)
    ]
    answer = handler({"Records": records}, Invocation())
    return [each["itemIdentifier"] for each in answer["batchItemFailures"]]


def a_stored_tweet(text: str) -> Entry:
    entry = a_tweet(1, text)
    aws.dynamodb().put_item(TableName=TWEETS.name, Item=item_of(entry))
    return entry


def stored(entry: Entry) -> Entry:
    found = aws.dynamodb().get_item(TableName=TWEETS.name, Key={"id": {"S": entry.id}})
    return entry_of(dict(found["Item"]))


def urls() -> list[str]:
    return [item["code"]["S"] for item in aws.dynamodb().scan(TableName=URLS.name)["Items"]]


@pytest.mark.usefixtures("deployed")
def test_X5_a_tweets_address_becomes_one_link_though_everything_comes_twice() -> None:
    entry = a_stored_tweet(f"see {LONG} and http://127.0.0.1/")
    for _ in range(2):
        links.handler(batch(posted(entry), b"{corrupt"), None)
        assert deliver(tweets.handler, messages("tweet.linked")) == []
        assert deliver(linked.handler, messages("tweet.shortened")) == []
    (code,) = urls()
    assert stored(entry).links == {LONG: f"https://s.example/{code}"}
    assert stored(entry).version == 2
    (kept,) = aws.s3().list_objects_v2(Bucket=BUCKET)["Contents"]
    assert kept["Key"].startswith("links/")


@pytest.mark.usefixtures("deployed")
def test_a_tweet_whose_addresses_are_all_refused_is_not_answered() -> None:
    entry = a_stored_tweet("http://127.0.0.1/ https://s.example/aB3xY9z")
    links.handler(batch(posted(entry)), None)
    (told,) = messages("tweet.linked")
    assert deliver(tweets.handler, [told]) == []
    assert (messages("tweet.shortened"), urls()) == ([], [])


@pytest.mark.usefixtures("deployed")
def test_X5_what_cannot_be_read_fails_alone_and_goes_to_the_failure_queue() -> None:
    entry = a_stored_tweet(LONG)
    links.handler(batch(posted(entry)), None)
    corrupt = json.dumps({"detail": {"type": "tweet.linked", "urls": 7}})
    assert deliver(tweets.handler, [corrupt, *messages("tweet.linked")]) == ["0"]
    assert deliver(linked.handler, ["{", *messages("tweet.shortened")]) == ["0"]
    assert list(stored(entry).links) == [LONG]


@pytest.mark.usefixtures("deployed")
def test_S3_the_answer_comes_too_late_for_a_deleted_tweet() -> None:
    entry = a_stored_tweet(LONG)
    links.handler(batch(posted(entry)), None)
    deliver(tweets.handler, messages("tweet.linked"))
    gone = entry.buried(entry.at + 1)
    aws.dynamodb().put_item(TableName=TWEETS.name, Item=item_of(gone))
    assert deliver(linked.handler, messages("tweet.shortened")) == []
    assert stored(entry) == gone
