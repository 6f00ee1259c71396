"""What a person does with their account."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from core.clock import Clock
from core.errors import ExpiryInPast, InsufficientScope
from core.http.messages import Principal
from core.ids import Ids

from .errors import AccountErased, PlansNotSelfService
from .keys import SHOWN, key_hash
from .model import Account, ApiKey, Subscription
from .ports import AccountStore


@dataclass(frozen=True, slots=True, kw_only=True)
class Accounts:
    """``self_service_plans`` is a setting of the stage; ``new_key`` makes an API key's text."""

    store: AccountStore
    clock: Clock
    ids: Ids
    new_key: Callable[[], str]
    self_service_plans: bool

    def me(self, caller: Principal) -> tuple[Account, str]:
        """The caller's account, made at the first visit, and the plan that is in force."""
        account = self._ensured(caller)
        plan = self.store.subscription(caller.user_id).plan_at(self.clock.now())
        return account, plan

    def edit(
        self, caller: Principal, *, display_name: str | None, bio: str | None
    ) -> tuple[Account, str]:
        self._ensured(caller)
        self.store.edit(caller.user_id, display_name=display_name, bio=bio)
        return self.me(caller)

    def portray(self, caller: Principal, avatar_url: str | None) -> tuple[Account, str]:
        """None shows no picture."""
        self._ensured(caller)
        self.store.portray(caller.user_id, avatar_url)
        return self.me(caller)

    def erase(self, caller: Principal) -> None:
        """Twice is as good as once, so that a caller who got no answer can ask again."""
        try:
            account = self._ensured(caller)
        except AccountErased:
            return
        self.store.erase(account, event_id=self.ids.new(), at=self.clock.now())

    def keys(self, caller: Principal) -> list[ApiKey]:
        return self.store.keys(caller.user_id)

    def create_key(
        self,
        caller: Principal,
        *,
        name: str,
        scopes: Sequence[str],
        expires_at: datetime | None,
    ) -> tuple[ApiKey, str]:
        """The key as it is kept, and its text. A key makes keys of its own scopes at most."""
        self._refuse_past("expiresAt", expires_at)
        missing = [scope for scope in scopes if not caller.may(scope)]
        if missing:
            raise InsufficientScope(details={"scope": missing[0]})
        account = self._ensured(caller)
        text = self.new_key()
        key = ApiKey(
            id=self.ids.new(),
            hash=key_hash(text),
            owner_id=account.id,
            owner_name=account.username,
            name=name,
            scopes=tuple(dict.fromkeys(scopes)),
            ending=text[-SHOWN:],
            created_at=self.clock.now(),
            expires_at=expires_at,
        )
        self.store.add_key(key)
        return key, text

    def delete_key(self, caller: Principal, key_id: str) -> None:
        self.store.delete_key(caller.user_id, key_id)

    def subscribe(self, caller: Principal, *, plan: str, ends_at: datetime | None) -> Subscription:
        """Where plans are not self-service, a payment provider's hook calls the store itself."""
        if not self.self_service_plans:
            raise PlansNotSelfService
        self._refuse_past("endsAt", ends_at)
        self._ensured(caller)
        subscription = Subscription(plan=plan, ends_at=ends_at)
        self.store.subscribe(caller.user_id, subscription)
        return subscription

    def ban(self, user_id: str) -> None:
        self.store.ban(user_id, at=self.clock.now())

    def unban(self, user_id: str) -> None:
        self.store.ban(user_id, at=None)

    def registered(self, user_id: str, username: str) -> None:
        """Cognito confirmed a sign-up. Raises UsernameTaken."""
        self.store.create(Account(id=user_id, username=username, created_at=self.clock.now()))

    def _ensured(self, caller: Principal) -> Account:
        """People whom an administrator made never confirmed a sign-up: they begin here."""
        account = self.store.find(caller.user_id)
        if account is not None:
            return account
        self.registered(caller.user_id, caller.username)
        return self.store.find(caller.user_id) or self._vanished()

    @staticmethod
    def _vanished() -> Account:
        raise AccountErased

    def _refuse_past(self, path: str, moment: datetime | None) -> None:
        if moment is not None and moment <= self.clock.now():
            raise ExpiryInPast.of(path)
