"""A month's budget of the account, told to the alarm topic at 80 %, at 100 %, and when foreseen."""

from aws_cdk import aws_budgets as budgets
from aws_cdk import aws_sns as sns
from constructs import Construct

TELL_AT = (("ACTUAL", 80), ("ACTUAL", 100), ("FORECASTED", 100))


class Budget(Construct):
    """In dollars. Of the whole account: costs by tag need the tag activated by hand first.

    Its runbook is ``docs/runbooks/budget.md``.
    """

    def __init__(self, scope: Construct, id_: str, *, dollars: int, topic: sns.ITopic) -> None:
        super().__init__(scope, id_)
        part = budgets.CfnBudget
        told = part.SubscriberProperty(address=topic.topic_arn, subscription_type="SNS")
        self.resource = budgets.CfnBudget(
            self,
            "Budget",
            budget=part.BudgetDataProperty(
                budget_type="COST",
                time_unit="MONTHLY",
                budget_limit=part.SpendProperty(amount=dollars, unit="USD"),
            ),
            notifications_with_subscribers=[
                part.NotificationWithSubscribersProperty(
                    notification=part.NotificationProperty(
                        comparison_operator="GREATER_THAN",
                        notification_type=kind,
                        threshold=percent,
                        threshold_type="PERCENTAGE",
                    ),
                    subscribers=[told],
                )
                for kind, percent in TELL_AT
            ],
        )
