"""A video as the index sees it: words of its title, of its cast and of its genres."""

from datetime import UTC, datetime
from hashlib import blake2b

from core.text_search.document import Document
from core.text_search.tokens import units

from ..model import Video

TITLE, ANYWHERE, MATURITY = "title", "words", "maturity"
CHANCE_BITS = 22  # of a number in the index; those above are milliseconds since 1970


def document_of(video: Video) -> Document:
    title = tuple(dict.fromkeys(units(video.title)))
    others = (word for text in (*video.cast, *video.genres) for word in units(text))
    return Document(
        units=(),
        day=datetime.fromtimestamp(video.created_at / 1000, UTC).date(),
        fields={
            TITLE: title,
            ANYWHERE: tuple(dict.fromkeys((*title, *others))),
            MATURITY: (video.maturity,),
        },
        typed=frozenset({ANYWHERE}),
    )


def number_of(video: Video) -> int:
    """Newer videos have higher ones. Each revision has its own, so that what is taken out of the
    index is never what was put in after it."""
    digest = blake2b(f"{video.id}#{video.revision}".encode(), digest_size=8).digest()
    return video.created_at << CHANCE_BITS | int.from_bytes(digest) >> (64 - CHANCE_BITS)


def page_of(number: int) -> str:
    """Where the index's table says whose number it is."""
    return f"video.{number:x}"
