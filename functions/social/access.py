"""Whether somebody may see this tweet or this person at all: what is hidden is not there."""

import re
from dataclasses import dataclass

from .errors import TweetBanned, TweetNotFound, UserNotFound
from .ids import is_id
from .model import Entry, Person
from .ports import Graph, People, Tweets

NAME = re.compile(r"[A-Za-z0-9_-]{1,50}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    tweets: Tweets
    graph: Graph
    people: People

    def tweet(self, viewer_id: str, tweet_id: str) -> Entry:
        """A living tweet of somebody who is here and with whom there is contact.

        Raises TweetNotFound, TweetBanned.
        """
        entry = self.tweets.find(tweet_id) if is_id(tweet_id) else None
        if entry is None or entry.deleted_at is not None or entry.retweet_of:
            raise TweetNotFound
        if entry.author_id != viewer_id and self._out_of_reach(viewer_id, entry.author_id):
            raise TweetNotFound
        if entry.banned_at is not None:
            raise TweetBanned
        return entry

    def _out_of_reach(self, viewer_id: str, author_id: str) -> bool:
        """Banned themselves, or blocked by either."""
        return not self.people.of([author_id]) or bool(self.graph.apart(viewer_id, [author_id]))

    def anybody(self, id_or_name: str) -> Person:
        """Raises UserNotFound."""
        person = self.people.find(id_or_name) if NAME.fullmatch(id_or_name) else None
        if person is None:
            raise UserNotFound
        return person

    def person(self, viewer_id: str, id_or_name: str) -> Person:
        """Somebody who does not block the viewer. Raises UserNotFound."""
        person = self.anybody(id_or_name)
        if person.id in self.graph.blockers_among(viewer_id, [person.id]):
            raise UserNotFound
        return person
