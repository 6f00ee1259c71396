"""Load on the running instance: ``make load`` and ``make soak``.

The main path: people, links and a film are prepared; locust, in an environment of its own, sends
the seed's mix and notes every request; then what was noted is compared with what the platform says
until nothing is behind.
"""
