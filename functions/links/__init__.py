"""Links: short codes that redirect, and count each visit exactly once.

Main path: ``redirect`` answers a code from cache and records one click in Kinesis before it
answers; ``clicks`` appends the records of each shard to a chain of segments; ``rollup`` recomputes
hours and days from segments; ``api`` is all that an owner does with links.
"""
