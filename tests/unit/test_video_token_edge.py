"""V7: what the edge lets through to a film's files. The file that is deployed is what runs here."""

import base64
import hashlib
import hmac
import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.fakes.core import NOON, FakeClock
from video.model import HEIGHTS
from video.playback.tokens import SigningKey, Tickets

ROOT = Path(__file__).resolve().parents[2]
NODE = ROOT / ".venv" / "bin" / "node"
EDGE = ROOT / "infra" / "edge" / "video-token.js"
HARNESS = Path(__file__).parent / "edge_harness.mjs"
KEYS = {"k1": "a" * 64, "k2": "b" * 64, "short": "c" * 8}
NOW = int(NOON.timestamp())
Answer = dict[str, Any]  # Any: a request or a response of CloudFront, as JSON

ALLOWED = {
    "master.m3u8": "master_cap1080.m3u8",
    "master.mpd": "master_cap1080.mpd",
    "master_cap720.m3u8": "master_cap720.m3u8",
    "master_240p.m3u8": "master_240p.m3u8",
    "master_1080p.m3u8": "master_1080p.m3u8",
    "master_1080pinit.cmfv": "master_1080pinit.cmfv",
    "master_1080p_000000001.cmfv": "master_1080p_000000001.cmfv",
    "master_audio.m3u8": "master_audio.m3u8",
    "master_audio_000000001.cmfa": "master_audio_000000001.cmfa",
    "master_audioinit.cmfa": "master_audioinit.cmfa",
    "master_captions_en.m3u8": "master_captions_en.m3u8",
    "master_captions_pt-BR_000000001.vtt": "master_captions_pt-BR_000000001.vtt",
    "storyboard.vtt": "storyboard.vtt",
    "storyboard_sheet0.jpg": "storyboard_sheet0.jpg",
    "poster.0000001.jpg": "poster.0000001.jpg",
}
REFUSED_FILES = (
    "master_4K.m3u8",  # above the plan, playlists and segments alike
    "master_4Kinit.cmfv",
    "master_4K_000000001.cmfv",
    "master_cap2160.m3u8",
    "master_cap2160.mpd",
    "master_240p_4K_000000001.cmfv",
    "master_2160p.m3u8",  # no rung of ours
    "master_1440p_000000001.cmfv",
    "original.mp4",
    "index.html",
    "",
    "a/master_240p.m3u8",
    "../v-2/master.m3u8",
    "..",
    ".",
    ".hidden",
    "master..m3u8",
    "%2e%2e/v-2/master.m3u8",
    "%2e%2e%2fv-2%2fmaster.m3u8",
    "..%2fv-2%2fmaster.m3u8",
    "master%5f4K.m3u8",
    "master_4%4b.m3u8",
    "/master.m3u8",
    "\\master.m3u8",
    "master.m3u8\n",
    "master.m3u8;x",
    "master.m3u8%00",
)


def answers(*uris: str, keys: Mapping[str, str] = KEYS, query: bool = False) -> list[Answer]:
    asked = {"x": {"value": "1"}, "cap": {"value": "2160"}} if query else {}
    requests = [{"method": "GET", "uri": u, "querystring": asked, "headers": {}} for u in uris]
    given = {"keys": keys, "now": NOW * 1000, "requests": requests}
    done = subprocess.run(  # noqa: S603  # our own files
        [str(NODE), str(HARNESS), str(EDGE)],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        check=True,
    )
    return list(json.loads(done.stdout))


def token(
    *, kid: str | None = "k1", key: str = KEYS["k1"], alg: str = "HS256", **claims: object
) -> str:
    payload = {"vid": "v-1", "cap": 1080, "sid": "s-1", "exp": NOW + 60, **claims}
    payload = {name: value for name, value in payload.items() if value is not None}
    return jwt.encode(payload, key, algorithm=alg, headers={"kid": kid} if kid else {})


