"""Films made by ffmpeg for one test, and uploading them as a browser does."""

import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from infra.local.film_upload import Film, FilmUpload, Notes
from infra.local.mediaconvert import tools
from tests.e2e.people import Person
from tests.e2e.waiting import eventually

Json = dict[str, Any]  # Any: an answer's JSON
TRANSCODED = 300.0  # seconds, on a busy machine
SETTLED = ("ready", "failed")


def ffmpeg(*arguments: str) -> None:
    command = [tools.find("ffmpeg"), "-nostdin", "-v", "error", "-y", *arguments]
    subprocess.run(command, check=True, timeout=120)  # noqa: S603  # of this test


def clip(path: Path, *, seconds: int = 2, size: str = "320x240", noise: int = 0) -> Path:
    """A test pattern with a tone; ``noise`` (0 to 100) makes it large."""
    source = f"testsrc2=s={size}:r=25:d={seconds}" + (
        f",noise=alls={noise}:allf=t" if noise else ""
    )
    tone = f"sine=frequency=440:duration={seconds}"
    ffmpeg(
        *("-f", "lavfi", "-i", source, "-f", "lavfi", "-i", tone, "-shortest"),
        *("-c:v", "libx264", "-preset", "ultrafast", "-qp", "8", "-pix_fmt", "yuv420p"),
        *("-c:a", "aac", str(path)),
    )
    return path


def uploader(person: Person, notes: Path) -> FilmUpload:
    return FilmUpload(
        url=person.behind.stack.url,
        token=lambda: person.token,
        owner=person.username,
        notes=Notes(directory=notes),
    )


def film(path: Path, **more: Any) -> Film:  # Any: fields of Film
    return Film(path=path, title=path.stem, **more)


def uploads(person: Person, path: Path, **more: Any) -> str:  # Any: fields of Film
    """The id of a video whose upload is complete."""
    return uploader(person, path.parent / "notes").send(film(path, **more), lambda *_: None)


def record(person: Person, video_id: str) -> Json:
    return dict(person.ok("GET", f"/api/videos/{video_id}").json)


def settled(person: Person, video_id: str) -> Json:
    return until(person, video_id, lambda found: found["status"] in SETTLED)


def until(person: Person, video_id: str, seen: Callable[[Json], bool]) -> Json:
    return eventually(lambda: record(person, video_id), until=seen, within=TRANSCODED)


def objects(person: Person, video_id: str) -> Mapping[str, int]:
    """All that lies in the bucket of a video."""
    bucket = person.behind.outputs["FilmsBucket"]
    pages = person.behind.client("s3").get_paginator("list_objects_v2").paginate(Bucket=bucket)
    found = [each for page in pages for each in page.get("Contents", [])]
    return {each["Key"]: each["Size"] for each in found if video_id in each["Key"]}


def parts_kept(person: Person, video_id: str) -> int:
    """Uploads to the bucket that are neither complete nor aborted."""
    bucket = person.behind.outputs["FilmsBucket"]
    found = person.behind.client("s3").list_multipart_uploads(Bucket=bucket).get("Uploads", [])
    return sum(video_id in each["Key"] for each in found)


def jobs(person: Person, video_id: str) -> list[Json]:
    """All jobs that were ever ordered for a video."""
    pages = person.behind.client("mediaconvert").get_paginator("list_jobs").paginate()
    found = [dict(job) for page in pages for job in page["Jobs"]]
    return [job for job in found if job.get("UserMetadata", {}).get("video") == video_id]


def nothing_left(person: Person, video_id: str) -> bool:
    behind = person.behind
    stored = behind.items(behind.outputs["VideosTable"])
    said = behind.items(behind.outputs["VideoStatsTable"])
    return not (
        objects(person, video_id)
        or parts_kept(person, video_id)
        or any(item["id"]["S"] == video_id for item in stored)
        or any(item["pk"]["S"] == video_id for item in said)
    )
