"""Records and transcoder of the video system in memory, held by the contract suites."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tests.fakes.video_viewing import a_profile
from video.errors import EditedMeanwhile
from video.ingest.course import Step
from video.ingest.model import News, Work
from video.ingest.ports import NotTaken, Position, Unreadable, VideoPage
from video.model import Profile
from video.ratings import UNRATED, Rating
from video.transcoding.finishing import Finished, Shown
from video.transcoding.model import Caption, Plan
from video.transcoding.ports import Folder
from video.transcoding.probing import Answer

FACTS: Mapping[str, Any] = {
    "Container": {
        "Format": "mp4",
        "Duration": 12.0,
        "Tracks": [
            {
                "TrackType": "video",
                "Codec": "AVC",
                "VideoProperties": {
                    "Width": 640,
                    "Height": 360,
                    "FrameRate": {"Numerator": 25, "Denominator": 1},
                },
            },
            {"TrackType": "audio", "Codec": "AAC", "AudioProperties": {"Channels": 2}},
        ],
    },
    "Metadata": {"FileSize": 1_000_000},
}
"""What the probe says of twelve seconds of 360p with sound."""
MADE = Finished(
    duration=12.0,
    profiles=(Shown(profile="240p", name="master_240p.m3u8", width=426, height=240, bitrate=1),),
    poster="poster.0000001.jpg",
    storyboard="storyboard.vtt",
)


@dataclass
class FakeWorks:
    """``meanwhile`` runs once, between the reading and the writing of the next change."""

    records: dict[str, Work] = field(default_factory=dict)
    meanwhile: Callable[[], object] | None = None
    writes: int = 0

    def create(self, work: Work) -> None:
        assert self.records.get(work.video.id, work) == work
        self.records[work.video.id] = work

    def find(self, video_id: str) -> Work | None:
        return self.records.get(video_id)

    def change(self, video_id: str, step: Step) -> Work | None:
        for _ in range(8):
            before = self.records.get(video_id)
            after = step(before) if before else None
            if before is None or after is None:
                return None
            self._let_others()
            if self.records.get(video_id) != before:
                continue
            newer = replace(after, video=replace(after.video, revision=before.video.revision + 1))
            self.records[video_id] = newer
            self.writes += 1
            return newer
        raise EditedMeanwhile

    def _let_others(self) -> None:
        others, self.meanwhile = self.meanwhile, None
        if others is not None:
            others()

    def page(self, owner_id: str, *, after: Position | None, most: int) -> VideoPage:
        own = [work.video for work in self.records.values() if work.video.owner_id == owner_id]
        own.sort(key=lambda video: (video.created_at, video.id), reverse=True)
        if after is not None:
            end = (after.created_at, after.video_id)
            own = [video for video in own if (video.created_at, video.id) < end]
        page = own[:most]
        last = page[-1] if len(own) > most else None
        position = Position(video_id=last.id, created_at=last.created_at) if last else None
        return VideoPage(videos=page, position=position)

    def all_of(self, owner_id: str) -> Iterable[str]:
        return [id_ for id_, work in self.records.items() if work.video.owner_id == owner_id]

    def due(self, now: int, *, most: int) -> Sequence[Work]:
        found = [work for work in self.records.values() if 0 < work.due_at <= now]
        return sorted(found, key=lambda work: work.due_at)[:most]

    def remove(self, video_id: str) -> None:
        self.records.pop(video_id, None)


@dataclass
class FakeTranscoder:
    """``facts`` answers every probe; None is a file that cannot be read. ``meanwhile`` runs once,

    after a job was taken and before its id is told; ``cut`` then loses the answer.
    """

    facts: Mapping[str, Any] | None = field(default_factory=lambda: FACTS)
    takes: bool = True
    jobs: dict[str, News] = field(default_factory=dict)
    cancelled: list[str] = field(default_factory=list)
    meanwhile: Callable[[], object] = lambda: None
    cut: bool = False
    probes: int = 0

    def probe(self, video_id: str) -> Answer:
        assert video_id
        self.probes += 1
        if self.facts is None:
            raise Unreadable("The file holds no film that can be read.")
        return self.facts

    def order(self, work: Work, plan: Plan, captions: Sequence[Caption]) -> str:
        assert plan.renditions
        assert len(captions) == len(work.video.captions)
        if not self.takes:
            raise NotTaken("This film cannot be transcoded.")
        job_id = f"job-{len(self.jobs) + 1}"
        self.jobs[job_id] = News(
            video_id=work.video.id,
            attempt=work.video.attempt,
            job_id=job_id,
            status="submitted",
        )
        self.meanwhile()
        if self.cut:
            raise ConnectionError
        return job_id

    def cancel(self, job_id: str) -> None:
        self.cancelled.append(job_id)

    def news(self, job_id: str) -> News | None:
        return self.jobs.get(job_id)

    def ordered(self, video_id: str, attempt: int, *, since: int) -> News | None:
        assert since > 0
        found = [n for n in self.jobs.values() if (n.video_id, n.attempt) == (video_id, attempt)]
        return found[0] if found else None

    def now(self, job_id: str, **changes: Any) -> News:  # Any: fields of News
        """News of a job, which it also tells who asks."""
        self.jobs[job_id] = replace(self.jobs[job_id], **changes)
        return self.jobs[job_id]


@dataclass
class FakeMaker:
    """``meanwhile`` runs while the film is made."""

    made: Finished = MADE
    meanwhile: Callable[[], object] = lambda: None
    runs: int = 0

    def finish(self, folder: Folder, plan: Plan, *, captions: Sequence[Caption] = ()) -> Finished:
        assert plan.duration
        assert len({each.key for each in captions}) == len(captions)
        self.runs += 1
        folder.put("master_cap240.m3u8", b"#EXTM3U", content_type="application/x")
        self.meanwhile()
        return self.made


@dataclass
class FakeMessages:
    arrivals: list[str] = field(default_factory=list)
    news: list[News] = field(default_factory=list)

    def arrived(self, video_id: str) -> None:
        self.arrivals.append(video_id)

    def heard(self, news: News) -> None:
        self.news.append(news)


@dataclass
class FakeRatings:
    given: dict[str, Rating] = field(default_factory=dict)

    def of(self, video_id: str) -> Rating:
        return self.given.get(video_id, UNRATED)

    def of_many(self, video_ids: Iterable[str]) -> Mapping[str, Rating]:
        return {each: self.given[each] for each in video_ids if each in self.given}


@dataclass
class FakeFigures:
    """``views`` by video."""

    views: dict[str, int] = field(default_factory=dict)

    def clear(self, video_id: str) -> None:
        self.views.pop(video_id, None)


@dataclass
class FakeProfiles:
    """One for everybody, unless named here by its id."""

    default: Profile = field(default_factory=lambda: a_profile())
    others: dict[str, Profile] = field(default_factory=dict)

    def choose(self, user_id: str, ref: str | None) -> Profile:
        assert user_id
        return self.default if ref is None else self.others[ref]
