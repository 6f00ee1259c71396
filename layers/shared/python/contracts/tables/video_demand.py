"""What is watched where, to know what an edge will be asked for.

``video-demand``: pk :func:`demand_of` (a region and a day, UTC; a quarter of all videos each), sk
``<video>``: views. Counted at least once, for a forecast; ``expires`` takes it away.

Access pattern: all of a region and a day.
"""

from hashlib import blake2b
from typing import Literal, get_args

from . import Key, Table

Region = Literal["us-east", "us-west", "eu-west", "asia-southeast"]
REGIONS: tuple[Region, ...] = get_args(Region)
PARTS = 4

DEMAND = Table("video-demand", Key("pk"), Key("sk"), ttl="expires")


def demand_of(region: str, date: str, part: int) -> str:
    return f"{region}#{date}#{part:02d}"


def part_of(video_id: str) -> int:
    return blake2b(video_id.encode(), digest_size=1).digest()[0] % PARTS
