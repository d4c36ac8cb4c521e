"""Made by `cargo xtask codegen`; change the code it is made from."""

from __future__ import annotations

from dataclasses import dataclass

from .._model import Model
from .common import Role, Tags


@dataclass(frozen=True, kw_only=True)
class CreateRoleOutput(Model):
    """The role that was made."""

    role: Role
    """The role."""

    _WIRE = (
        ("role", "Role", Role),
    )


@dataclass(frozen=True, kw_only=True)
class GetRoleOutput(Model):
    """The role that was asked for."""

    role: Role
    """The role."""

    _WIRE = (
        ("role", "Role", Role),
    )


@dataclass(frozen=True, kw_only=True)
class RoleSummary(Model):
    """A role in a list, which comes without its trust policy."""

    role_id: str = ""
    """The service's own id."""

    role_name: str = ""
    """The name."""

    arn: str = ""
    """The ARN."""

    description: str | None = None
    """Free text."""

    create_date: str = ""
    """When it was made."""

    update_date: str | None = None
    """When it was last changed."""

    max_session_duration: int | None = None
    """The longest session, in seconds."""

    allow_console_login: bool | None = None
    """Whether it may be assumed in the console."""

    tags: Tags | None = None
    """Its tags."""

    _WIRE = (
        ("role_id", "RoleId", str),
        ("role_name", "RoleName", str),
        ("arn", "Arn", str),
        ("description", "Description", str),
        ("create_date", "CreateDate", str),
        ("update_date", "UpdateDate", str),
        ("max_session_duration", "MaxSessionDuration", int),
        ("allow_console_login", "AllowConsoleLogin", bool),
        ("tags", "Tags", Tags),
    )


@dataclass(frozen=True, kw_only=True)
class Roles(Model):
    """The wire's wrapper of a list of roles."""

    role: tuple[RoleSummary, ...] = ()
    """The roles."""

    _WIRE = (
        ("role", "Role", [RoleSummary]),
    )


@dataclass(frozen=True, kw_only=True)
class ListRolesOutput(Model):
    """One page of roles."""

    roles: Roles
    """The roles."""

    is_truncated: bool = False
    """Whether there are more."""

    marker: str | None = None
    """The next page's marker, present only when there is one."""

    _WIRE = (
        ("roles", "Roles", Roles),
        ("is_truncated", "IsTruncated", bool),
        ("marker", "Marker", str),
    )


@dataclass(frozen=True, kw_only=True)
class UpdateRoleOutput(Model):
    """The role after the change."""

    role: Role
    """The role."""

    _WIRE = (
        ("role", "Role", Role),
    )
