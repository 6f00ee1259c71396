"""Deleting uploads for good."""

from dataclasses import dataclass

from .ports import Drop, Gallery, Uploads


@dataclass(frozen=True, slots=True, kw_only=True)
class Clearing:
    """What was cut goes on where it stopped: the record goes last."""

    uploads: Uploads
    drop: Drop
    gallery: Gallery

    def discard(self, media_id: str) -> None:
        """Withdrawn first: pictures that are made meanwhile are taken down by their maker."""
        self.uploads.withdraw(media_id)
        self.drop.clear(media_id)
        self.gallery.clear(media_id)
        self.uploads.forget(media_id)

    def empty(self, owner_id: str) -> None:
        """All of somebody's."""
        for media_id in self.uploads.of_owner(owner_id):
            self.discard(media_id)
