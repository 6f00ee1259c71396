"""Users of the local stage: made through Cognito as a visitor would sign up, then signed in."""

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from infra.local.failures import LocalFailure

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient

NAME = re.compile(r"[A-Za-z0-9_-]{1,50}")
DEMO = "demo"


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    cognito: "CognitoIdentityProviderClient"
    pool_id: str
    client_id: str

    def token(self, name: str) -> str:
        """An access token of ``name``, who is created first where there is none."""
        if not NAME.fullmatch(name):
            raise LocalFailure("USER= takes 1 to 50 letters, digits, hyphens and underscores.")
        self.ensure(name)
        return self._sign_in(name)

    def ensure(self, name: str) -> None:
        """The user exists, is confirmed and has the password of this local stage."""
        known = self._spelling(name)
        if known is None:
            self._sign_up(name)
        elif known != name:
            raise LocalFailure(
                f"There is a user {known!r} already; names are unique regardless of case."
            )

    def _spelling(self, name: str) -> str | None:
        try:
            return self.cognito.admin_get_user(UserPoolId=self.pool_id, Username=name)["Username"]
        except ClientError as error:
            if error.response["Error"]["Code"] == "UserNotFoundException":
                return None
            raise

    def _sign_up(self, name: str) -> None:
        try:
            self.cognito.sign_up(
                ClientId=self.client_id,
                Username=name,
                Password=password(name),
                UserAttributes=[{"Name": "email", "Value": f"{name.lower()}@example.com"}],
            )
        except ClientError as error:
            message = error.response["Error"]["Message"]
            raise LocalFailure(f"The user {name!r} cannot be created: {message}") from error
        self.cognito.admin_confirm_sign_up(UserPoolId=self.pool_id, Username=name)

    def _sign_in(self, name: str) -> str:
        try:
            return self._authenticate(name)
        except ClientError as error:
            if error.response["Error"]["Code"] != "NotAuthorizedException":
                raise
        # Signed up in the browser, with a password of their own: on a laptop the tool may set it.
        self.cognito.admin_set_user_password(
            UserPoolId=self.pool_id, Username=name, Password=password(name), Permanent=True
        )
        return self._authenticate(name)

    def _authenticate(self, name: str) -> str:
        from pycognito.aws_srp import AWSSRP  # slow to import, needed here only

        proof = AWSSRP(
            username=name,
            password=password(name),
            pool_id=self.pool_id,
            client_id=self.client_id,
            client=self.cognito,
        )
        tokens = proof.authenticate_user()
        return str(tokens["AuthenticationResult"]["AccessToken"])


def password(name: str) -> str:
    """The same for a name on every laptop: nothing of worth is behind it."""
    return f"Local-{hashlib.sha256(name.lower().encode()).hexdigest()[:12]}-1!"
