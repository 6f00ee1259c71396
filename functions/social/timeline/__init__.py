"""The home timeline.

Written by fan-out: a change of ``tweets`` or ``follows`` arrives (``fanning``, ``following``) and
goes into the timelines in Valkey that exist. Read in four pure steps (``skeleton``, ``hydrating``,
``rules``, ``presenting``) that ``reading`` feeds. Everything in Valkey can be made again from
DynamoDB (``pulling``, ``building``), and is where it is missing. ``hydrating`` and ``presenting``
stand beside the rooms: every list of tweets goes through them.
"""
