"""The feed panel: two people, one of whom sees what the other does while it is done."""

import secrets
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.watching import begins, plays_to
from tests.browser.window import Window
from tests.e2e.filming import clip, settled, uploads
from tests.e2e.people import Person
from tests.e2e.uploading import photo
from tests.e2e.waiting import eventually

Open = Callable[..., Window]
People = Callable[[], Person]


def posts(page: Page, text: str) -> None:
    page.get_by_role("textbox", name="What is new?").fill(text)
    page.get_by_role("button", name="Post", exact=True).click()
    expect(page.get_by_text("Posted.")).to_be_visible()


def test_a_picture_is_posted_and_seen_live_in_anothers_feed(
    open_window: Open, people: People, tmp_path: Path
) -> None:
    ada, grace = people(), people()
    grace.ok("POST", f"/api/users/{ada.username}/follow")
    reader = open_window(grace).goes("/feed")
    quiet = reader.get_by_role("heading", name="It is quiet here")
    expect(quiet).to_be_visible()
    writer = open_window(ada).goes("/feed")
    picture, text = tmp_path / "photo.jpg", f"Look, number {secrets.token_hex(3)}"
    picture.write_bytes(photo(640, 480))
    writer.get_by_label("Add pictures").set_input_files(picture)
    writer.get_by_label("Description of picture 1").fill("A field of noise")
    posts(writer, text)
    expect(writer.get_by_role("img", name="A field of noise")).to_be_visible()
    pill = reader.get_by_role("button", name="Show 1 new tweet")
    expect(pill).to_be_visible()
    lies, said = pill.bounding_box(), quiet.locator("..").bounding_box()
    assert lies
    assert said
    assert lies["y"] + lies["height"] <= said["y"], "it covers what an empty home says"
    pill.click()
    expect(reader.get_by_text(text)).to_be_visible()
    shown = reader.get_by_role("img", name="A field of noise")
    expect(shown).to_be_visible()
    expect(shown).to_have_js_property("naturalWidth", 640)  # once it is loaded
    expect(shown).to_have_js_property("complete", True)


def test_likes_and_answers_reach_their_author_as_a_badge(open_window: Open, people: People) -> None:
    ada, grace = people(), people()
    tweet = ada.ok("POST", "/api/tweets", {"text": "Who is there?"}).json["id"]
    author = open_window(ada).goes("/feed")
    reader = open_window(grace).goes(f"/tweet/{tweet}")
    like = reader.get_by_role("button", name="Like, 0")
    like.click()
    expect(reader.get_by_role("button", name="Like, 1")).to_have_attribute("aria-pressed", "true")
    reader.get_by_role("textbox", name=f"Reply to @{ada.username}").fill("Me!")
    reader.get_by_role("button", name="Reply", exact=True).click()
    expect(reader.get_by_role("list", name="Replies").get_by_text("Me!")).to_be_visible()
    bell = author.get_by_role("link", name="Notifications, 2 new")
    expect(bell).to_be_visible()
    bell.click()
    expect(author.get_by_role("link", name=f"{grace.username} liked your tweet")).to_be_visible()
    expect(author.get_by_role("link", name=f"{grace.username} replied to you")).to_be_visible()
    expect(author.get_by_role("link", name="Notifications", exact=True)).to_be_visible()


def test_a_like_that_is_refused_is_taken_back(open_window: Open, people: People) -> None:
    ada, grace = people(), people()
    tweet = ada.ok("POST", "/api/tweets", {"text": "Not for long"}).json["id"]
    window = open_window(grace)
    window.forgiven.append(r"status of 404")
    page = window.goes(f"/tweet/{tweet}")
    ada.ok("DELETE", f"/api/tweets/{tweet}")
    page.get_by_role("button", name="Like, 0").click()
    expect(page.get_by_text("There is no such tweet")).to_be_visible()
    expect(page.get_by_role("button", name="Like, 0")).to_have_attribute("aria-pressed", "false")


def test_people_are_found_followed_and_muted_with_undo(open_window: Open, people: People) -> None:
    ada, grace = people(), people()
    ada.ok("POST", "/api/tweets", {"text": "Hello, all"})
    page = open_window(grace).goes(f"/people/{ada.username}")
    page.get_by_role("button", name="Follow", exact=True).click()
    expect(page.get_by_role("button", name="Following")).to_be_visible()
    expect(page.get_by_role("link", name="1 follower")).to_be_visible()
    page.get_by_role("button", name=f"More for @{ada.username}").click()
    page.get_by_role("menuitem", name="Mute").click()
    expect(page.get_by_text("Muted", exact=True)).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Muted", exact=True)).to_have_count(0)
    page.get_by_role("link", name="1 follower").click()
    expect(
        page.get_by_role("list", name="Followers").get_by_text(grace.username).first
    ).to_be_visible()


