"""The hot path: find a link, judge the visit, record the click, answer. Standard library only."""
