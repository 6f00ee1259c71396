"""The web application firewall in front of CloudFront: managed rules, and limits per address."""

from aws_cdk import aws_wafv2 as waf
from constructs import Construct

from infra.config import Stage

MANAGED = ("AWSManagedRulesAmazonIpReputationList", "AWSManagedRulesKnownBadInputsRuleSet")
# In five minutes, of one address; many people share one.
REQUESTS = 20_000
WRITES = 3_000
READING = ("GET", "HEAD", "OPTIONS")


class Firewall(Construct):
    """Must stand in us-east-1. Bodies are judged by our own models, not by generic patterns.

    There is no log, which would cost more than serving redirects, and no samples are kept: both
    hold whole addresses and bearer tokens, of honest people too (X14). ``metrics`` is what
    CloudWatch knows it by.
    """

    def __init__(self, scope: Construct, id_: str, *, stage: Stage) -> None:
        super().__init__(scope, id_)
        self.metrics = f"triptych-{stage.name}"
        self.acl = waf.CfnWebACL(
            self,
            "Acl",
            scope="CLOUDFRONT",
            default_action=waf.CfnWebACL.DefaultActionProperty(allow={}),
            visibility_config=_visible(self.metrics),
            rules=[
                *(_managed(name, priority) for priority, name in enumerate(MANAGED)),
                _rate_limit("RatePerAddress", len(MANAGED), REQUESTS, of=None),
                _rate_limit("WritesPerAddress", len(MANAGED) + 1, WRITES, of=_writes()),
            ],
        )


def _managed(name: str, priority: int) -> waf.CfnWebACL.RuleProperty:
    return waf.CfnWebACL.RuleProperty(
        name=name,
        priority=priority,
        override_action=waf.CfnWebACL.OverrideActionProperty(none={}),
        statement=waf.CfnWebACL.StatementProperty(
            managed_rule_group_statement=waf.CfnWebACL.ManagedRuleGroupStatementProperty(
                vendor_name="AWS", name=name
            )
        ),
        visibility_config=_visible(name),
    )


def _rate_limit(
    name: str, priority: int, limit: int, *, of: waf.CfnWebACL.StatementProperty | None
) -> waf.CfnWebACL.RuleProperty:
    return waf.CfnWebACL.RuleProperty(
        name=name,
        priority=priority,
        action=waf.CfnWebACL.RuleActionProperty(block={}),
        statement=waf.CfnWebACL.StatementProperty(
            rate_based_statement=waf.CfnWebACL.RateBasedStatementProperty(
                limit=limit, aggregate_key_type="IP", scope_down_statement=of
            )
        ),
        visibility_config=_visible(name),
    )


def _writes() -> waf.CfnWebACL.StatementProperty:
    """Every method that does not only read."""
    part = waf.CfnWebACL
    reading = [
        part.StatementProperty(
            byte_match_statement=part.ByteMatchStatementProperty(
                field_to_match=part.FieldToMatchProperty(method={}),
                positional_constraint="EXACTLY",
                search_string=method,
                text_transformations=[part.TextTransformationProperty(priority=0, type="NONE")],
            )
        )
        for method in READING
    ]
    return part.StatementProperty(
        not_statement=part.NotStatementProperty(
            statement=part.StatementProperty(
                or_statement=part.OrStatementProperty(statements=reading)
            )
        )
    )


def _visible(name: str) -> waf.CfnWebACL.VisibilityConfigProperty:
    return waf.CfnWebACL.VisibilityConfigProperty(
        cloud_watch_metrics_enabled=True, metric_name=name, sampled_requests_enabled=False
    )
