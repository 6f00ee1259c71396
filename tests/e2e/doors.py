"""Other ways in: the test-only door that believes an address, and the gateway behind the edge."""

from infra.local.front_door.headers import TEST_ADDRESS
from tests.e2e.behind import Behind
from tests.e2e.stack import Stack
from tests.e2e.visiting import Visitor, anonymous


def viewer_door(stack: Stack, address: str) -> Visitor:
    """A visitor at ``address``, by the front door's second listener."""
    port = stack.state.ports.viewer
    door = anonymous(f"http://127.0.0.1:{port}")
    return Visitor(door.url, {**door.sends, TEST_ADDRESS: address})


def around_the_edge(behind: Behind) -> Visitor:
    """The gateway itself, as somebody who found out its address would call it."""
    api = behind.outputs["ApiId"]
    return anonymous(f"{behind.stack.endpoint_url}/_aws/execute-api/{api}/$default")
