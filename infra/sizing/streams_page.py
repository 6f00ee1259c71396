"""What ``docs/quotas.md`` says of the peak of streams: what carries it, and what does not."""

from collections.abc import Iterator

from infra.sizing.markdown import table
from infra.sizing.peaks import Peaks
from infra.sizing.streaming import REPORT_SECONDS, watching
from infra.sizing.streaming_quotas import A_MILLION, stretches


def streams_blocks(peaks: Peaks, *, allowed: int) -> Iterator[str]:
    """``allowed``: requests per second that production allows the route of reports."""
    everything = watching(peaks, streams=peaks.streams)
    yield "## Streams"
    yield f"""{peaks.streams:,} at once are {everything.bits / 1e12:,.0f} Tbit/s,
        {everything.segments:,.0f} segments a second and, since a player reports each
        {REPORT_SECONDS} s, {everything.reports:,.0f} requests a second to the API:"""
    yield table(
        ("service", "what", "given", "a million streams", f"{peaks.streams:,}", "times given"),
        (
            (
                each.service,
                each.name,
                f"{each.given:,}",
                f"{each.a_million:,}",
                f"{each.all:,}",
                f"{each.times:,}",
            )
            for each in stretches(peaks)
        ),
    )
    yield f"""Uploads, transcoding, the stream of views and S3 hold: of the {everything.missed:,.0f}
        segments a second that edges miss each film's prefix takes 5,500. **The rest does not**,
        whatever is asked of AWS:"""
    yield from _missing(peaks, allowed)


def _missing(peaks: Peaks, allowed: int) -> Iterator[str]:
    cells = -(-peaks.streams // A_MILLION)
    yield """- **Delivery.** No distribution carries that. It takes a contract with CloudFront,
        further CDNs beside it, each with the function that checks tokens, and caches in providers'
        networks."""
    yield f"""- **Reports of progress** through one region's API, each an invocation and five write
        units. Prod's throttle of {allowed:,} a second is {allowed * REPORT_SECONDS:,} streams;
        others are refused reports, and play on without a place to resume until their token ends.
        Two things would have to change: players report each minute, at a pause and at the end (a
        sixth), and they report to the edge, whose real-time logs go into a stream, of which a
        consumer writes the last of each session."""
    yield f"""- **One region, one pool, one set of tables.** People have to be split over cells: an
        account and a deployment each, with a pool and tables of their own, films and catalogue
        copied to all. A cell of a million streams asks for the middle column, and the peak is
        {cells:,} cells. Nothing here says yet which cell is somebody's."""
