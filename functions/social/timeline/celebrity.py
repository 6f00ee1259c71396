"""Whose tweets are merged on read instead of being pushed to everybody. Pure."""

HYSTERESIS = 0.9  # of the threshold, below which one ceases to be a celebrity


def crossed(followers: int, *, was: bool, threshold: int) -> bool:
    """Whether somebody with so many followers is a celebrity, given whether they were."""
    return followers >= (threshold * HYSTERESIS if was else threshold)
