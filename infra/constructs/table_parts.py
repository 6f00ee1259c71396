"""What a contract says of a table, in CDK's words."""

from aws_cdk import aws_dynamodb as dynamodb

from contracts import tables
from infra.config import Stage

TYPES = {
    "S": dynamodb.AttributeType.STRING,
    "N": dynamodb.AttributeType.NUMBER,
    "B": dynamodb.AttributeType.BINARY,
}
RECOVERY = dynamodb.PointInTimeRecoverySpecification(point_in_time_recovery_enabled=True)


def attribute(key: tables.Key) -> dynamodb.Attribute:
    return dynamodb.Attribute(name=key.name, type=TYPES[key.type])


def projection(index: tables.Index) -> dynamodb.ProjectionType:
    if index.attributes is None:
        return dynamodb.ProjectionType.ALL
    if not index.attributes:
        return dynamodb.ProjectionType.KEYS_ONLY
    return dynamodb.ProjectionType.INCLUDE


def warm(stage: Stage, contract: tables.Table) -> dynamodb.WarmThroughput | None:
    units = stage.warm.get(contract.name)
    if units is None:
        return None
    return dynamodb.WarmThroughput(
        read_units_per_second=units.reads, write_units_per_second=units.writes
    )
