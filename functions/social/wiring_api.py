"""Composition of the social API, once per sandbox."""

from functools import cache

from contracts.http import social, social_live, social_media, social_moderation
from contracts.tables.social import TWEET_REPORTS, USER_REPORTS
from core import aws
from core.clock import Clock, SystemClock
from core.cursor import Cursors
from core.http.api import Handler
from core.http.wiring import api_handler
from core.ids import RandomIds
from core.observability import logger_for
from core.play_pass import PlayPasses
from core.report_table import DynamoReports
from core.resp import RespClient
from core.secrets import Secret
from core.valkey import ValkeyCache

from .access import Access
from .adapters.counters import CounterShards
from .adapters.fact_copies import FactCopies
from .adapters.film_reading import FilmReader
from .adapters.follow_table import DynamoGraph
from .adapters.link_clicks import LinkClicks
from .adapters.live_table import DynamoConnections
from .adapters.media_buckets import S3Drop, S3Gallery
from .adapters.media_table import DynamoUploads
from .adapters.people_table import CopiedPeople, DynamoPeople
from .adapters.reaction_table import DynamoCounts, DynamoReactions
from .adapters.timelines import ValkeyTimelines
from .adapters.tweet_table import DynamoTweets
from .adapters.written_through import WrittenThrough
from .graph.operations import GraphOperations
from .graph.profiles import Profiles
from .graph.relating import Relating
from .ids import RandomTweetIds
from .linking.clicks import AuthorsView
from .linking.playing import ViewersPass
from .live.operations import LiveOperations
from .live.ticketing import TicketOffice
from .media.clearing import Clearing
from .media.operations import MediaOperations
from .media.uploading import Shelf
from .moderation.judging import Moderation
from .moderation.operations import ModerationOperations
from .ports import People
from .posting.browsing import Browsing
from .posting.composing import Composer
from .posting.operations import PostingOperations
from .posting.tweeting import Reacting, Tweeting
from .settings import SocialApiSettings
from .showing import PortFacts, Showing


def _not_written(key: str) -> None:
    logger_for("social-api").warning("cache not written", extra={"key": key})


@cache
def api() -> Handler:
    settings = SocialApiSettings.from_env()
    clock = SystemClock()
    cache_ = ValkeyCache(endpoint=settings.cache_endpoint)
    dynamodb = aws.dynamodb()
    counters = CounterShards(client=dynamodb, table=settings.reactions_table)
    tweets = DynamoTweets(client=dynamodb, table=settings.tweets_table, counters=counters)
    reactions = DynamoReactions(
        client=dynamodb, table=settings.reactions_table, counters=counters, tweets=tweets
    )
    counts = DynamoCounts(counters=counters)
    graph = DynamoGraph(client=dynamodb, table=settings.follows_table, counters=counters)
    people = DynamoPeople(
        copies=CopiedPeople(client=dynamodb, table=settings.people_table),
        client=dynamodb,
        accounts=settings.accounts_table,
    )
    valkey = RespClient(endpoint=settings.cache_endpoint)
    written = WrittenThrough(
        copies=FactCopies(client=valkey),
        homes=ValkeyTimelines(client=valkey),
        on_failure=_not_written,
    )
    access = Access(tweets=tweets, graph=graph, people=people)
    shelf = _shelf(settings, clock, people)
    composer = Composer(
        access=access,
        people=people,
        graph=graph,
        media=shelf,
        ids=RandomTweetIds(clock=clock),
        clock=clock,
    )
    facts = PortFacts(tweets=tweets, counts=counts, reactions=reactions, people=people, graph=graph)
    cursors = Cursors(secret=Secret(arn=settings.origin_secret_arn, client=aws.secretsmanager()))
    posting = PostingOperations(
        tweeting=Tweeting(
            access=access, tweets=tweets, composer=composer, remembered=written, clock=clock
        ),
        reacting=Reacting(
            access=access,
            reactions=reactions,
            counts=counts,
            composer=composer,
            remembered=written,
            clock=clock,
        ),
        browsing=Browsing(
            access=access,
            tweets=tweets,
            graph=graph,
            reactions=reactions,
            counts=counts,
            showing=Showing(facts=facts),
            authors=AuthorsView(
                counts=LinkClicks(
                    client=dynamodb, table=settings.clicks_table, cache=cache_, clock=clock
                )
            ),
            playing=ViewersPass(passes=PlayPasses(cursors=cursors, clock=clock)),
        ),
        cursors=cursors,
    )
    relating = Relating(
        access=access,
        graph=graph,
        people=people,
        counts=counts,
        remembered=written,
        clock=clock,
        threshold=settings.celebrity_threshold,
    )
    profiles = Profiles(
        access=access, graph=graph, people=people, counts=counts, reactions=reactions
    )
    moderating = ModerationOperations(
        moderation=Moderation(
            access=access,
            tweets=tweets,
            remembered=written,
            tweet_reports=_reports(settings, TWEET_REPORTS),
            user_reports=_reports(settings, USER_REPORTS),
            clock=clock,
        ),
        tweets=tweets,
        people=people,
        cursors=cursors,
    )
    return api_handler(
        service="social-api",
        routes=(
            *social.ROUTES,
            *social_media.ROUTES,
            *social_live.ROUTES,
            *social_moderation.ROUTES,
        ),
        operations={
            **posting.by_name(),
            **GraphOperations(relating=relating, profiles=profiles, cursors=cursors).by_name(),
            **MediaOperations(shelf=shelf).by_name(),
            **LiveOperations(office=_office(settings, clock)).by_name(),
            **moderating.by_name(),
        },
        settings=settings,
        cache=cache_,
        idempotency_table=settings.idempotency_table,
    )


def _reports(settings: SocialApiSettings, kind: str) -> DynamoReports:
    return DynamoReports(client=aws.dynamodb(), table=settings.reports_table, kind=kind)


def _office(settings: SocialApiSettings, clock: Clock) -> TicketOffice:
    return TicketOffice(
        connections=DynamoConnections(client=aws.dynamodb(), table=settings.live_table),
        clock=clock,
        ids=RandomIds(),
        public_url=settings.public_url,
    )


def _shelf(settings: SocialApiSettings, clock: Clock, people: People) -> Shelf:
    uploads = DynamoUploads(client=aws.dynamodb(), table=settings.media_table)
    drop = S3Drop(client=aws.s3(), bucket=settings.uploads_bucket)
    gallery = S3Gallery(client=aws.s3(), bucket=settings.pictures_bucket)
    return Shelf(
        uploads=uploads,
        drop=drop,
        clearing=Clearing(uploads=uploads, drop=drop, gallery=gallery),
        films=FilmReader(
            client=aws.dynamodb(), table=settings.videos_table, public_url=settings.public_url
        ),
        people=people,
        clock=clock,
        ids=RandomIds(),
        public_url=settings.public_url,
        largest=settings.largest_upload,
    )
