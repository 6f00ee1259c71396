"""Reports of videos by anybody, the list of them, and what an administrator decides."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from contracts.http.reports import ReportWanted
from contracts.http.video_reports import ReportedVideo, ReportedVideos
from core.clock import Clock
from core.cursor import Cursors
from core.http.messages import Call, Operation, Reply
from core.http.reviewing import ReviewList, described
from core.reports import Report, ReportQueue

from ..errors import VideoNotFound
from .records import Records

SCOPE = "video-reports"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moderation:
    records: Records
    queue: ReportQueue
    clock: Clock

    def report(self, video_id: str, user_id: str, *, reason: str, note: str) -> None:
        """Raises VideoNotFound, also of what the reporter could not have seen."""
        video = self.records.find(video_id)
        if video is None or not video.shown_to(user_id):
            raise VideoNotFound
        if not video.banned:
            self.queue.add(video_id, reason=reason, note=note, at=self.clock.now())

    def dismiss(self, video_id: str) -> None:
        """Twice is as good as once."""
        self.queue.remove(video_id)

    def ban(self, video_id: str, *, banned: bool) -> None:
        """Raises VideoNotFound, EditedMeanwhile."""
        self.records.changed(video_id, lambda video: replace(video, banned=banned))
        if banned:
            self.queue.remove(video_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class ModerationOperations:
    """The operations of ``contracts.http.video_reports``."""

    moderation: Moderation
    cursors: Cursors

    def by_name(self) -> Mapping[str, Operation]:
        return {
            "reportVideo": self._report,
            "listVideoReports": self._list,
            "dismissVideoReports": self._dismiss,
            "banVideo": self._ban,
            "unbanVideo": self._unban,
        }

    def _report(self, call: Call) -> Reply:
        wanted = call.body_as(ReportWanted)
        self.moderation.report(
            call.path["videoId"], call.user.user_id, reason=wanted.reason, note=wanted.note
        )
        return Reply(status=202)

    def _list(self, call: Call) -> Reply:
        review = ReviewList(queue=self.moderation.queue, cursors=self.cursors, scope=SCOPE)
        reports, cursor = review.page(call)
        return Reply(body=ReportedVideos(items=[*map(self._shown, reports)], next_cursor=cursor))

    def _shown(self, report: Report) -> ReportedVideo:
        video = self.moderation.records.find(report.subject)
        return ReportedVideo(
            video_id=report.subject,
            title=video.title if video else "",
            owner_id=video.owner_id if video else "",
            **described(report),
        )

    def _dismiss(self, call: Call) -> Reply:
        self.moderation.dismiss(call.path["videoId"])
        return Reply(status=204)

    def _ban(self, call: Call) -> Reply:
        self.moderation.ban(call.path["videoId"], banned=True)
        return Reply(status=204)

    def _unban(self, call: Call) -> Reply:
        self.moderation.ban(call.path["videoId"], banned=False)
        return Reply(status=204)
