"""The links panel: made, followed, counted before one's eyes, edited, stopped."""

import secrets
from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.window import Window
from tests.e2e.people import Person
from tests.e2e.visiting import anonymous

Open = Callable[..., Window]


def test_a_link_is_shortened_followed_and_its_chart_moves(
    open_window: Open, people: Callable[[], Person]
) -> None:
    window, alias = open_window(people()), f"web-{secrets.token_hex(4)}"
    page = window.goes("/links")
    expect(page.get_by_role("heading", name="No links yet")).to_be_visible()
    page.get_by_label("Address to shorten").fill("example.com/a?b=%2F#c")
    page.get_by_label("Alias").fill(alias)
    page.get_by_role("button", name="Shorten").click()
    expect(page.get_by_role("status").get_by_role("link")).to_contain_text(alias)
    page.get_by_role("link", name=f"Statistics of {alias}").click()
    total = page.get_by_test_id("total")
    expect(total).to_have_text("0")
    answer = anonymous(window.url).gets(f"/{alias}", Referer="https://news.example.org/x")
    assert (answer.status, answer.location) == (302, "https://example.com/a?b=%2F#c")
    expect(total).to_have_text("1")  # by itself: the page looks again
    expect(page.get_by_role("img", name="1 clicks from")).to_be_visible()
    expect(page.get_by_text("news.example.org")).to_be_visible()


def test_a_very_long_address_does_not_widen_the_page(
    open_window: Open, people: Callable[[], Person]
) -> None:
    page = open_window(people()).goes("/links")
    page.get_by_label("Address to shorten").fill(f"https://example.com/{'a' * 1900}")
    page.get_by_role("button", name="Shorten").click()
    expect(page.get_by_role("status").get_by_role("button", name="Copy")).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_what_is_wrong_is_said_at_its_field(
    open_window: Open, people: Callable[[], Person]
) -> None:
    person = people()
    taken = person.shortens(customAlias=f"web-{secrets.token_hex(4)}")
    window = open_window(person)
    window.forgiven.append(r"status of (409|422)")
    page = window.goes("/links")
    url, alias = page.get_by_label("Address to shorten"), page.get_by_label("Alias")
    url.fill("javascript:alert(1)")
    url.blur()
    expect(url).to_have_accessible_description("Only http and https addresses can be shortened.")
    url.fill("http://169.254.169.254/latest")
    page.get_by_role("button", name="Shorten").click()
    expect(url).to_have_attribute("aria-invalid", "true")
    url.fill("https://example.com/")
    alias.fill("login")
    expect(alias).to_have_accessible_description("The service needs this word itself.")
    alias.fill(f"free-{secrets.token_hex(4)}")
    expect(alias).to_have_accessible_description("You can have it.")
    alias.fill(taken)
    expect(alias).to_have_attribute("aria-invalid", "true")  # before anything is sent
    page.get_by_role("button", name="Shorten").click()
    expect(alias).to_have_attribute("aria-invalid", "true")


def test_a_link_is_found_edited_turned_off_with_undo_and_deleted_when_asked(
    open_window: Open, people: Callable[[], Person]
) -> None:
    person = people()
    code = person.shortens(title="Quarterly report", tags=["work"])
    other = person.shortens(title="Holiday")
    page = open_window(person).goes("/links")
    page.get_by_label("Search my links").fill("quarterly")
    expect(page.get_by_text("Holiday")).to_have_count(0)
    more = page.get_by_role("button", name=f"More for {code}")
    more.press("Enter")
    page.keyboard.press("Enter")  # the first of the menu: Edit
    page.get_by_label("Title").fill("Annual report")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Annual report")).to_be_visible()
    more.click()
    page.get_by_role("menuitem", name="Turn off").click()
    expect(page.get_by_text("Off", exact=True)).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("The link works again.")).to_be_visible()
    expect(page.get_by_text("Off", exact=True)).to_have_count(0)
    assert person.ok("GET", f"/api/urls/{code}").json["status"] == "active"
    page.get_by_label("Search my links").fill("")
    page.get_by_role("button", name=f"More for {other}").click()
    page.get_by_role("menuitem", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_text("The link is deleted.")).to_be_visible()
    expect(page.get_by_text("Holiday")).to_have_count(0)
    assert anonymous(person.behind.stack.url).gets(f"/{other}").status == 410


def test_the_qr_code_is_a_picture_to_take_along(
    open_window: Open, people: Callable[[], Person]
) -> None:
    person = people()
    code = person.shortens()
    page = open_window(person).goes("/links")
    page.get_by_role("button", name=f"QR code of {code}").click()
    picture = page.get_by_role("img", name="QR code that leads to")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.naturalWidth") > 100
    for kind in ("png", "svg"):
        with page.expect_download() as download:
            page.get_by_role("link", name=f"Download {kind.upper()}").click()
        assert download.value.suggested_filename == f"{code}.{kind}"
