"""What is read of the gateway's event: the truncated viewer, the principal or none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.http.incoming import Incoming, truncated
from tests.builders import claims, edge_headers, http_event


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7:4711", "203.0.113.0/24"),
        ("2001:db8:85a3:1:2:3:4:5:4711", "2001:db8:85a3::/48"),
        ("2001:db8::1:4711", "2001:db8::/48"),
        ("[2001:db8::1]:4711", "2001:db8::/48"),
        ("::ffff:203.0.113.7:4711", "203.0.113.0/24"),
        ("", ""),
        ("nonsense", ""),
        ("999.1.1.1:1", ""),
    ],
)
def test_X14_addresses_are_truncated_at_once(address: str, network: str) -> None:
    assert truncated(address) == network


@given(st.ip_addresses(v=4))
def test_X14_no_host_part_of_an_address_survives(address: object) -> None:
    assert truncated(f"{address}:1").endswith(".0/24")


def test_a_country_is_two_capitals() -> None:
    event = http_event("GET", "/", edge=edge_headers(country="de"))
    assert Incoming.of(event).viewer().country == "DE"


def test_a_reason_means_nobody() -> None:
    event = http_event("GET", "/", authorizer={**claims(), "reason": "invalid_token"})
    assert Incoming.of(event).principal() is None


def test_an_api_key_is_never_an_administrator() -> None:
    event = http_event("GET", "/", authorizer=claims(admin=True, via="key"))
    principal = Incoming.of(event).principal()
    assert principal is not None
    assert not principal.admin


def test_an_empty_event_is_nobody_asking_for_nothing() -> None:
    incoming = Incoming.of({})
    assert incoming.principal() is None
    assert (incoming.method, incoming.path, incoming.body) == ("", "", "")
