"""Made by `cargo xtask codegen`; change the code it is made from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .._model import Model
from .common import Span, StatementRef


@dataclass(frozen=True, kw_only=True)
class Traced(Model):
    """What one statement had to say."""

    layer: Literal["ControlPolicy", "SessionPolicy", "AccountLevelIdentityBasedPolicy", "ResourceGroupLevelIdentityBasedPolicy", "ResourceBasedPolicy", "AssumeRolePolicy"]
    """The layer that its policy is in."""

    statement: StatementRef
    """The statement."""

    span: Span | None = None
    """Where it stands in the text of its document."""

    denies: bool = False
    """Whether it denies."""

    outcome: Literal["decides", "fits", "undecided", "does_not_fit"]
    """What came of it."""

    part: Literal["action", "resource", "principal", "condition", "element"] | None = None
    """The first part that does not fit, or of which it can't be told."""

    reason: str | None = None
    """What was compared there."""

    _WIRE = (
        ("layer", "layer", str),
        ("statement", "statement", StatementRef),
        ("span", "span", Span),
        ("denies", "denies", bool),
        ("outcome", "outcome", str),
        ("part", "part", str),
        ("reason", "reason", str),
    )


@dataclass(frozen=True, kw_only=True)
class Undecided(Model):
    """A statement of which no page says whether it applies, or not without a key that is not
    known."""

    statement: StatementRef
    """The statement."""

    denies: bool = False
    """Whether it denies: then it was taken as applying, otherwise as not."""

    key: str | None = None
    """The condition key that the answer depends on, where it is one."""

    reason: str = ""
    """What can't be told."""

    _WIRE = (
        ("statement", "statement", StatementRef),
        ("denies", "denies", bool),
        ("key", "key", str),
        ("reason", "reason", str),
    )


@dataclass(frozen=True, kw_only=True)
class PolicySimulation(Model):
    """The JSON object that `policy simulate` prints."""

    format_version: str = ""
    """The version of the format."""

    kind: str = ""
    """Always `policy_simulation`."""

    action: str = ""
    """The action that was asked for."""

    resource: str = ""
    """The resource that the answer is about."""

    verdict: Literal["Allow", "ExplicitDeny", "ImplicitDeny"]
    """The answer; what can't be decided counts against the request."""

    at_best: Literal["Allow", "ExplicitDeny", "ImplicitDeny"]
    """The answer if what can't be decided counted for the request."""

    indeterminate: bool = False
    """Whether the answer depends on what can't be decided."""

    layer: Literal["ControlPolicy", "SessionPolicy", "AccountLevelIdentityBasedPolicy", "ResourceGroupLevelIdentityBasedPolicy", "ResourceBasedPolicy", "AssumeRolePolicy"]
    """The layer that decided, or that should have allowed it."""

    statement: StatementRef | None = None
    """The statement that decided; none for an implicit deny."""

    undecided: tuple[Undecided, ...] = ()
    """What the answer depends on."""

    statements: tuple[Traced, ...] = ()
    """Every statement, with what came of it."""

    caveat: str | None = None
    """What the answer does not cover."""

    _WIRE = (
        ("format_version", "format_version", str),
        ("kind", "kind", str),
        ("action", "action", str),
        ("resource", "resource", str),
        ("verdict", "verdict", str),
        ("at_best", "at_best", str),
        ("indeterminate", "indeterminate", bool),
        ("layer", "layer", str),
        ("statement", "statement", StatementRef),
        ("undecided", "undecided", [Undecided]),
        ("statements", "statements", [Traced]),
        ("caveat", "caveat", str),
    )
