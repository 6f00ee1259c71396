"""Asking again where the API says to come later."""

from collections.abc import Iterable

import httpx
import pytest

from infra.local.asking import PATIENCE, insisting


class Api:
    """Answers with one status after another, the last for ever; ``slept`` goes by meanwhile."""

    def __init__(self, statuses: Iterable[int], headers: dict[str, str]) -> None:
        self.statuses, self.headers = list(statuses), headers
        self.asked = 0
        self.slept: list[float] = []

    def send(self) -> httpx.Response:
        status = self.statuses[min(self.asked, len(self.statuses) - 1)]
        self.asked += 1
        return httpx.Response(status, headers=self.headers)

    def answers(self) -> int:
        return insisting(
            self.send, sleep=self.slept.append, clock=lambda: sum(self.slept)
        ).status_code


@pytest.mark.parametrize("later", [429, 503])
def test_whoever_is_told_to_come_later_does_when_they_are_told(later: int) -> None:
    api = Api([later, later, 201], {"Retry-After": "2"})
    assert api.answers() == 201
    assert api.slept == [2.0, 2.0]


@pytest.mark.parametrize("status", [200, 204, 400, 404, 409, 500])
def test_any_other_answer_is_one(status: int) -> None:
    api = Api([status], {})
    assert (api.answers(), api.asked, api.slept) == (status, 1, [])


def test_it_is_given_up_at_last() -> None:
    api = Api([503], {})
    assert api.answers() == 503
    assert api.asked == PATIENCE + 1
