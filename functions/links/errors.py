"""What can go wrong with links, each with its code."""

from core.errors import AppError


class FieldRefused(AppError):
    """A value is not acceptable; the details name its field."""

    code = "validation_failed"

    def __init__(self, path: str, message: str) -> None:
        super().__init__(message, details={"fields": [{"path": path, "message": message}]})


class TargetRefused(FieldRefused):
    """Links do not lead there."""

    code = "target_refused"


class AliasInvalid(FieldRefused):
    """An alias cannot be spelt like that."""

    code = "alias_invalid"


class AliasReserved(FieldRefused):
    """The service needs that word itself."""

    code = "alias_reserved"


class ExpiryRefused(FieldRefused):
    """The time of expiry has passed already."""

    code = "expiry_in_past"


class AliasTaken(AppError):
    """That alias belongs to another link."""

    code = "alias_taken"


class LinkNotFound(AppError):
    """There is no such link."""

    code = "link_not_found"


class LinkGone(AppError):
    """This link was deleted."""

    code = "link_gone"


class NotOwner(AppError):
    """This link belongs to somebody else."""

    code = "not_owner"


class EditedMeanwhile(AppError):
    """The link changed while you edited it; read it again and repeat."""

    code = "edited_meanwhile"
