"""Video: transcoding, keeping and delivering a month's hours, and all requests around them.

Requests are counted (``video_units``). What is the CDN's follows from the design: segments of ten
seconds, audio apart, a token checked by a CloudFront Function on every request. The naive design
checks tokens with Lambda@Edge, cuts four-second segments and keeps originals where everything else
is.
"""

from .bill import PIB, Bill, Line, Load, by_item, prefixed
from .cost import HOURS, MILLION, Prices, access_log_dollars
from .home_cost import gateway_dollars
from .video_cost import REPORT_SECONDS, counted_video, naive_dollars, served_dollars

RUNGS = {"mediaconvert_sd": 2, "mediaconvert_hd": 2, "mediaconvert_uhd": 1}  # 240p … 4K
SEGMENT_SECONDS, NAIVE_SEGMENT_SECONDS = 10, 4
TRACKS = 2  # picture and sound
BITS_PER_SECOND = 5_000_000  # the design document's average
EDGE_MS, EDGE_MB = 5, 128
LOOKS = {"recommendations": 1.0, "page": 2.0, "history": 0.2}  # assumed: before each film
CHEAP_FROM_GIB = 5 * PIB


def video_bill(load: Load, at: Prices) -> Bill:
    month, delivered = at["per_gib_month"], _delivered(load, at)
    minutes = load.uploaded_hours * 60
    transcoded = minutes * sum(at["per_minute"][rung] * n for rung, n in RUNGS.items())
    return Bill(
        f"Video, {load.name}",
        (
            Line("transcoding", transcoded, transcoded, "five renditions of each minute"),
            *_segments(load, at),
            Line("renditions stored*", load.video_gib * month["s3_standard"],
                 load.video_gib * month["s3_standard"]),
            Line("originals stored*", load.originals_gib * month["s3_infrequent"],
                 load.originals_gib * month["s3_standard"]),
            *_calls(load, at),
            Line("delivery", delivered, delivered, _at_once(load)),
        ),
    )  # fmt: skip


def _at_once(load: Load) -> str:
    average = load.watched_hours / HOURS
    peak = max(load.most_at_once, average)
    return (
        f"5 Mbit/s at list prices; the same for all. {average:,.0f} streams at once on average; "
        f"{peak:,.0f} at the peak cost no more: nothing of video's is paid by the hour"
    )


def calls_of(load: Load) -> dict[str, float]:
    """A month's requests, and sessions for who counts views."""
    each = {"start": 1.0, "end": 1.0, "views": 1.0, **LOOKS}
    calls = {kind: times * load.views for kind, times in each.items()}
    return calls | {"progress": load.watched_hours * 3600 / REPORT_SECONDS}


def _calls(load: Load, at: Prices) -> list[Line]:
    counted, lines = counted_video(), list[Line]()
    for kind, times in calls_of(load).items():
        ours = served_dollars(kind, counted[kind], at, a_month=times)
        parts = by_item(ours, naive_dollars(kind, at), times)
        lines += prefixed(kind, parts)
    asked = sum(times for kind, times in calls_of(load).items() if kind != "views")
    million, gateway = at["per_million"], gateway_dollars(at["per_million"], asked)
    edge = asked / MILLION
    how = f"{asked:,.0f} requests; a report each {REPORT_SECONDS} s"
    return [
        *lines,
        Line("HTTP API", gateway, gateway, how),
        Line("the gateway's log*", access_log_dollars(asked, at), 0.0),
        Line("CloudFront requests", edge * million["cloudfront_requests"], 0.0, "of the API"),
        Line("firewall, by request", edge * million["waf_requests"], 0.0, "of the API"),
    ]


def _segments(load: Load, at: Prices) -> list[Line]:
    million = at["per_million"]
    ours = _requests(load, SEGMENT_SECONDS)
    naive = _requests(load, NAIVE_SEGMENT_SECONDS)
    edge = million["lambda_edge_requests"]
    edge += EDGE_MS / 1000 * EDGE_MB / 1024 * million["lambda_edge_gb_seconds"]
    checked = million["cloudfront_functions"] + million["cloudfront_key_value_reads"]
    return [
        Line("segments: requests", ours * million["cloudfront_requests"],
             naive * million["cloudfront_requests"]),
        Line("segments: tokens checked*", ours * checked, naive * edge),
    ]  # fmt: skip


def _requests(load: Load, seconds: int) -> float:
    """Millions."""
    return load.watched_hours * 3600 / seconds * TRACKS / MILLION


def _delivered(load: Load, at: Prices) -> float:
    gib = load.watched_hours * 3600 * BITS_PER_SECOND / 8 / 1024**3
    cheap = max(0.0, gib - CHEAP_FROM_GIB)
    prices = at["per_gib"]
    dear = (gib - cheap) * prices["cloudfront_transfer_out"]
    return dear + cheap * prices["cloudfront_transfer_out_beyond"]
