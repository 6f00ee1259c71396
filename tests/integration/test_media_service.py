"""MediaConvert's API as the emulator has it: shapes, refusals, rights, events, restarts.

One file: its tests share one running emulator and its films.
"""

import json
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import boto3
import psutil
import pytest
from botocore.exceptions import ClientError
from ministack.app import SERVICE_REGISTRY

from infra.local import cloud
from infra.local.ports import LOOPBACK
from tests.integration.emulator_rig import OURS, Emulator, emulator
from tests.integration.media_rig import BUCKET, QUICK, TRUSTED, Studio, ffmpeg, pattern
from video.transcoding import job, keys, planning, probing
from video.transcoding.model import Plan


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    with emulator(tmp_path_factory.mktemp("media"), module=OURS) as running:
        yield Studio(running)


@pytest.fixture(scope="module")
def reel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("reels") / "short.mp4"
    ffmpeg(*pattern(seconds=1), *QUICK, str(path))
    return path


@pytest.fixture(scope="module")
def long_reel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Work for half a minute, so that something can happen meanwhile."""
    path = tmp_path_factory.mktemp("reels") / "long.mp4"
    once = path.with_suffix(".once.mp4")
    ffmpeg(*pattern("1280x720", rate="60"), *QUICK, str(once))
    ffmpeg("-stream_loop", "19", "-i", str(once), "-c", "copy", str(path))
    return path


@pytest.fixture(scope="module")
def plan(studio: Studio, reel: Path) -> Plan:
    studio.upload("short", reel)
    return studio.plan("short")


def test_ministack_still_has_no_mediaconvert() -> None:
    """By its registry: asked over HTTP, it reads botocore's whole catalogue to say no."""
    assert "mediaconvert" not in SERVICE_REGISTRY


def test_a_job_is_told_as_the_service_tells_it(studio: Studio, plan: Plan) -> None:
    """V5: events come at least once; what one says does not depend on when it comes."""
    heard = studio.listen()
    metadata = {"videoId": "short"}
    job_id = studio.order("short", plan, UserMetadata=metadata, StatusUpdateInterval="SECONDS_10")
    made = studio.ended(job_id)
    events = studio.heard_to_its_end(heard, job_id)
    assert {each["detail"]["status"] for each in events} == {
        "PROGRESSING",
        "INPUT_INFORMATION",
        "STATUS_UPDATE",
        "COMPLETE",
    }
    for each in events:
        assert (each["source"], each["detail-type"]) == (
            "aws.mediaconvert",
            "MediaConvert Job State Change",
        )
        assert each["resources"] == [made["Arn"]]
        assert each["detail"]["userMetadata"] == metadata
        assert each["detail"]["queue"] == made["Queue"]
    told = {each["detail"]["status"]: each["detail"] for each in events}
    progress = told["STATUS_UPDATE"]["jobProgress"]
    assert set(progress) == {"phaseProgress", "jobPercentComplete", "currentPhase", "retryCount"}
    assert told["INPUT_INFORMATION"]["inputDetails"][0]["video"][0]["width"] == 320
    film, poster, _storyboard = told["COMPLETE"]["outputGroupDetails"]
    assert (film["type"], poster["type"]) == ("CMAF_GROUP", "FILE_GROUP")
    folder = f"s3://{BUCKET}/{keys.folder('short')}"
    assert film["playlistFilePaths"] == [f"{folder}master.mpd", f"{folder}master.m3u8"]
    assert film["outputDetails"][0]["videoDetails"] == {"widthInPx": 320, "heightInPx": 180}
    assert poster["outputDetails"][0]["outputFilePaths"] == [f"{folder}poster.0000000.jpg"]


