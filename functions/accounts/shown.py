"""Records of accounts as the API shows them."""

from contracts.http.accounts import KeyShown, Me
from contracts.http.accounts import Subscription as SubscriptionShown

from .model import Account, ApiKey, Subscription


def me_shown(account: Account, plan: str) -> Me:
    return Me.model_validate(
        {
            "id": account.id,
            "username": account.username,
            "display_name": account.display_name,
            "bio": account.bio,
            "avatar_url": account.avatar_url,
            "plan": plan,
            "created_at": account.created_at,
        }
    )


def subscription_shown(subscription: Subscription) -> SubscriptionShown:
    return SubscriptionShown.model_validate(
        {"plan": subscription.plan, "ends_at": subscription.ends_at}
    )


def key_shown(key: ApiKey) -> KeyShown:
    return KeyShown(
        id=key.id,
        name=key.name,
        scopes=list(key.scopes),
        ending=key.ending,
        created_at=key.created_at,
        expires_at=key.expires_at,
    )
