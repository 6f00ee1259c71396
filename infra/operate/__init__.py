"""Commands of an operator on a deployed stage: ``make redrive``, ``restore`` and ``destroy``.

They find what a stage has by its stacks, so a new system needs nothing here. ``STAGE=local`` is
the running laptop.
"""
