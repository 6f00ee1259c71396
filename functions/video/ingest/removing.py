"""Nothing is left of a deleted video (V6, V12, X12): job, parts, files, reports, figures, record.

What was cut goes on where it stopped, as until the end the record is found again.
"""

from dataclasses import dataclass

from core.reports import ReportQueue

from .model import Work
from .ports import Figures, Files, Transcoder, Works


@dataclass(frozen=True, slots=True, kw_only=True)
class Removing:
    works: Works
    files: Files
    transcoder: Transcoder
    queue: ReportQueue
    figures: Figures

    def remove(self, video_id: str) -> bool:
        """False where there is nothing to be removed (any more)."""
        work = self.works.find(video_id)
        if work is None or not work.video.deleted:
            return False
        self._cancel(work)
        if work.video.upload_id:
            self.files.abandon(video_id, work.video.upload_id)
        self.files.clear(video_id)
        self.queue.remove(video_id)
        self.figures.clear(video_id)
        self.works.remove(video_id)
        return True

    def _cancel(self, work: Work) -> None:
        video = work.video
        if video.status in ("ready", "failed"):
            return
        if video.job_id:
            self.transcoder.cancel(video.job_id)
        elif work.submitting:
            job = self.transcoder.ordered(video.id, video.attempt, since=work.claimed_at)
            if job is not None:
                self.transcoder.cancel(job.job_id)
