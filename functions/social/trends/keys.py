"""What is kept in Valkey, per region (a country, or ``*`` for the world) and tag. All of it ends.

``trend:{<region>|<tag>}:<bucket>`` and ``…:h<hour>`` are sketches (HyperLogLog) of authors by five
minutes and by hour, ``…:gone`` a hash of what was deleted: tweet id and author. Of a region,
``trend:{<region>}:<hour>`` is a hash of tags worth a look.
"""

BUCKET_MS, HOUR_MS = 300_000, 3_600_000
WINDOW_HOURS = 6
WINDOW = WINDOW_HOURS * HOUR_MS // BUCKET_MS
BASELINE_DAYS = 7
BUCKET_LIFE = (WINDOW_HOURS + 1) * 3_600
HOUR_LIFE = (BASELINE_DAYS * 24 + 1) * 3_600
WORLD = "*"


def regions_of(country: str) -> tuple[str, ...]:
    return (WORLD, country.upper()) if country else (WORLD,)


def bucket_key(region: str, tag: str, bucket: int) -> str:
    return f"trend:{{{region}|{tag}}}:{bucket}"


def hour_key(region: str, tag: str, hour: int) -> str:
    return f"trend:{{{region}|{tag}}}:h{hour}"


def gone_key(region: str, tag: str) -> str:
    return f"trend:{{{region}|{tag}}}:gone"


def tags_key(region: str, hour: int) -> str:
    return f"trend:{{{region}}}:{hour}"


def top_key(region: str) -> str:
    return f"trend:{{{region}}}:top"


def lock_key(region: str) -> str:
    return f"trend:{{{region}}}:lock"
