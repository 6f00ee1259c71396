"""Composition roots: from settings to one handler's use case, built once per sandbox."""
