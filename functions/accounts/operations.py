"""The operations of ``contracts.http.accounts``: a call in, one use case, an answer out."""

from collections.abc import Mapping
from dataclasses import dataclass

from contracts.http.accounts import KeyMade, Keys, KeyWanted, MeEdit, SubscriptionWanted
from core.http.messages import Call, Operation, Reply

from .service import Accounts
from .shown import key_shown, me_shown, subscription_shown


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountOperations:
    accounts: Accounts

    def by_name(self) -> Mapping[str, Operation]:
        return {
            "getMe": self._get_me,
            "editMe": self._edit_me,
            "eraseMe": self._erase_me,
            "listKeys": self._list_keys,
            "createKey": self._create_key,
            "deleteKey": self._delete_key,
            "setSubscription": self._set_subscription,
            "banUser": self._ban_user,
            "unbanUser": self._unban_user,
        }

    def _get_me(self, call: Call) -> Reply:
        return Reply(body=me_shown(*self.accounts.me(call.user)))

    def _edit_me(self, call: Call) -> Reply:
        edit = call.body_as(MeEdit)
        edited = self.accounts.edit(call.user, display_name=edit.display_name, bio=edit.bio)
        return Reply(body=me_shown(*edited))

    def _erase_me(self, call: Call) -> Reply:
        self.accounts.erase(call.user)
        return Reply(status=204)

    def _list_keys(self, call: Call) -> Reply:
        return Reply(body=Keys(items=[key_shown(key) for key in self.accounts.keys(call.user)]))

    def _create_key(self, call: Call) -> Reply:
        wanted = call.body_as(KeyWanted)
        key, text = self.accounts.create_key(
            call.user, name=wanted.name, scopes=wanted.scopes, expires_at=wanted.expires_at
        )
        return Reply(status=201, body=KeyMade(key=text, **key_shown(key).model_dump()))

    def _delete_key(self, call: Call) -> Reply:
        self.accounts.delete_key(call.user, call.path["keyId"])
        return Reply(status=204)

    def _set_subscription(self, call: Call) -> Reply:
        wanted = call.body_as(SubscriptionWanted)
        made = self.accounts.subscribe(call.user, plan=wanted.plan, ends_at=wanted.ends_at)
        return Reply(body=subscription_shown(made))

    def _ban_user(self, call: Call) -> Reply:
        self.accounts.ban(call.path["userId"])
        return Reply(status=204)

    def _unban_user(self, call: Call) -> Reply:
        self.accounts.unban(call.path["userId"])
        return Reply(status=204)
