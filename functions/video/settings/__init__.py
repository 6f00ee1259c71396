"""Typed environments, one class per function, in one module per room."""
