"""Routes of viewing profiles."""

from typing import Annotated

from pydantic import StringConstraints

from . import Route
from .models import Model, Query, Request, Timestamp
from .video_models import READ, TAG, WRITE, Maturity, ProfileRef

PROFILE = {"profileId": "The profile's id"}
Pin = Annotated[str, StringConstraints(pattern=r"^[0-9]{4,8}$")]
ViewerName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=50)]
CHOOSING = ("profile_not_found", "profile_locked")


class ProfileWanted(Request):
    """``kids`` profiles see up to ``7+`` and cannot be left without a PIN where the others have
    one; ``pin`` closes this profile to who does not know it. What only profiles behind a PIN may
    see takes the pass of one of them, as ``profileId``."""

    name: ViewerName
    maturity: Maturity = "18+"
    kids: bool = False
    pin: Pin | None = None


class ProfileEdit(Request):
    """What is left out stays as it is; ``pin`` null takes it away. The old PIN opens the profile
    first: where there is one, ``profileId`` in the path is the pass."""

    name: ViewerName | None = None
    maturity: Maturity | None = None
    kids: bool | None = None
    pin: Pin | None = None


class ViewingProfile(Model):
    id: str
    name: str
    maturity: Maturity
    kids: bool
    has_pin: bool
    created_at: Timestamp


class ProfileList(Model):
    """At most five, the oldest first, which is also who watches where nobody says who does."""

    items: list[ViewingProfile]


class PinGiven(Request):
    pin: Pin


class ProfilePass(Model):
    """Takes the place of the profile's id until ``expiresAt``."""

    profile_id: str
    expires_at: Timestamp


class OneProfile(Query):
    profile_id: ProfileRef | None = None


ROUTES: tuple[Route, ...] = (
    Route(
        method="GET",
        path="/api/profiles",
        operation="listProfiles",
        summary="The viewing profiles of my account",
        tag=TAG,
        scope=READ,
        responses={200: ProfileList},
    ),
    Route(
        method="POST",
        path="/api/profiles",
        operation="createProfile",
        summary="Add a viewing profile",
        tag=TAG,
        scope=WRITE,
        request=ProfileWanted,
        query=OneProfile,
        responses={201: ViewingProfile},
        errors=("too_many_profiles", *CHOOSING),
    ),
    Route(
        method="PATCH",
        path="/api/profiles/{profileId}",
        operation="editProfile",
        summary="Change a viewing profile",
        tag=TAG,
        scope=WRITE,
        request=ProfileEdit,
        query=OneProfile,
        responses={200: ViewingProfile},
        errors=CHOOSING,
        path_params=PROFILE,
    ),
    Route(
        method="DELETE",
        path="/api/profiles/{profileId}",
        operation="deleteProfile",
        summary="Delete a viewing profile with all it remembers",
        tag=TAG,
        scope=WRITE,
        responses={204: None},
        errors=(*CHOOSING, "last_profile"),
        path_params=PROFILE,
    ),
    Route(
        method="POST",
        path="/api/profiles/{profileId}/unlock",
        operation="unlockProfile",
        summary="Open a profile with its PIN",
        tag=TAG,
        scope=WRITE,
        request=PinGiven,
        responses={200: ProfilePass},
        errors=("profile_not_found", "pin_wrong", "too_many_attempts"),
        path_params=PROFILE,
    ),
)