def test_search_finds_tweets_by_tag_and_people_by_name(open_window: Open, people: People) -> None:
    ada, tag = people(), f"tag{secrets.token_hex(4)}"
    ada.ok("POST", "/api/tweets", {"text": f"Something about #{tag}"})
    page = open_window(ada).goes("/feed")
    tagged = f"/api/search?q=%23{tag}"
    eventually(lambda: ada.ok("GET", tagged).json["tweets"])  # the index follows within seconds
    page.get_by_text(f"#{tag}", exact=True).first.click()  # every tag is a search
    found = page.get_by_role("list", name="Tweets found")
    expect(found.get_by_text("Something about")).to_be_visible()
    box = page.get_by_role("searchbox", name="Search tweets and people").first
    box.fill(ada.username)
    box.press("Enter")
    page.get_by_role("link", name="People", exact=True).click()
    expect(
        page.get_by_role("list", name="People found").get_by_text(f"@{ada.username}")
    ).to_be_visible()


def test_ones_own_profile_is_edited_with_an_avatar(
    open_window: Open, people: People, tmp_path: Path
) -> None:
    ada = people()
    picture = tmp_path / "me.jpg"
    picture.write_bytes(photo(300, 300))
    page = open_window(ada).goes(f"/people/{ada.username}")
    page.get_by_role("button", name="Edit profile").click()
    page.get_by_label("Choose a picture").set_input_files(picture)
    expect(page.get_by_text("Choose another picture")).to_be_visible()
    page.get_by_label("Name", exact=True).fill("Ada Lovelace")
    page.get_by_label("About you").fill("Notes on engines.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Ada Lovelace").first).to_be_visible()
    expect(page.get_by_text("Notes on engines.")).to_be_visible()
    assert ada.ok("GET", "/api/me").json["avatarUrl"]


def test_a_tweet_is_posted_bookmarked_and_deleted_by_keyboard_alone(
    open_window: Open, people: People
) -> None:
    page = open_window(people()).goes("/feed")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.get_by_role("textbox", name="What is new?").focus()
    page.keyboard.type("By keyboard")
    page.keyboard.press("Control+Enter")
    tweet = page.get_by_role("article").filter(has_text="By keyboard")
    tweet.get_by_role("button", name="Bookmark").press("Enter")
    expect(page.get_by_text("Kept in your bookmarks.")).to_be_visible()
    tweet.get_by_role("button", name="More for this tweet").press("Enter")
    page.keyboard.press("End")
    expect(page.get_by_role("menuitem", name="Delete")).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_role("dialog").get_by_role("button", name="Delete").press("Enter")
    expect(tweet).to_have_count(0)


@pytest.mark.timeout(600)
def test_a_film_is_put_into_a_tweet_and_plays_in_place_without_a_plan(
    open_window: Open, people: People, tmp_path: Path
) -> None:
    ada, grace = people(), people()
    title = f"Clock{secrets.token_hex(3)}"
    film = uploads(ada, clip(tmp_path / f"{title}.mp4", seconds=8), visibility="unlisted")
    assert settled(ada, film)["status"] == "ready"
    grace.ok("POST", f"/api/users/{ada.username}/follow")
    writer = open_window(ada).goes("/feed")
    writer.get_by_role("button", name="Add one of my films").click()
    writer.get_by_role("dialog").get_by_role("button", name=title).click()
    posts(writer, "Look what I made")
    expect(writer.get_by_role("button", name=f"Play: {title}")).to_be_visible()
    tweet = ada.ok("GET", f"/api/users/{ada.username}/tweets").json["tweets"][0]["id"]
    window = open_window(grace)
    reader = window.goes(f"/tweet/{tweet}")
    assert reader.locator("video").count() == 0  # nothing of the player until it is wanted
    reader.get_by_role("button", name=f"Play: {title}").click()
    reader.locator("video").wait_for()
    begins(reader)
    plays_to(reader, 2.0)
    ada.ok("PATCH", f"/api/videos/{film}", {"visibility": "private"})
    window.forgiven.append(r"status of 40[34]")
    late = window.goes(f"/tweet/{tweet}")
    late.get_by_role("button", name=f"Play: {title}").click()
    expect(late.get_by_text("This film is not here any more.")).to_be_visible()
