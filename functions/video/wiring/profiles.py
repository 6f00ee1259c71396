"""``ports.Profiles`` for every function that asks who is watching."""

from core import aws
from core.clock import SystemClock
from core.cursor import Cursors
from core.ids import RandomIds
from core.secrets import Secret

from ..adapters.profile_table import ProfileTable
from ..viewing.choosing import ProfileChoice
from ..viewing.passes import Passes


def profiles(*, viewers_table: str, secret: Secret) -> ProfileChoice:
    """``secret`` signs passes: all functions have to be given the same (the origin's)."""
    clock = SystemClock()
    return ProfileChoice(
        store=ProfileTable(client=aws.dynamodb(), table=viewers_table),
        passes=Passes(cursors=Cursors(secret=secret), clock=clock),
        clock=clock,
        ids=RandomIds(),
    )
