"""Other ways in: the test-only door that accepts an address, and the gateway behind the edge."""

from tests.e2e.behind import Behind
from tests.e2e.stack import Stack
from tests.e2e.visiting import Visitor, anonymous

ADDRESS_HEADER = "x-triptych-viewer"


def viewer_door(stack: Stack, address: str) -> Visitor:
    """The front door's second listener, which takes the viewer's address from a header."""
    door = anonymous(stack.said["viewerUrl"].rstrip("/"))
    return Visitor(door.url, {**door.sends, ADDRESS_HEADER: address})


def around_the_edge(behind: Behind) -> Visitor:
    """The gateway itself, as somebody who found out its address would call it."""
    api = behind.outputs["ApiId"]
    return anonymous(f"{behind.stack.endpoint_url}/_aws/execute-api/{api}/$default")
