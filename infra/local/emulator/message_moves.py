"""Failure queues moved back: ``StartMessageMoveTask`` and ``ListMessageMoveTasks`` of SQS.

MiniStack has neither. AWS moves in the background and to the queue each message came from; here
all goes at once, to the one queue that names the failure queue as its own, which is the same where
no two queues share one, and else refused (AWS, SQS API Reference, "StartMessageMoveTask").
"""

import json
import time
import uuid
from typing import Any

from ministack.services import sqs

Json = dict[str, Any]  # Any: a request, an answer or a stored queue
AT_ONCE = 10
_tasks: dict[str, list[Json]] = {}


def install() -> None:
    if "StartMessageMoveTask" in sqs._HANDLERS:
        raise RuntimeError("MiniStack moves messages by itself: remove this addition")
    sqs._HANDLERS["StartMessageMoveTask"] = _start
    sqs._HANDLERS["ListMessageMoveTasks"] = _list


def _start(data: Json, _url: str) -> Json:
    arn = data.get("SourceArn", "")
    source = sqs._queue_by_arn(arn)
    if source is None:
        raise sqs._Err("ResourceNotFoundException", "The resource you specified doesn't exist.")
    target = _destination(data, arn)
    moved = _move(source, target)
    task = {
        "TaskHandle": uuid.uuid4().hex,
        "SourceArn": arn,
        "Status": "COMPLETED",
        "ApproximateNumberOfMessagesMoved": moved,
        "ApproximateNumberOfMessagesToMove": moved,
        "StartedTimestamp": int(time.time() * 1000),
    }
    _tasks.setdefault(arn, []).insert(0, task)
    return {"TaskHandle": task["TaskHandle"]}


def _list(data: Json, _url: str) -> Json:
    """The newest first, without the handle of one that has ended, as AWS answers."""
    most = int(data.get("MaxResults") or 1)
    known = _tasks.get(data.get("SourceArn", ""), [])[:most]
    return {"Results": [{k: v for k, v in task.items() if k != "TaskHandle"} for task in known]}


def _destination(data: Json, arn: str) -> Json:
    given = data.get("DestinationArn")
    found = [sqs._queue_by_arn(given)] if given else _sources_of(arn)
    if len(found) != 1 or found[0] is None:
        raise sqs._Err("InvalidParameterValue", "Source queue must be configured as a DLQ.")
    return found[0]


def _sources_of(arn: str) -> list[Json]:
    policies = ((q, q["attributes"].get("RedrivePolicy")) for q in sqs._queues.values())
    return [q for q, rule in policies if rule and json.loads(rule)["deadLetterTargetArn"] == arn]


def _move(source: Json, target: Json) -> int:
    moved = 0
    while found := sqs._collect_msgs(source, AT_ONCE, 30):
        for message in found:
            sent = {"QueueUrl": target["url"], "MessageBody": message["body"]}
            if message["message_attributes"]:
                sent["MessageAttributes"] = message["message_attributes"]
            sqs._act_send_message(sent, target["url"])
            handle = {"QueueUrl": source["url"], "ReceiptHandle": message["receipt_handle"]}
            sqs._act_delete_message(handle, source["url"])
            moved += 1
    return moved
