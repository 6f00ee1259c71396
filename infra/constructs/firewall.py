"""The web application firewall in front of CloudFront: managed rules and a limit per address."""

from aws_cdk import aws_wafv2 as waf
from constructs import Construct

MANAGED = ("AWSManagedRulesAmazonIpReputationList", "AWSManagedRulesKnownBadInputsRuleSet")
REQUESTS_PER_FIVE_MINUTES = 20_000  # of one address; many people share one


class Firewall(Construct):
    """Must stand in us-east-1. Bodies are judged by our own models, not by generic patterns."""

    def __init__(self, scope: Construct, id_: str) -> None:
        super().__init__(scope, id_)
        self.acl = waf.CfnWebACL(
            self,
            "Acl",
            scope="CLOUDFRONT",
            default_action=waf.CfnWebACL.DefaultActionProperty(allow={}),
            visibility_config=_visible("firewall"),
            rules=[
                *(_managed(name, priority) for priority, name in enumerate(MANAGED)),
                _rate_limit(len(MANAGED)),
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


def _rate_limit(priority: int) -> waf.CfnWebACL.RuleProperty:
    return waf.CfnWebACL.RuleProperty(
        name="RatePerAddress",
        priority=priority,
        action=waf.CfnWebACL.RuleActionProperty(block={}),
        statement=waf.CfnWebACL.StatementProperty(
            rate_based_statement=waf.CfnWebACL.RateBasedStatementProperty(
                limit=REQUESTS_PER_FIVE_MINUTES, aggregate_key_type="IP"
            )
        ),
        visibility_config=_visible("RatePerAddress"),
    )


def _visible(name: str) -> waf.CfnWebACL.VisibilityConfigProperty:
    return waf.CfnWebACL.VisibilityConfigProperty(
        cloud_watch_metrics_enabled=True, metric_name=name, sampled_requests_enabled=False
    )
