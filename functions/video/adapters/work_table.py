"""``Works`` on the table ``videos``: one item holds a record and how far its video is."""

import random
import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from contracts.tables.video import DUE_INDEX, OPEN, OWNER_INDEX

from ..errors import EditedMeanwhile
from ..ingest.course import Step
from ..ingest.model import Work
from ..ingest.ports import Position, VideoPage
from ..model import Video
from .video_items import item_of, key_of, video_of
from .video_reading import VideoReader

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Item = dict[str, Any]  # DynamoDB's JSON
TRIES = 8
PAUSE = 0.02  # seconds


class DynamoWorks:
    def __init__(self, *, client: "DynamoDBClient", table: str) -> None:
        self._client, self._table = client, table
        self._reader = VideoReader(client=client, table=table)

    def create(self, work: Work) -> None:
        """What is there already is this very work: a put is repeated if its answer was lost."""
        try:
            self._client.put_item(
                TableName=self._table,
                Item=_item(work),
                ConditionExpression="attribute_not_exists(id)",
            )
        except self._client.exceptions.ConditionalCheckFailedException:
            if self.find(work.video.id) != work:
                raise

    def find(self, video_id: str) -> Work | None:
        answer = self._client.get_item(
            TableName=self._table, Key=key_of(video_id), ConsistentRead=True
        )
        return _work(dict(answer["Item"])) if "Item" in answer else None

    def change(self, video_id: str, step: Step) -> Work | None:
        for attempt in range(TRIES):
            before = self.find(video_id)
            after = step(before) if before else None
            if before is None or after is None:
                return None
            revision = before.video.revision
            newer = replace(after, video=replace(after.video, revision=revision + 1))
            if self._put_over(newer, revision):
                return newer
            # Jitter guards nothing.
            time.sleep(random.uniform(0, PAUSE * 2**attempt))  # noqa: S311
        raise EditedMeanwhile

    def page(self, owner_id: str, *, after: Position | None, most: int) -> VideoPage:
        start: Item = {"ExclusiveStartKey": _position_key(owner_id, after)} if after else {}
        answer = self._client.query(
            TableName=self._table,
            IndexName=OWNER_INDEX,
            KeyConditionExpression="ownerId = :owner",
            ExpressionAttributeValues={":owner": {"S": owner_id}},
            ScanIndexForward=False,
            Limit=most,
            **start,
        )
        ids = [item["id"]["S"] for item in answer["Items"]]
        found = self._reader.find_many(ids)
        videos = [found[each] for each in ids if each in found]
        last = answer.get("LastEvaluatedKey")
        return VideoPage(videos=videos, position=_position(dict(last)) if last else None)

    def all_of(self, owner_id: str) -> Iterable[str]:
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            IndexName=OWNER_INDEX,
            KeyConditionExpression="ownerId = :owner",
            ExpressionAttributeValues={":owner": {"S": owner_id}},
        )
        return [item["id"]["S"] for page in pages for item in page["Items"]]

    def due(self, now: int, *, most: int) -> Sequence[Work]:
        answer = self._client.query(
            TableName=self._table,
            IndexName=DUE_INDEX,
            KeyConditionExpression="#open = :open AND dueAt <= :now",
            ExpressionAttributeNames={"#open": "open"},
            ExpressionAttributeValues={":open": {"S": OPEN}, ":now": {"N": str(now)}},
            Limit=most,
        )
        found = [self.find(item["id"]["S"]) for item in answer["Items"]]
        return [work for work in found if work is not None and 0 < work.due_at <= now]

    def remove(self, video_id: str) -> None:
        self._client.delete_item(TableName=self._table, Key=key_of(video_id))

    def _put_over(self, work: Work, revision: int) -> bool:
        try:
            self._client.put_item(
                TableName=self._table,
                Item=_item(work),
                ConditionExpression="revision = :before",
                ExpressionAttributeValues={":before": {"N": str(revision)}},
            )
        except self._client.exceptions.ConditionalCheckFailedException:
            return False
        return True


def _item(work: Work) -> Item:
    item = item_of(work.video)
    if work.due_at:
        item |= {"open": {"S": OPEN}, "dueAt": {"N": str(work.due_at)}}
    if work.submitting:
        item["submitting"] = {"BOOL": True}
    if work.claimed_at:
        item["claimedAt"] = {"N": str(work.claimed_at)}
    if work.finishing_until:
        item["finishingUntil"] = {"N": str(work.finishing_until)}
    if work.plan:
        item["plan"] = {"S": work.plan}
    return item


def _work(item: Item) -> Work:
    video: Video = video_of(item)
    return Work(
        video=video,
        due_at=_number(item, "dueAt"),
        submitting="submitting" in item,
        claimed_at=_number(item, "claimedAt"),
        finishing_until=_number(item, "finishingUntil"),
        plan=item["plan"]["S"] if "plan" in item else "",
    )


def _number(item: Item, name: str) -> int:
    return int(item[name]["N"]) if name in item else 0


def _position_key(owner_id: str, position: Position) -> Item:
    return {
        **key_of(position.video_id),
        "ownerId": {"S": owner_id},
        "createdAt": {"N": str(position.created_at)},
    }


def _position(key: Item) -> Position:
    return Position(video_id=key["id"]["S"], created_at=int(key["createdAt"]["N"]))
