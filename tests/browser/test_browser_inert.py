"""X11: what people write is text, wherever it is shown."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from playwright.sync_api import Page, Response, expect

from tests.browser.window import Window
from tests.e2e.catalogue import film, lay
from tests.e2e.people import Person
from tests.e2e.uploading import uploads

MARKUP = (
    "<script>window.hacked=1</script>",
    "<img src=x onerror=window.hacked=1>",
    '"><svg onload=window.hacked=1>',
    "{{constructor.constructor('window.hacked=1')()}}",
)
INJECTED = """() => {
  const script = document.createElement('script');
  script.textContent = 'window.hacked = 1';
  document.body.append(script);
  const image = '<img src=x onerror="window.hacked=1">';
  document.body.insertAdjacentHTML('beforeend', image);
}"""


def inert(page: Page) -> bool:
    return page.evaluate("() => window.hacked === undefined") is True


@pytest.mark.parametrize("markup", MARKUP)
def test_X11_stored_markup_is_inert_in_every_text_field(
    open_window: Callable[..., Window], people: Callable[[], Person], markup: str
) -> None:
    ada, grace = people(), people()
    ada.ok("PATCH", "/api/me", {"displayName": markup[:50], "bio": markup})
    media = uploads(ada, alt_text=markup)
    tweet = ada.ok(
        "POST", "/api/tweets", {"text": f"{markup} @{grace.username}", "mediaIds": [media["id"]]}
    ).json["id"]
    code = ada.shortens(title=markup, tags=[markup[:50]], url="https://example.com/?q=<script>")
    ada.ok("POST", "/api/me/keys", {"name": markup[:50], "scopes": ["links:read"]})
    own = open_window(ada)
    for path in ("/feed", f"/tweet/{tweet}", f"/people/{ada.username}", "/account"):
        page = own.goes(path)
        expect(page.get_by_text(markup[:20]).first).to_be_visible()
        assert inert(page), path
    page = own.goes("/links")
    expect(page.get_by_text(markup[:20]).first).to_be_visible()
    assert inert(own.goes(f"/links/{code}"))
    theirs = open_window(grace)
    page = theirs.goes("/notifications")
    expect(page.get_by_text(markup[:20]).first).to_be_visible()
    assert inert(page)


@pytest.mark.parametrize("markup", MARKUP)
def test_X11_stored_markup_of_films_and_profiles_is_inert(
    open_window: Callable[..., Window], people: Callable[[], Person], markup: str
) -> None:
    ada = people()
    words = {"description": markup, "cast": (markup,), "genres": (markup[:30],)}
    shown = replace(film(markup, **words), owner_id=ada.id)
    lay(ada.behind, shown)
    window = open_window(ada)
    window.forgiven.append(r"status of (403|404)")  # the record is there, its files are not
    for path in (f"/watch/{shown.id}", "/watch/films"):
        page = window.goes(path)
        expect(page.get_by_text(markup[:20]).first).to_be_visible()
        assert inert(page), path
    ada.ok("POST", "/api/profiles", {"name": markup[:20]})
    page = window.goes("/watch/profiles")
    expect(page.get_by_text(markup[:20]).first).to_be_visible()
    assert inert(page)


def test_X11_markup_in_addresses_and_searches_is_inert(
    open_window: Callable[..., Window], people: Callable[[], Person]
) -> None:
    window = open_window(people())
    window.forgiven.append(r"status of (403|404|422)")
    for path in (
        "/search?q=%3Cscript%3Ewindow.hacked%3D1%3C/script%3E",
        "/links?q=%3Cimg%20src%3Dx%20onerror%3Dwindow.hacked%3D1%3E",
        "/people/%3Cscript%3Ewindow.hacked%3D1%3C%2Fscript%3E",
        "/sign-in?to=javascript:window.hacked%3D1",
    ):
        page = window.page
        page.goto(f"{window.url}/app{path}")
        window.settled()
        assert inert(page), path
        assert page.url.startswith(f"{window.url}/app")


def test_X11_an_injected_script_does_not_run(
    open_window: Callable[..., Window], people: Callable[[], Person]
) -> None:
    """The policy, not only the framework: even where markup got into the page."""
    window = open_window(people())
    window.forgiven.append(r"Content Security Policy")
    page = window.goes("/feed")
    page.evaluate(INJECTED)
    page.wait_for_timeout(300)
    assert inert(page)


def test_nothing_of_the_page_is_inline_and_all_comes_from_its_host(
    open_window: Callable[..., Window], people: Callable[[], Person]
) -> None:
    window = open_window(people())
    seen: list[Response] = []
    window.page.on("response", lambda response: seen.append(response))  # noqa: PLW0108,RUF100  # Playwright marks it
    page = window.goes("/feed")
    assert (
        page.locator("script:not([src]), style, [style], [onclick]").count()
        == page.locator("[style]").count()
    ), "only styles that the framework sets, which are no markup"
    policy = seen[0].headers["content-security-policy"]
    assert "unsafe" not in policy
    allowed = (
        window.url,
        window.url.replace("http", "ws"),
        page.evaluate("async () => (await (await fetch('/app/config.json')).json()).cognitoUrl"),
    )
    assert {r.url for r in seen if not r.url.startswith((*allowed, "blob:"))} == set()
