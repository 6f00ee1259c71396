"""Composition of the social API, once per sandbox."""

from dataclasses import dataclass
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
from .adapters.fact_copies import FactCopies
from .adapters.film_reading import FilmReader
from .adapters.link_clicks import LinkClicks
from .adapters.live_table import DynamoConnections
from .adapters.media_buckets import S3Drop, S3Gallery
from .adapters.media_table import DynamoUploads
from .adapters.timelines import ValkeyTimelines
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
from .posting.browsing import Browsing
from .posting.composing import Composer
from .posting.operations import PostingOperations
from .posting.tweeting import Reacting, Tweeting
from .settings import SocialApiSettings
from .showing import PortFacts, Showing
from .wiring_facts import port_facts


def _not_written(key: str) -> None:
    logger_for("social-api").warning("cache not written", extra={"key": key})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    """What several rooms of the API need."""

    settings: SocialApiSettings
    clock: Clock
    cache: ValkeyCache
    cursors: Cursors
    facts: PortFacts
    written: WrittenThrough
    access: Access

    @classmethod
    def of(cls, settings: SocialApiSettings) -> "_Parts":
        valkey = RespClient(endpoint=settings.cache_endpoint)
        secret = Secret(arn=settings.origin_secret_arn, client=aws.secretsmanager())
        facts = port_facts(settings)
        return cls(
            settings=settings,
            clock=SystemClock(),
            cache=ValkeyCache(endpoint=settings.cache_endpoint),
            cursors=Cursors(secret=secret),
            facts=facts,
            written=WrittenThrough(
                copies=FactCopies(client=valkey),
                homes=ValkeyTimelines(client=valkey),
                on_failure=_not_written,
            ),
            access=Access(tweets=facts.tweets, graph=facts.graph, people=facts.people),
        )


@cache
def api() -> Handler:
    parts = _Parts.of(SocialApiSettings.from_env())
    shelf = _shelf(parts)
    return api_handler(
        service="social-api",
        routes=(
            *social.ROUTES,
            *social_media.ROUTES,
            *social_live.ROUTES,
            *social_moderation.ROUTES,
        ),
        operations={
            **_posting(parts, shelf).by_name(),
            **_graph(parts).by_name(),
            **MediaOperations(shelf=shelf).by_name(),
            **LiveOperations(office=_office(parts)).by_name(),
            **_moderating(parts).by_name(),
        },
        settings=parts.settings,
        cache=parts.cache,
        idempotency_table=parts.settings.idempotency_table,
    )


def _posting(parts: _Parts, shelf: Shelf) -> PostingOperations:
    facts, clock = parts.facts, parts.clock
    composer = Composer(
        access=parts.access,
        people=facts.people,
        graph=facts.graph,
        media=shelf,
        ids=RandomTweetIds(clock=clock),
        clock=clock,
    )
    return PostingOperations(
        tweeting=Tweeting(
            access=parts.access,
            tweets=facts.tweets,
            composer=composer,
            remembered=parts.written,
            clock=clock,
        ),
        reacting=Reacting(
            access=parts.access,
            reactions=facts.reactions,
            counts=facts.counts,
            composer=composer,
            remembered=parts.written,
            clock=clock,
        ),
        browsing=_browsing(parts),
        cursors=parts.cursors,
    )


def _browsing(parts: _Parts) -> Browsing:
    facts, clock = parts.facts, parts.clock
    clicks = LinkClicks(
        client=aws.dynamodb(), table=parts.settings.clicks_table, cache=parts.cache, clock=clock
    )
    return Browsing(
        access=parts.access,
        tweets=facts.tweets,
        graph=facts.graph,
        reactions=facts.reactions,
        counts=facts.counts,
        showing=Showing(facts=facts),
        authors=AuthorsView(counts=clicks),
        playing=ViewersPass(passes=PlayPasses(cursors=parts.cursors, clock=clock)),
    )


def _graph(parts: _Parts) -> GraphOperations:
    facts = parts.facts
    return GraphOperations(
        relating=Relating(
            access=parts.access,
            graph=facts.graph,
            people=facts.people,
            counts=facts.counts,
            remembered=parts.written,
            clock=parts.clock,
            threshold=parts.settings.celebrity_threshold,
        ),
        profiles=Profiles(
            access=parts.access,
            graph=facts.graph,
            people=facts.people,
            counts=facts.counts,
            reactions=facts.reactions,
        ),
        cursors=parts.cursors,
    )


def _moderating(parts: _Parts) -> ModerationOperations:
    facts = parts.facts
    return ModerationOperations(
        moderation=Moderation(
            access=parts.access,
            tweets=facts.tweets,
            remembered=parts.written,
            tweet_reports=_reports(parts.settings, TWEET_REPORTS),
            user_reports=_reports(parts.settings, USER_REPORTS),
            clock=parts.clock,
        ),
        tweets=facts.tweets,
        people=facts.people,
        cursors=parts.cursors,
    )


def _reports(settings: SocialApiSettings, kind: str) -> DynamoReports:
    return DynamoReports(client=aws.dynamodb(), table=settings.reports_table, kind=kind)


def _office(parts: _Parts) -> TicketOffice:
    return TicketOffice(
        connections=DynamoConnections(client=aws.dynamodb(), table=parts.settings.live_table),
        clock=parts.clock,
        ids=RandomIds(),
        public_url=parts.settings.public_url,
    )


def _shelf(parts: _Parts) -> Shelf:
    settings = parts.settings
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
        people=parts.facts.people,
        clock=parts.clock,
        ids=RandomIds(),
        public_url=settings.public_url,
        largest=settings.largest_upload,
    )
