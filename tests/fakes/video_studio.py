"""The ingest of videos put together on fakes, as ``video.wiring`` does it on AWS."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from contracts.http import video, video_reports
from contracts.tables.video import caption_key
from core.cursor import Cursors
from core.http.api import build
from core.http.guard import Guard
from core.idempotency import Idempotency
from tests.builders import ORIGIN_SECRET, claims, http_event, json_body
from tests.fakes.core import FakeClock, FakeIds
from tests.fakes.idempotency import FakeRecords, Invocation
from tests.fakes.reports import FakeReports
from tests.fakes.video_bucket import FakeBucket
from tests.fakes.video_ingest import (
    FakeFigures,
    FakeMaker,
    FakeMessages,
    FakeProfiles,
    FakeRatings,
    FakeTranscoder,
    FakeWorks,
)
from video.ingest.arriving import Arriving
from video.ingest.erasing import UploadsEraser
from video.ingest.following import Following
from video.ingest.model import Work
from video.ingest.moderating import Moderation, ModerationOperations
from video.ingest.operations import VideoOperations
from video.ingest.records import Records
from video.ingest.removing import Removing
from video.ingest.tending import Tending
from video.ingest.uploading import MIB, Uploading, part_count, size_of_part

SITE = "https://triptych.example"
LARGEST = 10_000_000_000
CAPTIONS = b"WEBVTT\n\n00:00.000 --> 00:01.000\nHi\n"
TYPES = ("video/mp4", "video/quicktime")
PART = 5 * MIB
SIZE = 12_000_000  # three parts


@dataclass
class Studio:
    works: FakeWorks = field(default_factory=FakeWorks)
    bucket: FakeBucket = field(default_factory=FakeBucket)
    transcoder: FakeTranscoder = field(default_factory=FakeTranscoder)
    maker: FakeMaker = field(default_factory=FakeMaker)
    messages: FakeMessages = field(default_factory=FakeMessages)
    queue: FakeReports = field(default_factory=FakeReports)
    ratings: FakeRatings = field(default_factory=FakeRatings)
    figures: FakeFigures = field(default_factory=FakeFigures)
    profiles: FakeProfiles = field(default_factory=FakeProfiles)
    clock: FakeClock = field(default_factory=FakeClock)
    idempotent: FakeRecords = field(default_factory=FakeRecords)

    def __post_init__(self) -> None:
        works, bucket, transcoder, clock = self.works, self.bucket, self.transcoder, self.clock
        self.records = Records(works=works, profiles=self.profiles, clock=clock)
        self.uploading = Uploading(
            works=works,
            uploads=bucket,
            records=self.records,
            clock=clock,
            ids=FakeIds(),
            largest=LARGEST,
            types=TYPES,
        )
        self.arriving = Arriving(
            works=works, uploads=bucket, files=bucket, transcoder=transcoder, clock=clock
        )
        self.following = Following(works=works, files=bucket, maker=self.maker, clock=clock)
        self.removing = Removing(
            works=works,
            files=bucket,
            transcoder=transcoder,
            queue=self.queue,
            figures=self.figures,
        )
        self.tending = Tending(
            works=works,
            uploads=bucket,
            transcoder=transcoder,
            messages=self.messages,
            clock=clock,
        )
        self.eraser = UploadsEraser(works=works, clock=clock)
        self.handler = self._handler()

    def _handler(self) -> Any:  # Any: the gateway's JSON in and out
        cursors = Cursors(secret=lambda: "secret")
        videos = VideoOperations(
            uploading=self.uploading,
            records=self.records,
            ratings=self.ratings,
            cursors=cursors,
            clock=self.clock,
            public_url=SITE,
        )
        moderation = Moderation(records=self.records, queue=self.queue, clock=self.clock)
        return build(
            routes=(*video.ROUTES, *video_reports.ROUTES),
            operations={
                **videos.by_name(),
                **ModerationOperations(moderation=moderation, cursors=cursors).by_name(),
            },
            guard=Guard(origin_secret=lambda: ORIGIN_SECRET),
            idempotency=Idempotency(store=self.idempotent),
        )

    def asks(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        who: Mapping[str, str] | None = None,
        **more: Any,
    ) -> dict[str, Any]:
        """The gateway's answer; ``who`` is Ada unless told otherwise."""
        event = http_event(method, path, body=body, authorizer=who or claims(), **more)
        return dict(self.handler(event, Invocation()))

    def announces(self, **wanted: object) -> str:
        """The new video's id."""
        body = {"title": "Kites", "size": SIZE, **wanted}
        answer = self.asks("POST", "/api/videos", body)
        assert answer["statusCode"] == 201, answer
        return str(json_body(answer)["id"])

    def sends(self, video_id: str, *numbers: int) -> None:
        """The parts with these numbers, or all, and all captions."""
        found = self.work(video_id).video
        for number in numbers or range(1, part_count(found.size) + 1):
            body = bytes([number]) * size_of_part(number, found.size)
            self.bucket.uploads[found.upload_id][number] = body
        for each in found.captions:
            self.bucket.objects[caption_key(video_id, each.language)] = CAPTIONS

    def completes(self, video_id: str) -> dict[str, Any]:
        return self.asks("POST", f"/api/videos/{video_id}/upload", {"action": "complete"})

    def uploads(self, **wanted: object) -> str:
        """A video whose upload is complete, and nobody looked at it yet."""
        video_id = self.announces(**wanted)
        self.sends(video_id)
        assert self.completes(video_id)["statusCode"] == 200
        return video_id

    def transcodes(self, **wanted: object) -> str:
        """A video whose job was ordered."""
        video_id = self.uploads(**wanted)
        assert self.arriving.arrive(video_id) == "ordered"
        return video_id

    def has(self, **wanted: object) -> str:
        """A film."""
        video_id = self.transcodes(**wanted)
        job_id = self.work(video_id).video.job_id
        assert self.following.hear(self.transcoder.now(job_id, status="complete")) == "ready"
        return video_id

    def work(self, video_id: str) -> Work:
        found = self.works.find(video_id)
        assert found is not None
        return found

    def shown(self, video_id: str) -> dict[str, Any]:
        """The record as its owner gets it."""
        answer = self.asks("GET", f"/api/videos/{video_id}")
        assert answer["statusCode"] == 200, answer
        return dict(json_body(answer))

    def passes(self, **time: float) -> None:
        self.clock.time += timedelta(**time)

    def nothing_left_of(self, video_id: str) -> bool:
        uploads = [each for each in self.bucket.uploads if video_id in each]
        return not (uploads or self.bucket.of(video_id) or self.works.find(video_id))


def hears(studio: Studio, video_id: str, **changes: Any) -> str:  # Any: fields of News
    """News of the job that is known, or of the latest there is."""
    job_id = studio.work(video_id).video.job_id or list(studio.transcoder.jobs)[-1]
    return studio.following.hear(studio.transcoder.now(job_id, **changes))


def tends(studio: Studio) -> int:
    """A look at what is overdue; whoever is told by it obeys at once."""
    overdue = studio.tending.run()
    for video_id in studio.messages.arrivals:
        studio.arriving.arrive(video_id)
    for news in studio.messages.news:
        studio.following.hear(news)
    studio.messages.arrivals.clear()
    studio.messages.news.clear()
    return overdue
