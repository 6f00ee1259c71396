"""A file in parts, from its announcement to its last byte; interrupted anywhere it goes on (V12).

An upload's key is the video's own and is written once: nobody can replace what was looked at.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from math import ceil

from core.clock import Clock
from core.errors import ValidationFailed
from core.ids import Ids

from ..errors import UploadIncomplete, VideoNotUploading
from ..model import Video
from ..moments import ms
from .course import deleted, uploaded, without_captions
from .model import Part, Work
from .ports import PartsRefused, UploadGone, Uploads, Works
from .records import Records

MIB = 1024 * 1024
SMALLEST_PART = 5 * MIB  # S3's
MOST_PARTS = 1_000  # a tenth of what S3 takes: one page of its list
URL_SECONDS = 3600
KEPT_DAYS = 7  # as the bucket keeps parts of what is never completed
KEPT = KEPT_DAYS * 24 * 3600 * 1000
CAPTION_HEAD = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Uploading:
    """``largest`` is the most bytes of one file, ``types`` the media types taken."""

    works: Works
    uploads: Uploads
    records: Records
    clock: Clock
    ids: Ids
    largest: int
    types: tuple[str, ...]

    def announce(self, wanted: Video) -> Video:
        """``wanted`` has no id yet. Raises ValidationFailed."""
        self._accepted(wanted)
        id_, now = self.ids.new(), ms(self.clock)
        upload_id = self.uploads.begin(id_, content_type=wanted.content_type)
        video = replace(wanted, id=id_, created_at=now, upload_id=upload_id)
        self.works.create(Work(video=video, due_at=now + KEPT))
        return video

    def urls(self, video: Video, numbers: Sequence[int]) -> list[tuple[int, str]]:
        """Raises ValidationFailed for numbers beyond the last part's."""
        count = part_count(video.size)
        for index, number in enumerate(numbers):
            if number > count:
                raise ValidationFailed.of(f"partNumbers.{index}", f"There are {count} parts.")
        return [(number, self._url(video, number)) for number in dict.fromkeys(numbers)]

    def caption_urls(self, video: Video) -> list[tuple[str, str]]:
        return [
            (each.language, self.uploads.caption_url(video.id, each.language))
            for each in video.captions
        ]

    def waiting(self, video_id: str, user_id: str) -> Video:
        """Raises VideoNotFound, NotUploader, VideoNotUploading."""
        video = self.records.owned(video_id, user_id)
        if video.status != "uploading":
            raise VideoNotUploading
        return video

    def parts(self, video: Video, *, after: int, most: int) -> Sequence[Part]:
        """Raises VideoNotUploading."""
        try:
            return self.uploads.parts(video.id, video.upload_id, after=after, most=most)
        except UploadGone as error:
            raise VideoNotUploading from error

    def complete(
        self,
        video_id: str,
        user_id: str,
        etags: Sequence[tuple[int, str]] | None,
        *,
        without: Sequence[str] = (),
    ) -> Video:
        """Twice is as good as once. ``without`` are languages whose captions are given up.

        Raises VideoNotFound, NotUploader, VideoNotUploading, UploadIncomplete.
        """
        video = self.records.owned(video_id, user_id)
        if video.status != "uploading":
            return video
        if without:  # told before the parts are joined: the film may be looked at from then on
            given_up = frozenset(language.lower() for language in without)
            self.works.change(video_id, partial(without_captions, languages=given_up))
            video = self.records.owned(video_id, user_id)
        self._refuse_missing_captions(video)
        self._join(video, etags)
        self.works.change(video_id, partial(uploaded, now=ms(self.clock)))
        return self.records.owned(video_id, user_id)

    def abort(self, video_id: str, user_id: str) -> None:
        """Raises VideoNotFound, NotUploader, VideoNotUploading."""
        self.waiting(video_id, user_id)

        def step(work: Work) -> Work | None:
            if work.video.status != "uploading":
                raise VideoNotUploading
            return deleted(work, now=ms(self.clock))

        self.works.change(video_id, step)

    def _accepted(self, video: Video) -> None:
        if video.size > self.largest:
            raise ValidationFailed.of("size", f"At most {self.largest} bytes.")
        if video.content_type not in self.types:
            raise ValidationFailed.of("contentType", f"Takes {', '.join(self.types)}.")
        languages = [each.language.lower() for each in video.captions]
        if len(set(languages)) < len(languages):
            raise ValidationFailed.of("captions", "Takes one file of each language.")

    def _url(self, video: Video, number: int) -> str:
        size = size_of_part(number, video.size)
        return self.uploads.part_url(video.id, video.upload_id, number=number, size=size)

    def _refuse_missing_captions(self, video: Video) -> None:
        missing = [
            each.language
            for each in video.captions
            if not self.uploads.caption(video.id, each.language, most=CAPTION_HEAD)
        ]
        if missing:
            raise UploadIncomplete("Caption files are missing.", details={"captions": missing})

    def _join(self, video: Video, etags: Sequence[tuple[int, str]] | None) -> None:
        try:
            parts = self.uploads.parts(video.id, video.upload_id, after=0, most=MOST_PARTS)
            _refuse_unlike(video, parts, etags)
            self.uploads.join(video.id, video.upload_id, parts)
        except PartsRefused as error:  # one was replaced just now
            raise UploadIncomplete from error
        except UploadGone as error:
            if not self.uploads.is_whole(video.id):  # as it is where an answer was cut off
                raise VideoNotUploading from error


def _refuse_unlike(
    video: Video, parts: Sequence[Part], etags: Sequence[tuple[int, str]] | None
) -> None:
    """Raises UploadIncomplete, naming the parts that are missing or not as announced."""
    arrived = {part.number: part for part in parts}
    claimed = dict(etags or ())
    wrong = [
        number
        for number in range(1, part_count(video.size) + 1)
        if number not in arrived
        or arrived[number].size != size_of_part(number, video.size)
        or claimed.get(number, arrived[number].etag).strip('"') != arrived[number].etag.strip('"')
        or (etags is not None and number not in claimed)
    ]
    if wrong or len(arrived) > part_count(video.size):
        raise UploadIncomplete(details={"parts": wrong[:100]})


def part_size(size: int) -> int:
    """Of all parts but the last, of a file of ``size`` bytes."""
    return max(SMALLEST_PART, ceil(size / MOST_PARTS / MIB) * MIB)


def part_count(size: int) -> int:
    return ceil(size / part_size(size))


def size_of_part(number: int, size: int) -> int:
    return min(part_size(size), size - (number - 1) * part_size(size))
