"""The operations of ``contracts.http.social_media``: a call in, one use case, an answer out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from contracts.http.social_media import (
    MediaAnnounced,
    MediaState,
    MediaWanted,
    PictureShown,
    UploadForm,
)
from core.http.messages import Call, Operation, Reply

from .model import PICTURE_TYPE, Upload
from .uploading import FORM_SECONDS, Shelf


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaOperations:
    shelf: Shelf

    def by_name(self) -> Mapping[str, Operation]:
        return {
            "announceMedia": self._announce,
            "getMedia": self._get,
            "deleteMedia": self._delete,
        }

    def _announce(self, call: Call) -> Reply:
        wanted = call.body_as(MediaWanted)
        upload, form = self.shelf.announce(
            call.user.user_id,
            content_type=wanted.content_type,
            size=wanted.size,
            alt_text=wanted.alt_text,
        )
        body = MediaAnnounced(
            id=upload.id,
            upload=UploadForm(url=form.url, fields=dict(form.fields)),
            expires_at=_moment(upload.at) + timedelta(seconds=FORM_SECONDS),
        )
        return Reply(status=201, body=body)

    def _get(self, call: Call) -> Reply:
        upload = self.shelf.find(call.user.user_id, call.path["mediaId"])
        return Reply(body=self._shown(upload))

    def _delete(self, call: Call) -> Reply:
        self.shelf.delete(call.user.user_id, call.path["mediaId"])
        return Reply(status=204)

    def _shown(self, upload: Upload) -> MediaState:
        sizes = [
            PictureShown(
                name=each.name,
                url=self.shelf.url(upload.id, each.name),
                width=each.width,
                height=each.height,
            )
            for each in upload.pictures
        ]
        largest = sizes[0] if sizes else None
        return MediaState(
            id=upload.id,
            status=upload.status,
            reason=upload.reason or None,
            type=PICTURE_TYPE if largest else None,
            alt_text=upload.alt_text,
            url=largest.url if largest else None,
            width=largest.width if largest else 0,
            height=largest.height if largest else 0,
            sizes=sizes,
            created_at=_moment(upload.at),
        )


def _moment(ms: int) -> datetime:
    return datetime.fromtimestamp(ms // 1000, UTC)
