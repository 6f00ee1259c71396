"""A stack that breaks a rule of cdk-nag: ``python -m infra.audit.careless DIRECTORY`` reports it.

The report of a sound stage is empty, and so would be that of rules that were never asked.
"""

import sys

from aws_cdk import App, Stack, Validations
from aws_cdk import aws_sqs as sqs
from cdk_nag import AwsSolutionsChecks

RULE = "AwsSolutions-SQS4"

if __name__ == "__main__":
    app = App(outdir=sys.argv[1])
    sqs.Queue(Stack(app, "Careless"), "Queue")
    Validations.of(app).add_plugins(AwsSolutionsChecks(app))
    app.synth()
