"""Made by `cargo xtask codegen`; change the code it is made from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from .._model import Model
from .common import StatementRef


@dataclass(frozen=True, kw_only=True)
class Cause(Model):
    """Why requirements are refuted or can't be told: one cause may refute many."""

    id: str = ""
    """A stable name: a requirement's, or `role_missing`, `policy_missing`, `not_attached`,
    `unread_policy`, `version_moved`, `denied`, `condition`, `older_generation`,
    `resource_missing`, `action_missing` or `group_missing`."""

    text: str = ""
    """What is wrong, where."""

    help: str | None = None
    """What to do about it."""

    statement: StatementRef | None = None
    """The statement that it lies in."""

    subject: str | None = None
    """What it is about, for example the bucket's name."""

    explains: int = 0
    """How many requirements it explains."""

    _WIRE = (
        ("id", "id", str),
        ("text", "text", str),
        ("help", "help", str),
        ("statement", "statement", StatementRef),
        ("subject", "subject", str),
        ("explains", "explains", int),
    )


@dataclass(frozen=True, kw_only=True)
class DiffLine(Model):
    """One line of a readable diff."""

    sign: Literal["add", "remove", "keep"]
    """Whether the line comes, goes or stays."""

    text: str = ""
    """The text."""

    _WIRE = (
        ("sign", "sign", str),
        ("text", "text", str),
    )


@dataclass(frozen=True, kw_only=True)
class DocumentChange(Model):
    """One difference between two documents."""

    change: str = ""
    """Which of the kinds it is."""

    key: str | None = None
    """The key."""

    before: Any | None = field(default=None, hash=False)
    """The old document's value, as compact JSON."""

    after: Any | None = field(default=None, hash=False)
    """The new document's."""

    statement: str | None = None
    """The statement."""

    actions_added: tuple[str, ...] | None = None
    """Actions that only the new one has."""

    actions_removed: tuple[str, ...] | None = None
    """Actions that only the old one has."""

    resources_added: tuple[str, ...] | None = None
    """Resources that only the new one has."""

    resources_removed: tuple[str, ...] | None = None
    """Resources that only the old one has."""

    _WIRE = (
        ("change", "change", str),
        ("key", "key", str),
        ("before", "before", None),
        ("after", "after", None),
        ("statement", "statement", str),
        ("actions_added", "actions_added", [str]),
        ("actions_removed", "actions_removed", [str]),
        ("resources_added", "resources_added", [str]),
        ("resources_removed", "resources_removed", [str]),
    )


@dataclass(frozen=True, kw_only=True)
class Finding(Model):
    """Something worth knowing."""

    id: str = ""
    """A stable name, for example `trust_without_service`."""

    level: Literal["info", "warning"]
    """How much it matters."""

    text: str = ""
    """What was found."""

    help: str | None = None
    """What to do about it, when something should be done."""

    _WIRE = (
        ("id", "id", str),
        ("level", "level", str),
        ("text", "text", str),
        ("help", "help", str),
    )


@dataclass(frozen=True, kw_only=True)
class LivePolicyState(Model):
    """The policy as it is."""

    name: str = ""
    """Its name."""

    default_version: str = ""
    """The version in force."""

    generation: str | None = None
    """The published form that it has, for example `generation d of the page`; none when it is
    somebody's own."""

    bytes: int = 0
    """The size of its document, in bytes."""

    subjects: tuple[str, ...] = ()
    """What it grants something on, for example bucket names."""

    document: Any = field(default=None, hash=False)
    """Its document."""

    _WIRE = (
        ("name", "name", str),
        ("default_version", "default_version", str),
        ("generation", "generation", str),
        ("bytes", "bytes", int),
        ("subjects", "subjects", [str]),
        ("document", "document", None),
    )


@dataclass(frozen=True, kw_only=True)
class LiveRole(Model):
    """The role as it is."""

    name: str = ""
    """Its name."""

    arn: str = ""
    """Its ARN."""

    trusts: tuple[str, ...] = ()
    """Whom it trusts, in words."""

    trust_policy: Any = field(default=None, hash=False)
    """Its trust policy."""

    _WIRE = (
        ("name", "name", str),
        ("arn", "arn", str),
        ("trusts", "trusts", [str]),
        ("trust_policy", "trust_policy", None),
    )


