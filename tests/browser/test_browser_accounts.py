"""Signing up and in as a newcomer does, and what a reload keeps."""

import secrets
from collections.abc import Callable

from playwright.sync_api import Page, expect

from infra.local.people import password
from tests.browser.window import Window
from tests.e2e.people import Person

Open = Callable[..., Window]
GOOD = "Browser-test-1"
CODE, RESET_CODE = "123456", "654321"  # the emulator's


def fills_in(page: Page, **fields: str) -> None:
    for label, value in fields.items():
        page.get_by_label(label.replace("_", " "), exact=True).fill(value)


def presses(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def signs_in(page: Page, name: str, secret: str) -> None:
    page.get_by_label("Username or e-mail").fill(name)
    fills_in(page, Password=secret)
    presses(page, "Sign in")
    expect(page.get_by_role("heading", name="Home")).to_be_visible()


def test_a_newcomer_signs_up_confirms_signs_in_and_stays(open_window: Open) -> None:
    window, name = open_window(), f"web-{secrets.token_hex(5)}"
    page = window.goes("/")
    page.get_by_role("link", name="Create an account").click()
    fills_in(page, Username=name, Password="too short")
    page.get_by_label("E-mail", exact=True).fill(f"{name}@example.com")
    presses(page, "Create account")
    expect(page.get_by_role("alert")).to_contain_text("Still needed")
    fills_in(page, Password=GOOD)
    presses(page, "Create account")
    page.get_by_label("Code", exact=True).fill(CODE)
    presses(page, "Confirm")
    expect(page.get_by_label("Username or e-mail")).to_have_value(name)
    fills_in(page, Password=GOOD)
    presses(page, "Sign in")
    expect(page.get_by_role("heading", name="It is quiet here")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="It is quiet here")).to_be_visible()


def test_signing_out_ends_the_session_of_this_tab(
    open_window: Open, people: Callable[[], Person]
) -> None:
    person, window = people(), open_window()
    page = window.goes("/sign-in")
    signs_in(page, person.username, password(person.username))
    page.goto(f"{window.url}/app/account")
    presses(page, "Sign out")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_a_wrong_password_is_told_where_one_looks_and_a_forgotten_one_is_reset(
    open_window: Open, people: Callable[[], Person]
) -> None:
    person, window = people(), open_window()
    window.forgiven.append(r"status of 400")  # Cognito's refusal
    page = window.goes("/sign-in")
    page.get_by_label("Username or e-mail").fill(person.username)
    fills_in(page, Password="Not-this-one-1")
    presses(page, "Sign in")
    expect(page.get_by_role("alert")).to_contain_text("Incorrect username or password")
    page.get_by_role("link", name="Forgot password?").click()
    expect(page.get_by_role("heading", name="Reset your password")).to_be_visible()
    expect(page.get_by_label("Username or e-mail")).to_have_value(person.username)
    presses(page, "Send the code")
    page.get_by_label("Code", exact=True).fill(RESET_CODE)
    page.get_by_label("New password").fill(GOOD)
    presses(page, "Change password")
    fills_in(page, Password=GOOD)
    presses(page, "Sign in")
    expect(page.get_by_role("heading", name="Home")).to_be_visible()


def test_whoever_wants_to_be_kept_is_known_in_another_tab(
    open_window: Open, people: Callable[[], Person]
) -> None:
    person, window = people(), open_window()
    page = window.goes("/sign-in?to=%2Flinks")
    page.get_by_label("Username or e-mail").fill(person.username)
    fills_in(page, Password=password(person.username))
    page.get_by_label("Keep me signed in").check()
    presses(page, "Sign in")
    expect(page.get_by_role("heading", name="Links", exact=True)).to_be_visible()
    other = window.context.new_page()
    window.listens(other)
    other.goto(f"{window.url}/app/account")
    expect(other.get_by_role("heading", name="Account", exact=True)).to_be_visible()


def test_the_host_itself_leads_to_the_client(open_window: Open) -> None:
    window = open_window()
    window.page.goto(window.url)
    expect(window.page.get_by_role("heading", name="Three panels.")).to_be_visible()


def test_the_account_page_makes_a_key_that_works_and_revokes_it(
    open_window: Open, people: Callable[[], Person]
) -> None:
    person = people()
    window = open_window(person)
    page = window.goes("/account")
    presses(page, "New key")
    page.get_by_label("Name", exact=True).fill("a script")
    presses(page, "Make the key")
    key = page.locator("dialog code").inner_text()
    assert person.by_key(key).gets("/api/urls").status == 200
    page.get_by_role("dialog").get_by_role("button", name="Close").click()
    page.get_by_role("button", name="Revoke a script").click()
    expect(page.get_by_role("heading", name="a script")).to_have_count(0)
    page.get_by_role("button", name="Choose Premium").click()
    expect(page.get_by_text("You are on the premium plan.")).to_be_visible()
    assert person.ok("GET", "/api/me").json["plan"] == "premium"
