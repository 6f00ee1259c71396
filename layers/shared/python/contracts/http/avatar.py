"""Routes of the picture beside the caller's name: an image they uploaded (``social_media``)."""

from typing import Annotated

from pydantic import StringConstraints

from . import Route
from .accounts import Me
from .models import Request


class AvatarWanted(Request):
    """An image of the caller's that is ready; its square is shown."""

    media_id: Annotated[str, StringConstraints(min_length=1, max_length=100)]


ROUTES: tuple[Route, ...] = (
    Route(
        method="PUT",
        path="/api/me/avatar",
        operation="chooseAvatar",
        summary="Show an image of mine beside my name",
        tag="accounts",
        scope="account:write",
        request=AvatarWanted,
        responses={200: Me},
        errors=("account_erased", "media_not_found"),
    ),
    Route(
        method="DELETE",
        path="/api/me/avatar",
        operation="removeAvatar",
        summary="Show no image beside my name",
        tag="accounts",
        scope="account:write",
        responses={204: None},
        errors=("account_erased",),
    ),
)