@dataclass(frozen=True, kw_only=True)
class LiveState(Model):
    """What the account holds of it."""

    role: LiveRole | None = None
    """The role, when there is one."""

    policy: LivePolicyState | None = None
    """The page's policy, when there is one."""

    further_policies: tuple[LivePolicyState, ...] = ()
    """Numbered further policies, where the buckets did not fit in one."""

    attached: tuple[str, ...] = ()
    """Every policy that is attached to the role, as `Custom/NAME` or `System/NAME`."""

    _WIRE = (
        ("role", "role", LiveRole),
        ("policy", "policy", LivePolicyState),
        ("further_policies", "further_policies", [LivePolicyState]),
        ("attached", "attached", [str]),
    )


@dataclass(frozen=True, kw_only=True)
class Requirement(Model):
    """Something that has to hold for the whole to work, and whether it does."""

    id: str = ""
    """A stable name: `trust`, `trust_as_documented`, `trust_as_asked`, `attachment`, `access`,
    `bucket_exists`, `bucket_owner`, `bucket_region`, `bucket_class`, `bucket_key`,
    `bucket_policy`, `live`, `instance` or `out_of_sight`."""

    text: str = ""
    """What has to hold, as a sentence."""

    standing: Literal["proven", "refuted", "cannot_tell", "not_looked_at"]
    """Whether it does."""

    group: str | None = None
    """The group of permissions, for an access."""

    subject: str | None = None
    """What it is about, for example the bucket's name."""

    action: str | None = None
    """The action, for an access."""

    resource: str | None = None
    """The resource, for an access."""

    statement: StatementRef | None = None
    """The statement that it rests on."""

    reason: str | None = None
    """Why it does not hold, can't be told or was not looked at; also what a proof rests on."""

    help: str | None = None
    """What to do about it."""

    _WIRE = (
        ("id", "id", str),
        ("text", "text", str),
        ("standing", "standing", str),
        ("group", "group", str),
        ("subject", "subject", str),
        ("action", "action", str),
        ("resource", "resource", str),
        ("statement", "statement", StatementRef),
        ("reason", "reason", str),
        ("help", "help", str),
    )


@dataclass(frozen=True, kw_only=True)
class Service(Model):
    """The API that a call belongs to: its product name and its version date."""

    name: str = ""
    """The product, in lower case, for example `ram`."""

    version: str = ""
    """The version date, for example `2015-05-01`."""

    _WIRE = (
        ("name", "name", str),
        ("version", "version", str),
    )


@dataclass(frozen=True, kw_only=True)
class Call(Model):
    """One request: which operation, with which parameters. Most are made from an operation's
    struct; any other operation is called by name: ``` use rolewright_core::{Access, Call,
    Service, operation::GetRole}; let typed = Call::of(&GetRole { role_name: "demo".into()
    }); let by_name = Call::new(Service::RAM, "GetRole",
    Access::Read).with_param("RoleName", "demo"); assert_eq!(typed, by_name); ```"""

    service: Service
    """The API."""

    action: str = ""
    """The operation's name, as the API spells it."""

    access: Literal["read", "idempotent_write", "write"]
    """What carrying it out does."""

    params: dict[str, str] = field(default_factory=dict, hash=False)
    """The parameters by wire name."""

    _WIRE = (
        ("service", "service", Service),
        ("action", "action", str),
        ("access", "access", str),
        ("params", "params", dict),
    )


@dataclass(frozen=True, kw_only=True)
class Change(Model):
    """One change, with the very call that makes it."""

    summary: str = ""
    """What happens to what, in one line."""

    lines: tuple[DiffLine, ...] = ()
    """The details, as lines of a diff."""

    document: tuple[DocumentChange, ...] = ()
    """What changes between the documents, when a document is replaced."""

    before: str | None = None
    """The document that is replaced or deleted, as it was."""

    call: Call
    """The call."""

    done: bool = False
    """Whether it was carried out."""

    _WIRE = (
        ("summary", "summary", str),
        ("lines", "lines", [DiffLine]),
        ("document", "document", [DocumentChange]),
        ("before", "before", str),
        ("call", "call", Call),
        ("done", "done", bool),
    )
