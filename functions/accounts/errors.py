"""What can go wrong with accounts, each with its code."""

from core.errors import AppError


class AccountErased(AppError):
    """This account was deleted."""

    code = "account_erased"


class AccountNotFound(AppError):
    """There is no such account."""

    code = "account_not_found"


class KeyNotFound(AppError):
    """There is no such API key."""

    code = "key_not_found"


class TooManyKeys(AppError):
    """There are as many API keys as a person may have; delete one first."""

    code = "too_many_keys"


class PlansNotSelfService(AppError):
    """Plans cannot be changed here; ask whoever runs this service."""

    code = "plans_not_self_service"


class PictureUnusable(AppError):
    """This image is not yours, not there or not ready."""

    code = "media_not_found"

    def __init__(self) -> None:
        field = {"path": "mediaId", "message": "Must be an image of yours that is ready."}
        super().__init__(details={"fields": [field]})


class UsernameTaken(AppError):
    """That username belongs to somebody else."""

    code = "username_taken"