def test_a_finished_job_can_be_looked_at(studio: Studio, plan: Plan) -> None:
    job_id = studio.order("short", plan)
    made = studio.ended(job_id)
    assert made["Status"] == "COMPLETE"
    assert made["JobPercentComplete"] == 100
    assert made["Settings"] == job.settings(plan, bucket=BUCKET, video_id="short")
    assert made["Timing"]["SubmitTime"] <= made["Timing"]["FinishTime"]
    listed = studio.converter.list_jobs(Status="COMPLETE", MaxResults=20)["Jobs"]
    assert job_id in [each["Id"] for each in listed]
    assert listed[0]["CreatedAt"] >= listed[-1]["CreatedAt"]


def test_V5_a_client_token_makes_one_job_within_a_minute(studio: Studio, plan: Plan) -> None:
    token = uuid.uuid4().hex
    first = studio.order("short", plan, ClientRequestToken=token)
    assert studio.order("short", plan, ClientRequestToken=token) == first
    assert studio.order("short", plan, ClientRequestToken=uuid.uuid4().hex) != first
    with pytest.raises(ClientError, match="BadRequestException"):
        studio.order("short", plan, ClientRequestToken="x" * 65)


def test_lists_are_paged(studio: Studio, plan: Plan) -> None:
    made = {studio.order("short", plan) for _ in range(3)}
    seen: list[str] = []
    token: dict[str, str] = {}
    while True:
        page = studio.converter.list_jobs(MaxResults=2, Order="ASCENDING", **token)
        seen += [each["Id"] for each in page["Jobs"]]
        if not page.get("NextToken"):
            break
        token = {"NextToken": page["NextToken"]}
    assert len(seen) == len(set(seen))
    assert made <= set(seen)
    for each in made:
        studio.ended(each)


def test_queues_and_endpoints(studio: Studio) -> None:
    queue = studio.converter.get_queue(Name="Default")["Queue"]
    assert (queue["Status"], queue["Type"]) == ("ACTIVE", "SYSTEM")
    assert studio.converter.list_queues()["Queues"][0]["Arn"] == queue["Arn"]
    assert studio.converter.describe_endpoints()["Endpoints"][0]["Url"].startswith("http://")


def _changed(plan: Plan, *path: object, value: object) -> dict[str, Any]:  # Any: settings
    settings = job.settings(plan, bucket=BUCKET, video_id="short")
    at: Any = settings
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    return settings


GROUP = ("OutputGroups", 0, "OutputGroupSettings", "CmafGroupSettings")
H264 = ("OutputGroups", 0, "Outputs", 0, "VideoDescription", "CodecSettings", "H264Settings")


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ((*GROUP, "SegmentControl"), "SINGLE_FILE", "segmentControl|SegmentControl"),
        ((*GROUP, "BaseUrl"), "https://cdn.example/", "BaseUrl"),
        ((*H264, "RateControlMode"), "CBR", "RateControlMode"),
        ((*H264, "SceneChangeDetect"), "NO_SUCH_VALUE", "should be one of"),
        (("Inputs", 0, "FileInput"), "https://films.example/a.mp4", "only s3://"),
        (("Inputs", 0, "FileInput"), "file:///etc/passwd", "only s3://"),
        (("FollowSource",), 1, "FollowSource"),
    ],
)
def test_settings_that_are_not_carried_out_are_refused(
    studio: Studio, plan: Plan, path: tuple[object, ...], value: object, said: str
) -> None:
    settings = _changed(plan, *path, value=value)
    with pytest.raises(ClientError, match=f"BadRequestException.*({said})"):
        studio.converter.create_job(Role=studio.role, Settings=settings)


def test_what_is_not_there_is_not_found(studio: Studio) -> None:
    asks: list[Callable[[], object]] = [
        lambda: studio.converter.get_job(Id="1-none"),
        lambda: studio.converter.cancel_job(Id="1-none"),
        lambda: studio.converter.get_queue(Name="Other"),
        lambda: studio.probe("never-uploaded"),
    ]
    for ask in asks:
        with pytest.raises(ClientError, match="NotFoundException"):
            ask()


