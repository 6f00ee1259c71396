"""Where the web client's files meet S3 and CloudFormation."""
