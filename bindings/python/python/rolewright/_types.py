"""The definitions of `types`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from os import PathLike
from typing import Any, Literal, TypeAlias, TypedDict

from . import _native
from ._provider import Provider
from ._provider_aio import AsyncProvider

Document: TypeAlias = str | Mapping[str, Any] | _native.PolicyDocument | _native.TrustPolicy
"""A policy document: a JSON string, a dict, or an object of this package."""

Policies: TypeAlias = Document | Iterable[Document] | Mapping[str, Document] | _native.PolicySet
"""A document, a list of documents, a dict of name to document, or a `PolicySet`."""

ProviderName = Literal["alibaba", "local", "memory"]
"""The name of a built-in provider."""

AnyProvider: TypeAlias = ProviderName | str | Provider | AsyncProvider
"""A provider, or the name of a built-in one."""

Service = Literal["ram", "sts", "cr"]
"""The service of an operation."""

Key = tuple[str, str] | tuple[str, str, str | None]
"""An access key: id, secret and token."""

Exact = Literal["trust", "policy", "attachments"]
"""A part from which unmanaged content is removed."""


class Bucket(TypedDict, total=False):
    """A bucket by `name`, with the expected `region` and `owner`."""

    name: str
    region: str
    owner: str


Buckets = Iterable[str | Bucket]
"""The buckets of a run."""



class RecipeTable(TypedDict, total=False):
    """A recipe by `id`: that of a built-in recipe or the path of a file, with `parameters`."""

    id: str | PathLike[str]
    parameters: Mapping[str, str | Iterable[str]]


Recipes: TypeAlias = str | PathLike[str] | RecipeTable | Iterable[str | PathLike[str] | RecipeTable]
"""One or several recipes: the id of a built-in one, the path of a file, or a table."""

Trust: TypeAlias = Iterable[str] | Mapping[str, Any] | _native.TrustPolicy
"""The principals that the role trusts, or a trust policy."""


class Accept(TypedDict, total=False):
    """An accepted `principal`, `system_policy` or `statement`, with `reason` and `until`."""

    principal: str
    system_policy: str
    statement: str
    reason: str
    until: str


class Account(TypedDict, total=False):
    """An account of a fleet by `id`; the other keys are those of an account in fleet.toml."""

    id: str
    name: str
    role: str
    external_id: str
    regions: list[str]
    trust: list[str]
    revision: str
    tags: dict[str, str]
    vars: dict[str, str]
    parameters: dict[str, str | list[str]]


class Call(TypedDict):
    """A call in an event."""

    service: dict[str, str]
    action: str
    access: Literal["read", "idempotent_write", "write"]
    params: dict[str, str]


Query: TypeAlias = Call | dict[Literal["inspect_bucket", "probe_bucket"], dict[str, Any]]
"""A call, or the inspection or live check of a bucket."""


class Change(TypedDict):
    """A change in an event; `models.Change` documents the keys."""

    summary: str
    lines: list[dict[str, str]]
    document: list[dict[str, Any]]
    before: str | None
    call: Call
    done: bool


class Problem(TypedDict):
    """The error of a call in an event; `models.Problem` documents the keys."""

    kind: str
    message: str
    remedy: dict[str, Any] | None
    code: str | None
    request_id: str | None


class PlannedEvent(TypedDict):
    """The plan, once, before the first write."""

    event: Literal["planned"]
    account: str
    caller: str
    changes: list[Change]
    findings: list[dict[str, Any]]


class ReplannedEvent(TypedDict):
    """The remaining changes, before each further write."""

    event: Literal["replanned"]
    changes: list[Change]


class ReadingEvent(TypedDict):
    """These queries are made now, concurrently."""

    event: Literal["reading"]
    calls: list[Query]


class WritingEvent(TypedDict):
    """These calls are made now, concurrently."""

    event: Literal["writing"]
    calls: list[Call]


class AnsweredEvent(TypedDict):
    """The answer of one query; `change` is what a write changes."""

    event: Literal["answered"]
    call: Query
    change: Change | None
    error: Problem | None
    request_id: str | None


class WaitingEvent(TypedDict):
    """The run waits, then reads again."""

    event: Literal["waiting"]
    seconds: float


Event = (
    PlannedEvent | ReplannedEvent | ReadingEvent | WritingEvent | AnsweredEvent | WaitingEvent
)
"""An event of a run; the key `event` tells which one."""

OnEvent = Callable[[Event], object]
"""A function that is called with each event."""
