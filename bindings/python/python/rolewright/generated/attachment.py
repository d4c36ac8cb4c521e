"""Made by `cargo xtask codegen`; change the code it is made from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .._model import Model


@dataclass(frozen=True, kw_only=True)
class AttachedGroup(Model):
    """A group that a policy is attached to."""

    group_name: str = ""
    """The group's name."""

    comments: str | None = None
    """Free text."""

    attach_date: str = ""
    """When it was attached."""

    _WIRE = (
        ("group_name", "GroupName", str),
        ("comments", "Comments", str),
        ("attach_date", "AttachDate", str),
    )


@dataclass(frozen=True, kw_only=True)
class AttachedGroups(Model):
    """The wire's wrapper of a list of groups."""

    group: tuple[AttachedGroup, ...] = ()
    """The groups."""

    _WIRE = (
        ("group", "Group", [AttachedGroup]),
    )


@dataclass(frozen=True, kw_only=True)
class AttachedPolicy(Model):
    """A policy that is attached to a role, a user or a group."""

    policy_name: str = ""
    """The policy's name."""

    policy_type: Literal["Custom"]
    """`Custom` or `System`."""

    description: str | None = None
    """Free text."""

    default_version: str = ""
    """The version in force."""

    attach_date: str = ""
    """When it was attached, `YYYY-MM-DDThh:mm:ssZ`."""

    _WIRE = (
        ("policy_name", "PolicyName", str),
        ("policy_type", "PolicyType", str),
        ("description", "Description", str),
        ("default_version", "DefaultVersion", str),
        ("attach_date", "AttachDate", str),
    )


@dataclass(frozen=True, kw_only=True)
class AttachedPolicies(Model):
    """The wire's wrapper of a list of attached policies."""

    policy: tuple[AttachedPolicy, ...] = ()
    """The policies."""

    _WIRE = (
        ("policy", "Policy", [AttachedPolicy]),
    )


@dataclass(frozen=True, kw_only=True)
class AttachedRole(Model):
    """A role that a policy is attached to."""

    role_id: str = ""
    """The service's own id."""

    role_name: str = ""
    """The role's name."""

    arn: str = ""
    """The role's ARN."""

    description: str | None = None
    """Free text."""

    attach_date: str = ""
    """When it was attached."""

    _WIRE = (
        ("role_id", "RoleId", str),
        ("role_name", "RoleName", str),
        ("arn", "Arn", str),
        ("description", "Description", str),
        ("attach_date", "AttachDate", str),
    )


@dataclass(frozen=True, kw_only=True)
class AttachedRoles(Model):
    """The wire's wrapper of a list of roles."""

    role: tuple[AttachedRole, ...] = ()
    """The roles."""

    _WIRE = (
        ("role", "Role", [AttachedRole]),
    )


@dataclass(frozen=True, kw_only=True)
class AttachedUser(Model):
    """A user that a policy is attached to."""

    user_id: str = ""
    """The service's own id."""

    user_name: str = ""
    """The user's name."""

    display_name: str | None = None
    """The name that is shown."""

    attach_date: str = ""
    """When it was attached."""

    _WIRE = (
        ("user_id", "UserId", str),
        ("user_name", "UserName", str),
        ("display_name", "DisplayName", str),
        ("attach_date", "AttachDate", str),
    )


@dataclass(frozen=True, kw_only=True)
class AttachedUsers(Model):
    """The wire's wrapper of a list of users."""

    user: tuple[AttachedUser, ...] = ()
    """The users."""

    _WIRE = (
        ("user", "User", [AttachedUser]),
    )


@dataclass(frozen=True, kw_only=True)
class ListEntitiesForPolicyOutput(Model):
    """Everything that the policy is attached to."""

    groups: AttachedGroups
    """The groups."""

    users: AttachedUsers
    """The users."""

    roles: AttachedRoles
    """The roles."""

    _WIRE = (
        ("groups", "Groups", AttachedGroups),
        ("users", "Users", AttachedUsers),
        ("roles", "Roles", AttachedRoles),
    )


@dataclass(frozen=True, kw_only=True)
class ListPoliciesForGroupOutput(Model):
    """The policies of the group."""

    policies: AttachedPolicies
    """The policies."""

    _WIRE = (
        ("policies", "Policies", AttachedPolicies),
    )


@dataclass(frozen=True, kw_only=True)
class ListPoliciesForRoleOutput(Model):
    """The policies of the role."""

    policies: AttachedPolicies
    """The policies."""

    _WIRE = (
        ("policies", "Policies", AttachedPolicies),
    )


@dataclass(frozen=True, kw_only=True)
class ListPoliciesForUserOutput(Model):
    """The policies of the user."""

    policies: AttachedPolicies
    """The policies."""

    _WIRE = (
        ("policies", "Policies", AttachedPolicies),
    )
