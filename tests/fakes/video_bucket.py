"""The bucket of films in memory, held by the contract suites."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from contracts.tables.video import caption_key, captions_of, original_key, prefix_of
from video.ingest.model import Part
from video.ingest.ports import PartsRefused, UploadGone
from video.transcoding.ports import Folder


@dataclass
class FakeBucket:
    """``Uploads`` and ``Files``. ``uploads`` are parts by upload, ``objects`` what is whole."""

    objects: dict[str, bytes] = field(default_factory=dict)
    uploads: dict[str, dict[int, bytes]] = field(default_factory=dict)

    def begin(self, video_id: str, *, content_type: str) -> str:
        assert content_type.startswith("video/")
        self.uploads[f"upload-of-{video_id}"] = {}
        return f"upload-of-{video_id}"

    def part_url(self, video_id: str, upload_id: str, *, number: int, size: int) -> str:
        return f"https://films.example/{video_id}?upload={upload_id}&part={number}&size={size}"

    def caption_url(self, video_id: str, language: str) -> str:
        return f"https://films.example/{caption_key(video_id, language)}"

    def parts(self, video_id: str, upload_id: str, *, after: int, most: int) -> Sequence[Part]:
        assert video_id in upload_id
        if upload_id not in self.uploads:
            raise UploadGone
        found = sorted(self.uploads[upload_id].items())
        return [_part(number, body) for number, body in found if number > after][:most]

    def join(self, video_id: str, upload_id: str, parts: Sequence[Part]) -> None:
        if upload_id not in self.uploads:
            raise UploadGone
        arrived = self.uploads[upload_id]
        if any(part != _part(part.number, arrived.get(part.number, b"")) for part in parts):
            raise PartsRefused
        self.objects[original_key(video_id)] = b"".join(arrived[part.number] for part in parts)
        del self.uploads[upload_id]

    def is_whole(self, video_id: str) -> bool:
        return original_key(video_id) in self.objects

    def caption(self, video_id: str, language: str, *, most: int) -> bytes | None:
        body = self.objects.get(caption_key(video_id, language))
        return None if body is None else body[:most]

    def abandon(self, video_id: str, upload_id: str) -> None:
        assert video_id in upload_id
        self.uploads.pop(upload_id, None)

    def clear(self, video_id: str) -> None:
        for key in self.of(video_id):
            del self.objects[key]

    def folder(self, video_id: str) -> Folder:
        return FakeFolder(objects=self.objects, prefix=prefix_of(video_id))

    def of(self, video_id: str) -> list[str]:
        """All there is of a video."""
        prefixes = (original_key(video_id), captions_of(video_id), prefix_of(video_id))
        return [key for key in self.objects if key.startswith(prefixes)]


@dataclass
class FakeFolder:
    objects: dict[str, bytes]
    prefix: str

    def sizes(self) -> Mapping[str, int]:
        found = self.objects.items()
        return {k.removeprefix(self.prefix): len(v) for k, v in found if k.startswith(self.prefix)}

    def read(self, name: str) -> bytes:
        return self.objects[self.prefix + name]

    def head(self, name: str, *, most: int) -> bytes:
        return self.read(name)[:most]

    def put(self, name: str, body: bytes, *, content_type: str) -> None:
        assert content_type
        self.objects[self.prefix + name] = body

    def delete(self, names: Sequence[str]) -> None:
        for name in names:
            self.objects.pop(self.prefix + name, None)


def _part(number: int, body: bytes) -> Part:
    etag = hashlib.md5(body, usedforsecurity=False).hexdigest()
    return Part(number=number, size=len(body), etag=f'"{etag}"')
