"""Fakes of what search, trends and notices need."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from contracts.http.social_models import TweetShown, UserShown
from contracts.tables.social_notices import deed_of, group_name
from core.text_search.tokens import hashtags
from social.ids import id_at
from social.model import Entry, Media, Person, Relations
from social.notices.model import Deed, Group, Subject
from social.notices.ports import GroupPage, Position

AT = 1_795_435_200_000
PICTURE = Media(id="m1", url="https://x.example/m1.jpg", type="image/jpeg")


def a_tweet(
    number: int,
    text: str = "hello",
    *,
    author: str = "ada",
    at: int | None = None,
    mentions: Iterable[str] = (),
    media: bool = False,
    reply_to: Entry | None = None,
    quote: Entry | None = None,
    retweet_of: Entry | None = None,
) -> Entry:
    """The ``number``-th second's tweet."""
    when = AT + number * 1_000 if at is None else at
    return Entry(
        id=id_at(when, noise=number),
        author_id=author,
        at=when,
        text=text,
        mentions=tuple(mentions),
        tags=hashtags(text),
        media=(PICTURE,) if media else (),
        reply_to_id=reply_to.id if reply_to else None,
        reply_to_author_id=reply_to.author_id if reply_to else None,
        quote_id=quote.id if quote else None,
        retweet_of=retweet_of.id if retweet_of else None,
        retweet_of_author=retweet_of.author_id if retweet_of else None,
    )


@dataclass
class FakeTweets:
    entries: dict[str, Entry] = field(default_factory=dict)
    asked: int = 0

    def add(self, *entries: Entry) -> None:
        self.entries.update({entry.id: entry for entry in entries})

    def delete(self, entry: Entry) -> None:
        self.entries[entry.id] = entry.buried(AT)

    def find_many(self, entry_ids: Iterable[str]) -> Mapping[str, Entry]:
        wanted = list(entry_ids)
        self.asked += len(wanted)
        return {id_: self.entries[id_] for id_ in wanted if id_ in self.entries}


@dataclass
class FakeCircle:
    known: dict[str, Relations] = field(default_factory=dict)

    def block(self, user: str, other: str) -> None:
        mine, theirs = self.relations(user), self.relations(other)
        self.known[user] = replace(mine, blocks=mine.blocks | {other})
        self.known[other] = replace(theirs, blocked_by=theirs.blocked_by | {user})

    def mute(self, user: str, other: str) -> None:
        mine = self.relations(user)
        self.known[user] = replace(mine, mutes=mine.mutes | {other})

    def relations(self, user_id: str) -> Relations:
        return self.known.get(user_id, Relations(user_id=user_id))


@dataclass
class FakePeople:
    people: dict[str, Person] = field(default_factory=dict)

    def add(self, *people: Person) -> None:
        self.people.update({person.id: person for person in people})

    def of(self, user_ids: Iterable[str]) -> Mapping[str, Person]:
        return {id_: self.people[id_] for id_ in user_ids if id_ in self.people}

    def named(self, usernames: Iterable[str]) -> Mapping[str, Person]:
        wanted = set(usernames)
        found = {person.username.casefold(): person for person in self.people.values()}
        return {name: person for name, person in found.items() if name in wanted}


class FakePresenter:
    def show(self, viewer_id: str, entries: Sequence[Entry]) -> list[TweetShown]:
        del viewer_id
        return [shown(entry) for entry in entries]


def shown(entry: Entry) -> TweetShown:
    user = UserShown(id=entry.author_id, username=entry.author_id, display_name="", avatar_url=None)
    return TweetShown(
        id=entry.id,
        user_id=entry.author_id,
        user=user,
        text=entry.text,
        media_urls=[media.url for media in entry.media],
        media=[],
        created_at=datetime.fromtimestamp(entry.at / 1000, UTC),
        likes=0,
        retweets=0,
        replies=0,
        quotes=0,
        reply_to_id=entry.reply_to_id,
        quote_id=entry.quote_id,
        is_liked=False,
        is_retweeted=False,
        is_bookmarked=False,
        links=[],
        quote=None,
        retweeted_by=None,
    )


@dataclass
class FakeNotices:
    """``notices.ports.NoticeStore``."""

    deeds: dict[str, bool] = field(default_factory=dict)  # gone?
    groups: dict[Subject, Group] = field(default_factory=dict)
    marks: dict[str, int] = field(default_factory=dict)

    def note(self, deed: Deed) -> bool:
        return not self.deeds.setdefault(_key(deed), False)

    def revoke(self, deed: Deed) -> None:
        self.deeds[_key(deed)] = True

    def group(self, subject: Subject) -> Group:
        return self.groups.get(subject, Group(subject=subject))

    def save(self, group: Group) -> bool:
        if self.group(group.subject).version != group.version:
            return False
        if group.actors:
            self.groups[group.subject] = replace(group, version=group.version + 1)
        else:
            self.groups.pop(group.subject, None)
        return True

    def page(self, user_id: str, *, after: Position | None, most: int) -> GroupPage:
        ranked = [
            group
            for group in self._of(user_id)
            if after is None or (group.at, _name(group)) < (after.at, after.name)
        ]
        page = ranked[:most]
        more = len(ranked) > most
        return GroupPage(page, Position(page[-1].at, _name(page[-1])) if more else None)

    def since(self, user_id: str, at: int, *, most: int) -> Sequence[Group]:
        return [group for group in self._of(user_id) if group.at > at][:most]

    def seen(self, user_id: str) -> int:
        return self.marks.get(user_id, 0)

    def mark_seen(self, user_id: str, at: int) -> None:
        self.marks[user_id] = max(at, self.seen(user_id))

    def forget(self, user_id: str) -> None:
        self.marks.pop(user_id, None)
        for group in self._of(user_id):
            del self.groups[group.subject]

    def _of(self, user_id: str) -> list[Group]:
        its = [g for subject, g in self.groups.items() if subject.recipient == user_id]
        return sorted(its, key=lambda group: (group.at, _name(group)), reverse=True)


def _key(deed: Deed) -> str:
    subject = deed.subject
    return deed_of(subject.recipient, subject.type, subject.tweet_id, deed.actor)


def _name(group: Group) -> str:
    return group_name(group.subject.type, group.subject.tweet_id)
