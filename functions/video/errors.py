"""What can go wrong in video, each with its code."""

from core.errors import AppError


class VideoNotFound(AppError):
    """There is no such video."""

    code = "video_not_found"


class NotUploader(AppError):
    """This video was uploaded by somebody else."""

    code = "not_owner"


class EditedMeanwhile(AppError):
    """The video changed while you edited it; repeat."""

    code = "edited_meanwhile"


class VideoNotReady(AppError):
    """This video cannot be played yet."""

    code = "video_not_ready"


class VideoNotUploading(AppError):
    """The upload of this video is over already."""

    code = "video_not_uploading"


class UploadIncomplete(AppError):
    """Parts of the upload are missing or not as announced."""

    code = "upload_incomplete"


class SubscriptionRequired(AppError):
    """A subscription is needed to play films."""

    code = "subscription_required"


class MaturityExceeded(AppError):
    """This video is not for the profile that asked."""

    code = "maturity_exceeded"


class TooManyStreams(AppError):
    """As many streams are running as the plan allows; end one first."""

    code = "too_many_streams"


class SessionNotFound(AppError):
    """There is no such playback session of yours."""

    code = "session_not_found"


class SessionOver(AppError):
    """This playback session has ended; start another."""

    code = "session_over"


class ProfileNotFound(AppError):
    """You have no such profile."""

    code = "profile_not_found"


class ProfileLocked(AppError):
    """This profile is behind a PIN; unlock it first."""

    code = "profile_locked"


class PinWrong(AppError):
    """That is not the PIN of this profile."""

    code = "pin_wrong"


class TooManyProfiles(AppError):
    """There are as many profiles as an account may have; delete one first."""

    code = "too_many_profiles"


class LastProfile(AppError):
    """An account keeps at least one profile."""

    code = "last_profile"
