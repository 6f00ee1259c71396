"""How a transcoding job goes on, until its film is ready or a reason is known why not.

News come at least once and in any order. Where a video is gone or being removed, whatever a job
has left goes too (V6).
"""

from dataclasses import dataclass
from functools import partial

from core.clock import Clock

from ..moments import ms
from ..transcoding.finishing import Finished
from .arriving import captions_of, recalled
from .course import broken_off, failed, finishing, progressed, ready
from .model import News, Work
from .ports import Files, FilmMaker, Works

OVER = ("complete", "error", "canceled")
# What another attempt may mend ("Error codes", MediaConvert user guide): errors of the service that
# it cannot explain, and S3 that was slow or broke off.
TRANSIENT = frozenset({1999, 3400, 3408, 3450, 3451, 3999})
CANCELED = "Transcoding was cancelled."
DAMAGED = "The film is damaged or in a form that cannot be read."
BROKEN = "Transcoding failed."
ABOUT_INPUT = range(1010, 1100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Following:
    works: Works
    files: Files
    maker: FilmMaker
    clock: Clock

    def hear(self, news: News) -> str:
        """What came of it, for the log."""
        work = self.works.find(news.video_id)
        if work is None or work.video.deleted:
            if news.status in OVER:
                self.files.clear(news.video_id)
            return "gone"
        if news.status == "complete":
            return self._complete(news)
        if news.status in OVER:
            return self._broken_off(news)
        step = partial(
            progressed,
            attempt=news.attempt,
            job_id=news.job_id,
            percent=news.percent,
            now=ms(self.clock),
        )
        return "progressed" if self.works.change(news.video_id, step) else "stale"

    def _broken_off(self, news: News) -> str:
        step = partial(
            broken_off,
            attempt=news.attempt,
            job_id=news.job_id,
            transient=news.status == "error" and news.error_code in TRANSIENT,
            reason=_reason(news),
            now=ms(self.clock),
        )
        work = self.works.change(news.video_id, step)
        return "stale" if work is None else work.video.status

    def _complete(self, news: News) -> str:
        step = partial(finishing, attempt=news.attempt, job_id=news.job_id, now=ms(self.clock))
        work = self.works.change(news.video_id, step)
        if work is None:
            return "stale"
        made = self._made(work)
        settled = self.works.change(news.video_id, self._ending(work, made))
        if settled is not None:
            return settled.video.status
        self.files.clear(news.video_id)  # deleted meanwhile
        return "gone"

    def _made(self, work: Work) -> Finished:
        folder = self.files.folder(work.video.id)
        plan = recalled(work)
        assert plan is not None  # noqa: S101  # a job is ordered with its plan
        return self.maker.finish(folder, plan, captions=captions_of(work.video))

    def _ending(self, work: Work, made: Finished) -> "partial[Work | None]":
        attempt = work.video.attempt
        if made.findings:
            return partial(failed, attempt=attempt, reason=" ".join(made.findings))
        return partial(ready, attempt=attempt, made=made, now=ms(self.clock))


def _reason(news: News) -> str:
    """For the owner: the service's own text names places that are nobody's business."""
    if news.status == "canceled":
        return CANCELED
    return f"{DAMAGED if news.error_code in ABOUT_INPUT else BROKEN} ({news.error_code})"
