"""X14: what all the tests before this one left in logs, streams and tables names nobody."""

import ipaddress
import re
from collections.abc import Callable, Iterable

import pytest

from tests.e2e.behind import Behind
from tests.e2e.doors import viewer_door
from tests.e2e.people import Person
from tests.e2e.visiting import Visitor

pytestmark = [pytest.mark.alone, pytest.mark.timeout(900)]

JWT = re.compile(r"eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}")
API_KEY = re.compile(r"trp_[0-9A-Za-z_-]{16,}")
E_MAIL = re.compile(r"[\w.+-]+@example\.com")
# Four numbers with dots that are no version ("140.0.0.0" of a browser) and no network ("…0/24").
ADDRESS = re.compile(r"(?<![\d./])(\d{1,3}(?:\.\d{1,3}){3})(?![\d./])")
ADDRESS_6 = re.compile(r"(?<![\w:])((?:[0-9a-f]{1,4}:){5,7}[0-9a-f]{1,4})(?![\w:])", re.IGNORECASE)
USER_PASSWORD = re.compile(r"Local-[0-9a-f]{12}-1!")  # as infra.local.people makes them
OF_MACHINES = ("127.", "0.")  # the emulator's own endpoint; nobody's address
LINK_PASSWORD = "a-password-nobody-guesses"


def traces(ada: Person, behind: Behind) -> None:
    """Everything secret once more, so that the test does not rest on the others alone."""
    code = ada.shortens(password=LINK_PASSWORD)
    for address in ("133.11.93.77", "2001:db8:1234:5678:9abc:def0:1111:2222"):
        visitor: Visitor = viewer_door(behind.stack, address)
        visitor.gets(f"/{ada.shortens()}")
        form = visitor.sending(Content_Type="application/x-www-form-urlencoded")
        form.asks("POST", f"/{code}", raw=b"password=" + LINK_PASSWORD.encode())
        visitor.bearing(ada.token).gets("/api/me")
        visitor.bearing("trp_" + "x" * 40).gets("/api/me")
    _, secret = ada.key("links:read")
    ada.by_key(secret).gets("/api/urls")
    ada.by_key(secret).asks("POST", "/api/shorten", body={"url": "https://example.com/"})


def addresses(text: str) -> list[str]:
    found = []
    for candidate in [*ADDRESS.findall(text), *ADDRESS_6.findall(text)]:
        try:
            ip = ipaddress.ip_address(candidate)
        except ValueError:
            continue
        truncated = candidate.endswith(".0") or (ip.version == 6 and not int(ip) % 2**80)
        if not candidate.startswith(OF_MACHINES) and not truncated:
            found.append(candidate)
    return found


LOOKS: dict[str, Callable[[str], list[str]]] = {
    "a raw address": addresses,
    "a token": JWT.findall,
    "an API key": API_KEY.findall,
    "an e-mail address": E_MAIL.findall,
    "a password": lambda text: [*re.findall(LINK_PASSWORD, text), *USER_PASSWORD.findall(text)],
}


def leaks(texts: Iterable[tuple[str, str]]) -> list[str]:
    found = []
    for where, text in texts:
        for what, look in LOOKS.items():
            if look(text):
                found.append(f"{what} in {where}: {text[:300]}")
    return found


def test_X14_no_log_line_names_an_address_token_password_or_e_mail(
    ada: Person, behind: Behind
) -> None:
    traces(ada, behind)
    lines = list(behind.log_lines())
    assert lines
    assert leaks(lines)[:5] == []


def test_X14_no_click_record_holds_a_raw_address_or_a_credential(
    ada: Person, behind: Behind
) -> None:
    traces(ada, behind)
    stream = behind.outputs["ClicksStream"]
    records = [(stream, data.decode("latin-1")) for data in behind.stream_records(stream)]
    assert records
    assert leaks(records)[:5] == []


def test_X14_no_table_holds_a_raw_address_a_token_or_a_password(
    ada: Person, behind: Behind
) -> None:
    traces(ada, behind)
    stored = [(table, str(item)) for table in behind.tables for item in behind.items(table)]
    assert stored
    assert leaks(stored)[:5] == []
