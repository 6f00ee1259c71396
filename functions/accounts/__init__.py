"""Accounts: who a caller is, and what belongs to a person rather than to one of the three systems.

Main path: the authorizer turns a Cognito JWT or an API key into a principal; ``/api/me`` reads and
edits the person's record; deleting it writes an ``account.erased`` event that every system obeys.
"""
