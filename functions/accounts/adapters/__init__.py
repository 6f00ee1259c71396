"""Accounts on DynamoDB, Cognito and EventBridge: the only place here with boto3."""
