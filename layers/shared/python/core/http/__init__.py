"""From an HTTP API event to one use case and back: principal, guards, parsing, one error renderer.

``core.http.messages`` holds what operations see (``Call``, ``Reply``); ``core.http.api`` builds the
Lambda handler from declared routes and a mapping of operations. No system is imported here.
"""
