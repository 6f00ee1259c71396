"""The watch panel: a film from a phone to another device, past its tokens, and how it did."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.looking import PHONE, WIDTHS, Looks
from tests.browser.watching import (
    BEGINNING,
    CAPTIONS,
    LEAVING,
    WATCHED,
    Loaded,
    ended,
    phone_clip,
    plays_to,
    position,
    starts,
    tokens_of,
    until,
)
from tests.browser.window import Window
from tests.e2e.behind import Behind
from tests.e2e.filming import clip, record, settled, uploads
from tests.e2e.people import Person
from tests.e2e.waiting import eventually

Open = Callable[..., Window]
People = Callable[[], Person]
TOKEN_SECONDS = 20
TRANSCODED = 400_000  # ms, on a busy machine


@pytest.mark.alone  # it changes how long tokens are good for everybody
@pytest.mark.timeout(900)
def test_V7_V8_a_phone_clip_is_uploaded_watched_past_two_tokens_and_resumed_elsewhere(
    open_window: Open, behind: Behind, ada: Person, tmp_path: Path
) -> None:
    film = phone_clip(tmp_path / "my_holiday.mp4", 90)
    captions = tmp_path / "my_holiday.de.vtt"
    captions.write_text(CAPTIONS)
    window = open_window(ada)
    page = window.goes("/watch/upload")
    page.get_by_label("Choose a film").set_input_files(film)
    expect(page.get_by_label("Title")).to_have_value("my holiday")
    page.get_by_role("button", name="Family").click()
    page.get_by_label("Suitable").select_option("all")
    page.get_by_label("Add WebVTT files").set_input_files(captions)
    expect(page.locator("span", has_text="German")).to_be_visible()
    page.get_by_role("button", name="Upload", exact=True).click()
    upload = page.get_by_role("progressbar", name="Upload")
    expect(upload).to_have_attribute("value", "100")
    preparing = page.get_by_role("progressbar", name="Prepare for all screens")
    expect(preparing).to_have_attribute("value", "100", timeout=TRANSCODED)
    expect(page.get_by_text("2 qualities, up to 480p")).to_be_visible()

    with tokens_of(behind, TOKEN_SECONDS):
        loaded = Loaded(page)
        page.get_by_role("link", name="Watch it").click()
        page.locator("video").wait_for()
        video_id = page.url.rpartition("/")[2]
        plays_to(page, 1)
        began = time.time()
        page.evaluate(WATCHED)
        plays_to(page, 2.6 * TOKEN_SECONDS)
        # Past two ends of tokens, with files asked for after each.
        assert page.evaluate("[window.stalls, window.backwards]") == [0, 0]
        late = [token for at, token, _, _ in loaded.files if at > began + 2 * TOKEN_SECONDS]
        assert late, "no file was asked for after the second token's end"
        assert late[-1] != loaded.tokens[0]
        assert len(loaded.tokens) >= 3
        assert {status for *_, status in loaded.files} == {200}

        page.get_by_label("Captions").select_option("German")
        page.get_by_role("button", name="Pause").click()
        left = position(page)
        with ended(page):
            page.get_by_role("link", name="My films").click()
        stored = eventually(lambda: kept(ada), lambda at: abs(at - left) < 1)

        other = open_window(ada, **PHONE)
        other.context.add_init_script(BEGINNING)
        page = starts(other, video_id)
        expect(page.get_by_text("Going on at")).to_be_visible()
        assert abs(float(page.evaluate("window.beganAt")) - stored) < 1
        resumed = ada.ok("GET", "/api/continue-watching").json["items"][0]
        assert resumed["video"]["id"] == video_id
        page.get_by_role("button", name="Start over").click()
        until(page, "video.currentTime < 10")


@pytest.mark.timeout(600)
def test_V8_another_device_goes_on_within_a_second_of_where_this_one_left(
    open_window: Open, ada: Person, shown: tuple[Person, str]
) -> None:
    _, video_id = shown
    page = starts(open_window(ada), video_id)
    plays_to(page, 4)
    page.evaluate(LEAVING)
    page.goto(f"{ada.behind.stack.url}/app/links")  # the tab goes away from it while it plays
    left = float(page.evaluate("localStorage.getItem('left')"))
    stored = eventually(lambda: kept(ada), lambda at: abs(at - left) < 1)
    other = open_window(ada)
    other.context.add_init_script(BEGINNING)
    page = starts(other, video_id)
    assert abs(float(page.evaluate("window.beganAt")) - stored) < 1


def kept(person: Person) -> float:
    """Where the account stopped in the only film it has begun."""
    begun = person.ok("GET", "/api/continue-watching").json["items"]
    return float(begun[0]["position"]) if begun else -1.0


def test_V12_an_upload_goes_on_after_a_reload_with_what_is_missing(
    open_window: Open, ada: Person, tmp_path: Path
) -> None:
    film = clip(tmp_path / "large.mp4", seconds=4, size="640x480", noise=60)
    assert film.stat().st_size > 11 * 1024 * 1024, "three parts at least"
    window = open_window(ada)
    window.forgiven.append(r"ERR_FAILED|ERR_ABORTED|net::")
    page = window.goes("/watch/upload")
    page.route("**partNumber=2*", lambda route: route.abort())
    page.get_by_label("Choose a film").set_input_files(film)
    page.get_by_role("button", name="Upload", exact=True).click()
    expect(page.get_by_text("The upload stopped.")).to_be_visible()
    page.unroute("**partNumber=2*")
    page.reload()
    expect(page.get_by_role("heading", name="Not finished yet")).to_be_visible()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    page.get_by_label("Choose a film").set_input_files(film)
    expect(page.get_by_role("progressbar", name="Upload")).to_have_attribute("value", "100")
    put = [url for url in sent if "partNumber=" in url]
    assert len(put) == 1
    assert "partNumber=2" in put[0]
    expect(page.get_by_text("It is ready.")).to_be_visible(timeout=TRANSCODED)


def test_what_is_no_film_is_refused_with_the_reason(
    open_window: Open, ada: Person, tmp_path: Path
) -> None:
    fake = tmp_path / "fake.mp4"
    fake.write_bytes(b"\x89PNG\r\n\x1a\n" + b"0" * 4000)
    note = tmp_path / "note.txt"
    note.write_text("words")
    page = open_window(ada).goes("/watch/upload")
    page.get_by_label("Choose a film").set_input_files(note)
    expect(page.get_by_role("alert")).to_contain_text("note.txt is no film")
    page.get_by_label("Choose a film").set_input_files(fake)
    page.get_by_role("button", name="Upload", exact=True).click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("This film could not be prepared", timeout=TRANSCODED)
    (failed,) = ada.ok("GET", "/api/me/videos").json["items"]
    expect(alert).to_contain_text(failed["error"])


@pytest.mark.timeout(600)
def test_who_may_not_play_is_told_what_to_do(
    open_window: Open, people: People, shown: tuple[Person, str]
) -> None:
    _, video_id = shown
    window = open_window(people())
    window.forgiven.append(r"status of 402")
    page = window.goes(f"/watch/{video_id}")
    expect(page.get_by_role("alert")).to_contain_text("Films need a plan")
    page.get_by_role("link", name="Choose a plan").click()
    expect(page.get_by_role("heading", name="Account", exact=True)).to_be_visible()


def test_my_films_are_edited_counted_and_deleted(
    open_window: Open, ada: Person, tmp_path: Path
) -> None:
    video_id = uploads(ada, clip(tmp_path / "short.mp4", seconds=6), maturity="all")
    assert settled(ada, video_id)["status"] == "ready"
    window = open_window(ada)
    page = starts(window, video_id)
    plays_to(page, 2)
    with ended(page):
        page.get_by_role("link", name="My films").click()
    page.get_by_role("button", name="More for short").click()
    page.get_by_role("menuitem", name="Edit").click()
    page.get_by_label("Title").fill("A better title")
    page.get_by_label("Who can watch").select_option("private")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("link", name="A better title", exact=True)).to_be_visible()
    assert record(ada, video_id)["visibility"] == "private"
    path = f"/api/videos/{video_id}/analytics"
    eventually(lambda: ada.ok("GET", path).json["watchTime"], lambda seconds: seconds >= 1)
    page.get_by_role("link", name="Statistics of A better title").click()
    expect(page.get_by_role("img", name="1 view from")).to_be_visible()
    expect(page.get_by_role("img", name="Of all viewings, 100 per cent")).to_be_visible()
    expect(page.get_by_text("240p")).to_be_visible()
    page.get_by_role("link", name="My films").click()
    page.get_by_role("button", name="More for A better title").click()
    page.get_by_role("menuitem", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_role("heading", name="No films of yours yet")).to_be_visible()


@pytest.mark.timeout(600)
@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_of_films_is_fit_to_be_seen(
    open_window: Open, shown: tuple[Person, str], width: str
) -> None:
    person, video_id = shown
    window = open_window(person, **WIDTHS[width])
    window.forgiven.append(r"status of 404")
    looks = Looks(window, width, "watch-")
    page = starts(window, video_id)
    plays_to(page, 1)
    page.keyboard.press("k")
    page.get_by_label("Captions").select_option("English")
    looks.at("film", loaded=True)
    page.locator(".line").hover(position={"x": 120, "y": 8})
    page.locator(".still").first.wait_for()
    looks.at("storyboard", whole=False)
    looks.goes("/watch/nothing", "film-absent")
    looks.goes("/watch/films", "films")
    looks.goes(f"/watch/films/{video_id}/analytics", "figures")
    page = looks.goes("/watch/upload", "upload")
    page.get_by_label("Choose a film").set_input_files(
        {"name": "a film.mp4", "mimeType": "video/mp4", "buffer": b"0" * 5000}
    )
    looks.at("details")
    page.get_by_label("Suitable").select_option("13+")
    page.get_by_role("button", name="Upload", exact=True).click()
    page.get_by_role("heading", name="a film").wait_for()
    looks.at("progress")
    could_not = page.get_by_role("alert").get_by_text("This film could not be prepared")
    could_not.wait_for(timeout=TRANSCODED)
    looks.at("failed")
    page.get_by_role("button", name="Delete it").click()
    looks.are_good()
