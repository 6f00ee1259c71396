"""Links: short codes that redirect, and count each visit exactly once.

Main path: ``redirect`` answers a code from cache and records one click in Kinesis before it
answers; ``counting`` appends the records of each shard to a chain of segments and recomputes
hours and days from them; ``library`` is all that an owner does with links. What two of these rooms
need (the model, the hot form of a link, ports, errors) stands here.
"""
