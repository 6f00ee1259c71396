"""The operations on people of ``contracts.http.social``: a call in, one use case, an answer out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from contracts.http.social_models import ProfileShown, Users
from core.cursor import Cursors
from core.http.messages import Call, Operation, Reply

from ..model import Kind, Person
from ..pages import Pages, user_shown
from ..paging import Page
from .profiles import Profile, Profiles
from .relating import Relating

Act = Callable[[str, str], Person]


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphOperations:
    relating: Relating
    profiles: Profiles
    cursors: Cursors

    def by_name(self) -> Mapping[str, Operation]:
        acts: Mapping[str, Act] = {
            "followUser": self.relating.follow,
            "unfollowUser": self.relating.unfollow,
            "blockUser": self.relating.block,
            "unblockUser": self.relating.unblock,
            "muteUser": self.relating.mute,
            "unmuteUser": self.relating.unmute,
        }
        return {
            "getUser": self._get,
            "listFollowers": self._followers,
            "listFollowing": self._following,
            "listLikes": self._reactors("like"),
            "listRetweets": self._reactors("retweet"),
            "listBlocks": self._blocked,
            "listMutes": self._muted,
            **{name: self._relation(act) for name, act in acts.items()},
        }

    def _get(self, call: Call) -> Reply:
        profile = self.profiles.find(call.user.user_id, call.path["user"])
        return Reply(body=_profile(profile))

    def _relation(self, act: Act) -> Operation:
        def operate(call: Call) -> Reply:
            other = act(call.user.user_id, call.path["user"])
            return Reply(body=_profile(self.profiles.of(call.user.user_id, other)))

        return operate

    def _followers(self, call: Call) -> Reply:
        pages = Pages.of(self.cursors, call, "followers", call.path["user"])
        page = self.profiles.followers(
            call.user.user_id, call.path["user"], after=pages.after, most=pages.most
        )
        return _users(page, pages)

    def _following(self, call: Call) -> Reply:
        pages = Pages.of(self.cursors, call, "following", call.path["user"])
        page = self.profiles.following(
            call.user.user_id, call.path["user"], after=pages.after, most=pages.most
        )
        return _users(page, pages)

    def _reactors(self, kind: Kind) -> Operation:
        def operate(call: Call) -> Reply:
            tweet_id = call.path["tweetId"]
            pages = Pages.of(self.cursors, call, f"{kind}s", tweet_id)
            page = self.profiles.reactors(
                call.user.user_id, tweet_id, kind, after=pages.after, most=pages.most
            )
            return _users(page, pages)

        return operate

    def _blocked(self, call: Call) -> Reply:
        pages = Pages.of(self.cursors, call, "blocks")
        page = self.profiles.blocked(call.user.user_id, after=pages.after, most=pages.most)
        return _users(page, pages)

    def _muted(self, call: Call) -> Reply:
        pages = Pages.of(self.cursors, call, "mutes")
        page = self.profiles.muted(call.user.user_id, after=pages.after, most=pages.most)
        return _users(page, pages)


def _users(page: Page[Person], pages: Pages) -> Reply:
    items = [user_shown(person) for person in page.items]
    return Reply(body=Users(items=items, next_cursor=pages.next(page.position)))


def _profile(profile: Profile) -> ProfileShown:
    person, counts = profile.person, profile.counts
    return ProfileShown(
        id=person.id,
        username=person.username,
        display_name=person.display_name or person.username,
        avatar_url=person.avatar_url,
        bio=person.bio,
        created_at=datetime.fromisoformat(person.created_at),
        followers=counts.followers,
        following=counts.following,
        tweets=counts.tweets,
        is_following=profile.is_following,
        follows_you=profile.follows_you,
        is_blocked=profile.is_blocked,
        is_muted=profile.is_muted,
    )
