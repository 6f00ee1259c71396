"""Announcing, looking at and deleting one's own uploads, and taking them into tweets."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from contracts.tables.social_media import picture_key
from core.clock import Clock
from core.errors import ValidationFailed
from core.ids import Ids

from ..errors import MediaInUse, MediaNotFound, MediaUnknown
from ..ids import ms
from ..model import FILM_TYPE, Media
from ..ports import People
from .clearing import Clearing
from .model import IMAGES, MOST_FILMS, PICTURE_TYPE, SQUARE, Upload
from .ports import Drop, Film, Films, Form, Uploads

FORM_SECONDS = 15 * 60
KEPT = timedelta(days=1)  # an announcement that nothing follows


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """``public_url`` is the host of pictures; ``largest`` the most bytes of one upload."""

    uploads: Uploads
    drop: Drop
    clearing: Clearing
    films: Films
    people: People
    clock: Clock
    ids: Ids
    public_url: str
    largest: int

    def announce(
        self, owner_id: str, *, content_type: str, size: int, alt_text: str
    ) -> tuple[Upload, Form]:
        """Raises ValidationFailed."""
        self._accepted(content_type, size)
        upload = Upload(
            id=self.ids.new(),
            owner_id=owner_id,
            content_type=content_type,
            size=size,
            alt_text=alt_text,
            at=ms(self.clock),
        )
        self.uploads.announce(upload, until=int((self.clock.now() + KEPT).timestamp()))
        return upload, self.drop.form(upload, seconds=FORM_SECONDS)

    def find(self, owner_id: str, media_id: str) -> Upload:
        """Raises MediaUnknown, for other people's too."""
        found = self._own(owner_id, media_id)
        if found.status == "deleted":
            raise MediaUnknown
        return found

    def delete(self, owner_id: str, media_id: str) -> None:
        """Raises MediaUnknown, MediaInUse. One that was cut goes on where it stopped."""
        upload = self._own(owner_id, media_id)
        owner = self.people.of([owner_id]).get(owner_id)
        if owner is not None and owner.avatar_url == self.url(upload.id, SQUARE):
            raise MediaInUse
        self.clearing.discard(upload.id)

    def take(self, owner_id: str, media_ids: Sequence[str]) -> tuple[Media, ...]:
        """Raises MediaNotFound. Each may be taken into any number of tweets.

        What is no upload may be a film: pictures alone cost no read of films.
        """
        found = self.uploads.find_many(media_ids) if media_ids else {}
        others = [media_id for media_id in media_ids if media_id not in found]
        films = self.films.find_many(others) if others else {}
        taken: list[Media] = []
        for n, media_id in enumerate(media_ids):
            path = f"mediaIds.{n}"
            if media_id in films:
                filmed = sum(each.type == FILM_TYPE for each in taken)
                taken.append(_filmed(owner_id, films[media_id], path, beside=filmed))
            else:
                taken.append(self._shown(owner_id, found.get(media_id), path=path))
        return tuple(taken)

    def url(self, media_id: str, name: str) -> str:
        return f"{self.public_url}/{picture_key(media_id, name)}"

    def _shown(self, owner_id: str, upload: Upload | None, *, path: str) -> Media:
        if upload is None or upload.owner_id != owner_id:
            raise MediaNotFound(path)
        if upload.status != "ready":
            raise MediaNotFound(path, f"Is {upload.status}.")
        largest = upload.pictures[0]
        return Media(
            id=upload.id,
            url=self.url(upload.id, largest.name),
            type=PICTURE_TYPE,
            alt_text=upload.alt_text,
            width=largest.width,
            height=largest.height,
        )

    def _accepted(self, content_type: str, size: int) -> None:
        if content_type.startswith("video/"):
            raise ValidationFailed.of("contentType", "Upload videos by POST /api/videos.")
        if content_type not in IMAGES:
            raise ValidationFailed.of("contentType", f"Must be one of {', '.join(IMAGES)}.")
        if size > self.largest:
            raise ValidationFailed.of("size", f"Must be at most {self.largest} bytes.")

    def _own(self, owner_id: str, media_id: str) -> Upload:
        found = self.uploads.find(media_id)
        if found is None or found.owner_id != owner_id:
            raise MediaUnknown
        return found


def _filmed(owner_id: str, film: Film, path: str, *, beside: int) -> Media:
    """``beside``: how many films the tweet has already."""
    if film.owner_id != owner_id:
        raise MediaNotFound(path)
    if film.why_not:
        raise MediaNotFound(path, film.why_not)
    if beside >= MOST_FILMS:
        raise MediaNotFound(path, "A tweet takes one video.")
    return Media(
        id=film.id,
        url=film.poster_url,
        type=FILM_TYPE,
        alt_text=film.title,
        width=film.width,
        height=film.height,
    )
