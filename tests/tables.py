"""Tables on a test engine, from the same contracts the stacks use."""

from typing import TYPE_CHECKING, Any

from contracts.tables import Table

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


def create_table(client: "DynamoDBClient", table: Table, *, name: str = "") -> None:
    """``table`` with its keys and indexes, under its own name unless told otherwise."""
    keys = [key for key in (table.partition, table.sort) if key is not None]
    indexed = [k for i in table.indexes for k in (i.partition, i.sort) if k is not None]
    definition: dict[str, Any] = {  # DynamoDB's JSON
        "TableName": name or table.name,
        "KeySchema": _schema(keys),
        "AttributeDefinitions": [
            {"AttributeName": key_name, "AttributeType": type_}
            for key_name, type_ in {key.name: key.type for key in (*keys, *indexed)}.items()
        ],
        "BillingMode": "PAY_PER_REQUEST",
    }
    if table.indexes:
        definition["GlobalSecondaryIndexes"] = [
            {
                "IndexName": index.name,
                "KeySchema": _schema([k for k in (index.partition, index.sort) if k]),
                "Projection": {"ProjectionType": "ALL"},
            }
            for index in table.indexes
        ]
    client.create_table(**definition)


def _schema(keys: list[Any]) -> list[dict[str, str]]:
    return [
        {"AttributeName": key.name, "KeyType": kind}
        for key, kind in zip(keys, ("HASH", "RANGE"), strict=False)
    ]
