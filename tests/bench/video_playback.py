"""P12: from "play" to the first segment: requests of the API, and functions of Lambda per segment.

What the web client asks of the API is counted where it runs, by its own test. Files are played
through: the real use case on tables of moto, its answer's address through the real edge function
on node, manifests as the pipeline writes them. What a request of the API costs inside is counted by
hooks of botocore.
"""

import json
import subprocess
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

import boto3
from aws_cdk import App, Stack
from moto import mock_aws

from contracts.events import ViewCompleted, ViewStarted
from contracts.tables.accounts import ACCOUNTS, SUBSCRIPTION, person
from contracts.tables.video import VIDEOS
from contracts.tables.video_sessions import VIDEO_SESSIONS
from contracts.tables.video_viewing import VIEWERS
from core.clock import SystemClock
from core.cursor import Cursors
from core.ids import RandomIds
from core.play_pass import PlayPasses
from infra.config import LOCAL
from infra.constructs.bucket import private_bucket
from infra.constructs.cdn import EDGE
from infra.constructs.playback_edge import PLAYED, PlaybackEdge
from infra.local.instance import ROOT
from tests.fakes.video_viewing import a_profile, a_video
from tests.tables import create_table
from video.adapters.plan_reading import PlanReader
from video.adapters.profile_table import ProfileTable
from video.adapters.resume_table import ResumeTable
from video.adapters.session_table import SessionTable
from video.adapters.video_items import item_of
from video.adapters.video_reading import VideoReader
from video.playback.closing import Closing
from video.playback.model import Report
from video.playback.streaming import Streaming
from video.playback.tokens import SigningKey, Tickets
from video.viewing.choosing import ProfileChoice
from video.viewing.passes import Passes

from .table import NotMeasured, Row, at_most

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

NODE = ROOT / ".venv" / "bin" / "node"
HARNESS = ROOT / "tests" / "unit" / "edge_harness.mjs"
WEB = ROOT / "web"
VITEST, CLIENT = WEB / "node_modules" / "vitest" / "vitest.mjs", "src/watch/starting.test.ts"
HOST = "https://triptych.example"
KEY = SigningKey(kid="k1", key="k" * 64)
MASTER = "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nmaster_480p.m3u8\n"
RUNG = "#EXTM3U\n#EXTINF:10,\nmaster_480p_000000001.cmfv\n"
DYNAMODB_MS, KINESIS_MS = 5, 8  # measures.md


class CountedViews:
    """One call of Kinesis each."""

    def __init__(self, calls: Counter[str]) -> None:
        self._calls = calls

    def started(self, event: ViewStarted) -> None:
        self._calls["PutRecord"] += bool(event.session_id)

    def completed(self, event: ViewCompleted) -> None:
        self._calls["PutRecord"] += bool(event.session_id)


def playback_rows() -> Sequence[Row]:
    if not NODE.exists():
        raise NotMeasured("node is not installed; run `make setup`")
    inside, of_report, files = _played()
    rounds, lambdas = asked_by_the_client(), _functions_of_lambda()
    first = ", then ".join(" and ".join(each) for each in rounds)
    return [
        at_most(
            "P12",
            "play → first segment: API round trips",
            len(rounds),
            2,
            how=f"of the web client: {first}; and {len(files)} files of the CDN",
        ),
        at_most("P12", "functions of Lambda per segment", lambdas, 0, how=f"behaviour {PLAYED}"),
        _inside("inside startStream: round trips", inside),
        _inside("inside reportProgress: round trips", of_report),
    ]


def _inside(what: str, calls: Counter[str]) -> Row:
    count = calls.total()
    ms = sum(n * (KINESIS_MS if call == "PutRecord" else DYNAMODB_MS) for call, n in calls.items())
    listed = ", ".join(f"{n} {call}" for call, n in calls.items())
    return Row(
        measure="P12",
        what=what,
        now=str(count),
        target="printed",
        ok=None,
        value=count,
        how=f"{listed}; modelled {ms} ms",
    )


