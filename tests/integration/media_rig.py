"""Small films made by ffmpeg, and MediaConvert in an emulator of ours to send them to."""

import json
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from infra.local.mediaconvert import tools
from tests.integration.emulator_rig import Emulator
from video.transcoding import job, keys, planning, probing
from video.transcoding.model import Caption, Plan

BUCKET = "films"
QUICK = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "25")
SOUND = ("-c:a", "aac", "-b:a", "64k")
TRUSTED = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": "mediaconvert.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
    ],
}


def ffmpeg(*arguments: str) -> None:
    command = [tools.find("ffmpeg"), "-nostdin", "-v", "error", "-y", *arguments]
    subprocess.run(command, check=True, timeout=120)  # noqa: S603  # of this test


def pattern(size: str = "320x180", rate: str = "25", seconds: float = 2) -> tuple[str, ...]:
    return ("-f", "lavfi", "-i", f"testsrc2=s={size}:r={rate}:d={seconds}")


def tone(seconds: float = 2, layout: str = "stereo") -> tuple[str, ...]:
    channels = {"stereo": 2, "5.1": 6}[layout]
    tones = "|".join(f"sin({220 * (n + 1)}*2*PI*t)/8" for n in range(channels))
    return ("-f", "lavfi", "-i", f"aevalsrc={tones}:c={layout}:s=48000:d={seconds}")


@dataclass
class Studio:
    """The video bucket, a role that may read and write it, and a queue that hears the events."""

    emulator: Emulator

    @cached_property
    def role(self) -> str:
        iam = self.emulator.aws("iam")
        made = iam.create_role(RoleName="media", AssumeRolePolicyDocument=json.dumps(TRUSTED))
        objects = f"arn:aws:s3:::{BUCKET}/*"
        statement = {"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"]}
        policy = {"Version": "2012-10-17", "Statement": [{**statement, "Resource": objects}]}
        iam.put_role_policy(RoleName="media", PolicyName="films", PolicyDocument=json.dumps(policy))
        return str(made["Role"]["Arn"])

    @cached_property
    def s3(self) -> Any:  # Any: a boto3 client
        client = self.emulator.aws("s3")
        client.create_bucket(Bucket=BUCKET)
        return client

    @cached_property
    def converter(self) -> Any:  # Any: a boto3 client
        return self.emulator.aws("mediaconvert")

    def listen(self) -> str:
        """A queue that gets every event of MediaConvert."""
        sqs, events = self.emulator.aws("sqs"), self.emulator.aws("events")
        url = sqs.create_queue(QueueName="heard")["QueueUrl"]
        about = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
        arn = about["Attributes"]["QueueArn"]
        pattern = json.dumps({"source": ["aws.mediaconvert"]})
        events.put_rule(Name="heard", EventPattern=pattern)
        events.put_targets(Rule="heard", Targets=[{"Id": "q", "Arn": arn}])
        return str(url)

    def heard(self, url: str, job_id: str) -> Sequence[Mapping[str, Any]]:  # Any: JSON
        """All events until now, of that job, in the order of their arrival."""
        found = []
        sqs = self.emulator.aws("sqs")
        while messages := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
            found += [json.loads(each["Body"]) for each in messages]
            for each in messages:
                sqs.delete_message(QueueUrl=url, ReceiptHandle=each["ReceiptHandle"])
        return [each for each in found if each["detail"]["jobId"] == job_id]

    def heard_to_its_end(self, url: str, job_id: str) -> Sequence[Mapping[str, Any]]:  # Any: JSON
        """Until the job is told to be complete, which is a moment after it is."""
        found: list[Mapping[str, Any]] = []
        for _ in range(600):
            found += self.heard(url, job_id)
            if any(each["detail"]["status"] == "COMPLETE" for each in found):
                return found
            time.sleep(0.1)
        return found

    def upload(self, video_id: str, path: Path) -> None:
        self.s3.upload_file(str(path), BUCKET, keys.original(video_id))

    def probe(self, video_id: str) -> Any:  # Any: the service's ProbeResult
        uri = f"s3://{BUCKET}/{keys.original(video_id)}"
        return self.converter.probe(InputFiles=[{"FileUrl": uri}])["ProbeResults"][0]

    def plan(self, video_id: str) -> Plan:
        return planning.plan(probing.probed(self.probe(video_id)))

    def order(
        self, video_id: str, plan: Plan, captions: Sequence[Caption] = (), **more: Any
    ) -> str:
        settings = job.settings(plan, bucket=BUCKET, video_id=video_id, captions=captions)
        made = self.converter.create_job(Role=self.role, Settings=settings, **more)
        return str(made["Job"]["Id"])

    def ended(self, job_id: str) -> Any:  # Any: the service's Job
        for _ in range(2400):
            found = self.converter.get_job(Id=job_id)["Job"]
            if found["Status"] not in ("SUBMITTED", "PROGRESSING"):
                return found
            time.sleep(0.1)
        raise AssertionError(f"{job_id} did not end within four minutes")

    def folder(self, video_id: str) -> "Held":
        return Held(self.s3, keys.folder(video_id))


@dataclass
class Held:
    """``Folder`` on the emulator's S3."""

    s3: Any  # Any: a boto3 client
    prefix: str

    def sizes(self) -> Mapping[str, int]:
        pages = self.s3.get_paginator("list_objects_v2").paginate(Bucket=BUCKET, Prefix=self.prefix)
        return {
            each["Key"].removeprefix(self.prefix): each["Size"]
            for page in pages
            for each in page.get("Contents", ())
        }

    def read(self, name: str) -> bytes:
        return bytes(self.s3.get_object(Bucket=BUCKET, Key=self.prefix + name)["Body"].read())

    def head(self, name: str, *, most: int) -> bytes:
        return self.read(name)[:most]

    def put(self, name: str, body: bytes, *, content_type: str) -> None:
        self.s3.put_object(
            Bucket=BUCKET, Key=self.prefix + name, Body=body, ContentType=content_type
        )

    def delete(self, names: Sequence[str]) -> None:
        for name in names:
            self.s3.delete_object(Bucket=BUCKET, Key=self.prefix + name)
