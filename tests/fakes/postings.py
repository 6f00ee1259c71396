"""Pages of postings in a dict, and runs made from documents."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from core.text_search import terms
from core.text_search.index import Manifest
from core.text_search.runs import Run, bits_for, entries_of, written


@dataclass
class FakePages:
    """``reads`` are the sizes of what was asked for, 0 where there is nothing."""

    stored: dict[str, bytes] = field(default_factory=dict)
    reads: list[int] = field(default_factory=list)

    def get(self, names: Sequence[str]) -> Mapping[str, bytes]:
        self.reads += [len(self.stored.get(name, b"")) for name in names]
        return {name: self.stored[name] for name in names if name in self.stored}

    def put(self, pages: Iterable[tuple[str, bytes]]) -> None:
        self.stored.update(pages)

    def delete(self, names: Iterable[str]) -> None:
        for name in list(names):
            self.stored.pop(name, None)


@dataclass
class FakePostings(FakePages):
    """``index.Store`` in memory."""

    manifest: Manifest = field(default_factory=Manifest)
    written: list[int] = field(default_factory=list)

    def put(self, pages: Iterable[tuple[str, bytes]]) -> None:
        listed = list(pages)
        self.written += [len(data) for _, data in listed]
        self.stored.update(listed)

    def load(self) -> Manifest:
        return self.manifest

    def save(self, manifest: Manifest) -> bool:
        if manifest.version != self.manifest.version + 1:
            return False
        self.manifest = manifest
        return True


def run_of(
    pages: FakePages,
    name: str,
    documents: Mapping[int, Iterable[str]],
    *,
    dead: Iterable[int] = (),
    bits: int | None = None,
) -> Run:
    """Stores and describes the run of these documents, given by their terms."""
    keys = {id_: [terms.key(term) for term in its] for id_, its in documents.items()}
    gone = set(dead)
    entries = entries_of(keys, dead=gone)
    size = sum(8 + 6 * len(ids) for _, ids in entries)
    run = Run(
        id=name,
        bits=bits_for(size) if bits is None else bits,
        docs=len(documents) + len(gone),
        low=min([*documents, *gone]),
        high=max([*documents, *gone]),
        size=size,
    )
    pages.put(written(run.id, run.bits, entries))
    return run
