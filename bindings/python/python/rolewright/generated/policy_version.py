"""Made by `cargo xtask codegen`; change the code it is made from."""

from __future__ import annotations

from dataclasses import dataclass

from .._model import Model
from .common import PolicyVersion


@dataclass(frozen=True, kw_only=True)
class CreatePolicyVersionOutput(Model):
    """The version that was added."""

    policy_version: PolicyVersion
    """The version."""

    _WIRE = (
        ("policy_version", "PolicyVersion", PolicyVersion),
    )


@dataclass(frozen=True, kw_only=True)
class GetPolicyVersionOutput(Model):
    """The version that was asked for."""

    policy_version: PolicyVersion
    """The version."""

    _WIRE = (
        ("policy_version", "PolicyVersion", PolicyVersion),
    )


@dataclass(frozen=True, kw_only=True)
class PolicyVersions(Model):
    """The wire's wrapper of a list of versions."""

    policy_version: tuple[PolicyVersion, ...] = ()
    """The versions."""

    _WIRE = (
        ("policy_version", "PolicyVersion", [PolicyVersion]),
    )


@dataclass(frozen=True, kw_only=True)
class ListPolicyVersionsOutput(Model):
    """Every version of the policy."""

    policy_versions: PolicyVersions
    """The versions."""

    _WIRE = (
        ("policy_versions", "PolicyVersions", PolicyVersions),
    )
