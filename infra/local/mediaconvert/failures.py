"""Why a job ends in ERROR, by the service's own codes ("Error codes" of its user guide)."""

UNREADABLE, NO_PICTURE, NO_SOUND, UNDECODABLE = 1010, 1020, 1021, 1030
SETTINGS = 1040
DENIED, NOT_FOUND = 1401, 1404
NO_ROLE, ROLE_NOT_TRUSTING = 1433, 1434
UNKNOWN = 1999


class JobFailed(Exception):
    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class JobCanceled(Exception):
    """Somebody does not want it any more."""
