"""``prepositioning.ports.Edge``: files through the CDN, as a player asks for them."""

from http.client import HTTPException
from urllib.error import URLError
from urllib.request import Request, urlopen

PATIENCE = 20  # seconds; a segment that the edge does not have comes from the bucket


class EdgeRequests:
    def fetch(self, url: str) -> bytes | None:
        request = Request(url, headers={"User-Agent": "triptych-warming"})  # noqa: S310  # our own host, from settings
        try:
            with urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310  # likewise
                return bytes(answer.read())
        except (URLError, HTTPException, OSError):
            return None  # whatever it was, a player would get it from the origin then
