"""The watch panel's catalogue: rows, browse, search, profiles, list and history."""

import re
import secrets
from collections.abc import Callable
from urllib.parse import quote

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.looking import WIDTHS, Looks
from tests.browser.window import Window
from tests.e2e.behind import Behind
from tests.e2e.catalogue import all_found, film, lay
from tests.e2e.people import Person
from tests.e2e.waiting import eventually

Open = Callable[..., Window]
Meet = Callable[[], Person]
DEMO_FILMS = {"Counting Colours", "The Long Second", "Signal Lost"}


@pytest.mark.alone  # others add films
def test_the_home_shows_the_films_there_are_and_says_why(open_window: Open, people: Meet) -> None:
    person = people()
    page = open_window(person).goes("/watch")
    newest = page.get_by_role("list", name="Newest")
    for each in person.ok("GET", "/api/videos").json["items"]:
        expect(leading_to(newest, each["id"])).to_contain_text(each["title"])
    suggested = person.ok("GET", "/api/recommendations").json["items"][0]
    row = page.get_by_role("list", name="For you")
    expect(leading_to(row, suggested["id"])).to_contain_text(suggested["why"])
    row.get_by_role("link").first.focus()
    page.keyboard.press("ArrowRight")
    expect(row.get_by_role("link").nth(1)).to_be_focused()


def test_the_panel_is_found_in_the_bar(open_window: Open, people: Meet) -> None:
    page = open_window(people()).goes("/feed")
    page.get_by_role("navigation", name="Panels").get_by_role("link", name="Watch").click()
    expect(page).to_have_title("Watch · Triptych")
    upload = page.get_by_role("link", name="Upload", exact=True)
    expect(upload).to_have_attribute("href", "/app/watch/upload")


def test_a_genre_is_browsed_in_an_order_of_its_own(
    open_window: Open, people: Meet, behind: Behind
) -> None:
    person, genre = people(), f"Genre {secrets.token_hex(4)}"
    wanted = [f"Film {number:02}" for number in range(25)]  # more than a page
    lay(behind, *(film(title, genres=(genre,)) for title in wanted))
    all_found(person, f"/api/videos?limit=100&genre={quote(genre)}", wanted)
    page = open_window(person).goes(f"/watch/browse?genre={quote(genre)}")
    expect(page.get_by_role("heading", name=genre)).to_be_visible()
    page.get_by_label("Sort").select_option("Title")
    expect(page).to_have_url(re.compile("sort=title"))
    films = page.get_by_role("list", name="Films").get_by_role("link")
    expect(films.first).to_contain_text("Film 00")
    films.last.scroll_into_view_if_needed()
    expect(films).to_have_count(25)
    expect(films.last).to_contain_text("Film 24")
    page.get_by_label("Genre").select_option("All genres")
    expect(page.get_by_role("heading", name="All films")).to_be_visible()


def test_a_film_is_found_while_it_is_typed_with_a_slip(open_window: Open, people: Meet) -> None:
    page = open_window(people()).goes("/watch/search")
    field = page.get_by_role("searchbox", name="Search films")
    expect(field).to_be_focused()
    for typed, title in (
        ("countng", "Counting Colours"),
        ("the long secnd", "The Long Second"),
        ("signl lost", "Signal Lost"),
    ):
        field.fill(typed)
        expect(card(page.get_by_role("list", name="Films found"), title)).to_be_visible()
    assert "q=signl%20lost" in page.url
    field.fill("zzqxw")
    expect(page.get_by_role("heading", name="No film found for “zzqxw”")).to_be_visible()


def test_a_film_goes_on_my_list_and_off_it(open_window: Open, people: Meet) -> None:
    person = people()
    page = open_window(person).goes("/watch/list")
    expect(page.get_by_role("heading", name="Nothing on your list")).to_be_visible()
    page.goto(page.url.replace("/list", "/search?q=counting"))
    mark = page.get_by_role("button", name="Counting Colours on my list")
    mark.click()
    expect(mark).to_have_attribute("aria-pressed", "true")
    page.get_by_role("navigation", name="Watch").get_by_role("link", name="My list").click()
    entry = card(page.get_by_role("list", name="My list"), "Counting Colours")
    expect(entry).to_be_visible()
    page.get_by_role("button", name="Take Counting Colours off my list").click()
    expect(entry).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(entry).to_be_visible()
    listed = [each["video"]["title"] for each in person.ok("GET", "/api/watchlist").json["items"]]
    assert listed == ["Counting Colours"]


