"""The operations of ``contracts.http.links``: a call in, one use case, an answer out."""

import io
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import segno

from contracts.http.link_forms import LinkEdit, LinkWanted
from contracts.http.links import (
    AliasState,
    BulkDone,
    BulkItem,
    BulkWanted,
    CsvQuery,
    Links,
    LinkShown,
    LinksQuery,
    QrQuery,
)
from contracts.http.models import Problem
from core.attempts import Attempt
from core.clock import Clock
from core.cursor import Cursors
from core.http.failures import EXPECTED, known
from core.http.messages import Call, Operation, Reply
from core.http.parse import model_from

from ..model import Link
from ..ports import Position
from .owning import Library, position_of
from .shortening import Shortener
from .tables import from_csv, to_csv
from .wishes import change_of, made, shown, wish_of

LIST, EXPORT = "links", "links-export"


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkOperations:
    """``short_url`` is what stands before a code, with its slash."""

    shortener: Shortener
    library: Library
    cursors: Cursors
    clock: Clock
    short_url: str

    def by_name(self) -> Mapping[str, Operation]:
        return {
            "shorten": self._shorten,
            "shortenMany": self._shorten_many,
            "checkAlias": self._check_alias,
            "importLinks": self._import,
            "listLinks": self._list,
            "exportLinks": self._export,
            "getLink": self._get,
            "editLink": self._edit,
            "deleteLink": self._delete,
            "getQrSvg": self._qr_svg,
            "getQrPng": self._qr_png,
        }

    def _shorten(self, call: Call) -> Reply:
        wish = wish_of(call.body_as(LinkWanted), call.attempt)
        link = self.shortener.create(call.user.user_id, wish)
        return Reply(status=201, body=made(link, short_url=self.short_url))

    def _shorten_many(self, call: Call) -> Reply:
        items = call.body_as(BulkWanted).items
        return self._all(call, ((None, item) for item in items))

    def _check_alias(self, call: Call) -> Reply:
        alias = call.path["alias"]
        refused = self.shortener.refusal_of(alias)
        message = refused.message if refused else None
        return Reply(body=AliasState(alias=alias, available=not refused, message=message))

    def _import(self, call: Call) -> Reply:
        return self._all(call, from_csv(call.raw))

    def _all(self, call: Call, wishes: Iterable[tuple[int | None, object]]) -> Reply:
        owner, attempt = call.user.user_id, call.attempt
        items = [
            self._one(owner, attempt and attempt.part(n), *wish) for n, wish in enumerate(wishes)
        ]
        return Reply(body=BulkDone(items=items))

    def _one(self, owner: str, attempt: Attempt | None, line: int | None, wish: object) -> BulkItem:
        try:
            wanted = model_from(LinkWanted, json.dumps(wish).encode())
            link = self.shortener.create(owner, wish_of(wanted, attempt))
        except EXPECTED as failure:
            error = known(failure)  # also a throttled table: links made before it are answered
            if error is None:
                raise
            problem = Problem(code=error.code, message=error.message, details=error.details)
            return BulkItem(status=error.status, line=line, error=problem)
        fields = made(link, short_url=self.short_url).model_dump()
        return BulkItem(status=201, line=line, **fields)

    def _list(self, call: Call) -> Reply:
        query = call.query_as(LinksQuery)
        scope = f"{LIST}#{call.user.user_id}"
        page = self.library.page(
            call.user.user_id,
            wanted=_wanted(query),
            after=self._position(query.cursor, scope),
            most=query.limit,
        )
        cursor = None if page.position is None else self.cursors.seal(page.position, scope=scope)
        return Reply(body=Links(items=[self._shown(x) for x in page.links], next_cursor=cursor))

    def _export(self, call: Call) -> Reply:
        scope = f"{EXPORT}#{call.user.user_id}"
        after = self._position(call.query_as(CsvQuery).cursor, scope)
        links = self.library.all(call.user.user_id, after=after)
        table = to_csv((x for x in links if x.deleted_at is None), short_url=self.short_url)
        headers = {"Content-Disposition": 'attachment; filename="links.csv"'}
        if table.last is not None:
            headers["X-Next-Cursor"] = self.cursors.seal(position_of(table.last), scope=scope)
        return Reply(body=table.text, content_type="text/csv; charset=utf-8", headers=headers)

    def _get(self, call: Call) -> Reply:
        return Reply(body=self._shown(self._owned(call)))

    def _edit(self, call: Call) -> Reply:
        change = change_of(
            call.body_as(LinkEdit),
            judge=self.shortener.judge,
            hash_password=self.shortener.hash_password,
        )
        link = self.library.edit(call.path["code"], call.user.user_id, change)
        return Reply(body=self._shown(link))

    def _delete(self, call: Call) -> Reply:
        self.library.delete(call.path["code"], call.user.user_id)
        return Reply(status=204)

    def _qr_svg(self, call: Call) -> Reply:
        return Reply(body=self._qr(call, "svg"), content_type="image/svg+xml")

    def _qr_png(self, call: Call) -> Reply:
        return Reply(body=self._qr(call, "png"), content_type="image/png")

    def _qr(self, call: Call, kind: str) -> bytes:
        link, query = self._owned(call), call.query_as(QrQuery)
        picture = io.BytesIO()
        code = segno.make(self.short_url + link.code, error="m", micro=False)
        code.save(picture, kind=kind, scale=query.scale, border=query.border)
        return picture.getvalue()

    def _owned(self, call: Call) -> Link:
        return self.library.owned(call.path["code"], call.user.user_id)

    def _shown(self, link: Link) -> LinkShown:
        return shown(link, short_url=self.short_url, now=self.clock.now())

    def _position(self, cursor: str | None, scope: str) -> Position | None:
        if cursor is None:
            return None
        return {k: str(v) for k, v in self.cursors.open(cursor, scope=scope).items()}


def _wanted(query: LinksQuery) -> Callable[[Link], bool]:
    words = (query.q or "").casefold()

    def wanted(link: Link) -> bool:
        if query.tag is not None and query.tag not in link.tags:
            return False
        text = "\n".join((link.code, link.title, link.target, *link.tags))
        return words in text.casefold()

    return wanted