def forged(header: object, payload: object, key: str = KEYS["k1"]) -> str:
    """Signed rightly, whatever it says."""
    parts = ".".join(_encoded(json.dumps(part).encode()) for part in (header, payload))
    return f"{parts}.{_encoded(hmac.digest(key.encode(), parts.encode(), hashlib.sha256))}"


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def at(token_: str, file: str = "master.m3u8", video: str = "v-1") -> str:
    return f"/t/{token_}/videos/{video}/{file}"


def refused(answer: Answer) -> bool:
    if answer.get("statusCode") != 403:
        return False
    assert answer["headers"]["cache-control"]["value"] == "no-store"
    return "uri" not in answer


def test_the_function_is_small_enough_for_cloudfront() -> None:
    assert EDGE.stat().st_size <= 10 * 1024


def test_V7_a_good_token_is_taken_out_and_the_plans_master_chosen() -> None:
    found = answers(*(at(token(), file) for file in ALLOWED))
    assert [each.get("uri") for each in found] == [
        f"/videos/v-1/{file}" for file in ALLOWED.values()
    ]


def test_V7_what_the_api_issues_is_what_the_edge_takes() -> None:
    tickets = Tickets(
        signing=lambda: SigningKey(kid="k2", key=KEYS["k2"]),
        clock=FakeClock(),
        public_url="https://triptych.example",
        seconds=30,
    )
    ticket = tickets.issue(video_id="v_1-x", session_id="s-1", cap=2160)
    assert ticket.expires_at.timestamp() == NOW + 30
    assert ticket.edge_server == "triptych.example"
    assert ticket.token in ticket.manifest_url
    path = ticket.manifest_url.removeprefix("https://triptych.example")
    (answer,) = answers(path)
    assert answer["uri"] == "/videos/v_1-x/master_cap2160.m3u8"


def test_V7_no_file_above_the_plan_and_none_that_is_not_known() -> None:
    found = answers(*(at(token(), file) for file in REFUSED_FILES))
    assert [f for f, each in zip(REFUSED_FILES, found, strict=True) if not refused(each)] == []


@pytest.mark.parametrize("cap", [0, *HEIGHTS.values()])
def test_V7_each_cap_opens_its_rungs_and_those_below(cap: int) -> None:
    files = [f"master_{rung}{end}" for rung in HEIGHTS for end in (".m3u8", "_000000001.cmfv")]
    opened = [not refused(each) for each in answers(*(at(token(cap=cap), f) for f in files))]
    assert opened == [height <= cap for height in HEIGHTS.values() for _ in range(2)]


def test_V7_query_strings_change_nothing_and_reach_nothing() -> None:
    (good, tall) = answers(at(token()), at(token(), "master_4K.m3u8"), query=True)
    assert (good["uri"], good["querystring"]) == ("/videos/v-1/master_cap1080.m3u8", {})
    assert refused(tall)


def _rs256() -> str:
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return jwt.encode({"vid": "v-1", "cap": 1080, "exp": NOW + 60}, private, algorithm="RS256")