def test_V6_a_cancelled_job_leaves_nothing_and_is_told(studio: Studio, long_reel: Path) -> None:
    studio.upload("long", long_reel)
    job_id = studio.order("long", studio.plan("long"))
    for _ in range(600):
        phase = studio.converter.get_job(Id=job_id)["Job"].get("CurrentPhase")
        if phase == "TRANSCODING":
            break
        time.sleep(0.05)
    studio.converter.cancel_job(Id=job_id)
    assert studio.ended(job_id)["Status"] == "CANCELED"
    with pytest.raises(ClientError, match="ConflictException"):
        studio.converter.cancel_job(Id=job_id)
    after = studio.order("short", studio.plan("short"))
    assert studio.ended(after)["Status"] == "COMPLETE"  # its place was given back at once
    assert studio.folder("long").sizes() == {}
    assert studio.converter.get_job(Id=job_id)["Job"]["Status"] == "CANCELED"


# ---- rights


def _role(studio: Studio, trust: object, *statements: object) -> str:
    iam, name = studio.emulator.aws("iam"), f"r{uuid.uuid4().hex[:8]}"
    made = iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trust))
    policy = {"Version": "2012-10-17", "Statement": list(statements)}
    if statements:
        iam.put_role_policy(RoleName=name, PolicyName="p", PolicyDocument=json.dumps(policy))
    return str(made["Role"]["Arn"])


