"""``Tallies`` on ``video-stats`` and, for what profiles remember, ``viewers``.

What is told of one film and day is one transaction: a mark for each, sums, histories. A mark that
is there already fails it; then the rest is tried without.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import reduce
from operator import add
from typing import TYPE_CHECKING, Any

from contracts.tables.video_viewing import TOTAL, counted, day_of, shelf_of, watched_by
from core.errors import Unavailable
from core.reading import pause
from core.transactions import Failed, written

from ..moments import ms
from ..viewing.model import Tally
from ..viewing.ports import Told, Watching
from .session_items import number
from .tally_items import added, tally_of

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from core.clock import Clock

Item = dict[str, Any]  # DynamoDB's JSON
AT_ONCE = 45  # marks and as many histories; a transaction takes a hundred actions
MARKS_KEPT_MS = 14 * 86_400_000  # twice what the stream keeps
ATTEMPTS = 20


class TallyTable:
    def __init__(
        self, *, client: "DynamoDBClient", stats: str, viewers: str, clock: "Clock"
    ) -> None:
        self._client, self._stats, self._viewers, self._clock = client, stats, viewers, clock

    def count(self, video_id: str, date: str, told: Sequence[Told]) -> int:
        new = 0
        for first in range(0, len(told), AT_ONCE):
            new += self._count(video_id, date, list(told[first : first + AT_ONCE]))
        return new

    def total(self, video_id: str) -> Tally:
        key = {"pk": {"S": video_id}, "sk": {"S": TOTAL}}
        answer = self._client.get_item(TableName=self._stats, Key=key)
        return tally_of(dict(answer.get("Item", {})))

    def days(self, video_id: str, *, first: str, last: str) -> Mapping[str, Tally]:
        answer = self._client.query(
            TableName=self._stats,
            KeyConditionExpression="pk = :video AND sk BETWEEN :first AND :last",
            ExpressionAttributeValues={
                ":video": {"S": video_id},
                ":first": {"S": day_of(first)},
                ":last": {"S": day_of(last)},
            },
        )
        prefix = day_of("")
        return {i["sk"]["S"].removeprefix(prefix): tally_of(dict(i)) for i in answer["Items"]}

    def _count(self, video_id: str, date: str, told: list[Told]) -> int:
        for attempt in range(ATTEMPTS):
            if not told:
                return 0
            try:
                if written(self._client, *self._actions(video_id, date, told)):
                    return len(told)
                pause(attempt)  # another shard counts the same film
            except Failed as failed:
                told = [each for at, each in enumerate(told) if not failed.at(at)]
        raise Unavailable

    def _actions(self, video_id: str, date: str, told: Sequence[Told]) -> list[Item]:
        """The marks come first, in the order of ``told``."""
        tally = reduce(add, (each.tally for each in told), Tally())
        day, shelf = day_of(date), shelf_of(date, video_id)
        watchings: dict[str, list[Watching]] = defaultdict(list)
        for each in told:
            if each.watching:
                watchings[each.watching.profile_id].append(each.watching)
        return [
            *(self._mark(each) for each in told),
            self._sum(video_id, day, added(tally, reached=False), shelf=shelf),
            self._sum(video_id, TOTAL, added(tally, reached=True)),
            *(self._watched(video_id, each) for each in watchings.values()),
        ]

    def _mark(self, told: Told) -> Item:
        item: Item = {
            "pk": {"S": counted(told.session_id)},
            "sk": {"S": told.name},
            "ttl": {"N": str((ms(self._clock) + MARKS_KEPT_MS) // 1000)},
        }
        return {
            "Put": {
                "TableName": self._stats,
                "Item": item,
                "ConditionExpression": "attribute_not_exists(pk)",
            }
        }

    def _sum(self, video_id: str, sk: str, changes: Mapping[str, Item], shelf: str = "") -> Item:
        names = {f"#{at}": name for at, name in enumerate(changes)}
        values: Item = {f":{at}": change for at, change in enumerate(changes.values())}
        expression = "ADD " + ", ".join(f"#{at} :{at}" for at in range(len(changes)))
        if shelf:
            values[":shelf"] = {"S": shelf}
            expression = "SET shelf = :shelf " + expression
        return {
            "Update": {
                "TableName": self._stats,
                "Key": {"pk": {"S": video_id}, "sk": {"S": sk}},
                "UpdateExpression": expression,
                "ExpressionAttributeNames": names,
                "ExpressionAttributeValues": values,
            }
        }

    def _watched(self, video_id: str, watchings: Sequence[Watching]) -> Item:
        """When it was watched last is what playback says, which never goes back."""
        return {
            "Update": {
                "TableName": self._viewers,
                "Key": {
                    "pk": {"S": watched_by(watchings[0].profile_id)},
                    "sk": {"S": video_id},
                },
                "UpdateExpression": (
                    "SET #at = if_not_exists(heardAt, :at)"
                    " ADD totalWatchTime :watched, watchCount :count"
                ),
                "ExpressionAttributeNames": {"#at": "at"},
                "ExpressionAttributeValues": {
                    ":at": {"N": str(max(each.at for each in watchings))},
                    ":watched": number(sum(each.watched for each in watchings)),
                    ":count": {"N": str(len(watchings))},
                },
            }
        }
