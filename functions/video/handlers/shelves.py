"""Changed records and ratings, from the streams of the tables ``videos`` and ``video-stats``."""

from typing import Any

from aws_lambda_powertools.utilities.data_classes.dynamo_db_stream_event import DynamoDBRecord

from core.batches import each_change
from video.wiring.shelves import logger, planner, shelver


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return each_change(event, context, _follow)


def _follow(record: DynamoDBRecord) -> None:
    change = record.dynamodb
    keys = (change and change.keys) or {}
    video_id = str(keys.get("id") or keys["pk"])
    video = shelver().follow(video_id)
    became = (change and change.new_image) or {}
    was = (change and change.old_image) or {}
    if video is not None and became.get("status") == "ready" != was.get("status"):
        regions = planner().at_ready(video)
        said = {"videoId": video_id, "regions": list(regions)}
        logger("video-shelves").info("prepositioned", extra=said)
