"""Facts about the pool's public keys."""

import json

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from accounts.adapters.public_keys import REFETCH_SECONDS, PublicKeys
from accounts.authorizing import Busy
from tests.fakes.core import FakeMonotonic

PUBLIC = rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key()


def jwks(*kids: str) -> bytes:
    key = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(PUBLIC))
    return json.dumps({"keys": [{**key, "kid": kid, "alg": "RS256"} for kid in kids]}).encode()


class Pool:
    """Counts what it is asked."""

    def __init__(self, *answers: bytes | OSError) -> None:
        self.answers, self.asked = list(answers), 0

    def fetch(self, _url: str) -> bytes:
        self.asked += 1
        answer = self.answers.pop(0)
        if isinstance(answer, OSError):
            raise answer
        return answer


def test_keys_are_fetched_once() -> None:
    pool = Pool(jwks("a", "b"))
    keys = PublicKeys(url="", fetch=pool.fetch, now=FakeMonotonic())
    assert keys("a") is not None
    assert keys("b") is not None
    assert pool.asked == 1


def test_made_up_kids_lead_to_one_fetch_in_five_minutes() -> None:
    pool, now = Pool(jwks("a"), jwks("a", "new")), FakeMonotonic()
    keys = PublicKeys(url="", fetch=pool.fetch, now=now)
    assert [keys(str(n)) for n in range(100)] == [None] * 100
    assert pool.asked == 1
    now.advance(REFETCH_SECONDS)
    assert keys("new") is not None
    assert pool.asked == 2


@pytest.mark.parametrize("answer", [OSError("refused"), b"<html>", b'{"keys": []}', b"[]"])
def test_X4_a_pool_that_cannot_be_read_is_busy_and_asked_again(answer: bytes | OSError) -> None:
    pool = Pool(answer, jwks("a"))
    keys = PublicKeys(url="", fetch=pool.fetch, now=FakeMonotonic())
    with pytest.raises(Busy):
        keys("a")
    assert keys("a") is not None
