"""``startStream``, ``reportProgress`` and ``endStream``."""

from collections.abc import Mapping
from dataclasses import dataclass

from contracts.http.video_streams import (
    Progress,
    StreamEnd,
    StreamRenewed,
    StreamStarted,
    StreamWanted,
)
from core.http.messages import Call, Operation, Reply

from .model import Report
from .streaming import Streaming


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamOperations:
    streaming: Streaming

    def by_name(self) -> Mapping[str, Operation]:
        return {
            "startStream": self._start,
            "reportProgress": self._report,
            "endStream": self._end,
        }

    def _start(self, call: Call) -> Reply:
        wanted = call.body_as(StreamWanted)
        started = self.streaming.start(
            call.user.user_id,
            call.path["videoId"],
            profile_ref=wanted.profile_id,
            region=call.viewer.country,
            tweet_pass=wanted.tweet_pass,
        )
        ticket, session = started.ticket, started.session
        body = StreamStarted(
            manifest_url=ticket.manifest_url,
            edge_server=ticket.edge_server,
            token=ticket.token,
            session_id=session.id,
            resume_position=session.position,
            expires_at=ticket.expires_at,
        )
        return Reply(status=201, body=body)

    def _report(self, call: Call) -> Reply:
        said = call.body_as(Progress)
        report = Report(
            position=said.position,
            quality=said.quality,
            startup_ms=said.startup_ms,
            rebuffers=said.rebuffers,
            stalled=said.stall_seconds,
        )
        ticket = self.streaming.report(call.user.user_id, call.path["sessionId"], report)
        body = StreamRenewed(
            token=ticket.token, manifest_url=ticket.manifest_url, expires_at=ticket.expires_at
        )
        return Reply(body=body)

    def _end(self, call: Call) -> Reply:
        said = call.body_as(StreamEnd)
        self.streaming.end(
            call.user.user_id, call.path["sessionId"], said.position, said.stall_seconds
        )
        return Reply(status=204)
