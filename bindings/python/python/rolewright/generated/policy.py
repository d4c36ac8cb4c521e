"""Made by `cargo xtask codegen`; change the code it is made from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .._model import Model
from .common import PolicyVersion, Tags


@dataclass(frozen=True, kw_only=True)
class Policy(Model):
    """A policy without its document."""

    policy_name: str = ""
    """The name, unique for its type in the account."""

    policy_type: Literal["Custom"]
    """`Custom` or `System`."""

    description: str | None = None
    """Free text."""

    default_version: str = ""
    """The version in force, for example `v1`."""

    create_date: str = ""
    """When it was made, `YYYY-MM-DDThh:mm:ssZ`."""

    update_date: str | None = None
    """When it was last changed."""

    attachment_count: int | None = None
    """How many users, groups and roles it is attached to."""

    tags: Tags | None = None
    """Its tags, in lists only."""

    _WIRE = (
        ("policy_name", "PolicyName", str),
        ("policy_type", "PolicyType", str),
        ("description", "Description", str),
        ("default_version", "DefaultVersion", str),
        ("create_date", "CreateDate", str),
        ("update_date", "UpdateDate", str),
        ("attachment_count", "AttachmentCount", int),
        ("tags", "Tags", Tags),
    )


@dataclass(frozen=True, kw_only=True)
class CreatePolicyOutput(Model):
    """The policy that was made."""

    policy: Policy
    """The policy."""

    _WIRE = (
        ("policy", "Policy", Policy),
    )


@dataclass(frozen=True, kw_only=True)
class GetPolicyOutput(Model):
    """The policy that was asked for."""

    policy: Policy
    """The policy."""

    default_policy_version: PolicyVersion
    """The version in force, with its document."""

    _WIRE = (
        ("policy", "Policy", Policy),
        ("default_policy_version", "DefaultPolicyVersion", PolicyVersion),
    )


@dataclass(frozen=True, kw_only=True)
class Policies(Model):
    """The wire's wrapper of a list of policies."""

    policy: tuple[Policy, ...] = ()
    """The policies."""

    _WIRE = (
        ("policy", "Policy", [Policy]),
    )


@dataclass(frozen=True, kw_only=True)
class ListPoliciesOutput(Model):
    """One page of policies."""

    policies: Policies
    """The policies."""

    is_truncated: bool = False
    """Whether there are more."""

    marker: str | None = None
    """The next page's marker, present only when there is one."""

    _WIRE = (
        ("policies", "Policies", Policies),
        ("is_truncated", "IsTruncated", bool),
        ("marker", "Marker", str),
    )


@dataclass(frozen=True, kw_only=True)
class UpdatePolicyDescriptionOutput(Model):
    """The policy after the change."""

    policy: Policy
    """The policy."""

    _WIRE = (
        ("policy", "Policy", Policy),
    )
