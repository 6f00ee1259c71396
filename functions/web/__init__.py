"""The web client's files: put into their bucket when the stack is deployed.

CloudFormation calls one function with what to copy; nothing of this runs for a viewer.
"""
