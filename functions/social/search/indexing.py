"""From what happened to tweets to their index: one run a batch, small merges on the way."""

from collections.abc import Iterable
from datetime import UTC, datetime

from core.text_search.document import Document
from core.text_search.index import Batch, Compactor, Writer

from ..model import Entry

MEDIA = "media"
SMALL = 20_000
"""Documents of a run that who indexes leaves to the upkeep."""


class TweetIndexer:
    """``compactor`` merges small runs only, so that a batch never waits for a large merge."""

    def __init__(self, *, writer: Writer, compactor: Compactor) -> None:
        self._writer, self._compactor = writer, compactor

    def index(
        self, posted: Iterable[Entry], deleted: Iterable[str], *, shard: str, end: str
    ) -> bool:
        """A batch of a shard, up to its sequence number ``end``. False if all of it was in.

        Retweets have no words of their own. A tweet whose deletion is in the same batch, or came
        before it, is never found.
        """
        gone = frozenset(map(int, deleted))
        documents = {
            int(entry.id): document_of(entry).terms()
            for entry in posted
            if entry.retweet_of is None and entry.deleted_at is None and int(entry.id) not in gone
        }
        if not documents and not gone:
            return False  # likes and follows; their place in the stream need not be known
        written = self._writer.write(Batch(documents=documents, dead=gone, shard=shard, end=end))
        self._compactor.run(owner=shard)
        return written


def document_of(entry: Entry) -> Document:
    return Document.of_text(
        entry.text,
        author=entry.author_id,
        day=datetime.fromtimestamp(entry.at / 1000, UTC).date(),
        mentions=entry.mentions,
        has=(MEDIA,) if entry.media else (),
    )
