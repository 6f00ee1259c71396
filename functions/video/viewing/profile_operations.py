"""``listProfiles``, ``createProfile``, ``editProfile``, ``deleteProfile`` and ``unlockProfile``."""

from collections.abc import Mapping
from dataclasses import dataclass

from contracts.http.video_profiles import (
    OneProfile,
    PinGiven,
    ProfileEdit,
    ProfileList,
    ProfilePass,
    ProfileWanted,
    ViewingProfile,
)
from core.http.messages import Call, Operation, Reply

from ..model import Profile
from ..moments import moment
from .keeping import Edit, ProfileKeeper


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileOperations:
    keeper: ProfileKeeper

    def by_name(self) -> Mapping[str, Operation]:
        return {
            "listProfiles": self._list,
            "createProfile": self._create,
            "editProfile": self._edit,
            "deleteProfile": self._delete,
            "unlockProfile": self._unlock,
        }

    def _list(self, call: Call) -> Reply:
        profiles = self.keeper.all(call.user.user_id)
        return Reply(body=ProfileList(items=[_shown(each) for each in profiles]))

    def _create(self, call: Call) -> Reply:
        wanted = call.body_as(ProfileWanted)
        edit = Edit(
            name=wanted.name, maturity=wanted.maturity, kids=wanted.kids, pin=wanted.pin or ""
        )
        by = call.query_as(OneProfile).profile_id
        return Reply(status=201, body=_shown(self.keeper.create(call.user.user_id, edit, by=by)))

    def _edit(self, call: Call) -> Reply:
        said = call.body_as(ProfileEdit)
        taken_away = "pin" in said.model_fields_set and said.pin is None
        edit = Edit(
            name=said.name,
            maturity=said.maturity,
            kids=said.kids,
            pin="" if taken_away else said.pin,
        )
        profile = self.keeper.edit(
            call.user.user_id,
            call.path["profileId"],
            edit,
            by=call.query_as(OneProfile).profile_id,
        )
        return Reply(body=_shown(profile))

    def _delete(self, call: Call) -> Reply:
        self.keeper.delete(call.user.user_id, call.path["profileId"])
        return Reply(status=204)

    def _unlock(self, call: Call) -> Reply:
        given, until = self.keeper.unlock(
            call.user.user_id, call.path["profileId"], call.body_as(PinGiven).pin
        )
        return Reply(body=ProfilePass(profile_id=given, expires_at=moment(until)))


def _shown(profile: Profile) -> ViewingProfile:
    return ViewingProfile(
        id=profile.id,
        name=profile.name,
        maturity=profile.maturity,
        kids=profile.kids,
        has_pin=bool(profile.pin_hash),
        created_at=moment(profile.created_at),
    )
