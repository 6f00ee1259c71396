"""How large a thing has to be for so much traffic: shards, warm tables, concurrency, quotas.

``peaks`` is what is planned for, ``capacity`` what a thing takes, ``quotas`` and ``streaming`` what
to ask of AWS. ``docs/quotas.md`` is written from here (``python -m infra.sizing``), and a test
holds it to it.
"""
