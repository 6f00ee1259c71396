"""Demo data: a few links of the demo user, and visits from many countries over two weeks.

Every local viewer is 127.0.0.1, so history is put on the click stream in the shape the redirect
writes (``contracts.events.UrlClicked``), and some live visits come through the private door, which
believes a viewer's address.
"""

import random
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpx

from contracts.events import UrlClicked
from infra.local.asking import insisting
from infra.local.front_door.headers import TEST_ADDRESS

if TYPE_CHECKING:
    from mypy_boto3_kinesis import KinesisClient
    from mypy_boto3_kinesis.type_defs import PutRecordsRequestEntryTypeDef

LINKS = {
    "demo-docs": ("https://docs.python.org/3/library/asyncio.html", "asyncio, the manual"),
    "demo-paper": ("https://www.rfc-editor.org/rfc/rfc9110.html", "HTTP semantics"),
    "demo-map": ("https://www.openstreetmap.org/?mlat=48.2082&mlon=16.3738#map=12", "A map"),
}
COUNTRIES = {"US": 30, "DE": 18, "IN": 16, "GB": 12, "BR": 10, "JP": 8, "FR": 8, "NG": 5, "AU": 4}
REFERRERS = ("news.ycombinator.com", "google.com", "t.co", "")
AGENTS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/140.0.0.0 Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
)
# One public address per continent, for live visits through the private door.
ADDRESSES = ("8.8.8.8", "193.99.144.80", "200.160.2.3", "202.12.27.33", "2001:4860:4860::8888")
HISTORY_DAYS = 14
VISITS, VISITORS = 240, 150
DAY_MS = 24 * 3600 * 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    url: str
    viewer_url: str
    token: str
    kinesis: "KinesisClient"
    stream: str

    def seed(self) -> None:
        with httpx.Client(
            base_url=self.url, headers={"Authorization": f"Bearer {self.token}"}, timeout=120
        ) as api:
            for alias, (target, title) in LINKS.items():
                _create(api, alias, target, title)
        self._put_history()
        self._visit_now()

    def _put_history(self) -> None:
        records: list[PutRecordsRequestEntryTypeDef] = [
            {"Data": visit.model_dump_json(by_alias=True).encode(), "PartitionKey": visit.id}
            for visit in history(now_ms=int(time.time() * 1000))
        ]
        self.kinesis.put_records(StreamName=self.stream, Records=records)

    def _visit_now(self) -> None:
        with httpx.Client(base_url=self.viewer_url, timeout=120) as viewer:
            for address in ADDRESSES:
                viewer.get(
                    f"/{next(iter(LINKS))}",
                    headers={TEST_ADDRESS: address, "User-Agent": AGENTS[0]},
                )


def history(*, now_ms: int) -> Iterator[UrlClicked]:
    chance = random.Random(6)  # noqa: S311  # the same picture on every laptop, but for the ids
    visitors = [f"{chance.getrandbits(64):016x}" for _ in range(VISITORS)]
    for _ in range(VISITS):
        yield UrlClicked(
            id=secrets.token_hex(8),
            code=chance.choice(tuple(LINKS)),
            at=now_ms - chance.randrange(DAY_MS * HISTORY_DAYS),
            country=chance.choices(tuple(COUNTRIES), weights=tuple(COUNTRIES.values()))[0],
            referrer=chance.choice(REFERRERS),
            user_agent=chance.choices(AGENTS, weights=(5, 4, 2, 1))[0],
            language=chance.choice(("en-US", "de-DE", "pt-BR", "ja-JP")),
            visitor=chance.choice(visitors),
        )


def _create(api: httpx.Client, alias: str, target: str, title: str) -> None:
    link = {"url": target, "customAlias": alias, "title": title, "tags": ["demo"]}
    answer = insisting(lambda: api.post("/api/shorten", json=link))
    if answer.status_code not in (httpx.codes.CREATED, httpx.codes.CONFLICT):
        answer.raise_for_status()
