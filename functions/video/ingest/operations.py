"""The operations of ``contracts.http.video``: a call in, one use case, an answer out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from contracts.http.models import PageQuery
from contracts.http.video import (
    MOST_SIGNED,
    CaptionsWanted,
    CaptionUpload,
    MyVideos,
    PartHere,
    PartsHere,
    PartsSigned,
    PartsWanted,
    PartUrl,
    UploadEnd,
    VideoAnnounced,
    VideoEdit,
    VideoQuery,
    VideoWanted,
)
from core.clock import Clock
from core.cursor import Cursors
from core.http.messages import Call, Operation, Reply

from ..languages import called
from ..model import Captions, Video
from ..ratings import UNRATED, Ratings
from .ports import Position
from .records import Change, Records
from .showing import shown
from .uploading import URL_SECONDS, Uploading, part_count, part_size

MINE, PARTS = "my-videos", "video-parts"


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoOperations:
    uploading: Uploading
    records: Records
    ratings: Ratings
    cursors: Cursors
    clock: Clock
    public_url: str

    def by_name(self) -> Mapping[str, Operation]:
        return {
            "announceVideo": self._announce,
            "listMyVideos": self._mine,
            "getVideo": self._get,
            "editVideo": self._edit,
            "deleteVideo": self._delete,
            "signParts": self._sign,
            "listParts": self._parts,
            "endUpload": self._end,
        }

    def _announce(self, call: Call) -> Reply:
        video = self.uploading.announce(_wanted(call.body_as(VideoWanted), call.user.user_id))
        count = part_count(video.size)
        first = range(1, min(count, MOST_SIGNED) + 1)
        body = VideoAnnounced(
            id=video.id,
            video=shown(video, rating=None, public_url=self.public_url),
            part_size=part_size(video.size),
            part_count=count,
            parts=self._part_urls(video, first),
            captions=self._caption_urls(video),
            expires_at=self._expiry(),
        )
        return Reply(status=201, body=body)

    def _sign(self, call: Call) -> Reply:
        wanted = call.body_as(PartsWanted)
        video = self.uploading.waiting(call.path["videoId"], call.user.user_id)
        body = PartsSigned(
            parts=self._part_urls(video, wanted.part_numbers),
            captions=self._caption_urls(video),
            expires_at=self._expiry(),
        )
        return Reply(body=body)

    def _parts(self, call: Call) -> Reply:
        query = call.query_as(PageQuery)
        video = self.uploading.waiting(call.path["videoId"], call.user.user_id)
        scope, after = f"{PARTS}#{video.id}", 0
        if query.cursor is not None:
            after = int(self.cursors.open(query.cursor, scope=scope)["after"])
        found = self.uploading.parts(video, after=after, most=query.limit)
        more = len(found) == query.limit and found[-1].number < part_count(video.size)
        body = PartsHere(
            part_size=part_size(video.size),
            part_count=part_count(video.size),
            items=[PartHere(part_number=p.number, size=p.size, etag=p.etag) for p in found],
            next_cursor=(
                self.cursors.seal({"after": found[-1].number}, scope=scope) if more else None
            ),
        )
        return Reply(body=body)

    def _end(self, call: Call) -> Reply:
        wanted = call.body_as(UploadEnd)
        video_id, user_id = call.path["videoId"], call.user.user_id
        if wanted.action == "abort":
            self.uploading.abort(video_id, user_id)
            return Reply(status=204)
        etags = (
            None
            if wanted.parts is None
            else [(each.part_number, each.etag) for each in wanted.parts]
        )
        without = wanted.without_captions
        return self._shown(self.uploading.complete(video_id, user_id, etags, without=without))

    def _get(self, call: Call) -> Reply:
        query = call.query_as(VideoQuery)
        return self._shown(
            self.records.seen(call.path["videoId"], call.user.user_id, query.profile_id)
        )

    def _mine(self, call: Call) -> Reply:
        query = call.query_as(PageQuery)
        scope, after = f"{MINE}#{call.user.user_id}", None
        if query.cursor is not None:
            opened = self.cursors.open(query.cursor, scope=scope)
            after = Position(video_id=str(opened["id"]), created_at=int(opened["at"]))
        page = self.records.mine(call.user.user_id, after=after, most=query.limit)
        cursor = None
        if page.position is not None:
            cursor = self.cursors.seal(
                {"id": page.position.video_id, "at": page.position.created_at}, scope=scope
            )
        found = self.ratings.of_many([video.id for video in page.videos])
        items = [
            shown(video, rating=found.get(video.id, UNRATED).mean, public_url=self.public_url)
            for video in page.videos
        ]
        return Reply(body=MyVideos(items=items, next_cursor=cursor))

    def _edit(self, call: Call) -> Reply:
        change = _change(call.body_as(VideoEdit))
        return self._shown(self.records.edit(call.path["videoId"], call.user.user_id, change))

    def _delete(self, call: Call) -> Reply:
        self.records.delete(call.path["videoId"], call.user.user_id)
        return Reply(status=204)

    def _shown(self, video: Video) -> Reply:
        rating = self.ratings.of(video.id).mean
        return Reply(body=shown(video, rating=rating, public_url=self.public_url))

    def _part_urls(self, video: Video, numbers: Sequence[int]) -> list[PartUrl]:
        urls = self.uploading.urls(video, numbers)
        return [PartUrl(part_number=number, url=url) for number, url in urls]

    def _caption_urls(self, video: Video) -> list[CaptionUpload]:
        urls = self.uploading.caption_urls(video)
        return [CaptionUpload(language=language, url=url) for language, url in urls]

    def _expiry(self) -> datetime:
        return self.clock.now() + timedelta(seconds=URL_SECONDS)


def _wanted(wanted: VideoWanted, owner_id: str) -> Video:
    return Video(
        id="",
        owner_id=owner_id,
        title=wanted.title,
        created_at=0,
        description=wanted.description,
        genres=_once(wanted.genres),
        cast=_once(wanted.cast),
        release_date=wanted.release_date.isoformat() if wanted.release_date else "",
        maturity=wanted.maturity,
        visibility=wanted.visibility,
        captions=tuple(_captions(each) for each in wanted.captions),
        content_type=wanted.content_type,
        size=wanted.size,
    )


def _captions(wanted: CaptionsWanted) -> Captions:
    named = wanted.label and wanted.label.lower() != wanted.language.lower()
    label = wanted.label if named else called(wanted.language)
    return Captions(language=wanted.language, label=label)


def _change(edit: VideoEdit) -> Change:
    """Null is as good as left out, but for the date, which it takes away."""
    changes: dict[str, object] = edit.model_dump(
        include={"title", "description", "maturity", "visibility"}, exclude_none=True
    )
    if edit.genres is not None:
        changes["genres"] = _once(edit.genres)
    if edit.cast is not None:
        changes["cast"] = _once(edit.cast)
    if "release_date" in edit.model_fields_set:
        changes["release_date"] = edit.release_date.isoformat() if edit.release_date else ""
    return lambda video: replace(video, **changes)  # type: ignore[arg-type]  # fields as data


def _once(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))
