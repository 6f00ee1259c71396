"""The laptop: the whole platform on one machine, without docker and without an account.

``python -m infra.local up`` starts the AWS emulator, Valkey and the front door, runs the real
``cdk deploy`` of the local stage against them and seeds demo data. Everything it starts belongs to
one *instance*: a directory with state, logs and recorded processes. ``make up`` uses
``build/local``; ``make test`` makes instances of its own.
"""
