"""Made by `cargo xtask codegen`; change the code it is made from."""

from __future__ import annotations

from dataclasses import dataclass

from .._model import Model


@dataclass(frozen=True, kw_only=True)
class AuthCondition(Model):
    """A condition that was looked at."""

    condition_key: str = ""
    """The key, for example `acs:SourceIp`."""

    condition_values: tuple[str, ...] = ()
    """Its values."""

    _WIRE = (
        ("condition_key", "ConditionKey", str),
        ("condition_values", "ConditionValues", [str]),
    )


@dataclass(frozen=True, kw_only=True)
class AuthPrincipal(Model):
    """Who was denied."""

    auth_principal_type: str = ""
    """For example `SubUser` or `AssumedRoleUser`."""

    auth_principal_display_name: str = ""
    """A name or an id."""

    auth_principal_owner_id: str = ""
    """The account."""

    _WIRE = (
        ("auth_principal_type", "AuthPrincipalType", str),
        ("auth_principal_display_name", "AuthPrincipalDisplayName", str),
        ("auth_principal_owner_id", "AuthPrincipalOwnerId", str),
    )


@dataclass(frozen=True, kw_only=True)
class MatchedPolicy(Model):
    """A policy that decided."""

    policy_type: str = ""
    """`Custom`, `System` or another type."""

    policy_identifier: str = ""
    """Its name or id."""

    policy_version: str = ""
    """The version in force."""

    effect: str = ""
    """`Allow` or `Deny`."""

    attached_scope: str = ""
    """Where it is attached: the account or a resource group."""

    attached_entity_type: str = ""
    """To what it is attached."""

    _WIRE = (
        ("policy_type", "PolicyType", str),
        ("policy_identifier", "PolicyIdentifier", str),
        ("policy_version", "PolicyVersion", str),
        ("effect", "Effect", str),
        ("attached_scope", "AttachedScope", str),
        ("attached_entity_type", "AttachedEntityType", str),
    )


@dataclass(frozen=True, kw_only=True)
class DecodedDiagnosticMessage(Model):
    """Why a call was denied."""

    auth_action: str = ""
    """The action that was denied, for example `ram:GetRole`."""

    auth_resource: str = ""
    """The resource that it was denied on."""

    auth_principal: AuthPrincipal
    """To whom."""

    auth_conditions: tuple[AuthCondition, ...] = ()
    """The conditions that were looked at."""

    explicit_deny: bool = False
    """Whether a statement denies it, and not just none allows it."""

    no_permission_policy_type: str = ""
    """The type of policy that denies, or lacks the permission."""

    matched_policies: tuple[MatchedPolicy, ...] = ()
    """The policies that decided."""

    _WIRE = (
        ("auth_action", "AuthAction", str),
        ("auth_resource", "AuthResource", str),
        ("auth_principal", "AuthPrincipal", AuthPrincipal),
        ("auth_conditions", "AuthConditions", [AuthCondition]),
        ("explicit_deny", "ExplicitDeny", bool),
        ("no_permission_policy_type", "NoPermissionPolicyType", str),
        ("matched_policies", "MatchedPolicies", [MatchedPolicy]),
    )


@dataclass(frozen=True, kw_only=True)
class DecodeDiagnosticMessageOutput(Model):
    """What it says."""

    decoded_diagnostic_message: DecodedDiagnosticMessage
    """What it says."""

    _WIRE = (
        ("decoded_diagnostic_message", "DecodedDiagnosticMessage", DecodedDiagnosticMessage),
    )
