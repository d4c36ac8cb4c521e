"""Made by `cargo xtask codegen`; change the code it is made from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .._model import Model


@dataclass(frozen=True, kw_only=True)
class DeletionTask(Model):
    """An attempt to delete a service's role."""

    create_date: str = ""
    """When it began, `YYYY-MM-DDThh:mm:ssZ`."""

    deletion_task_id: str = ""
    """Its id, as `DeleteServiceLinkedRole` answered it."""

    _WIRE = (
        ("create_date", "CreateDate", str),
        ("deletion_task_id", "DeletionTaskId", str),
    )


@dataclass(frozen=True, kw_only=True)
class PolicyVersion(Model):
    """One version of a policy."""

    version_id: str = ""
    """`v1`, `v2` and so on."""

    is_default_version: bool = False
    """Whether it is the version in force."""

    policy_document: str = ""
    """The document as JSON text."""

    create_date: str = ""
    """When it was made, `YYYY-MM-DDThh:mm:ssZ`."""

    _WIRE = (
        ("version_id", "VersionId", str),
        ("is_default_version", "IsDefaultVersion", bool),
        ("policy_document", "PolicyDocument", str),
        ("create_date", "CreateDate", str),
    )


@dataclass(frozen=True, kw_only=True)
class ProviderInfo(Model):
    """Who carries the calls out. Never holds a secret."""

    name: str = ""
    """The name under which the provider was asked for, for example `alibaba`."""

    endpoint: str = ""
    """Where the calls go: a host, a file, or a word such as `memory`."""

    simulated: bool = False
    """Whether no cloud account is touched."""

    _WIRE = (
        ("name", "name", str),
        ("endpoint", "endpoint", str),
        ("simulated", "simulated", bool),
    )


@dataclass(frozen=True, kw_only=True)
class Role(Model):
    """A role, as `GetRole`, `CreateRole` and `UpdateRole` answer it."""

    role_id: str = ""
    """The service's own id, a long decimal number."""

    role_name: str = ""
    """The name, unique in the account."""

    arn: str = ""
    """`acs:ram::<account>:role/<name>`; the live service shows the name in lower case here."""

    description: str | None = None
    """Free text."""

    assume_role_policy_document: str = ""
    """The trust policy, as JSON text: who may assume the role."""

    create_date: str = ""
    """When it was made, `YYYY-MM-DDThh:mm:ssZ`."""

    update_date: str | None = None
    """When it was last changed."""

    max_session_duration: int | None = None
    """The longest session, in seconds: 3600 to 43200."""

    role_principal_name: str | None = None
    """`<name>@role.<alias or account>.onaliyunservice.com`."""

    is_service_linked_role: bool | None = None
    """Whether a service made it for itself and alone may change it."""

    allow_console_login: bool | None = None
    """Whether it may be assumed in the console."""

    latest_deletion_task: DeletionTask | None = None
    """The last attempt to delete a service's role."""

    _WIRE = (
        ("role_id", "RoleId", str),
        ("role_name", "RoleName", str),
        ("arn", "Arn", str),
        ("description", "Description", str),
        ("assume_role_policy_document", "AssumeRolePolicyDocument", str),
        ("create_date", "CreateDate", str),
        ("update_date", "UpdateDate", str),
        ("max_session_duration", "MaxSessionDuration", int),
        ("role_principal_name", "RolePrincipalName", str),
        ("is_service_linked_role", "IsServiceLinkedRole", bool),
        ("allow_console_login", "AllowConsoleLogin", bool),
        ("latest_deletion_task", "LatestDeletionTask", DeletionTask),
    )


@dataclass(frozen=True, kw_only=True)
class Span(Model):
    """A part of the text that a document was read from, in bytes."""

    start: int = 0
    """The first byte."""

    end: int = 0
    """The first byte behind it."""

    _WIRE = (
        ("start", "start", int),
        ("end", "end", int),
    )


@dataclass(frozen=True, kw_only=True)
class StatementRef(Model):
    """A statement, by its policy's name and its place in it, counted from 0."""

    policy: str = ""
    """The policy's name."""

    index: int = 0
    """The statement's index."""

    _WIRE = (
        ("policy", "policy", str),
        ("index", "index", int),
    )


@dataclass(frozen=True, kw_only=True)
class Tag(Model):
    """A tag in a request."""

    key: str = ""
    """At most 128 characters."""

    value: str = ""
    """At most 256 characters."""

    _WIRE = (
        ("key", "Key", str),
        ("value", "Value", str),
    )


@dataclass(frozen=True, kw_only=True)
class TagItem(Model):
    """A tag in an answer."""

    tag_key: str = ""
    """The key."""

    tag_value: str = ""
    """The value."""

    _WIRE = (
        ("tag_key", "TagKey", str),
        ("tag_value", "TagValue", str),
    )


@dataclass(frozen=True, kw_only=True)
class Tags(Model):
    """The wire's wrapper of a list of tags."""

    tag: tuple[TagItem, ...] = ()
    """The tags."""

    _WIRE = (
        ("tag", "Tag", [TagItem]),
    )


@dataclass(frozen=True, kw_only=True)
class Wait(Model):
    """A time that was waited on the way to an answer, and why. Replies and errors carry those
    of their call, so that they pass through every wrapper; a run collects them, with its
    own, in `Report::waits`(crate::setup::Report::waits)."""

    action: str | None = None
    """The operation, such as `GetRole`, when it is about one."""

    resource: str | None = None
    """What that was about, such as a role's name."""

    reason: Literal["retry", "rate_limit", "look_again"]
    """Why it was waited."""

    milliseconds: int = 0
    """For how long, in milliseconds."""

    error: str | None = None
    """What had failed before."""

    _WIRE = (
        ("action", "action", str),
        ("resource", "resource", str),
        ("reason", "reason", str),
        ("milliseconds", "milliseconds", int),
        ("error", "error", str),
    )


@dataclass(frozen=True, kw_only=True)
class Problem(Model):
    """Why a run stopped."""

    kind: str = ""
    """The error's kind, for example `permission_denied`."""

    message: str = ""
    """What happened, to what, and why."""

    help: str | None = None
    """What to do next."""

    code: str | None = None
    """The service's code, when it was the service's answer."""

    request_id: str | None = None
    """The id to name in a support case."""

    waits: tuple[Wait, ...] = ()
    """Every time that was waited before."""

    _WIRE = (
        ("kind", "kind", str),
        ("message", "message", str),
        ("help", "help", str),
        ("code", "code", str),
        ("request_id", "request_id", str),
        ("waits", "waits", [Wait]),
    )
