"""A restored table gets replicas where the table before has some."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from infra.local.failures import LocalFailure
from infra.operate.deployed import Deployed
from infra.operate.replicating import Replicating

SOURCE, TARGET = "urls", "urls-at-noon"
HOME, EUROPE, ASIA = "us-east-1", "eu-west-1", "ap-southeast-1"
Json = dict[str, Any]  # Any: what DynamoDB says


@dataclass
class Region:
    """DynamoDB in one region, as far as replicas go: a new one is active at the second look."""

    name: str
    replicas: dict[str, list[str]] = field(default_factory=dict)
    protected: set[str] = field(default_factory=set)
    restorable: set[str] = field(default_factory=set)
    looks: int = 0
    never: bool = False

    def describe_table(self, *, TableName: str) -> Json:  # noqa: N803  # boto3's names
        self.looks += 1
        status = "CREATING" if self.never or (TableName == TARGET and self.looks % 2) else "ACTIVE"
        return {
            "Table": {
                "TableArn": f"arn:aws:dynamodb:{self.name}:1:table/{TableName}",
                "DeletionProtectionEnabled": TableName in self.protected,
                "Replicas": [
                    {"RegionName": region, "ReplicaStatus": status}
                    for region in self.replicas.get(TableName, [])
                ],
            }
        }

    def update_table(self, *, TableName: str, **changes: Any) -> None:  # noqa: N803  # likewise
        for update in changes.get("ReplicaUpdates", []):
            self.replicas.setdefault(TableName, []).append(update["Create"]["RegionName"])
        if changes.get("DeletionProtectionEnabled"):
            self.protected.add(TableName)

    def update_continuous_backups(self, *, TableName: str, **_changes: Any) -> None:  # noqa: N803  # likewise
        self.restorable.add(TableName)


@dataclass
class World:
    """The source table has replicas in all three; DynamoDB names the asked region's own too."""

    regions: dict[str, Region] = field(
        default_factory=lambda: {name: Region(name) for name in (HOME, EUROPE, ASIA)}
    )

    def __post_init__(self) -> None:
        home = self.regions[HOME]
        home.replicas[SOURCE] = [HOME, EUROPE, ASIA]
        home.protected.add(SOURCE)

    def replicating(self) -> Replicating:
        stage = Deployed(
            stage="prod",
            client=lambda _service: self.regions[HOME],
            client_in=lambda _service, region: self.regions[region],
        )
        return Replicating(stage=stage, attempts=5, pause=lambda: None)


def test_a_restored_table_has_replicas_like_the_one_before_restorable_and_protected() -> None:
    world = World()
    assert world.replicating().like(SOURCE, TARGET) == [ASIA, EUROPE]
    assert world.regions[HOME].replicas[TARGET] == [ASIA, EUROPE]
    for region in (EUROPE, ASIA):
        assert world.regions[region].restorable == {TARGET}
        assert world.regions[region].protected == {TARGET}


def test_a_table_of_one_region_gets_none() -> None:
    world = World()
    world.regions[HOME].replicas = {}
    assert world.replicating().like(SOURCE, TARGET) == []
    assert TARGET not in world.regions[HOME].replicas


def test_a_replica_that_does_not_come_is_said() -> None:
    world = World()
    world.regions[HOME].never = True
    with pytest.raises(LocalFailure, match="no replica in ap-southeast-1"):
        world.replicating().like(SOURCE, TARGET)
