"""The media shelf of a service that keeps none."""

from collections.abc import Sequence

from ..errors import MediaNotFound
from ..model import Media


class EmptyShelf:
    def take(self, owner_id: str, media_ids: Sequence[str]) -> tuple[Media, ...]:  # noqa: ARG002  # the port's
        if media_ids:
            raise MediaNotFound("mediaIds[0]")
        return ()
