"""The home region's API, asked by a redirect of another region for what only home can answer.

One connection for each visit: those that go home are few, and a kept one that was closed meanwhile
would leave it open whether a visit was counted, which may not be tried again.
"""

import base64
import http.client
from collections.abc import Callable, Iterator
from urllib.parse import quote

from core.errors import Unavailable

from ..redirect.answers import Answer
from ..redirect.visits import VISIT_HEADER, Event

Connect = Callable[[str, float], http.client.HTTPConnection]

TIMEOUT = 5.0  # seconds; across an ocean, with a cold start there
OF_A_PATH = "/%:@!$&'()*+,;=-._~"  # what may stand there as it is; "%" was escaped by the viewer
OF_A_QUERY = OF_A_PATH + "?"
# Of this connection, and what the other gateway says itself.
NOT_SENT = frozenset({"host", "connection", "content-length", "accept-encoding", "via", "te"})
NOT_SENT_BEGINNINGS = ("x-forwarded-", "x-amz")
NOT_GIVEN_BACK = frozenset(
    {"connection", "keep-alive", "transfer-encoding", "content-length", "date", "apigw-requestid"}
)


def by_tls(host: str, timeout: float) -> http.client.HTTPConnection:
    return http.client.HTTPSConnection(host, timeout=timeout)


class HomeApi:
    """``nearby.Home``. ``host`` is the name of the home region's API."""

    def __init__(self, *, host: str, connect: Connect = by_tls) -> None:
        self._host, self._connect = host, connect

    def answer(self, event: Event, visit_id: str) -> Answer:
        connection = self._connect(self._host, TIMEOUT)
        try:
            connection.request(
                event["requestContext"]["http"]["method"],
                _target(event),
                body=_body(event),
                headers={**dict(_headers(event)), VISIT_HEADER: visit_id.encode()},
            )
            response = connection.getresponse()
            return _given_back(response, response.read())
        except (OSError, http.client.HTTPException) as error:
            raise Unavailable(headers={"Retry-After": "1"}) from error
        finally:
            connection.close()


def _target(event: Event) -> str:
    path = quote(event.get("rawPath") or "/", safe=OF_A_PATH)
    query = quote(event.get("rawQueryString") or "", safe=OF_A_QUERY)
    return f"{path}?{query}" if query else path


def _headers(event: Event) -> Iterator[tuple[str, bytes]]:
    """The edge's own are among them: its secret, the viewer's country and address."""
    for name, value in (event.get("headers") or {}).items():
        low = name.lower()
        if low not in NOT_SENT and not low.startswith(NOT_SENT_BEGINNINGS):
            yield low, str(value).encode("utf-8", "surrogatepass")


def _body(event: Event) -> bytes | None:
    body = event.get("body")
    if not body:
        return None
    if event.get("isBase64Encoded"):
        return base64.b64decode(body)
    return str(body).encode("utf-8", "surrogatepass")


def _given_back(response: http.client.HTTPResponse, body: bytes) -> Answer:
    headers = {name.lower(): _text(value) for name, value in response.getheaders()}
    return {
        "statusCode": response.status,
        "headers": {k: v for k, v in headers.items() if k not in NOT_GIVEN_BACK},
        "body": base64.b64encode(body).decode(),
        "isBase64Encoded": True,
    }


def _text(value: str) -> str:
    """A header as it was sent, in UTF-8; ``http.client`` reads all as Latin-1 (L1)."""
    try:
        return value.encode("latin-1").decode()
    except UnicodeDecodeError:
        return value
