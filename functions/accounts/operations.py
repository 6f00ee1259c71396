"""The operations of ``contracts.http.accounts``: a call in, one use case, an answer out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from contracts.http.accounts import (
    KeyMade,
    Keys,
    KeyShown,
    KeyWanted,
    Me,
    MeEdit,
    SubscriptionWanted,
)
from contracts.http.accounts import Subscription as SubscriptionShown
from core.errors import PayloadTooLarge
from core.http.messages import Call, Operation, Reply

from .archive import ArchiveTooLarge, archive
from .model import Account, ApiKey
from .ports import Holdings
from .service import Accounts


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountOperations:
    accounts: Accounts
    holdings: Sequence[Holdings] = ()

    def by_name(self) -> Mapping[str, Operation]:
        return {
            "getMe": self._get_me,
            "editMe": self._edit_me,
            "eraseMe": self._erase_me,
            "exportMe": self._export_me,
            "listKeys": self._list_keys,
            "createKey": self._create_key,
            "deleteKey": self._delete_key,
            "setSubscription": self._set_subscription,
            "banUser": self._ban_user,
            "unbanUser": self._unban_user,
        }

    def _get_me(self, call: Call) -> Reply:
        return Reply(body=_me(*self.accounts.me(call.user)))

    def _edit_me(self, call: Call) -> Reply:
        edit = call.body_as(MeEdit)
        edited = self.accounts.edit(call.user, display_name=edit.display_name, bio=edit.bio)
        return Reply(body=_me(*edited))

    def _erase_me(self, call: Call) -> Reply:
        self.accounts.erase(call.user)
        return Reply(status=204)

    def _export_me(self, call: Call) -> Reply:
        account, _ = self.accounts.me(call.user)
        try:
            packed = archive(
                account=account,
                subscription=self.accounts.store.subscription(account.id),
                keys=self.accounts.keys(call.user),
                holdings=self.holdings,
            )
        except ArchiveTooLarge as error:
            raise PayloadTooLarge("The archive is too large for one answer.") from error
        name = f'attachment; filename="triptych-{account.username}.zip"'
        return Reply(
            body=packed, content_type="application/zip", headers={"Content-Disposition": name}
        )

    def _list_keys(self, call: Call) -> Reply:
        return Reply(body=Keys(items=[_key(key) for key in self.accounts.keys(call.user)]))

    def _create_key(self, call: Call) -> Reply:
        wanted = call.body_as(KeyWanted)
        key, text = self.accounts.create_key(
            call.user, name=wanted.name, scopes=wanted.scopes, expires_at=wanted.expires_at
        )
        return Reply(status=201, body=KeyMade(key=text, **_key(key).model_dump()))

    def _delete_key(self, call: Call) -> Reply:
        self.accounts.delete_key(call.user, call.path["keyId"])
        return Reply(status=204)

    def _set_subscription(self, call: Call) -> Reply:
        wanted = call.body_as(SubscriptionWanted)
        made = self.accounts.subscribe(call.user, plan=wanted.plan, ends_at=wanted.ends_at)
        return Reply(
            body=SubscriptionShown.model_validate({"plan": made.plan, "ends_at": made.ends_at})
        )

    def _ban_user(self, call: Call) -> Reply:
        self.accounts.ban(call.path["userId"])
        return Reply(status=204)

    def _unban_user(self, call: Call) -> Reply:
        self.accounts.unban(call.path["userId"])
        return Reply(status=204)


def _me(account: Account, plan: str) -> Me:
    return Me.model_validate(
        {
            "id": account.id,
            "username": account.username,
            "display_name": account.display_name,
            "bio": account.bio,
            "avatar_url": account.avatar_url,
            "plan": plan,
            "created_at": account.created_at,
        }
    )


def _key(key: ApiKey) -> KeyShown:
    return KeyShown(
        id=key.id,
        name=key.name,
        scopes=list(key.scopes),
        ending=key.ending,
        created_at=key.created_at,
        expires_at=key.expires_at,
    )
