"""The prod stage, and beside it a stack that breaks a rule of cdk-nag.

The report of a sound stage is empty, and so would be that of rules that were never asked. So the
audit synthesises both in one: where the report names the careless queue, its silence about all
else means something.
"""

from aws_cdk import App, Stack
from aws_cdk import aws_sqs as sqs

from infra.app import build
from infra.config import PROD

from .verdicts import CARELESS

if __name__ == "__main__":
    app = build(App(), PROD)
    sqs.Queue(Stack(app, CARELESS), "Queue")
    app.synth()
