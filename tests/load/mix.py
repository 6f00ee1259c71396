"""What users do and how often; nothing but the standard library, for locust's own environment.

The design document's loads: 100 redirects to a link that is made, 2.5 billion reads of timelines to
200 million tweets a day (12.5 to 1). How the three systems stand to each other it leaves open.
"""

from collections.abc import Mapping
from dataclasses import dataclass

WEIGHTS: Mapping[str, int] = {
    "redirect": 200,
    "shorten": 2,
    "home": 100,
    "post": 8,
    "like": 16,
    "play": 4,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """``tokens`` by person; ``film`` lasts ``film_seconds``. Written as JSON for locust."""

    run: str
    tokens: Mapping[str, str]
    codes: tuple[str, ...]
    film: str
    film_seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One request: ``about`` is the code, tweet or session it was about, ``error`` empty if none.

    ``kind`` is a key of ``WEIGHTS``, or for ``play`` one of
    ``play: start|master|playlist|segment|progress|end``.
    """

    kind: str
    ms: float
    person: str
    about: str
    error: str
