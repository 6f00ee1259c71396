"""Cognito's triggers: which usernames may sign up, and the account of who has confirmed."""

from typing import Any

from accounts.model import USERNAME
from accounts.wiring import newcomers


class UsernameRefused(Exception):
    """Cognito shows this text to whoever signs up."""


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    if event["triggerSource"].startswith("PreSignUp_"):
        if not USERNAME.fullmatch(event["userName"]):
            raise UsernameRefused("Usernames are 1 to 50 letters, digits, hyphens and underscores.")
    elif event["triggerSource"] == "PostConfirmation_ConfirmSignUp":
        newcomers().registered(event["request"]["userAttributes"]["sub"], event["userName"])
    return event
