"""In-memory ports of accounts; the contract suite holds the store to the real one."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from accounts.authorizing import Busy
from accounts.errors import AccountErased, AccountNotFound, KeyNotFound, TooManyKeys, UsernameTaken
from accounts.model import KEYS_PER_PERSON, Account, ApiKey, Standing, Subscription


@dataclass
class FakeAccounts:
    people: dict[str, Account] = field(default_factory=dict)
    erased: dict[str, str] = field(default_factory=dict)
    claims: dict[str, str] = field(default_factory=dict)
    plans: dict[str, Subscription] = field(default_factory=dict)
    all_keys: dict[str, ApiKey] = field(default_factory=dict)
    banned: set[str] = field(default_factory=set)

    def find(self, user_id: str) -> Account | None:
        if user_id in self.erased:
            raise AccountErased
        return self.people.get(user_id)

    def create(self, account: Account) -> None:
        if self.find(account.id) is not None:
            return
        name = account.username.casefold()
        if self.claims.setdefault(name, account.id) != account.id:
            raise UsernameTaken
        self.people[account.id] = account

    def edit(self, user_id: str, *, display_name: str | None, bio: str | None) -> Account:
        account = self._living(user_id)
        if display_name is not None:
            account = replace(account, display_name=display_name)
        if bio is not None:
            account = replace(account, bio=bio)
        self.people[user_id] = account
        return account

    def portray(self, user_id: str, avatar_url: str | None) -> None:
        self.people[user_id] = replace(self._living(user_id), avatar_url=avatar_url)

    def subscription(self, user_id: str) -> Subscription:
        return self.plans.get(user_id, Subscription())

    def subscribe(self, user_id: str, subscription: Subscription) -> None:
        self._living(user_id)
        self.plans[user_id] = subscription

    def erase(self, account: Account, *, event_id: str, at: datetime) -> None:
        if account.id not in self.erased:
            del self.people[account.id], self.claims[account.username.casefold()]
            self.plans.pop(account.id, None)
            self.erased[account.id] = event_id
            self.at = at

    def keys(self, user_id: str) -> list[ApiKey]:
        mine = [key for key in self.all_keys.values() if key.owner_id == user_id]
        return sorted(mine, key=lambda key: (key.created_at, key.id))

    def add_key(self, key: ApiKey) -> None:
        self._living(key.owner_id)
        if len(self.keys(key.owner_id)) == KEYS_PER_PERSON:
            raise TooManyKeys
        self.all_keys[key.id] = key

    def delete_key(self, user_id: str, key_id: str) -> None:
        if key_id not in self.all_keys or self.all_keys[key_id].owner_id != user_id:
            raise KeyNotFound
        del self.all_keys[key_id]

    def ban(self, user_id: str, *, at: datetime | None) -> None:
        if user_id not in self.people:
            raise AccountNotFound
        (self.banned.add if at else self.banned.discard)(user_id)

    def _living(self, user_id: str) -> Account:
        account = self.find(user_id)
        if account is None:
            raise AccountErased
        return account


@dataclass
class FakeCredentials:
    keys: dict[str, ApiKey] = field(default_factory=dict)
    standings: dict[str, Standing] = field(default_factory=dict)
    busy: bool = False

    def key(self, hashed: str) -> ApiKey | None:
        if self.busy:
            raise Busy
        return self.keys.get(hashed)

    def standing(self, user_id: str) -> Standing:
        if self.busy:
            raise Busy
        return self.standings.get(user_id, Standing())
