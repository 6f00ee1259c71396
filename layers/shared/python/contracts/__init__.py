"""What systems and stacks agree on: table layouts, events and HTTP routes.

Pure declarations that anybody may import. Nothing here imports a system, boto3 or a cache client.
"""
