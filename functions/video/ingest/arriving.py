"""What happens once an upload is complete: a look into it, then one transcoding job, or a reason.

Told twice, out of order or again after a cut, it ends the same: a step that was taken is not taken
twice (V5), and what was begun and not ended is seen by ``tending``.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from contracts.tables.video import caption_key
from core.clock import Clock

from ..model import Video
from ..moments import ms
from ..transcoding import keeping
from ..transcoding.model import Caption, Plan, Refused
from ..transcoding.planning import plan
from ..transcoding.probing import probed
from . import captions
from .course import accepted, awaits_a_job, claimed, failed, uploaded
from .model import Work
from .ports import Files, NotTaken, Transcoder, Unreadable, Uploads, Works


@dataclass(frozen=True, slots=True, kw_only=True)
class Arriving:
    works: Works
    uploads: Uploads
    files: Files
    transcoder: Transcoder
    clock: Clock

    def arrive(self, video_id: str) -> str:
        """What came of it: the status, or ``gone`` where nobody waits for it."""
        self.works.change(video_id, partial(uploaded, now=ms(self.clock)))
        work = self.works.find(video_id)
        if work is None or work.video.deleted:
            self.files.clear(video_id)  # of an upload that ended after its removal
            return "gone"
        if not awaits_a_job(work):
            return work.video.status
        return self._look_into(work)

    def _look_into(self, work: Work) -> str:
        video = work.video
        try:
            planned = recalled(work) or plan(probed(self.transcoder.probe(video.id)))
            self._refuse_bad_captions(video)
        except (Refused, Unreadable) as reason:
            return self._refuse(video, str(reason))
        step = partial(claimed, plan=json.dumps(keeping.kept(planned)), now=ms(self.clock))
        begun = self.works.change(video.id, step)
        return self._order(begun, planned) if begun else "elsewhere"

    def _order(self, work: Work, planned: Plan) -> str:
        video = work.video
        try:
            job_id = self.transcoder.order(work, planned, captions_of(video))
        except NotTaken as reason:
            return self._refuse(video, str(reason))
        step = partial(accepted, attempt=video.attempt, job_id=job_id, now=ms(self.clock))
        if self.works.change(video.id, step) is None:
            self._withdraw(video, job_id)
        return "ordered"

    def _withdraw(self, video: Video, job_id: str) -> None:
        """Unless it was heard of already, the job is nobody's any more: deleted meanwhile."""
        work = self.works.find(video.id)
        if work is None or work.video.deleted or work.video.job_id != job_id:
            self.transcoder.cancel(job_id)

    def _refuse(self, video: Video, reason: str) -> str:
        self.works.change(video.id, partial(failed, attempt=video.attempt, reason=reason))
        return "failed"

    def _refuse_bad_captions(self, video: Video) -> None:
        """Raises Refused."""
        for each in video.captions:
            most = captions.MOST_BYTES + 1
            text = self.uploads.caption(video.id, each.language, most=most) or b""
            captions.refuse(each.language, text)


def recalled(work: Work) -> Plan | None:
    """What was ordered before, if anything was."""
    return keeping.recalled(json.loads(work.plan)) if work.plan else None


def captions_of(video: Video) -> Sequence[Caption]:
    return [
        Caption(language=each.language, label=each.label, key=caption_key(video.id, each.language))
        for each in video.captions
    ]
