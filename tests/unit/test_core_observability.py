"""X14: no raw address, token, password or e-mail in any log line."""

import io
import json
from typing import Any

import pytest

from core.observability import REDACTED, correlated, logger_for, redact

JWT = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ1LTEifQ.c2lnbmF0dXJl"


@pytest.mark.parametrize(
    "personal",
    [
        "trp_9dX-2_abcDEF",
        JWT,
        "Bearer abc.def/ghi=",
        "ada.lovelace+x@mail.example.org",
        "203.0.113.7",
        "2001:db8:85a3:0:0:8a2e:370:7334",
        "2001:db8::1",
        "2001:db8:85a3::8a2e:370:7334",
        "fe80::1",
        "2001:db8::",
    ],
)
@pytest.mark.parametrize("around", ["{}", "got {} from", '"{}"', "({})", "a={},b"])
def test_X14_personal_data_is_taken_out(personal: str, around: str) -> None:
    cleaned = redact(around.format(personal))
    assert personal not in cleaned
    assert REDACTED in cleaned


@pytest.mark.parametrize(
    "harmless",
    [
        "2026-11-23T18:44:35.123+00:00",
        "12:30:45",
        "arn:aws:dynamodb:us-east-1:000000000000:table/urls",
        "arn:aws:iam::000000000000:role/links",
        "version 1.2.3",
        "ratio 0.5",
        "core::http",
        "JKJaXmPLvHcESHA=",
    ],
)
def test_harmless_text_stays(harmless: str) -> None:
    assert redact(harmless) == harmless


def line_of(**extra: Any) -> dict[str, Any]:
    out = io.StringIO()
    logger = logger_for("test-observability", stream=out)
    logger.handlers[0].setStream(out)  # type: ignore[attr-defined]  # one logger per name
    logger.info("a message", **extra)
    line: dict[str, Any] = json.loads(out.getvalue())
    return line


def test_X14_secret_fields_are_emptied_however_deep() -> None:
    line = line_of(form={"password": "hunter2", "rows": [{"Token": "t", "code": "aB3"}]})
    assert line["form"] == {"password": REDACTED, "rows": [{"Token": REDACTED, "code": "aB3"}]}


def test_X14_exceptions_are_cleaned_too() -> None:
    out = io.StringIO()
    logger = logger_for("test-observability-exceptions", stream=out)
    try:
        raise ValueError(f"no such mail ada@example.org, token {JWT}")
    except ValueError:
        logger.exception("failed")
    written = out.getvalue()
    assert "ada@example.org" not in written
    assert JWT not in written
    assert json.loads(written)["exception_name"] == "ValueError"


def test_a_line_is_one_json_object_with_what_was_given() -> None:
    line = line_of(code="aB3", status=302)
    assert (line["message"], line["code"], line["status"]) == ("a message", "aB3", 302)


def test_an_events_correlation_id_holds_while_it_is_handled() -> None:
    out = io.StringIO()
    logger = logger_for("test-observability-correlated", stream=out)
    logger.set_correlation_id("the invocation")
    with correlated(logger, "the request"):
        logger.info("inside")
    with correlated(logger, ""):
        logger.info("an event without one")
    logger.info("after")
    ids = [json.loads(line)["correlation_id"] for line in out.getvalue().splitlines()]
    assert ids == ["the request", "the invocation", "the invocation"]
