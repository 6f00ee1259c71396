"""What is asked of copies in one go, and how what they say of the viewer's own is read."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from core.resp import Command
from core.resp_wire import Reply

from ..facts import Facts, Recalled, Wanted
from ..hot import counts_key, entry_key

LETTERS: Mapping[str, str] = {"like": "l", "retweet": "r", "bookmark": "b"}
KINDS = {letter: kind for kind, letter in LETTERS.items()}
TOKEN, FLOOR = "token", "floor"


def person_key(user_id: str) -> str:
    return f"person:{{{user_id}}}"


def mine_key(user_id: str) -> str:
    return f"mine:{{{user_id}}}"


def verdict(user_id: str) -> str:
    return f"f{user_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is wanted, in the order of the commands."""

    entries: Sequence[str]
    people: Sequence[str]
    counts: Sequence[str]
    tweets: Sequence[str]
    others: Sequence[str]

    @classmethod
    def of(cls, wanted: Wanted) -> "Asked":
        return cls(
            entries=sorted(wanted.entries),
            people=sorted(wanted.people),
            counts=sorted(wanted.counts),
            tweets=sorted(wanted.reactions),
            others=sorted(wanted.follows),
        )

    def commands(self, viewer: str) -> list[Command]:
        commands: list[Command] = [
            *[("GET", entry_key(each)) for each in self.entries],
            *[("GET", person_key(each)) for each in self.people],
            *[("GET", counts_key(each)) for each in self.counts],
        ]
        if self.tweets or self.others:
            fields = [TOKEN, FLOOR, *self.tweets, *map(verdict, self.others)]
            commands.append(("HMGET", mine_key(viewer), *fields))
        return commands

    def own(self, mine: Iterable[Reply]) -> Recalled:
        """The viewer's own, of the reply to the last command."""
        token, floor, *rest = [each.decode() if isinstance(each, bytes) else None for each in mine]
        reactions = dict(_reactions(floor or "", zip(self.tweets, rest, strict=False)))
        verdicts = dict(zip(self.others, rest[len(self.tweets) :], strict=True))
        return Recalled(
            facts=Facts(
                reactions=reactions,
                follows=frozenset(user for user, said in verdicts.items() if said == "1"),
            ),
            answered=Wanted(
                reactions=frozenset(reactions),
                follows=frozenset(user for user, said in verdicts.items() if said),
            ),
            mine=token or "",
        )


def _reactions(
    floor: str, found: Iterable[tuple[str, str | None]]
) -> Iterator[tuple[str, frozenset[str]]]:
    for tweet_id, letters in found:
        if letters is not None:
            yield tweet_id, frozenset(KINDS[letter] for letter in letters)
        elif tweet_id >= floor:
            yield tweet_id, frozenset()
