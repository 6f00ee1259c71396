"""What so many streams at the same moment ask of the platform, per second."""

from dataclasses import dataclass

from infra.sizing.peaks import Peaks

SEGMENT_SECONDS, TRACKS = 10, 2  # picture and sound apart
REPORT_SECONDS = 10  # of our own player
FILM_SECONDS = 3_600  # the design document's average
LOOKS_PER_FILM = 3.2  # assumed: at recommendations, two shelves and now and then the history
VERDICT_SECONDS = 30  # for so long the gateway keeps what the authorizer said
TOKEN_SECONDS = 3_600  # an access token's
FILM_RECORDS = 2  # a session tells the stream of views of its start and its end
MISSED = 0.05  # of segments, at the edge; the bench replays it

# Units of one call; the bench counts the same.
START_WRITES, END_WRITES, COUNTING_WRITES = 6.0, 8.0, 12.0
REPORT_READS, REPORT_WRITES = 3.0, 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Watching:
    streams: int
    bits: int  # per second, of all streams

    @property
    def segments(self) -> float:
        return self.streams * TRACKS / SEGMENT_SECONDS

    @property
    def reports(self) -> float:
        """Of where the player is: requests to the API."""
        return self.streams / REPORT_SECONDS

    @property
    def films(self) -> float:
        """Begun, and as many ended."""
        return self.streams / FILM_SECONDS

    @property
    def calls(self) -> float:
        """Requests to the API that are no reports."""
        return self.films * (2 + LOOKS_PER_FILM)

    @property
    def judged(self) -> float:
        """Verdicts of the authorizer: one per viewer while it is kept, and for each other call."""
        return self.streams / VERDICT_SECONDS + self.calls

    @property
    def renewals(self) -> float:
        return self.streams / TOKEN_SECONDS

    @property
    def report_reads(self) -> float:
        return self.reports * REPORT_READS

    @property
    def report_writes(self) -> float:
        return self.reports * REPORT_WRITES

    @property
    def film_writes(self) -> float:
        return self.films * (START_WRITES + END_WRITES + COUNTING_WRITES)

    @property
    def missed(self) -> float:
        return self.segments * MISSED


def watching(peaks: Peaks, *, streams: int) -> Watching:
    return Watching(streams=streams, bits=streams * peaks.stream_bits)
