"""The tables in which people and tweets refer to each other, and what undoing needs of them."""

from dataclasses import dataclass

from contracts.tables.social import AUTHOR_INDEX, FOLLOWERS_INDEX
from infra.constructs.function import Function
from infra.constructs.table import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    tweets: Table
    follows: Table
    reactions: Table
    people: Table

    def may_be_changed_by(self, function: Function) -> None:
        """What undoing needs, by whoever undoes: the person themselves, or their erasure."""
        function.may("dynamodb:GetItem", "dynamodb:UpdateItem", on=[self.tweets.arn])
        function.may("dynamodb:Query", on=[self.tweets.index(AUTHOR_INDEX)])
        function.may(
            "dynamodb:BatchGetItem",
            "dynamodb:DeleteItem",
            "dynamodb:GetItem",
            "dynamodb:Query",
            "dynamodb:UpdateItem",
            on=[self.reactions.arn],
        )
        function.may("dynamodb:DeleteItem", "dynamodb:Query", on=[self.follows.arn])
        function.may("dynamodb:Query", on=[self.follows.index(FOLLOWERS_INDEX)])
