"""Made by `cargo xtask codegen`; change the code it is made from."""

from __future__ import annotations

from dataclasses import dataclass

from .._model import Model, Secret


@dataclass(frozen=True, kw_only=True)
class AssumedRoleUser(Model):
    """The session as an identity."""

    arn: str = ""
    """`acs:ram::<account>:role/<role>/<session>`."""

    assumed_role_id: str = ""
    """`<role id>:<session>`."""

    _WIRE = (
        ("arn", "Arn", str),
        ("assumed_role_id", "AssumedRoleId", str),
    )


@dataclass(frozen=True, kw_only=True)
class CallerIdentity(Model):
    """Whose credentials a call was made with."""

    account_id: str = ""
    """The account."""

    arn: str = ""
    """The identity's ARN."""

    identity_type: str = ""
    """`Account`, `RAMUser` or `AssumedRoleUser`."""

    principal_id: str = ""
    """The identity's own id."""

    user_id: str | None = None
    """The user's id, for users and the account itself."""

    role_id: str | None = None
    """The role's id, for sessions."""

    _WIRE = (
        ("account_id", "AccountId", str),
        ("arn", "Arn", str),
        ("identity_type", "IdentityType", str),
        ("principal_id", "PrincipalId", str),
        ("user_id", "UserId", str),
        ("role_id", "RoleId", str),
    )


@dataclass(frozen=True, kw_only=True)
class Credentials(Model):
    """A session's key."""

    access_key_id: str = ""
    """The key's id."""

    access_key_secret: Secret
    """The key's secret."""

    security_token: Secret
    """The token that goes with the key."""

    expiration: str = ""
    """When it ends, `YYYY-MM-DDThh:mm:ssZ`."""

    _WIRE = (
        ("access_key_id", "AccessKeyId", str),
        ("access_key_secret", "AccessKeySecret", Secret),
        ("security_token", "SecurityToken", Secret),
        ("expiration", "Expiration", str),
    )


@dataclass(frozen=True, kw_only=True)
class AssumeRoleOutput(Model):
    """The session."""

    credentials: Credentials
    """The session's key."""

    assumed_role_user: AssumedRoleUser
    """The session as an identity."""

    _WIRE = (
        ("credentials", "Credentials", Credentials),
        ("assumed_role_user", "AssumedRoleUser", AssumedRoleUser),
    )
