"""People: a Cognito pool with verified e-mail, one browser client by SRP, the group ``admins``."""

from aws_cdk import ArnFormat, Duration, Stack
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra.config import Stage
from infra.constructs import retention
from infra.constructs.acknowledged import acknowledge

ADMINS = "admins"


def sign_up_function_name(stage: Stage) -> str:
    """The one physical name: the pool on the left calls a function that stands on the right."""
    return f"triptych-{stage.name}-sign-up"


class Identity(Construct):
    """``pool`` and ``client``; usernames are unique regardless of case."""

    def __init__(self, scope: Construct, id_: str, *, stage: Stage) -> None:
        super().__init__(scope, id_)
        self.pool = cognito.UserPool(
            self,
            "Pool",
            self_sign_up_enabled=True,
            sign_in_aliases=cognito.SignInAliases(username=True, email=True),
            sign_in_case_sensitive=False,
            auto_verify=cognito.AutoVerifiedAttrs(email=True),
            standard_attributes=cognito.StandardAttributes(
                email=cognito.StandardAttribute(required=True, mutable=True)
            ),
            password_policy=cognito.PasswordPolicy(
                min_length=10,
                require_lowercase=True,
                require_uppercase=True,
                require_digits=True,
                require_symbols=True,
            ),
            account_recovery=cognito.AccountRecovery.EMAIL_ONLY,
            mfa=cognito.Mfa.OPTIONAL,
            mfa_second_factor=cognito.MfaSecondFactor(sms=False, otp=True),
            deletion_protection=stage.durable,
            removal_policy=retention.of_data(stage),
        )
        self.client = self.pool.add_client(
            "Web",
            auth_flows=cognito.AuthFlow(user_srp=True, admin_user_password=stage.emulated),
            disable_o_auth=True,
            generate_secret=False,
            prevent_user_existence_errors=True,
            enable_token_revocation=True,
            access_token_validity=Duration.hours(1),
            id_token_validity=Duration.hours(1),
            refresh_token_validity=Duration.days(30),
        )
        cognito.CfnUserPoolGroup(
            self, "Admins", user_pool_id=self.pool.user_pool_id, group_name=ADMINS
        )
        self._tell_sign_up(sign_up_function_name(stage))
        self._acknowledge()

    @property
    def issuer(self) -> str:
        region = Stack.of(self).region
        return f"https://cognito-idp.{region}.amazonaws.com/{self.pool.user_pool_id}"

    def keys_url(self, stage: Stage) -> str:
        base = f"{stage.emulator}/{self.pool.user_pool_id}" if stage.emulated else self.issuer
        return f"{base}/.well-known/jwks.json"

    def _tell_sign_up(self, function_name: str) -> None:
        arn = Stack.of(self).format_arn(
            service="lambda",
            resource="function",
            resource_name=function_name,
            arn_format=ArnFormat.COLON_RESOURCE_NAME,
        )
        element = self.pool.node.default_child
        if not isinstance(element, cognito.CfnUserPool):
            raise TypeError("a pool without an element of CloudFormation")
        element.lambda_config = cognito.CfnUserPool.LambdaConfigProperty(
            pre_sign_up=arn, post_confirmation=arn
        )

    def permit(self, function: lambda_.IFunction) -> None:
        """Called by the stack that owns the sign-up function."""
        function.add_permission(
            "CalledByCognito",
            principal=iam.ServicePrincipal("cognito-idp.amazonaws.com"),
            source_arn=self.pool.user_pool_arn,
        )

    def _acknowledge(self) -> None:
        acknowledge(
            self.pool,
            "AwsSolutions-COG2",
            "A second factor is the user's choice; forcing one on a social feed loses its users.",
        )
        acknowledge(
            self.pool,
            "AwsSolutions-COG3",
            "Threat protection is paid per user: the operator's choice.",
        )
        acknowledge(
            self.pool, "AwsSolutions-COG8", "The Plus plan is paid per user: the operator's choice."
        )
