"""Images of social put together on fakes: from the announcement to the pictures."""

from dataclasses import dataclass, field

from social.media.clearing import Clearing
from social.media.receiving import Receiving
from social.media.uploading import Shelf
from tests.fakes.core import FakeClock, FakeIds
from tests.fakes.social import FakePeople, World
from tests.fakes.social_media import FakeDarkroom, FakeDrop, FakeFilms, FakeGallery, FakeUploads

MOST = 1_000


@dataclass
class Studio:
    uploads: FakeUploads = field(default_factory=FakeUploads)
    drop: FakeDrop = field(default_factory=FakeDrop)
    gallery: FakeGallery = field(default_factory=FakeGallery)
    darkroom: FakeDarkroom = field(default_factory=FakeDarkroom)
    films: FakeFilms = field(default_factory=FakeFilms)
    world: World = field(default_factory=World)

    @property
    def clearing(self) -> Clearing:
        return Clearing(uploads=self.uploads, drop=self.drop, gallery=self.gallery)

    def __post_init__(self) -> None:
        self.shelf = Shelf(
            uploads=self.uploads,
            drop=self.drop,
            clearing=self.clearing,
            films=self.films,
            people=FakePeople(self.world),
            clock=FakeClock(),
            ids=FakeIds(),
            public_url="https://triptych.example",
            largest=MOST,
        )
        self.receiving = Receiving(
            uploads=self.uploads, drop=self.drop, gallery=self.gallery, darkroom=self.darkroom
        )

    def announces(self, owner: str = "ada", size: int = 9, alt_text: str = "") -> str:
        upload, _ = self.shelf.announce(
            owner, content_type="image/png", size=size, alt_text=alt_text
        )
        return upload.id

    def posts(self, body: bytes = b"a picture", owner: str = "ada", alt_text: str = "") -> str:
        """Announced and put where it belongs, but not looked at."""
        media_id = self.announces(owner, len(body), alt_text)
        self.drop.files[media_id] = body
        return media_id

    def has(self, owner: str = "ada", alt_text: str = "") -> str:
        media_id = self.posts(owner=owner, alt_text=alt_text)
        assert self.receiving.receive(media_id) == "ready"
        return media_id

    def nothing_left_of(self, media_id: str) -> bool:
        pictures = [each for each, _ in self.gallery.pictures]
        return media_id not in {*self.uploads.records, *self.drop.files, *pictures}
