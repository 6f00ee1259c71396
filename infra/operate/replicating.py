"""Replicas for a table that was restored: a restore makes a table of one region."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from infra.local.failures import LocalFailure

from .deployed import Deployed


@dataclass(frozen=True, slots=True, kw_only=True)
class Replicating:
    """``attempts`` looks at a new replica, with ``pause`` between them."""

    stage: Deployed
    attempts: int
    pause: Callable[[], None]

    def like(self, source: str, target: str) -> list[str]:
        """The regions in which ``target`` has a replica now, because ``source`` has one there.

        DynamoDB makes one replica at a time, of a table whose stream is on. Raises LocalFailure.
        """
        home = self.stage.client("dynamodb")
        table = home.describe_table(TableName=source)["Table"]
        own = table["TableArn"].split(":")[3]
        regions = sorted({each["RegionName"] for each in table.get("Replicas", [])} - {own})
        for region in regions:
            create = {"Create": {"RegionName": region}}
            home.update_table(TableName=target, ReplicaUpdates=[create])
            self._wait(home, target, region)
            self._protect(region, target, protected=bool(table.get("DeletionProtectionEnabled")))
        return regions

    def _wait(self, home: Any, table: str, region: str) -> None:  # Any: a boto3 client
        for _ in range(self.attempts):
            found = home.describe_table(TableName=table)["Table"].get("Replicas", [])
            if (region, "ACTIVE") in {(r["RegionName"], r["ReplicaStatus"]) for r in found}:
                return
            self.pause()
        raise LocalFailure(f"{table} has no replica in {region} yet; look there.")

    def _protect(self, region: str, table: str, *, protected: bool) -> None:
        there = self.stage.client_in("dynamodb", region)
        there.update_continuous_backups(
            TableName=table,
            PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True},
        )
        if protected:
            there.update_table(TableName=table, DeletionProtectionEnabled=True)
