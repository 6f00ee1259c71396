"""A table with a replica in each region of the stage, and such a replica seen from its region.

Replicas take writes too, and of two the later wins: whatever a condition had said of the other. So
functions of other regions may only read.
"""

from aws_cdk import Stack
from aws_cdk import aws_dynamodb as dynamodb
from constructs import Construct

from contracts import tables
from infra.config import Stage
from infra.constructs import retention
from infra.constructs.table_parts import RECOVERY, attribute, projection, warm
from infra.regions import fixed_name, table_name


def replicated(scope: Construct, stage: Stage, contract: tables.Table) -> dynamodb.TableV2:
    """Stands in the home region's stack; recovery, protection and keys are each replica's too."""
    return dynamodb.TableV2(
        scope,
        "Table",
        table_name=fixed_name(stage, contract.name),
        partition_key=attribute(contract.partition),
        sort_key=attribute(contract.sort) if contract.sort else None,
        billing=dynamodb.Billing.on_demand(),
        time_to_live_attribute=contract.ttl,
        point_in_time_recovery_specification=RECOVERY,
        encryption=dynamodb.TableEncryptionV2.dynamo_owned_key(),
        warm_throughput=warm(stage, contract),
        deletion_protection=stage.durable,
        removal_policy=retention.of_data(stage),
        global_secondary_indexes=[
            dynamodb.GlobalSecondaryIndexPropsV2(
                index_name=index.name,
                partition_key=attribute(index.partition),
                sort_key=attribute(index.sort) if index.sort else None,
                projection_type=projection(index),
                non_key_attributes=list(index.attributes) if index.attributes else None,
            )
            for index in contract.indexes
        ],
        replicas=[dynamodb.ReplicaTableProps(region=region) for region in stage.elsewhere],
    )


class Replica:
    """``scope`` is a stack of the replica's region."""

    def __init__(self, scope: Construct, *, stage: Stage, contract: tables.Table) -> None:
        self.title = contract.name
        self.contract = contract
        self.name = table_name(stage, contract)
        self.arn = Stack.of(scope).format_arn(
            service="dynamodb", resource="table", resource_name=self.name
        )
