"""The table of uploaded media.

``media``: one item per upload under its id: ownerId, contentType and size (bytes) as declared,
altText, at (ms), status (uploading, ready, failed), reason (of a failure), type, and pictures (L of
M: name, width, height), largest first. While it is uploading it ends by itself at ``expiresAt``
(epoch s). Index ``owner`` lists somebody's.
"""

from . import Index, Key, Table

OWNER_INDEX = "owner"
MEDIA = Table(
    "media",
    Key("id"),
    indexes=(Index(OWNER_INDEX, Key("ownerId"), Key("id"), ()),),
    ttl="expiresAt",
)


def upload_key(media_id: str) -> str:
    """Where an upload lies until it was looked at."""
    return f"uploads/{media_id}"


def picture_key(media_id: str, name: str) -> str:
    """Where a picture lies; also its path on the public host."""
    return f"media/{media_id}/{name}.webp"