def test_v10_a_kids_profile_sees_no_film_for_adults_and_is_left_by_the_pin(
    open_window: Open, people: Meet
) -> None:
    """V10: kids stay where they are; a wrong PIN is told, the right one opens."""
    person = people()
    window = open_window(person)
    window.forgiven.append(r"status of 403")
    page = window.goes("/watch/profiles")
    page.get_by_role("button", name="More for Me").click()
    page.get_by_role("menuitem", name="Edit").click()
    page.get_by_label("PIN").fill("2468")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("button", name="Me, with a PIN")).to_be_visible()
    make(page, "Mini")
    page.get_by_role("button", name="Mini", exact=True).click()
    page.get_by_role("link", name="Mini is watching. Change").wait_for()
    page = window.goes("/watch/search?q=the long second")  # after a reload it is Mini still
    expect(page.get_by_role("heading", name="No film found")).to_be_visible()
    page = window.goes("/watch/search?q=counting")
    expect(card(page.get_by_role("list", name="Films found"), "Counting Colours")).to_be_visible()
    page = window.goes("/watch/profiles")
    page.get_by_role("button", name="Me, with a PIN").click()
    pin = page.get_by_role("dialog").get_by_label("PIN")
    pin.fill("1357")
    page.get_by_role("button", name="Unlock").click()
    expect(pin).to_have_attribute("aria-invalid", "true")
    pin.fill("2468")
    page.get_by_role("button", name="Unlock").click()
    page.get_by_role("link", name="Me is watching. Change").wait_for()
    page.get_by_role("navigation", name="Watch").get_by_role("link", name="Search").click()
    page.get_by_role("searchbox").fill("the long second")
    expect(card(page.get_by_role("list", name="Films found"), "The Long Second")).to_be_visible()


def test_a_profile_is_deleted_when_asked(open_window: Open, people: Meet) -> None:
    person = people()
    window = open_window(person)
    page = window.goes("/watch/profiles")
    make(page, "Guest")
    page.get_by_role("button", name="More for Guest").click()
    page.get_by_role("menuitem", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_text("The profile is deleted.")).to_be_visible()
    expect(page.get_by_role("button", name="Guest", exact=True)).to_have_count(0)
    assert [each["name"] for each in person.ok("GET", "/api/profiles").json["items"]] == ["Me"]


def test_what_was_begun_goes_on_and_is_forgotten_when_asked(
    open_window: Open, people: Meet
) -> None:
    person = people()
    watches(person, "Counting Colours", position=4)
    window = open_window(person)
    page = window.goes("/watch")
    row = page.get_by_role("list", name="Continue watching")
    expect(card(row, "Counting Colours")).to_contain_text("6 s left")
    page = window.goes("/watch/history")
    entry = page.get_by_role("list", name="Watched").get_by_role("link", name="Counting Colours")
    expect(entry).to_contain_text("1 time")
    page.get_by_role("button", name="Take Counting Colours out of my history").click()
    expect(entry).to_have_count(0)
    expect(page.get_by_text("Taken out of your history.")).to_be_visible()
    expect(page.get_by_role("heading", name="Nothing watched yet")).to_be_visible()
    assert person.ok("GET", "/api/watch-history").json["items"] == []


@pytest.mark.timeout(600)
@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_of_the_catalogue_is_fit_to_be_seen(
    open_window: Open, people: Meet, width: str
) -> None:
    person = people()
    window = open_window(person, **WIDTHS[width])
    looks = Looks(window, width, "watch-")
    for empty in ("list", "history", "films"):
        looks.goes(f"/watch/{empty}", f"{empty}-empty")
    looks.goes("/watch", "home-empty")
    wanted = watches(person, "Counting Colours", position=4)
    person.ok("PUT", f"/api/watchlist/{wanted}")
    looks.goes("/watch", "home")
    looks.goes("/watch/browse", "browse")
    looks.goes("/watch/search", "search")
    looks.goes("/watch/search?q=secnd", "search-found")
    looks.goes("/watch/search?q=zzqxw", "search-empty")
    looks.goes("/watch/list", "list")
    looks.goes("/watch/history", "history")
    for wish in ({"name": "Mini", "kids": True}, {"name": "Grown up", "pin": "2468"}):
        person.ok("POST", "/api/profiles", wish)
    looks.goes("/watch", "who")
    page = looks.goes("/watch/profiles", "profiles")
    page.get_by_role("button", name="Add a profile").click()
    looks.at("dialog-profile", whole=False)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Grown up").first.click()
    page.get_by_role("dialog").wait_for()
    looks.at("dialog-pin", whole=False)
    looks.are_good()


def leading_to(within: Locator, video_id: str) -> Locator:
    return within.locator(f'a[href="/app/watch/{video_id}"]')


def card(within: Locator, title: str) -> Locator:
    return within.get_by_role("link").filter(has_text=title)


def make(page: Page, name: str) -> None:
    """A profile for kids."""
    page.get_by_role("button", name="Add a profile").click()
    page.get_by_label("Name").fill(name)
    page.get_by_label("For kids").check()
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_role("button", name=name, exact=True)).to_be_visible()


def watches(person: Person, title: str, *, position: float) -> str:
    """The film's id, once the history knows of it."""
    assert title in DEMO_FILMS
    person.ok("PUT", "/api/me/subscription", {"plan": "standard"})
    found = person.ok("GET", f"/api/videos/search?q={quote(title)}").json["items"][0]["id"]
    session = person.ok("POST", f"/api/videos/{found}/streams", {}).json["sessionId"]
    person.ok("POST", f"/api/streams/{session}/end", {"position": position})
    eventually(lambda: person.ok("GET", "/api/watch-history").json["items"], bool, within=90.0)
    return str(found)
