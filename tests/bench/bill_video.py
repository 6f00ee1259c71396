"""Video: transcoding, keeping and delivering a month's hours.

Units are the design's, not counted: segments of ten seconds, audio apart, a token checked by a
CloudFront Function on every request, progress twice a minute. The naive design checks tokens with
Lambda@Edge, cuts four-second segments and keeps originals where everything else is.
"""

from .bill import PIB, Bill, Line, Load
from .cost import MILLION, Prices

RUNGS = {"mediaconvert_sd": 2, "mediaconvert_hd": 2, "mediaconvert_uhd": 1}  # 240p … 4K
SEGMENT_SECONDS, NAIVE_SEGMENT_SECONDS = 10, 4
TRACKS = 2  # picture and sound
BITS_PER_SECOND = 5_000_000  # the design document's average
EDGE_MS, EDGE_MB = 5, 128
CALLS_PER_HOUR = 120  # progress; starts and ends are next to nothing beside them
CALL_WRITES = 2.0  # a session, and its event
CHEAP_FROM_GIB = 5 * PIB


def video_bill(load: Load, at: Prices) -> Bill:
    million = at["per_million"]
    minutes = load.uploaded_hours * 60
    transcoded = minutes * sum(at["per_minute"][rung] * n for rung, n in RUNGS.items())
    ours = _requests(load, SEGMENT_SECONDS)
    naive = _requests(load, NAIVE_SEGMENT_SECONDS)
    edge = million["lambda_edge_requests"]
    edge += EDGE_MS / 1000 * EDGE_MB / 1024 * million["lambda_edge_gb_seconds"]
    checked = million["cloudfront_functions"] + million["cloudfront_key_value_reads"]
    calls = load.watched_hours * CALLS_PER_HOUR / MILLION
    per_call = million["lambda_requests"] + CALL_WRITES * million["dynamodb_write_units"]
    month, delivered = at["per_gib_month"], _delivered(load, at)
    return Bill(
        f"Video, {load.name} (designed, not counted)",
        (
            Line("transcoding", transcoded, transcoded, "five renditions of each minute"),
            Line("segments: requests", ours * million["cloudfront_requests"],
                 naive * million["cloudfront_requests"]),
            Line("segments: tokens checked", ours * checked, naive * edge),
            Line("renditions stored*", load.video_gib * month["s3_standard"],
                 load.video_gib * month["s3_standard"]),
            Line("originals stored*", load.originals_gib * month["s3_infrequent"],
                 load.originals_gib * month["s3_standard"]),
            Line("sessions: requests and writes", calls * per_call, calls * per_call),
            Line("delivery", delivered, delivered, "5 Mbit/s at list prices; the same for all"),
        ),
    )  # fmt: skip


def _requests(load: Load, seconds: int) -> float:
    """Millions."""
    return load.watched_hours * 3600 / seconds * TRACKS / MILLION


def _delivered(load: Load, at: Prices) -> float:
    gib = load.watched_hours * 3600 * BITS_PER_SECOND / 8 / 1024**3
    cheap = max(0.0, gib - CHEAP_FROM_GIB)
    prices = at["per_gib"]
    dear = (gib - cheap) * prices["cloudfront_transfer_out"]
    return dear + cheap * prices["cloudfront_transfer_out_beyond"]
