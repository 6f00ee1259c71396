"""What the free LocalStack has not: CloudFormation types of ours that it has no provider for.

It deploys such a type "with success" and answers ``unknown`` for its name, so each is named here.
``python -m infra.localstack.missing`` prints the list. Source: the providers that
localstack-core 4.13.1 registers (``localstack.cloudformation.resource_providers``).
"""

import sys

MISSING = {
    "AWS::ApiGatewayV2::Api": "HTTP and WebSocket APIs",
    "AWS::ApiGatewayV2::Authorizer": "their authorizer",
    "AWS::ApiGatewayV2::Integration": "their way to a function",
    "AWS::ApiGatewayV2::Route": "their routes",
    "AWS::ApiGatewayV2::Stage": "their stages",
    "AWS::CloudFront::CachePolicy": "what the distribution keeps",
    "AWS::CloudFront::Distribution": "the one front door",
    "AWS::CloudFront::Function": "code at the edge",
    "AWS::CloudFront::KeyValueStore": "the keys of that code",
    "AWS::CloudFront::OriginAccessControl": "the edge's own right to a bucket",
    "AWS::CloudFront::OriginRequestPolicy": "what the distribution passes on",
    "AWS::CloudFront::ResponseHeadersPolicy": "security headers",
    "AWS::CloudWatch::Dashboard": "dashboards (alarms are there)",
    "AWS::Cognito::UserPool": "accounts' passwords and tokens",
    "AWS::Cognito::UserPoolClient": "the web client's way to sign in",
    "AWS::Cognito::UserPoolGroup": "moderators",
    "AWS::ElastiCache::ParameterGroup": "the cache's settings",
    "AWS::ElastiCache::ReplicationGroup": "the cache",
    "AWS::ElastiCache::SubnetGroup": "the cache's network",
    "Custom::SigningKeys": "custom resources: the key pair of playback",
    "Custom::WebFiles": "custom resources: publishing the web client",
}
# Known by their types, but not as we use them: left out with what is missing.
REFUSED = {
    "AWS::KinesisFirehose::DeliveryStream": "the archive: its reader (Amazon's KCL) ends at once",
    "AWS::CloudWatch::Alarm": "those on a percentile rank (others are there)",
    "AWS::CloudWatch::CompositeAlarm": "those of such alarms",
}
# What no template shows: a service the functions call, and one that does nothing.
MISSING_CALLS = {
    "mediaconvert": "transcoding",
    "scheduler": "schedules are kept and never run (the roll-up, upkeep)",
}


def main() -> None:
    sys.stdout.write("The free LocalStack has not:\n")
    for name, what in (MISSING | REFUSED | MISSING_CALLS).items():
        sys.stdout.write(f"  {name:<40} {what}\n")


if __name__ == "__main__":
    main()
