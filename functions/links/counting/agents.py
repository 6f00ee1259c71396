"""What a user agent says of itself: device, browser, operating system, and whether it is a bot.

Families by ua-parser (uap-core), bots by crawlerdetect; both are lists that others keep up to date.
"""

from functools import lru_cache

from crawlerdetect import CrawlerDetect  # type: ignore[import-untyped]  # ships no types
from ua_parser import parse

from ..redirect.rules import device_of
from .segments import Agent

UNKNOWN = "Other"
BOT = "bot"


@lru_cache(maxsize=1)
def _crawlers() -> CrawlerDetect:
    return CrawlerDetect()


@lru_cache(maxsize=20_000)
def agent_of(user_agent: str) -> Agent:
    """An empty user agent is a bot: every browser sends one."""
    found = parse(user_agent)
    browser = found.user_agent.family if found.user_agent else UNKNOWN
    system = found.os.family if found.os else UNKNOWN
    bot = not user_agent or bool(_crawlers().is_crawler(user_agent))
    return Agent(BOT if bot else device_of(user_agent), browser, system, bot)
