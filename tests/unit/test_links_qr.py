"""Facts about ``/api/urls/{code}/qr``: pictures of the short URL."""

import base64

import pytest

from tests.fakes.shortening import Site, problem


def test_a_qr_code_is_a_picture_of_the_short_url() -> None:
    site = Site()
    path = f"/api/urls/{site.shortens(customAlias='Promo')}/qr"
    svg, png = site.asks("GET", path + ".svg"), site.asks("GET", path + ".png")
    assert (svg["headers"]["Content-Type"], svg["isBase64Encoded"]) == ("image/svg+xml", True)
    assert b"<svg" in base64.b64decode(svg["body"])
    assert (png["headers"]["Content-Type"], png["isBase64Encoded"]) == ("image/png", True)
    assert base64.b64decode(png["body"]).startswith(b"\x89PNG\r\n\x1a\n")
    assert site.asks("GET", path.replace("Promo", "PROMO") + ".svg")["body"] == svg["body"]


@pytest.mark.parametrize(
    ("query", "pixels"),
    [("", 8 * (25 + 8)), ("scale=1&border=0", 25), ("scale=40&border=16", 40 * (25 + 32))],
)
def test_the_size_of_a_qr_code_is_by_modules(query: str, pixels: int) -> None:
    site = Site()
    answer = site.asks("GET", f"/api/urls/{site.shortens()}/qr.png", query=query)
    header = base64.b64decode(answer["body"])[16:24]  # width and height (PNG, IHDR)
    assert (int.from_bytes(header[:4], "big"), int.from_bytes(header[4:], "big")) == (pixels,) * 2


@pytest.mark.parametrize("query", ["scale=0", "scale=41", "scale=x", "scale=1.5"])
def test_X9_a_bad_scale_is_422(query: str) -> None:
    site = Site()
    answer = site.asks("GET", f"/api/urls/{site.shortens()}/qr.png", query=query)
    assert problem(answer) == (422, "validation_failed", ["scale"])
