"""What searching needs, in its own words."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from contracts.http.social_models import TweetShown
from core.text_search.index import Manifest

from ..model import Entry, Person, Relations


class Index(Protocol):
    """An index as its readers see it, an instant behind at most."""

    def get(self, names: Sequence[str]) -> Mapping[str, bytes]: ...

    def load(self) -> Manifest: ...


class Tweets(Protocol):
    def find_many(self, entry_ids: Iterable[str]) -> Mapping[str, Entry]:
        """Those that exist, tombstones too; strongly consistent."""
        ...


class Names(Protocol):
    def named(self, usernames: Iterable[str]) -> Mapping[str, Person]:
        """By casefolded username; those that exist."""
        ...


class People(Names, Protocol):
    def of(self, user_ids: Iterable[str]) -> Mapping[str, Person]: ...


class Circle(Protocol):
    def relations(self, user_id: str) -> Relations: ...


class Presenter(Protocol):
    def show(self, viewer_id: str, entries: Sequence[Entry]) -> list[TweetShown]:
        """In order, each as this viewer sees it."""
        ...
