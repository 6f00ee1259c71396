"""A Lambda function with a role of its own, its settings as environment, and logs that end."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from aws_cdk import Duration, RemovalPolicy, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from core.settings import Settings
from infra import packaging
from infra.config import Stage
from infra.constructs import retention
from infra.constructs.acknowledged import acknowledge
from infra.constructs.network import Network
from infra.constructs.secrets_key import Sealed, through_secrets_manager

# What Lambda itself needs to attach a function to a VPC; none of it takes a resource.
NETWORK_INTERFACES = (
    "ec2:AssignPrivateIpAddresses",
    "ec2:CreateNetworkInterface",
    "ec2:DeleteNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSubnets",
    "ec2:UnassignPrivateIpAddresses",
)


class Function(Construct):
    """``handler`` is the module below ``functions/``, such as ``links.handlers.redirect``.

    ``network`` puts the function into the VPC (with Valkey, without the internet). ``vendor``
    False leaves the third-party layer away, but for the packages in ``extras``; ``own`` adds
    the layers of these names, of packages that only this function needs (``layers/<name>``).
    The alarm of ``Monitoring`` fires above ``errors_allowed`` errors in five minutes.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        stage: Stage,
        handler: str,
        settings: Settings,
        network: Network | None = None,
        vendor: bool = True,
        extras: Sequence[str] = (),
        own: Sequence[str] = (),
        memory: int = 512,
        timeout: Duration | None = None,
        errors_allowed: int = 0,
        name: str | None = None,
        quiet: bool = False,
    ) -> None:
        """``quiet``: so frequent that traces and Lambda's own three log lines of each invocation

        would cost more than the work; failures, its own lines and metrics stay.
        """
        super().__init__(scope, id_)
        self.title = id_
        self.settings = settings
        self.errors_allowed = errors_allowed
        self.schedules: list[Duration] = []  # what calls it, and how long from call to call
        self.logs = logs.LogGroup(
            self, "Logs", retention=retention.of_logs(stage), removal_policy=RemovalPolicy.DESTROY
        )
        self.role = _role(self, self.logs, in_network=network is not None)
        self.resource = lambda_.Function(
            self,
            "Function",
            function_name=name,
            description=f"triptych {stage.name}: {handler}",
            code=_code(handler.partition(".")[0], stage),
            handler=f"{handler}.handler",
            runtime=lambda_.Runtime(f"python{stage.python}", lambda_.RuntimeFamily.PYTHON),
            architecture=_architecture(stage),
            layers=[
                *_layers(Stack.of(self), stage, vendor=vendor, extras=extras),
                *_own_layers(Stack.of(self), stage, own),
            ],
            environment=settings.to_env() | _observability(handler),
            role=self.role,
            log_group=self.logs,
            tracing=lambda_.Tracing.DISABLED if quiet else lambda_.Tracing.ACTIVE,
            logging_format=lambda_.LoggingFormat.JSON if quiet else None,
            system_log_level_v2=lambda_.SystemLogLevel.WARN if quiet else None,
            memory_size=memory,
            timeout=timeout or Duration.seconds(10),
            vpc=network.vpc if network else None,
            vpc_subnets=network.private if network else None,
            security_groups=[network.functions] if network else None,
        )
        # Whoever is called by a fixed name is called without an alias.
        self.alias = self._alias() if stage.canary and name is None else None
        acknowledge(
            self.resource, "AwsSolutions-L1", "Python 3.13 is what the wheels are locked for."
        )

    def may(
        self, *actions: str, on: Sequence[str], when: Mapping[str, object] | None = None
    ) -> None:
        """Exactly these actions on exactly these ARNs; ``when`` are IAM's conditions."""
        self.role.add_to_policy(
            iam.PolicyStatement(actions=list(actions), resources=list(on), conditions=when)
        )

    def may_read(self, *secrets: Sealed) -> None:
        """Their texts, and their keys by way of Secrets Manager alone."""
        self.may("secretsmanager:GetSecretValue", on=[each.arn for each in secrets])
        self._may_use("kms:Decrypt", secrets)

    def may_replace(self, secret: Sealed) -> None:
        """Read it, and put a new text in its place."""
        self.may_read(secret)
        self.may("secretsmanager:PutSecretValue", on=[secret.arn])
        self._may_use("kms:GenerateDataKey", [secret])

    def _may_use(self, action: str, secrets: Sequence[Sealed]) -> None:
        keys = list(dict.fromkeys(each.key_arn for each in secrets))
        self.may(action, on=keys, when=through_secrets_manager(self))

    @property
    def target(self) -> lambda_.IFunction:
        """What is called: with ``Stage.canary`` the alias that a new version takes over slowly."""
        return self.alias or self.resource

    @property
    def arn(self) -> str:
        return self.target.function_arn

    @property
    def newest_arn(self) -> str:
        """The newest code at once, for what is called by the deployment itself."""
        return self.resource.function_arn

    def _alias(self) -> lambda_.Alias:
        return lambda_.Alias(self, "Live", alias_name="live", version=self.resource.current_version)

    @property
    def uses_cache(self) -> bool:
        return hasattr(self.settings, "cache_endpoint")


