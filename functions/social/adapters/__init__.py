"""Where social meets DynamoDB, Valkey, Kinesis and S3: the only modules that know their clients."""
