"""What can go wrong in social, each with its code."""

from core.errors import AppError


class TweetNotFound(AppError):
    """There is no such tweet."""

    code = "tweet_not_found"


class TweetBanned(AppError):
    """This tweet was taken off by those who run this service."""

    code = "tweet_banned"


class UserNotFound(AppError):
    """There is no such user."""

    code = "user_not_found"


class NotAuthor(AppError):
    """This tweet was written by somebody else."""

    code = "not_owner"


class NotYourself(AppError):
    """You cannot do this to yourself."""

    code = "not_yourself"

    def __init__(self, path: str) -> None:
        super().__init__(
            details={"fields": [{"path": path, "message": "Must be somebody else."}]},
        )


class UserBlocked(AppError):
    """You blocked this user; lift the block first."""

    code = "user_blocked"


class MediaNotFound(AppError):
    """This media is not yours, not there or not ready."""

    code = "media_not_found"

    def __init__(self, path: str, why: str = "Cannot be used.") -> None:
        super().__init__(details={"fields": [{"path": path, "message": why}]})


class MediaUnknown(AppError):
    """You have no such upload."""

    code = "media_unknown"


class MediaInUse(AppError):
    """This image is shown beside your name; choose another one first, or none."""

    code = "media_in_use"


class IdTaken(Exception):
    """Another entry has that id: take another. Nobody outside sees this."""