def _role(scope: Construct, log_group: logs.LogGroup, *, in_network: bool) -> iam.Role:
    role = iam.Role(scope, "Role", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
    role.add_to_policy(
        iam.PolicyStatement(
            actions=["logs:CreateLogStream", "logs:PutLogEvents"],
            resources=[log_group.log_group_arn],
        )
    )
    if in_network:
        role.add_to_policy(iam.PolicyStatement(actions=list(NETWORK_INTERFACES), resources=["*"]))
    acknowledge(
        role,
        "AwsSolutions-IAM5[Resource::*]",
        "X-Ray's writes, network interfaces and ListStreams take no resource.",
    )
    acknowledge(
        role,
        "AwsSolutions-IAM5[Resource::<LogGroup>:*]",
        "The streams of the function's own log group.",
    )
    return role


def _architecture(stage: Stage) -> lambda_.Architecture:
    arm = stage.architecture == "arm64"
    return lambda_.Architecture.ARM_64 if arm else lambda_.Architecture.X86_64


def _code(system: str, stage: Stage) -> lambda_.Code:
    return lambda_.Code.from_asset(str(packaging.system_package(system, python=stage.python)))


def _observability(handler: str) -> dict[str, str]:
    return {
        "POWERTOOLS_LOG_LEVEL": "INFO",
        "POWERTOOLS_SERVICE_NAME": "-".join(handler.replace(".handlers", "").split(".")),
    }


def _layers(
    stack: Stack, stage: Stage, *, vendor: bool, extras: Sequence[str]
) -> Iterator[lambda_.LayerVersion]:
    """This stack's own versions: one shared between stacks would block its own replacement."""
    yield _layer(stack, stage, "SharedLayer", packaging.shared_layer(python=stage.python))
    only = () if vendor else tuple(extras)
    if vendor or only:
        id_ = "VendorLayer" + "".join(part.title() for part in only)
        packages = packaging.vendor_layer(
            python=stage.python,
            architecture=stage.architecture,
            here=stage.emulated,
            only=only,
        )
        yield _layer(stack, stage, id_, packages)


def _own_layers(stack: Stack, stage: Stage, names: Sequence[str]) -> Iterator[lambda_.LayerVersion]:
    for name in names:
        packages = packaging.own_layer(
            name, python=stage.python, architecture=stage.architecture, here=stage.emulated
        )
        yield _layer(stack, stage, f"{name.title()}Layer", packages)


def _layer(stack: Stack, stage: Stage, id_: str, directory: Path) -> lambda_.LayerVersion:
    existing = stack.node.try_find_child(id_)
    if isinstance(existing, lambda_.LayerVersion):
        return existing
    return lambda_.LayerVersion(
        stack,
        id_,
        code=lambda_.Code.from_asset(str(directory)),
        compatible_architectures=[_architecture(stage)],
    )
