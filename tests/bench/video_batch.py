"""How much the learning batch takes for how much there is, to say from where on one function is too
small. Each size runs in a process of its own, whose peak memory is asked for at its end.

Time is of this machine with one thread of arithmetic; a function with 10,240 MB has six.
"""

import json
import os
import resource
import subprocess  # noqa: S404,RUF100  # runs this module again with fixed arguments
import sys
import time
from collections.abc import Iterator, Sequence
from random import Random

from infra.local.instance import ROOT
from tests.bench.table import Row
from video.recommending.learning.rows import Row as Known
from video.recommending.learning.rows import Watched

EACH = 40  # films of a profile
SIZES = ((2_000, 5_000), (4_000, 5_000), (2_000, 25_000))  # videos, profiles
FUNCTION_SECONDS, FUNCTION_MB = 900, 10_240


def batch_rows() -> Sequence[Row]:
    found = [_measured(videos, profiles) for videos, profiles in SIZES]
    few, more_videos, more_profiles = found
    per_million = (more_profiles["read"] - few["read"]) / (20_000 * EACH) * 1e6
    scored = (more_profiles["say"] - few["say"]) / 20_000 * 1e6
    square = (more_videos["mb"] - few["mb"]) / (4_000**2 - 2_000**2)
    base = few["mb"] - square * 2_000**2
    videos = int(((FUNCTION_MB * 0.8 - base) / square) ** 0.5)
    how = f"{SIZES[0][1]:,} to {SIZES[2][1]:,} profiles with {EACH} films each"
    return [
        _printed("seconds to take in a million watches", per_million, how),
        _printed("seconds to suggest to a million profiles", scored, f"{SIZES[2][0]:,} videos"),
        _printed("MB at the peak", more_videos["mb"], f"{SIZES[1][0]:,} videos"),
        _printed(
            f"videos that fit into {FUNCTION_MB:,} MB", videos, "by the square, a fifth spare"
        ),
        _printed("seconds of one fit", more_videos["fit"], f"{SIZES[1][0]:,} videos; by the cube"),
    ]


def _printed(what: str, value: float, how: str) -> Row:
    return Row(
        measure="P13",
        what=f"learning: {what}",
        now=f"{value:,.3g}" if value < 1_000 else f"{value:,.0f}",
        target="printed",
        ok=None,
        value=value,
        how=how,
    )


def _measured(videos: int, profiles: int) -> dict[str, float]:
    done = subprocess.run(  # noqa: S603  # fixed arguments
        [sys.executable, "-m", "tests.bench.video_batch", str(videos), str(profiles)],
        capture_output=True, text=True, check=True, cwd=ROOT,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
    )  # fmt: skip
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def _watches(videos: int, profiles: int) -> Iterator[Known]:
    random = Random(1)
    for profile in range(profiles):
        for film in {min(int(videos ** random.random()), videos - 1) for _ in range(EACH * 2)}:
            yield Watched(f"p{profile}", f"v{film}", 1_000_000 + film, random.random())


def _alone(videos: int, profiles: int) -> None:
    """One run of what costs: taking in, one fit, suggesting to all."""
    import numpy as np  # noqa: PLC0415,RUF100  # the parent needs none of it

    from video.recommending.learning.interactions import collected  # noqa: PLC0415,RUF100  # likewise
    from video.recommending.learning.judging import best_unwatched  # noqa: PLC0415,RUF100  # likewise
    from video.recommending.learning.models import Ease, Memory  # noqa: PLC0415,RUF100  # likewise

    rows = list(_watches(videos, profiles))
    begun = time.perf_counter()
    taken = collected(rows)
    read = time.perf_counter() - begun
    everything, model = np.ones(len(taken), dtype=np.bool_), Ease()
    begun = time.perf_counter()
    square = model.fitted(taken, everything)
    fit = time.perf_counter() - begun
    begun = time.perf_counter()
    for _ in best_unwatched(taken, everything, square, model, Memory()):
        pass
    say = time.perf_counter() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"read": read, "fit": fit, "say": say, "mb": peak}))  # noqa: T201  # its answer


if __name__ == "__main__":
    _alone(int(sys.argv[1]), int(sys.argv[2]))
