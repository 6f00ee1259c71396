"""The operations of ``contracts.http.avatar``: which picture is shown beside a name."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from contracts.http.avatar import AvatarWanted
from core.http.messages import Call, Operation, Reply

from .service import Accounts
from .shown import me_shown


class Pictures(Protocol):
    """What people uploaded, which another system keeps."""

    def square(self, user_id: str, media_id: str) -> str:
        """The address of an image of theirs that is ready. Raises PictureUnusable."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class AvatarOperations:
    accounts: Accounts
    pictures: Pictures

    def by_name(self) -> Mapping[str, Operation]:
        return {"chooseAvatar": self._choose, "removeAvatar": self._remove}

    def _choose(self, call: Call) -> Reply:
        url = self.pictures.square(call.user.user_id, call.body_as(AvatarWanted).media_id)
        return Reply(body=me_shown(*self.accounts.portray(call.user, url)))

    def _remove(self, call: Call) -> Reply:
        self.accounts.portray(call.user, None)
        return Reply(status=204)
