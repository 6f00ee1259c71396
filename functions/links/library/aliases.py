"""Codes that people choose: which spellings there are, and which words the service needs itself."""

import re
import unicodedata
from collections.abc import Iterable

from contracts.http import Route

from ..errors import AliasInvalid, AliasReserved

FORM = re.compile(r"[A-Za-z0-9_-]{3,50}")
WORDS = (
    "login",
    "logout",
    "signup",
    "signin",
    "admin",
    "help",
    "static",
    "about",
    "robots.txt",
    "favicon.ico",
    "sitemap.xml",
    ".well-known",
    "app",
    "media",
    "ws",
    "t",
    # Segments of the routes that the feed and the video service will have.
    *("blocks", "bookmarks", "feed", "follow", "followers", "following", "home", "like", "likes"),
    *("live", "mute", "mutes", "notifications", "retweet", "retweets", "search", "seen", "thread"),
    *("ticket", "timeline", "trends", "tweets", "unread", "user", "users"),
    *("analytics", "continue-watching", "explain", "profiles", "rating", "recommendations"),
    *("similar", "streams", "trending", "upload", "videos", "watch", "watch-history", "watchlist"),
)


def folded(text: str) -> str:
    """One form for all spellings of a word: compatibility forms, width and case do not count."""
    return unicodedata.normalize("NFKC", text).casefold()


def reserved_words(routes: Iterable[Route]) -> frozenset[str]:
    """Every fixed segment of every route, and the words above."""
    segments = {
        segment for route in routes for segment in route.path.split("/") if segment[:1] != "{"
    }
    return frozenset(folded(word) for word in (*segments, *WORDS) if word)


def accept_alias(text: str, *, reserved: frozenset[str], path: str = "customAlias") -> str:
    """The alias as it was given. Raises AliasReserved, AliasInvalid."""
    if folded(text) in reserved:
        raise AliasReserved(path, "The service needs this word itself.")
    if not FORM.fullmatch(text):
        raise AliasInvalid(path, "Takes 3 to 50 letters, digits, hyphens and underscores.")
    return text
