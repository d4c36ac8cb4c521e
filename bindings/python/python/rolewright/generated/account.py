"""Made by `cargo xtask codegen`; change the code it is made from."""

from __future__ import annotations

from dataclasses import dataclass

from .._model import Model


@dataclass(frozen=True, kw_only=True)
class AccessKeyPreference(Model):
    """About access keys."""

    allow_user_to_manage_access_keys: bool | None = None
    """Whether users may make, switch off and delete their own."""

    _WIRE = (
        ("allow_user_to_manage_access_keys", "AllowUserToManageAccessKeys", bool),
    )


@dataclass(frozen=True, kw_only=True)
class GetAccountAliasOutput(Model):
    """The account's alias."""

    account_alias: str = ""
    """The alias."""

    _WIRE = (
        ("account_alias", "AccountAlias", str),
    )


@dataclass(frozen=True, kw_only=True)
class LoginProfilePreference(Model):
    """About logins."""

    enable_save_mfa_ticket: bool | None = None
    """Whether a second factor holds for seven days."""

    allow_user_to_change_password: bool | None = None
    """Whether users may change their passwords."""

    login_session_duration: int | None = None
    """How long a login holds, in hours."""

    login_network_masks: str | None = None
    """From where users may log in: masks, separated by `;`. From everywhere when empty."""

    _WIRE = (
        ("enable_save_mfa_ticket", "EnableSaveMFATicket", bool),
        ("allow_user_to_change_password", "AllowUserToChangePassword", bool),
        ("login_session_duration", "LoginSessionDuration", int),
        ("login_network_masks", "LoginNetworkMasks", str),
    )


@dataclass(frozen=True, kw_only=True)
class MFAPreference(Model):
    """About second factors."""

    allow_user_to_manage_mfa_devices: bool | None = None
    """Whether users may bind and unbind their own devices."""

    _WIRE = (
        ("allow_user_to_manage_mfa_devices", "AllowUserToManageMFADevices", bool),
    )


@dataclass(frozen=True, kw_only=True)
class PasswordPolicy(Model):
    """The account's rules for passwords."""

    minimum_password_length: int | None = None
    """The fewest characters."""

    require_lowercase_characters: bool | None = None
    """Whether there has to be a lower-case letter."""

    require_uppercase_characters: bool | None = None
    """Whether there has to be an upper-case letter."""

    require_numbers: bool | None = None
    """Whether there has to be a digit."""

    require_symbols: bool | None = None
    """Whether there has to be a character that is neither letter nor digit."""

    hard_expiry: bool | None = None
    """Whether nobody can log in with a password that is too old."""

    max_login_attemps: int | None = None
    """After how many failures within an hour nobody can log in for the rest of it. The wire
    name lacks a letter: `MaxLoginAttemps`."""

    password_reuse_prevention: int | None = None
    """How many of the last passwords can't be used again."""

    max_password_age: int | None = None
    """After how many days a password is too old; 0 is never."""

    _WIRE = (
        ("minimum_password_length", "MinimumPasswordLength", int),
        ("require_lowercase_characters", "RequireLowercaseCharacters", bool),
        ("require_uppercase_characters", "RequireUppercaseCharacters", bool),
        ("require_numbers", "RequireNumbers", bool),
        ("require_symbols", "RequireSymbols", bool),
        ("hard_expiry", "HardExpiry", bool),
        ("max_login_attemps", "MaxLoginAttemps", int),
        ("password_reuse_prevention", "PasswordReusePrevention", int),
        ("max_password_age", "MaxPasswordAge", int),
    )


@dataclass(frozen=True, kw_only=True)
class GetPasswordPolicyOutput(Model):
    """The rules."""

    password_policy: PasswordPolicy
    """The rules."""

    _WIRE = (
        ("password_policy", "PasswordPolicy", PasswordPolicy),
    )


@dataclass(frozen=True, kw_only=True)
class PublicKeyPreference(Model):
    """About public keys."""

    allow_user_to_manage_public_keys: bool | None = None
    """Whether users may manage their own."""

    _WIRE = (
        ("allow_user_to_manage_public_keys", "AllowUserToManagePublicKeys", bool),
    )


@dataclass(frozen=True, kw_only=True)
class SecurityPreference(Model):
    """What users may do themselves, and how they log in."""

    login_profile_preference: LoginProfilePreference
    """About logins."""

    access_key_preference: AccessKeyPreference
    """About access keys."""

    mfa_preference: MFAPreference
    """About second factors."""

    public_key_preference: PublicKeyPreference
    """About public keys."""

    _WIRE = (
        ("login_profile_preference", "LoginProfilePreference", LoginProfilePreference),
        ("access_key_preference", "AccessKeyPreference", AccessKeyPreference),
        ("mfa_preference", "MFAPreference", MFAPreference),
        ("public_key_preference", "PublicKeyPreference", PublicKeyPreference),
    )


@dataclass(frozen=True, kw_only=True)
class GetSecurityPreferenceOutput(Model):
    """The preferences."""

    security_preference: SecurityPreference
    """The preferences."""

    _WIRE = (
        ("security_preference", "SecurityPreference", SecurityPreference),
    )


@dataclass(frozen=True, kw_only=True)
class SetPasswordPolicyOutput(Model):
    """The rules after the change."""

    password_policy: PasswordPolicy
    """The rules."""

    _WIRE = (
        ("password_policy", "PasswordPolicy", PasswordPolicy),
    )


@dataclass(frozen=True, kw_only=True)
class SetSecurityPreferenceOutput(Model):
    """The preferences after the change."""

    security_preference: SecurityPreference
    """The preferences."""

    _WIRE = (
        ("security_preference", "SecurityPreference", SecurityPreference),
    )
