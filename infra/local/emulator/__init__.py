"""The AWS emulator, MiniStack, and what it lacks.

``python -m infra.local.emulator`` is MiniStack with the additions of this package registered. Each
addition is one module with an ``install()``, the reason for it in its docstring, and a conformance
test (``tests/integration/test_emulator_*.py``) that fails when the pinned MiniStack has it by
itself.
"""
