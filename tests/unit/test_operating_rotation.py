"""The origin secret turns: at no step does the edge send what functions do not accept (X7)."""

import copy
from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
from moto import mock_aws

from core.http.incoming import ORIGIN_HEADER
from core.secrets import Secret
from infra.operate.deployed import Deployed
from infra.operate.rotate import Rotating

Json = dict[str, Any]


class Edge:
    """CloudFront's configuration of one distribution, as far as a rotation touches it."""

    def __init__(self, text: str) -> None:
        ours = {"HeaderName": ORIGIN_HEADER, "HeaderValue": text}
        other = {"HeaderName": "x-other", "HeaderValue": "stays"}
        self.config: Json = {
            "Comment": "kept",
            "Origins": {
                "Items": [
                    {"Id": "api", "CustomHeaders": {"Items": [ours, other]}},
                    {"Id": "url", "CustomHeaders": {"Items": [dict(ours)]}},
                    {"Id": "films"},
                ]
            },
        }

    def get_distribution_config(self, **_: str) -> Json:
        return {"ETag": "e", "DistributionConfig": copy.deepcopy(self.config)}

    def update_distribution(self, *, Id: str, IfMatch: str, DistributionConfig: Json) -> None:  # noqa: N803  # boto3's
        assert (Id, IfMatch) == ("E1", "e")
        self.config = DistributionConfig

    def get_waiter(self, name: str) -> "Edge":
        assert name == "distribution_deployed"
        return self

    def wait(self, **_: str) -> None: ...

    @property
    def sent(self) -> set[str]:
        items = [
            o.get("CustomHeaders", {"Items": []})["Items"] for o in self.config["Origins"]["Items"]
        ]
        return {
            h["HeaderValue"] for each in items for h in each if h["HeaderName"] == ORIGIN_HEADER
        }


class World:
    def __init__(self) -> None:
        self.secrets = boto3.client("secretsmanager")
        self.arn = self.secrets.create_secret(Name="origin", SecretString="first")["ARN"]
        self.edge = Edge("first")
        self.sandboxes = [Secret(arn=self.arn, client=self.secrets)]

    def accepted(self) -> bool:
        """What the edge sends, by a sandbox of each age."""
        self.sandboxes.append(Secret(arn=self.arn, client=self.secrets))
        return all(
            text in {secret(), secret.before()}
            for secret in self.sandboxes
            for text in self.edge.sent
        )

    def rotate(self, wait: Callable[[float], None]) -> Iterator[str]:
        clients: Json = {"secretsmanager": self.secrets, "cloudfront": self.edge}
        stage = Deployed(stage="dev", client=clients.__getitem__)
        return Rotating(stage=stage, secret=self.arn, distribution="E1", wait=wait).rotate()

    def age(self, _: float) -> None:
        """Copies are forgotten, as after ``KEPT_COPIES``."""
        assert self.accepted()
        self.sandboxes = [Secret(arn=self.arn, client=self.secrets)]


@pytest.fixture
def world() -> Iterator[World]:
    with mock_aws():
        yield World()


def test_X7_at_every_step_what_the_edge_sends_is_accepted(world: World) -> None:
    steps = 0
    for _ in world.rotate(world.age):
        assert world.accepted()
        steps += 1
    assert steps == 3
    (sent,) = world.edge.sent
    assert sent != "first"
    fresh = Secret(arn=world.arn, client=world.secrets)
    assert (fresh(), fresh.before()) == (sent, "")
    assert world.edge.config["Comment"] == "kept"
    assert "stays" in str(world.edge.config)


@pytest.mark.parametrize("cut_after", [1, 2])
def test_a_rotation_that_was_cut_goes_on(world: World, cut_after: int) -> None:
    for number, _ in enumerate(world.rotate(world.age), start=1):
        if number == cut_after:
            break
    assert len(list(world.rotate(world.age))) == 3 - cut_after
    assert world.accepted()
    current = Secret(arn=world.arn, client=world.secrets)
    assert (world.edge.sent, current.before()) == ({current()}, "")


def test_a_second_rotation_makes_another_secret(world: World) -> None:
    sent: list[str] = []
    for _ in range(2):
        assert len(list(world.rotate(world.age))) == 3
        sent += world.edge.sent
    assert len(set(sent)) == 2
