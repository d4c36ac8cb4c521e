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


@dataclass(frozen=True, kw_only=True)
class OIDCTokenInfo(Model):
    """What a token of an OpenID Connect provider said."""

    subject: str = ""
    """Whom it is about, `sub`."""

    issuer: str = ""
    """Who issued it, `iss`."""

    client_ids: str = ""
    """Whom it is for, `aud`; several are parted by commas."""

    expiration_time: str = ""
    """When it ends, `YYYY-MM-DDThh:mm:ssZ`."""

    issuance_time: str = ""
    """When it was issued, `YYYY-MM-DDThh:mm:ssZ`."""

    verification_info: str = ""
    """What came of looking at it."""

    _WIRE = (
        ("subject", "Subject", str),
        ("issuer", "Issuer", str),
        ("client_ids", "ClientIds", str),
        ("expiration_time", "ExpirationTime", str),
        ("issuance_time", "IssuanceTime", str),
        ("verification_info", "VerificationInfo", str),
    )


@dataclass(frozen=True, kw_only=True)
class AssumeRoleWithOIDCOutput(Model):
    """The session."""

    credentials: Credentials
    """The session's key."""

    assumed_role_user: AssumedRoleUser
    """The session as an identity."""

    oidc_token_info: OIDCTokenInfo
    """What the token said."""

    _WIRE = (
        ("credentials", "Credentials", Credentials),
        ("assumed_role_user", "AssumedRoleUser", AssumedRoleUser),
        ("oidc_token_info", "OIDCTokenInfo", OIDCTokenInfo),
    )


@dataclass(frozen=True, kw_only=True)
class SAMLAssertionInfo(Model):
    """What an assertion of a SAML provider said."""

    subject: str = ""
    """Whom it is about, `NameID`."""

    subject_type: str = ""
    """The form of that name."""

    recipient: str = ""
    """Where it was to be given."""

    issuer: str = ""
    """Who issued it."""

    _WIRE = (
        ("subject", "Subject", str),
        ("subject_type", "SubjectType", str),
        ("recipient", "Recipient", str),
        ("issuer", "Issuer", str),
    )


@dataclass(frozen=True, kw_only=True)
class AssumeRoleWithSAMLOutput(Model):
    """The session."""

    credentials: Credentials
    """The session's key."""

    assumed_role_user: AssumedRoleUser
    """The session as an identity."""

    saml_assertion_info: SAMLAssertionInfo
    """What the assertion said."""

    _WIRE = (
        ("credentials", "Credentials", Credentials),
        ("assumed_role_user", "AssumedRoleUser", AssumedRoleUser),
        ("saml_assertion_info", "SAMLAssertionInfo", SAMLAssertionInfo),
    )
