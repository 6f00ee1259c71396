"""Step one of a read: which entries, in which order. Pure."""

from collections.abc import Sequence

from .ports import End, Slice


def merged(slices: Sequence[Slice], before: str) -> Slice:
    """One list of several, as far down as all of them are known.

    Each list is without a gap down to its last id; below that an unfinished one may hold anything,
    so the highest of those ends is where the merged list ends too.
    """
    bound, end = "", End.COMPLETE
    for each in slices:
        if each.end is End.COMPLETE:
            continue
        its_bound = each.ids[-1] if each.ids else before or "~"  # "~": nothing is known at all
        if its_bound > bound or (its_bound == bound and each.end is End.CUT):
            bound, end = its_bound, each.end
    ids = {entry_id for each in slices for entry_id in each.ids if entry_id >= bound}
    return Slice(tuple(sorted(ids, reverse=True)), end)


def above(slice_: Slice, since: str) -> Slice:
    """Only what is newer than ``since``, after which nothing is wanted any more."""
    if not since or not slice_.ids or slice_.ids[-1] > since:
        return slice_
    return Slice(tuple(i for i in slice_.ids if i > since), End.COMPLETE)
