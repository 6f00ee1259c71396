"""The design document's peaks, and what follows from them that it does not name."""

from dataclasses import dataclass

DAY_SECONDS = 86_400
PEAK_OF_MEAN = 2  # as the document's own: 40 and 80 links, 4,000 and 8,000 redirects a second

# What our own client does when somebody looks at a home, and what is assumed of who looks.
BESIDE_A_HOME = 2  # it asks how many notices are unread, and for a ticket to the live line
SAID_ON_A_LINE = 2  # it connects, and pings once in five minutes
VISIT_SECONDS = 300  # assumed: one stays five minutes
PICTURES, PICTURE_BYTES = 4, 50_000  # assumed: of twenty tweets
HOME_BYTES = 11_220
SIGN_IN_DAYS = 30  # for so long a refresh token is good; an access token for an hour


@dataclass(frozen=True, slots=True, kw_only=True)
class Peaks:
    """Requests per second at the busiest moment, unless another unit is named."""

    redirects: int
    links: int
    tweets: int
    homes: int
    reactions: int  # the design document has none: one for each tweet
    followers: int  # of who tweets, on average
    people: int
    people_a_day: int
    streams: int  # at the same moment
    stream_bits: int  # per second, of one stream
    uploaded_hours: int  # of film, a day

    @property
    def named(self) -> int:
        """What the design document counts: one request each."""
        return self.redirects + self.links + self.tweets + self.homes + self.reactions

    @property
    def guarded(self) -> int:
        """Asked by somebody whom the authorizer has to know.

        The gateway keeps a verdict for half a minute; what is asked beside a home is judged once.
        """
        return self.named - self.redirects

    @property
    def lines(self) -> int:
        """Live lines that are opened: one at each look at a home."""
        return self.homes

    @property
    def lines_at_once(self) -> int:
        return self.lines * VISIT_SECONDS

    @property
    def pushes(self) -> int:
        """Hints said on lines: one for each follower who is there."""
        told = self.tweets * self.followers
        return told * self.lines_at_once // self.people_a_day

    @property
    def asked_beside(self) -> int:
        """Requests to the HTTP API around homes."""
        return self.homes * BESIDE_A_HOME

    @property
    def said_on_lines(self) -> int:
        return self.lines * SAID_ON_A_LINE

    @property
    def sign_ins(self) -> int:
        """Sign-ins, and tokens renewed: one at each look, which is hours after the last."""
        return self.people * PEAK_OF_MEAN // (SIGN_IN_DAYS * DAY_SECONDS) + self.homes


# The design document's.
PEAKS = Peaks(
    redirects=8_000,
    links=80,
    tweets=5_000,
    homes=60_000,
    reactions=5_000,
    followers=200,
    people=1_000_000_000,
    people_a_day=500_000_000,
    streams=100_000_000,
    stream_bits=5_000_000,
    uploaded_hours=10_000,
)
