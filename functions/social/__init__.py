"""Social: post, follow, read a home timeline, search, be notified.

Main path: ``posting`` stores an entry (a tweet or a retweet) and its counters in one transaction;
the tables' changes go by themselves into one stream, from which ``timeline`` fans out to homes,
``search`` and ``trends`` index, ``notices`` tell people and ``linking`` has addresses shortened;
``graph`` is who follows, blocks and mutes whom. Rooms know each other through ``model`` and
``ports`` only. What every list of tweets needs stands here: the rules of visibility and the way
from entries to what the API shows.
"""
