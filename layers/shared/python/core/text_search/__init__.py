"""Full-text search on a key-value store: normalising, tokens, the query language, postings.

``normalise`` and ``tokens`` make words of text; ``syntax`` makes a tree of a query; ``document``
says whether a document fits a tree; ``terms`` names what is indexed; ``ids``, ``pages`` and
``merging`` are the postings as bytes; ``finding`` walks them newest first; ``typos`` is what may have
been meant.
"""
