"""P11: a whole local job, from CreateJob to COMPLETE, over a bare ffmpeg of the same renditions.

Both encode the same film in one decode with a split graph, at the same priority, one after the
other. The job also fetches the source from S3, looks into it, captures a poster and previews, cuts
and describes what came out, stores every object and tells its events: all of that is what is above
one. CPU is counted (the emulator with all that it starts); time is that of a watch.
"""

import resource
import statistics
import subprocess  # noqa: S404,RUF100  # our own commands
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import psutil

from infra.local import cloud
from infra.local.mediaconvert import tools
from infra.local.mediaconvert.running import NICE
from tests.integration.emulator_rig import OURS, Emulator, emulator
from tests.integration.media_rig import SOUND, Studio, ffmpeg, pattern, tone
from video.transcoding.model import Plan

from .table import NotMeasured, Row, at_most

CPU, WALL = 1.10, 1.20
PAIRS = 5
SECONDS = 12
SIZE = "1920x1080"
POLL = 0.25
CRF = "23"
Cost = tuple[float, float]  # CPU seconds, seconds


def transcode_rows() -> list[Row]:
    try:
        tools.find("ffmpeg")
    except tools.ToolMissing as error:
        raise NotMeasured(str(error)) from error
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        reel = Path(scratch) / "film.mp4"
        _shoot(reel)
        with emulator(Path(scratch) / "emulator", module=OURS) as running:
            studio = Studio(running)
            studio.upload("film", reel)
            plan = studio.plan("film")
            job(studio, plan)  # once for what is loaded on first use
            pairs = [(job(studio, plan), bare(plan, reel)) for _ in range(PAIRS)]
    return [
        _row("CPU", [ours[0] / theirs[0] for ours, theirs in pairs], CPU),
        _row("wall", [ours[1] / theirs[1] for ours, theirs in pairs], WALL),
        Row(
            measure="P11",
            what="the same bare ffmpeg: CPU seconds",
            now=f"{statistics.median(theirs[0] for _ours, theirs in pairs):.1f}",
            target="",
            ok=None,
            how=f"{SECONDS} s of {SIZE}, {len(plan.renditions)} renditions and sound",
        ),
    ]


def _row(what: str, ratios: Sequence[float], limit: float) -> Row:
    how = f"{len(ratios)} pairs, min {min(ratios):.2f}, max {max(ratios):.2f}"
    name = f"transcode pipeline over bare ffmpeg, {what}"
    return at_most("P11", name, statistics.median(ratios), limit, unit="×", how=how)  # noqa: RUF001  # the sign is meant


def _shoot(to: Path) -> None:
    """With noise, or it would cost next to nothing to encode."""
    ffmpeg(
        *pattern(SIZE, seconds=SECONDS), *tone(SECONDS), "-vf", "noise=alls=12:allf=t",
        "-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p", *SOUND, str(to),
    )  # fmt: skip


def job(studio: Studio, plan: Plan) -> Cost:
    before, began = _spent(studio.emulator), time.monotonic()
    job_id = studio.order("film", plan)
    while studio.converter.get_job(Id=job_id)["Job"]["Status"] in ("SUBMITTED", "PROGRESSING"):
        time.sleep(POLL)
    took = time.monotonic() - began
    found = studio.converter.get_job(Id=job_id)["Job"]
    if found["Status"] != "COMPLETE":
        raise NotMeasured(f"the job failed: {found.get('ErrorMessage')}")
    return _spent(studio.emulator) - before, took


def _spent(running: Emulator) -> float:
    """CPU seconds of the emulator and of every program it has waited for."""
    state = running.instance.load()
    if state is None:
        raise NotMeasured("the emulator is not running")
    times = psutil.Process(state.processes[cloud.NAME].pid).cpu_times()
    return times.user + times.system + times.children_user + times.children_system


def bare(plan: Plan, reel: Path) -> Cost:
    """What somebody would write by hand for the same renditions."""
    with tempfile.TemporaryDirectory(prefix="bench-bare-") as directory:
        before, began = _waited_for(), time.monotonic()
        subprocess.run(  # noqa: S603  # our own command
            ["nice", "-n", str(NICE), tools.find("ffmpeg"), *_by_hand(plan, reel)],  # noqa: S607  # whatever nice there is
            check=True,
            cwd=directory,
            stdin=subprocess.DEVNULL,
        )
        return _waited_for() - before, time.monotonic() - began


def _by_hand(plan: Plan, reel: Path) -> list[str]:
    count = len(plan.renditions)
    ends = "".join(f"[p{n}]" for n in range(count))
    graph = [f"[0:v]split={count}{ends}"]
    graph += [
        f"[p{n}]scale={each.width}:{each.height}[v{n}]" for n, each in enumerate(plan.renditions)
    ]
    command = ["-v", "error", "-i", str(reel), "-filter_complex", ";".join(graph)]
    gop = str(plan.gop_frames)
    for n, each in enumerate(plan.renditions):
        rate = each.rung.bitrate
        command += [
            "-map", f"[v{n}]", "-c:v", "libx264", "-preset", "veryfast", "-crf", CRF,
            "-maxrate", str(rate), "-bufsize", str(2 * rate), "-bf", "2",
            "-g", gop, "-keyint_min", gop, "-sc_threshold", "0", f"{n}.mp4",
        ]  # fmt: skip
    return [*command, "-map", "0:a", "-c:a", "aac", "-b:a", "128k", "sound.mp4"]


def _waited_for() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
