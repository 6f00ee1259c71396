"""The operations on tweets of ``contracts.http.social``: a call in, one use case, an answer out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from contracts.http.social import TweetWanted, UserTweetsQuery
from contracts.http.social_models import Reacted
from core.cursor import Cursors
from core.http.messages import Call, Operation, Reply

from ..model import Kind
from ..pages import Pages, tweets_reply
from .browsing import Browsing
from .composing import Wish
from .tweeting import Reacting, Standing, Tweeting

KINDS: Sequence[Kind] = ("like", "retweet", "bookmark")
Act = Callable[[str, str, Kind], Standing]


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingOperations:
    tweeting: Tweeting
    reacting: Reacting
    browsing: Browsing
    cursors: Cursors

    def by_name(self) -> Mapping[str, Operation]:
        reactions: Mapping[str, Act] = {"": self.reacting.add, "un": self.reacting.remove}
        return {
            "postTweet": self._post,
            "getTweet": self._get,
            "deleteTweet": self._delete,
            "getThread": self._thread,
            "listUserTweets": self._by_author,
            "listQuotes": self._quotes,
            "listBookmarks": self._bookmarks,
            **{
                f"{prefix}{kind}Tweet": _reaction(kind, act)
                for (prefix, act), kind in product(reactions.items(), KINDS)
            },
        }

    def _post(self, call: Call) -> Reply:
        wanted = call.body_as(TweetWanted)
        wish = Wish(
            text=wanted.text,
            media_ids=tuple(wanted.media_ids),
            reply_to_id=wanted.reply_to_id,
            quote_id=wanted.quote_id,
            region=call.viewer.country,
            attempt=call.attempt,
        )
        posted = self.tweeting.post(call.user.user_id, wish)
        return Reply(status=201, body=self.browsing.posted(posted.entry, posted.author))

    def _get(self, call: Call) -> Reply:
        return Reply(body=self.browsing.tweet(call.user.user_id, call.path["tweetId"]))

    def _delete(self, call: Call) -> Reply:
        self.tweeting.delete(call.user.user_id, call.path["tweetId"])
        return Reply(status=204)

    def _thread(self, call: Call) -> Reply:
        pages = Pages.of(self.cursors, call, "thread", call.path["tweetId"])
        found = self.browsing.thread(
            call.user.user_id, call.path["tweetId"], after=pages.after, most=pages.most
        )
        body = {
            "ancestors": found.ancestors,
            "tweet": found.tweet,
            "replies": found.replies.items,
            "nextCursor": pages.next(found.replies.position),
        }
        return Reply(body=body)

    def _by_author(self, call: Call) -> Reply:
        query = call.query_as(UserTweetsQuery)
        pages = Pages.of(self.cursors, call, "user-tweets", call.path["user"], query.filter)
        page = self.browsing.by_author(
            call.user.user_id,
            call.path["user"],
            wanted=query.filter,
            before=pages.after,
            most=pages.most,
        )
        return tweets_reply(page, pages)

    def _quotes(self, call: Call) -> Reply:
        tweet_id = call.path["tweetId"]
        pages = Pages.of(self.cursors, call, "quotes", tweet_id)
        page = self.browsing.quotes(
            call.user.user_id, tweet_id, before=pages.after, most=pages.most
        )
        return tweets_reply(page, pages)

    def _bookmarks(self, call: Call) -> Reply:
        pages = Pages.of(self.cursors, call, "bookmarks")
        page = self.browsing.bookmarks(call.user.user_id, before=pages.after, most=pages.most)
        return tweets_reply(page, pages)


def _reaction(kind: Kind, act: Act) -> Operation:
    def operate(call: Call) -> Reply:
        tweet_id = call.path["tweetId"]
        standing = act(call.user.user_id, tweet_id, kind)
        counts = standing.counts
        return Reply(
            body=Reacted(
                id=tweet_id,
                likes=counts.likes,
                retweets=counts.retweets,
                replies=counts.replies,
                quotes=counts.quotes,
                is_liked="like" in standing.kinds,
                is_retweeted="retweet" in standing.kinds,
                is_bookmarked="bookmark" in standing.kinds,
            )
        )

    return operate