def _played() -> tuple[Counter[str], Counter[str], list[str]]:
    calls: Counter[str] = Counter()
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        for table in (VIDEOS, VIEWERS, VIDEO_SESSIONS, ACCOUNTS):
            create_table(client, table)
        client.put_item(TableName=VIDEOS.name, Item=item_of(a_video("v-1")))
        plan = {"pk": {"S": person("ada")}, "sk": {"S": SUBSCRIPTION}, "plan": {"S": "premium"}}
        client.put_item(TableName=ACCOUNTS.name, Item=plan)
        ProfileTable(client=client, table=VIEWERS.name).found(a_profile("p-1"))
        client.meta.events.register(
            "before-call.dynamodb", lambda model, **_: calls.update([model.name])
        )
        streaming = _streaming(client, calls)
        started = streaming.start("ada", "v-1", profile_ref=None, region="DE")
        inside = Counter(calls)
        calls.clear()
        report = Report(position=1.0, quality="480p")
        streaming.report("ada", started.session.id, report)
    requests: list[str] = []
    master = started.ticket.manifest_url
    rung = urljoin(master, _first(_fetched(master, MASTER, requests)))
    segment = urljoin(rung, _first(_fetched(rung, RUNG, requests)))
    _fetched(segment, "", requests)
    return inside, Counter(calls), requests


def _streaming(client: "DynamoDBClient", calls: Counter[str]) -> Streaming:
    clock, ids, views = SystemClock(), RandomIds(), CountedViews(calls)
    cursors = Cursors(secret=lambda: "s")
    sessions = SessionTable(client=client, table=VIDEO_SESSIONS.name)
    points = ResumeTable(client=client, table=VIEWERS.name)
    return Streaming(
        videos=VideoReader(client=client, table=VIDEOS.name),
        profiles=ProfileChoice(
            store=ProfileTable(client=client, table=VIEWERS.name),
            passes=Passes(cursors=cursors, clock=clock),
            clock=clock,
            ids=ids,
        ),
        plans=PlanReader(client=client, table=ACCOUNTS.name, clock=clock),
        passes=PlayPasses(cursors=cursors, clock=clock),
        sessions=sessions,
        resume_points=points,
        views=views,
        closing=Closing(sessions=sessions, resume_points=points, views=views, clock=clock),
        tickets=Tickets(signing=lambda: KEY, clock=clock, public_url=HOST, seconds=60),
        clock=clock,
        ids=ids,
        lease_ms=60_000,
        started_after=lambda _: None,
    )


def asked_by_the_client() -> Sequence[Sequence[str]]:
    """What an opened film asks of the API until it has its first file, round by round.

    The client's own page and player run in vitest; its test notes each round in the report.
    """
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        done = subprocess.run(  # noqa: S603  # our own files
            [str(NODE), str(VITEST), "run", CLIENT, "--reporter=json", f"--outputFile={report}"],
            cwd=WEB,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode or not report.exists():
            raise RuntimeError(f"The client's test {CLIENT} fails: {done.stderr[-300:]}")
        (file,) = json.loads(report.read_text())["testResults"]
    (test,) = file["assertionResults"]
    rounds: list[list[str]] = test["meta"]["rounds"]
    return rounds


def _first(manifest: str) -> str:
    """What a player asks for next."""
    return next(line for line in manifest.splitlines() if line and not line.startswith("#"))


def _fetched(url: str, body: str, requests: list[str]) -> str:
    """What lies there, if the edge lets a viewer through."""
    path = urlsplit(url).path
    requests.append(path)
    asked = {"method": "GET", "uri": path, "querystring": {}, "headers": {}}
    now = int(SystemClock().now().timestamp() * 1000)
    given = {"keys": {KEY.kid: KEY.key}, "now": now, "requests": [asked]}
    done = subprocess.run(  # noqa: S603  # our own files
        [str(NODE), str(HARNESS), str(EDGE / "video-token.js")],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        check=True,
    )
    (answer,) = json.loads(done.stdout)
    if answer.get("statusCode"):
        raise NotMeasured(f"the edge refuses {path.rpartition('/')[2]}")
    return body


def _functions_of_lambda() -> int:
    """Of the behaviour that serves segments: at the edge, or as an origin."""
    stack = Stack(App(), "bench")
    edge = PlaybackEdge(
        stack, "Edge", stage=LOCAL, bucket=private_bucket(stack, "B", stage=LOCAL, lifecycle=[])
    )
    return len(edge.behaviours()[PLAYED].edge_lambdas or [])
