"""``learning.ports.Published`` on the table ``suggestions``: only what is different is written.

Reading an item to compare it costs a tenth of writing it. Who left is not written to: the profile
is looked for just before, and an erasure is told of a second time later than that takes.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from contracts.tables.video_catalogue import NOW, near, suggested_to
from contracts.tables.video_viewing import profiles_of
from core.clock import Clock
from core.errors import Unavailable
from core.reading import batch_get, pause

from ..recommending.learning.ports import Said
from .suggestion_table import KEPT_SECONDS, key, packed

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

T = TypeVar("T")
Item = dict[str, Any]  # DynamoDB's JSON
AT_ONCE, ATTEMPTS = 25, 8  # what a batch of writes takes
RENEWED_SECONDS = KEPT_SECONDS // 2
"""What would be gone sooner than this is written again even if it is the same."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    pk: str
    sk: str
    data: bytes
    more: Mapping[str, Any]


class SuggestionPublisher:
    def __init__(
        self, *, client: "DynamoDBClient", table: str, viewers_table: str, clock: Clock
    ) -> None:
        self._client, self._table = client, table
        self._viewers, self._clock = viewers_table, clock

    def say(self, some: Iterable[Said]) -> int:
        written = 0
        for batch in _batches(some):
            here = self._still_here(batch)
            written += self._write(
                _Wanted(
                    suggested_to(said.viewer.user_id),
                    said.viewer.profile_id,
                    packed([list(pair) for pair in said.learned.videos]),
                    {"at": {"N": str(said.learned.at)}},
                )
                for said in batch
                if said.viewer.profile_id in here
            )
        return written

    def place(self, neighbours: Iterable[tuple[str, Sequence[str]]]) -> int:
        wanted = (
            _Wanted(near(video_id), NOW, packed(list(others)), {})
            for video_id, others in neighbours
        )
        return sum(self._write(batch) for batch in _batches(wanted))

    def _still_here(self, batch: Sequence[Said]) -> frozenset[str]:
        keys = [
            {"pk": profiles_of(said.viewer.user_id), "sk": said.viewer.profile_id} for said in batch
        ]
        found = batch_get(self._client, self._viewers, keys, consistent=True)
        return frozenset(item["sk"]["S"] for item in found)

    def _write(self, wanted: Iterable[_Wanted]) -> int:
        listed = list(wanted)
        now = int(self._clock.now().timestamp())
        keys = [{"pk": each.pk, "sk": each.sk} for each in listed]
        found = batch_get(self._client, self._table, keys, consistent=False) if keys else []
        held = {
            (item["pk"]["S"], item["sk"]["S"]): bytes(item["data"]["B"])
            for item in found
            if int(item["expires"]["N"]) > now + RENEWED_SECONDS
        }
        changed = [each for each in listed if held.get((each.pk, each.sk)) != each.data]
        self._put(
            [
                {
                    **key(each.pk, each.sk),
                    "data": {"B": each.data},
                    "expires": {"N": str(now + KEPT_SECONDS)},
                    **each.more,
                }
                for each in changed
            ]
        )
        return len(changed)

    def _put(self, items: Sequence[Item]) -> None:
        # Any: the client's own types of requests and of what it left undone are not the same.
        left: Any = [{"PutRequest": {"Item": item}} for item in items]
        for attempt in range(ATTEMPTS):
            if not left:
                return
            answer = self._client.batch_write_item(RequestItems={self._table: left})
            left = answer.get("UnprocessedItems", {}).get(self._table)
            if left:
                pause(attempt)
        if left:
            raise Unavailable(headers={"Retry-After": "2"})


def _batches(things: Iterable[T]) -> Iterator[list[T]]:
    iterator = iter(things)
    while some := list(islice(iterator, AT_ONCE)):
        yield some
