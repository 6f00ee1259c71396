"""What breaks social's streams and copies on the deployed stack, and what of it nobody notices."""

import json
import secrets

from tests.e2e.behind import Behind
from tests.e2e.people import Person
from tests.e2e.test_e2e_social_search import found
from tests.e2e.tweeting import follows, home_ids, posts
from tests.e2e.waiting import eventually

OF_CHANGES = {"fanout", "links", "notices", "search", "trends"}


def set_aside(behind: Behind, reason: str) -> set[str]:
    """Consumers that put a record aside for that reason."""
    s3, bucket = behind.client("s3"), behind.outputs["SocialQuarantine"]
    listed = s3.list_objects_v2(Bucket=bucket).get("Contents", [])
    kept = {o["Key"]: s3.get_object(Bucket=bucket, Key=o["Key"])["Body"].read() for o in listed}
    return {key.split("/")[0] for key, body in kept.items() if reason in json.loads(body)["reason"]}


def test_X5_what_no_consumer_can_read_is_set_aside_and_the_rest_goes_on(
    ada: Person, grace: Person, behind: Behind
) -> None:
    follows(ada, grace)
    word = f"after{secrets.token_hex(4)}"
    for stream in ("ChangesStream", "WorkStream"):
        behind.client("kinesis").put_record(
            StreamName=behind.outputs[stream], Data=b"no change", PartitionKey="x"
        )
    tweet = posts(grace, f"{word} the storm")
    eventually(lambda: tweet["id"] in home_ids(ada))
    eventually(lambda: found(ada, word) == [tweet["id"]])
    readers = OF_CHANGES | {"fanout-work"}
    eventually(lambda: set_aside(behind, "JSONDecodeError"), until=readers.__le__)


def test_a_lost_copy_of_a_profile_is_made_anew_for_who_finds_a_tweet(
    ada: Person, grace: Person, behind: Behind
) -> None:
    word = f"lost{secrets.token_hex(4)}"
    tweet = posts(grace, f"{word} and found")
    eventually(lambda: found(ada, word) == [tweet["id"]])
    behind.client("dynamodb").delete_item(
        TableName=behind.outputs["PeopleTable"], Key={"userId": {"S": grace.id}}
    )
    shown = ada.ok("GET", f"/api/search?q={word}").json["tweets"]
    assert shown[0]["user"]["username"] == grace.username
