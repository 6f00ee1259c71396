"""The operations of ``contracts.http.social_moderation``."""

from collections.abc import Mapping
from dataclasses import dataclass

from contracts.http.reports import ReportWanted
from contracts.http.social_moderation import (
    ReportedTweet,
    ReportedTweets,
    ReportedUser,
    ReportedUsers,
)
from core.cursor import Cursors
from core.http.messages import Call, Operation, Reply
from core.http.reviewing import ReviewList, described
from core.reports import ReportQueue

from ..ports import People, Tweets
from .judging import Moderation


@dataclass(frozen=True, slots=True, kw_only=True)
class ModerationOperations:
    moderation: Moderation
    tweets: Tweets
    people: People
    cursors: Cursors

    def by_name(self) -> Mapping[str, Operation]:
        return {
            "reportTweet": self._report_tweet,
            "reportUser": self._report_user,
            "listTweetReports": self._list_tweets,
            "listUserReports": self._list_users,
            "dismissTweetReports": self._dismiss(self.moderation.tweet_reports, "tweetId"),
            "dismissUserReports": self._dismiss(self.moderation.user_reports, "userId"),
            "banTweet": self._ban,
            "unbanTweet": self._unban,
        }

    def _report_tweet(self, call: Call) -> Reply:
        wanted, tweet_id = call.body_as(ReportWanted), call.path["tweetId"]
        self.moderation.report_tweet(
            call.user.user_id, tweet_id, reason=wanted.reason, note=wanted.note
        )
        return Reply(status=202)

    def _report_user(self, call: Call) -> Reply:
        wanted, user = call.body_as(ReportWanted), call.path["user"]
        self.moderation.report_user(call.user.user_id, user, reason=wanted.reason, note=wanted.note)
        return Reply(status=202)

    def _list_tweets(self, call: Call) -> Reply:
        """What was deleted meanwhile has no text; it is dismissed like any other."""
        queue = self.moderation.tweet_reports
        reports, cursor = self._review(queue, "tweet-reports").page(call)
        tweets = self.tweets.find_many([report.subject for report in reports])
        items = []
        for report in reports:
            tweet = tweets.get(report.subject)
            items.append(
                ReportedTweet(
                    id=report.subject,
                    user_id=tweet.author_id if tweet else "",
                    text=tweet.text if tweet else "",
                    **described(report),
                )
            )
        return Reply(body=ReportedTweets(items=items, next_cursor=cursor))

    def _list_users(self, call: Call) -> Reply:
        queue = self.moderation.user_reports
        reports, cursor = self._review(queue, "user-reports").page(call)
        people = self.people.of([report.subject for report in reports])
        items = []
        for report in reports:
            person = people.get(report.subject)
            items.append(
                ReportedUser(
                    id=report.subject,
                    username=person.username if person else "",
                    display_name=person.display_name if person else "",
                    **described(report),
                )
            )
        return Reply(body=ReportedUsers(items=items, next_cursor=cursor))

    def _review(self, queue: ReportQueue, scope: str) -> ReviewList:
        return ReviewList(queue=queue, cursors=self.cursors, scope=scope)

    def _dismiss(self, queue: ReportQueue, name: str) -> Operation:
        def operate(call: Call) -> Reply:
            queue.remove(call.path[name])
            return Reply(status=204)

        return operate

    def _ban(self, call: Call) -> Reply:
        self.moderation.ban(call.path["tweetId"])
        return Reply(status=204)

    def _unban(self, call: Call) -> Reply:
        self.moderation.unban(call.path["tweetId"])
        return Reply(status=204)