GOOD = {"vid": "v-1", "cap": 1080, "exp": NOW + 60}
ATTACKS: Mapping[str, str] = {
    "expired": token(exp=NOW - 1),
    "expires now": token(exp=NOW),
    "no exp": token(exp=None),
    "exp as text": forged({"alg": "HS256", "kid": "k1"}, {**GOOD, "exp": str(NOW + 60)}),
    "exp as null": forged({"alg": "HS256", "kid": "k1"}, {**GOOD, "exp": None}),
    "not yet": token(nbf=NOW + 10),
    "nbf as text": forged({"alg": "HS256", "kid": "k1"}, {**GOOD, "nbf": "soon"}),
    "other video": token(vid="v-2"),
    "no video": token(vid=None),
    "no cap": token(cap=None),
    "cap as text": forged({"alg": "HS256", "kid": "k1"}, {**GOOD, "cap": "1080"}),
    "alg none": jwt.encode(GOOD, "", algorithm="none", headers={"kid": "k1"}) + "x",
    "alg none, no signature": jwt.encode(GOOD, "", algorithm="none", headers={"kid": "k1"}),
    "alg none, signed": forged({"alg": "none", "kid": "k1"}, GOOD),
    "alg in lower case": forged({"alg": "hs256", "kid": "k1"}, GOOD),
    "HS512": token(alg="HS512"),
    "RS256": _rs256(),
    "no kid": token(kid=None),
    "unknown kid": token(kid="k9"),
    "kid of another key": token(kid="k2"),
    "kid __proto__": token(kid="__proto__"),
    "kid as list": forged({"alg": "HS256", "kid": ["k1"]}, GOOD),
    "short key": forged({"alg": "HS256", "kid": "short"}, GOOD, KEYS["short"]),
    "crit": forged({"alg": "HS256", "kid": "k1", "crit": ["exp"]}, GOOD),
    "wrong key": token(key="d" * 64),
    "cut signature": token()[:-2],
    "longer signature": token() + "A",
    "payload changed": token().replace(token().split(".")[1], _encoded(json.dumps(GOOD).encode())),
    "claims as list": forged({"alg": "HS256", "kid": "k1"}, [1]),
    "claims as null": forged({"alg": "HS256", "kid": "k1"}, None),
    "header as null": forged(None, GOOD),
    "no JSON": "e30x.e30x.e30x",
    "two parts": ".".join(token().split(".")[:2]),
    "four parts": token() + ".x",
    "empty": "",
    "huge": token(pad="x" * 2_000),
}


def test_V7_every_attack_on_the_token_ends_at_403_for_playlists_and_segments() -> None:
    files = ("master.m3u8", "master_240p.m3u8", "master_240p_000000001.cmfv", "master.mpd")
    for file in files:
        found = answers(*(at(each, file) for each in ATTACKS.values()))
        assert [n for n, each in zip(ATTACKS, found, strict=True) if not refused(each)] == []


def test_V7_no_way_around_the_token() -> None:
    good = token()
    paths = (
        "/videos/v-1/master.m3u8",
        "/videos/v-1/master_240p_000000001.cmfv",
        "/videos/v-1/storyboard.vtt",
        "/videos/originals/v-1.mp4",
        "/videos/v-1/poster.jpg/../master.m3u8",
        "/videos/v-1/poster.%2e%2e",
        "/videos/v-1/poster",
        "/videos/v-1/poster_4K.m3u8",
        "/videos/v-1/x/poster.jpg",
        f"/t/{good}/t/{good}/videos/v-1/master.m3u8",
        f"//t/{good}/videos/v-1/master.m3u8",
        f"/t//{good}/videos/v-1/master.m3u8",
        f"/t/{good}//videos/v-1/master.m3u8",
        f"/t/{good}/videos//v-1/master.m3u8",
        f"/t/{good}/videos/v-1//master.m3u8",
        f"/t/{good}/videos/originals/v-1.mp4",
        f"/t/{token(vid='originals')}/videos/originals/v-1.mp4",
        f"/t/{good}/other/v-1/master.m3u8",
        f"/t/{good}/videos/v-1",
        f"/t/{good}",
        "/t/",
        "/",
    )
    assert [p for p, each in zip(paths, answers(*paths), strict=True) if not refused(each)] == []


def test_posters_need_no_token() -> None:
    found = answers("/videos/v-1/poster.0000001.jpg", "/videos/v-1/poster.jpg")
    assert [each["uri"] for each in found] == [
        "/videos/v-1/poster.0000001.jpg",
        "/videos/v-1/poster.jpg",
    ]


def test_keys_that_were_taken_away_open_nothing() -> None:
    assert refused(answers(at(token()), keys={"k2": KEYS["k2"]})[0])
    assert refused(answers(at(token()), keys={})[0])