@pytest.mark.parametrize("may", ["nothing", "reads only"])
def test_X13_the_jobs_role_is_asked_for_every_object(studio: Studio, plan: Plan, may: str) -> None:
    reads = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{BUCKET}/*"}
    role = _role(studio, TRUSTED, *([reads] if may == "reads only" else []))
    settings = job.settings(plan, bucket=BUCKET, video_id="short")
    made = studio.converter.create_job(Role=role, Settings=settings)["Job"]
    ended = studio.ended(made["Id"])
    assert (ended["Status"], ended["ErrorCode"]) == ("ERROR", 1401)


def test_a_role_that_is_not_there_or_does_not_trust_the_service(studio: Studio, plan: Plan) -> None:
    stranger = {**TRUSTED, "Statement": [
        {**TRUSTED["Statement"][0], "Principal": {"Service": "lambda.amazonaws.com"}}  # type: ignore[dict-item]  # a policy as JSON
    ]}  # fmt: skip
    settings = job.settings(plan, bucket=BUCKET, video_id="short")
    nobody = "arn:aws:iam::000000000000:role/nobody"
    for role, code in ((nobody, 1433), (_role(studio, stranger), 1434)):
        made = studio.converter.create_job(Role=role, Settings=settings)["Job"]
        assert studio.ended(made["Id"])["ErrorCode"] == code


def _as_user(running: Emulator, *statements: object) -> Any:  # Any: a boto3 client
    iam, name = running.aws("iam"), f"u{uuid.uuid4().hex[:8]}"
    iam.create_user(UserName=name)
    policy = {"Version": "2012-10-17", "Statement": list(statements)}
    iam.put_user_policy(UserName=name, PolicyName="p", PolicyDocument=json.dumps(policy))
    key = iam.create_access_key(UserName=name)["AccessKey"]
    session = boto3.session.Session(
        aws_access_key_id=key["AccessKeyId"],
        aws_secret_access_key=key["SecretAccessKey"],
        region_name="us-east-1",
    )
    endpoint = f"http://{LOOPBACK}:{running.ports.emulator}"
    return session.client("mediaconvert", endpoint_url=endpoint)


def _allow(action: str, resource: str = "*", **more: object) -> dict[str, object]:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def test_X13_who_makes_a_job_must_be_allowed_to_and_to_pass_its_role(
    studio: Studio, plan: Plan
) -> None:
    settings = job.settings(plan, bucket=BUCKET, video_id="short")
    queue = studio.converter.get_queue(Name="Default")["Queue"]["Arn"]
    create = _allow("mediaconvert:CreateJob", queue)
    passed = {"StringEquals": {"iam:PassedToService": "mediaconvert.amazonaws.com"}}
    elsewhere = {"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}}
    may = (create, _allow("iam:PassRole", studio.role, Condition=passed))
    for statements in (
        may[1:],
        may[:1],
        (create, _allow("iam:PassRole", f"{studio.role}s")),
        (create, _allow("iam:PassRole", studio.role, Condition=elsewhere)),
    ):
        with pytest.raises(ClientError, match="AccessDenied"):
            _as_user(studio.emulator, *statements).create_job(Role=studio.role, Settings=settings)
    made = _as_user(studio.emulator, *may).create_job(Role=studio.role, Settings=settings)
    assert studio.ended(made["Job"]["Id"])["Status"] == "COMPLETE"


def test_X13_jobs_are_looked_at_and_cancelled_one_by_one(studio: Studio, plan: Plan) -> None:
    job_id, other = studio.order("short", plan), studio.order("short", plan)
    arn = studio.ended(job_id)["Arn"]
    user = _as_user(studio.emulator, _allow("mediaconvert:GetJob", arn))
    assert user.get_job(Id=job_id)["Job"]["Arn"] == arn
    asks: list[Callable[[], object]] = [
        lambda: user.get_job(Id=other),
        lambda: user.cancel_job(Id=job_id),
        lambda: user.list_jobs(),
    ]
    for ask in asks:
        with pytest.raises(ClientError, match="AccessDenied"):
            ask()


def test_X13_a_file_is_probed_with_the_callers_own_rights(studio: Studio, plan: Plan) -> None:
    assert plan.renditions
    original = f"arn:aws:s3:::{BUCKET}/{keys.original('short')}"
    asked = {"InputFiles": [{"FileUrl": f"s3://{BUCKET}/{keys.original('short')}"}]}
    probe = _allow("mediaconvert:Probe")
    with pytest.raises(ClientError, match="AccessDenied"):
        _as_user(studio.emulator, probe).probe(**asked)
    allowed = _as_user(studio.emulator, probe, _allow("s3:GetObject", original))
    found = probing.probed(allowed.probe(**asked)["ProbeResults"][0])
    assert planning.plan(found) == plan


# ---- restarts


def test_a_job_that_was_at_work_starts_anew_after_a_restart(
    studio: Studio, long_reel: Path
) -> None:
    studio.upload("resumed", long_reel)
    plan = studio.plan("resumed")
    smallest = replace(plan, renditions=plan.renditions[:1])
    job_id = studio.order("resumed", smallest)
    for _ in range(600):
        if studio.converter.get_job(Id=job_id)["Job"]["Status"] == "PROGRESSING":
            break
        time.sleep(0.05)
    studio.emulator.stop()
    assert studio.emulator.saved("mediaconvert").exists()
    studio.emulator.start()
    assert studio.ended(job_id)["Status"] == "COMPLETE"
    assert "master.m3u8" in studio.folder("resumed").sizes()


def test_X5_a_killed_emulator_leaves_no_encoder_behind(
    tmp_path_factory: pytest.TempPathFactory, long_reel: Path
) -> None:
    with emulator(tmp_path_factory.mktemp("killed"), module=OURS) as running:
        studio = Studio(running)
        studio.upload("long", long_reel)
        studio.order("long", studio.plan("long"))
        state = running.instance.load()
        assert state is not None
        process = psutil.Process(state.processes[cloud.NAME].pid)
        encoder = _encoder(process)
        process.kill()
        assert encoder not in psutil.wait_procs([encoder], timeout=30)[1]


def _encoder(process: psutil.Process) -> psutil.Process:
    end = time.monotonic() + 120
    while time.monotonic() < end:
        for child in process.children(recursive=True):
            with suppress(psutil.NoSuchProcess):  # those that probe come and go
                if child.name().startswith("ffmpeg"):
                    return child
        time.sleep(0.05)
    raise AssertionError("nothing was encoded within two minutes")
