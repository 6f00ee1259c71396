"""Where video meets DynamoDB, S3, Kinesis and MediaConvert: the only modules that know clients."""
