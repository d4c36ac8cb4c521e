"""Made by `cargo xtask codegen`; change the code it is made from."""

from __future__ import annotations

from dataclasses import dataclass

from .._model import Model


@dataclass(frozen=True, kw_only=True)
class LoginProfile(Model):
    """How a user logs in to the console."""

    user_name: str = ""
    """The user's name."""

    password_reset_required: bool | None = None
    """Whether the password has to be changed at the next login."""

    mfa_bind_required: bool | None = None
    """Whether the user has to bind an MFA device at the next login."""

    create_date: str = ""
    """When it was made, `YYYY-MM-DDThh:mm:ssZ`."""

    _WIRE = (
        ("user_name", "UserName", str),
        ("password_reset_required", "PasswordResetRequired", bool),
        ("mfa_bind_required", "MFABindRequired", bool),
        ("create_date", "CreateDate", str),
    )


@dataclass(frozen=True, kw_only=True)
class CreateLoginProfileOutput(Model):
    """What was made."""

    login_profile: LoginProfile
    """How the user logs in."""

    _WIRE = (
        ("login_profile", "LoginProfile", LoginProfile),
    )


@dataclass(frozen=True, kw_only=True)
class GetLoginProfileOutput(Model):
    """How a user logs in."""

    login_profile: LoginProfile
    """How the user logs in."""

    _WIRE = (
        ("login_profile", "LoginProfile", LoginProfile),
    )
