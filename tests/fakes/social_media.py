"""Uploads, the two places of files, and a darkroom, in memory."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from social.media.model import NAMES, Upload
from social.media.ports import Film, Form, Rendered, TooLarge, Undevelopable


@dataclass
class FakeUploads:
    records: dict[str, Upload] = field(default_factory=dict)
    ends: dict[str, int] = field(default_factory=dict)

    def announce(self, upload: Upload, *, until: int) -> None:
        self.records[upload.id] = upload
        self.ends[upload.id] = until

    def find(self, media_id: str) -> Upload | None:
        return self.records.get(media_id)

    def find_many(self, media_ids: Iterable[str]) -> Mapping[str, Upload]:
        return {each: self.records[each] for each in media_ids if each in self.records}

    def settle(self, upload: Upload) -> bool:
        now = self.records.get(upload.id)
        if now is None or now.status != "uploading":
            return False
        self.records[upload.id] = upload
        self.ends.pop(upload.id)
        return True

    def withdraw(self, media_id: str) -> None:
        if media_id in self.records:
            self.records[media_id] = replace(self.records[media_id], status="deleted")

    def forget(self, media_id: str) -> None:
        self.records.pop(media_id, None)

    def of_owner(self, owner_id: str) -> Iterable[str]:
        return [each.id for each in self.records.values() if each.owner_id == owner_id]


@dataclass
class FakeFilms:
    """``asked``: the ids of every read."""

    films: dict[str, Film] = field(default_factory=dict)
    asked: list[list[str]] = field(default_factory=list)

    def add(self, *films: Film) -> None:
        self.films |= {each.id: each for each in films}

    def find_many(self, video_ids: Iterable[str]) -> Mapping[str, Film]:
        ids = list(video_ids)
        self.asked.append(ids)
        return {each: self.films[each] for each in ids if each in self.films}


@dataclass
class FakeDrop:
    files: dict[str, bytes] = field(default_factory=dict)

    def form(self, upload: Upload, *, seconds: int) -> Form:
        fields = {"Content-Type": upload.content_type, "key": f"uploads/{upload.id}"}
        return Form(url=f"https://uploads.example/?seconds={seconds}", fields=fields)

    def read(self, media_id: str, *, most: int) -> bytes | None:
        body = self.files.get(media_id)
        if body is not None and len(body) > most:
            raise TooLarge
        return body

    def clear(self, media_id: str) -> None:
        self.files.pop(media_id, None)


@dataclass
class FakeGallery:
    pictures: dict[tuple[str, str], bytes] = field(default_factory=dict)

    def hang(self, media_id: str, picture: Rendered) -> None:
        self.pictures[media_id, picture.name] = picture.body

    def clear(self, media_id: str) -> None:
        for name in NAMES:
            self.pictures.pop((media_id, name), None)


@dataclass
class FakeDarkroom:
    """Every size is the file itself; ``before`` runs first. A file of b"broken" is no picture."""

    before: Callable[[], None] = lambda: None
    runs: int = 0

    def develop(self, body: bytes, content_type: str) -> list[Rendered]:
        assert content_type.startswith("image/")
        self.before()
        self.runs += 1
        if body == b"broken":
            raise Undevelopable("The image is damaged or not complete.")
        return [Rendered(name=name, body=body, width=4, height=3) for name in NAMES]
