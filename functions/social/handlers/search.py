"""Batches of changes become findable. A batch that fails is delivered again, whole."""

from typing import Any

from social.wiring_search import logger, reader, tweet_indexer


def handler(event: dict[str, Any], context: object) -> None:  # noqa: ARG001  # Lambda's signature
    for batch in reader().read(event):
        tweet_indexer().index(batch.posted, batch.deleted_ids, shard=batch.shard, end=batch.end)
        counted = {"posted": len(batch.posted), "deleted": len(batch.deleted_ids)}
        logger("social-search").info("batch", extra=counted)
