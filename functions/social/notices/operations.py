"""``listNotices``, ``countUnread`` and ``markSeen``."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from contracts.http.models import PageQuery
from contracts.http.social_models import TweetShown
from contracts.http.social_search import Notice, Notices, Unread
from core.clock import Clock
from core.cursor import Cursors
from core.http.messages import Call, Operation, Reply

from ..ids import ms
from ..pages import user_shown
from .ports import Position, Presenter
from .reading import NoticeReader, Shown


class NoticeOperations:
    def __init__(
        self,
        *,
        reader: NoticeReader,
        presenter: Presenter,
        cursors: Cursors,
        clock: Clock,
    ) -> None:
        self._reader, self._presenter = reader, presenter
        self._cursors, self._clock = cursors, clock

    def by_name(self) -> Mapping[str, Operation]:
        return {
            "listNotices": self.list_notices,
            "countUnread": self.count_unread,
            "markSeen": self.mark_seen,
        }

    def list_notices(self, call: Call) -> Reply:
        query, user_id = call.query_as(PageQuery), call.user.user_id
        scope = f"notices#{user_id}"
        page = self._reader.page(user_id, after=self._opened(query.cursor, scope), most=query.limit)
        items = self._items(user_id, page.notices)
        return Reply(body=Notices(items=items, next_cursor=self._sealed(page.position, scope)))

    def count_unread(self, call: Call) -> Reply:
        return Reply(body=Unread(count=self._reader.unread(call.user.user_id)))

    def mark_seen(self, call: Call) -> Reply:
        self._reader.mark_seen(call.user.user_id, ms(self._clock))
        return Reply(status=204)

    def _items(self, user_id: str, notices: Sequence[Shown]) -> list[Notice]:
        tweets = {each.tweet.id: each.tweet for each in notices if each.tweet}
        shown = {t.id: t for t in self._presenter.show(user_id, list(tweets.values()))}
        return [_notice(each, shown) for each in notices]

    def _opened(self, cursor: str | None, scope: str) -> Position | None:
        if cursor is None:
            return None
        opened = self._cursors.open(cursor, scope=scope)
        return Position(int(opened["at"]), str(opened["name"]))

    def _sealed(self, position: Position | None, scope: str) -> str | None:
        if position is None:
            return None
        return self._cursors.seal({"at": position.at, "name": position.name}, scope=scope)


def _notice(each: Shown, shown: Mapping[str, TweetShown]) -> Notice:
    subject = each.group.subject
    return Notice(
        id=f"{subject.type}-{subject.tweet_id}" if subject.tweet_id else subject.type,
        type=subject.type,
        users=[user_shown(person) for person in each.users],
        count=len(each.group.actors),
        more=each.group.more,
        tweet=shown.get(subject.tweet_id),
        at=datetime.fromtimestamp(each.group.at / 1000, UTC),
        unread=each.unread,
    )
