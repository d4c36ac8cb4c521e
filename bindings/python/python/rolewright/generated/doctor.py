"""Made by `cargo xtask codegen`; change the code it is made from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from .._model import Model
from .common import Problem, ProviderInfo


@dataclass(frozen=True, kw_only=True)
class ClockReport(Model):
    """This machine's clock beside the service's."""

    ahead_seconds: int = 0
    """Seconds that this machine is ahead; negative when it is behind. To a second or two."""

    by: str = ""
    """The endpoint that said what time it is."""

    _WIRE = (
        ("ahead_seconds", "ahead_seconds", int),
        ("by", "by", str),
    )


@dataclass(frozen=True, kw_only=True)
class CredentialSlot(Model):
    """A place where a key may be configured."""

    slot: str = ""
    """A stable name: `environment`, `oidc`, `cli_profile`, `credentials_file`, `instance`,
    `address`, or `program` for a key that a program gives by itself."""

    name: str = ""
    """The place, for people."""

    state: Literal["used", "not_configured", "broken", "passed", "not_looked_at"]
    """What was found there."""

    place: str = ""
    """The files or variables that it is about."""

    detail: str | None = None
    """Why it is broken or not configured, or what the key is: its id, never its secret."""

    help: str | None = None
    """What to do, when something should be done."""

    _WIRE = (
        ("slot", "slot", str),
        ("name", "name", str),
        ("state", "state", str),
        ("place", "place", str),
        ("detail", "detail", str),
        ("help", "help", str),
    )


@dataclass(frozen=True, kw_only=True)
class DoctorCaller(Model):
    """Who the caller is."""

    account: str = ""
    """The account."""

    arn: str = ""
    """The identity's ARN."""

    identity_type: str = ""
    """`Account`, `RAMUser` or `AssumedRoleUser`."""

    _WIRE = (
        ("account", "account", str),
        ("arn", "arn", str),
        ("identity_type", "identity_type", str),
    )


@dataclass(frozen=True, kw_only=True)
class EndpointReport(Model):
    """Whether an endpoint answers."""

    service: str = ""
    """`ram`, `sts`, `cr` or `oss`."""

    region: str | None = None
    """The region, where it is one of many."""

    endpoint: str | None = None
    """Scheme, host and port; `None` when it is not known."""

    standing: Literal["proven", "refuted", "cannot_tell", "not_looked_at"]
    """Whether it answers: any answer over HTTP will do."""

    milliseconds: int | None = None
    """How long the answer took, in milliseconds."""

    problem: Problem | None = None
    """Why it does not answer, or is not known."""

    _WIRE = (
        ("service", "service", str),
        ("region", "region", str),
        ("endpoint", "endpoint", str),
        ("standing", "standing", str),
        ("milliseconds", "milliseconds", int),
        ("problem", "problem", Problem),
    )


@dataclass(frozen=True, kw_only=True)
class ConnectionReport(Model):
    """What was found on the way to the service."""

    credentials: tuple[CredentialSlot, ...] = ()
    """The places where a key may be configured, in the order in which they are looked at."""

    endpoints: tuple[EndpointReport, ...] = ()
    """The endpoints."""

    clock: ClockReport | None = None
    """This machine's clock beside the service's; `None` when no answer had a date."""

    _WIRE = (
        ("credentials", "credentials", [CredentialSlot]),
        ("endpoints", "endpoints", [EndpointReport]),
        ("clock", "clock", ClockReport),
    )


@dataclass(frozen=True, kw_only=True)
class NeededPermission(Model):
    """A permission that is needed, and whether the caller has it."""

    action: str = ""
    """For example `ram:GetRole`."""

    resources: tuple[str, ...] = ()
    """ARNs."""

    writes: bool = False
    """Whether it is needed to change something, and not only to look."""

    standing: Literal["proven", "refuted", "cannot_tell", "not_looked_at"]
    """Whether the caller has it."""

    reason: str = ""
    """What that rests on."""

    _WIRE = (
        ("action", "action", str),
        ("resources", "resources", [str]),
        ("writes", "writes", bool),
        ("standing", "standing", str),
        ("reason", "reason", str),
    )


@dataclass(frozen=True, kw_only=True)
class DoctorReport(Model):
    """What was found, from the key to the last permission."""

    format_version: str = ""
    """Always `FORMAT_VERSION`."""

    kind: str = ""
    """Always `doctor`."""

    health: Literal["fit", "ailing", "locked"]
    """The answer in a word."""

    provider: ProviderInfo
    """Who carries the calls out."""

    connection: ConnectionReport | None = None
    """Where keys come from, whether endpoints answer, what time it is there; `None` where
    there is no such way, as for a simulation."""

    caller: DoctorCaller | None = None
    """Who the caller is."""

    problem: Problem | None = None
    """Why it is not known who the caller is, or what else kept the looking from its end."""

    changes: int | None = None
    """Whether a plan could be made, and how many changes it has."""

    permissions: tuple[NeededPermission, ...] = ()
    """The permissions that the caller's plan uses, those that are missing in front."""

    rights: Literal["read", "write"]
    """How much the policy below allows."""

    operator_policy: Any = field(default=None, hash=False)
    """The least policy for whoever runs this, ready to paste."""

    _WIRE = (
        ("format_version", "format_version", str),
        ("kind", "kind", str),
        ("health", "health", str),
        ("provider", "provider", ProviderInfo),
        ("connection", "connection", ConnectionReport),
        ("caller", "caller", DoctorCaller),
        ("problem", "problem", Problem),
        ("changes", "changes", int),
        ("permissions", "permissions", [NeededPermission]),
        ("rights", "rights", str),
        ("operator_policy", "operator_policy", None),
    )
