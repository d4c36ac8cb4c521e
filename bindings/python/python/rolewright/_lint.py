"""The linter for policy documents."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from . import _native
from ._types import Document
from ._wire import whole
from .generated.lint import LintFinding, LintFixed

Kind = Literal["identity", "trust", "control", "session"]


def lint(
    document: Document,
    *,
    kind: Kind | None = None,
    account: str | None = None,
    allow: Iterable[str] = (),
    for_resource_group: bool = False,
    quota: int | None = None,
) -> tuple[LintFinding, ...]:
    """Lints a document. Returns the findings in the order of their location.

    Invalid JSON is a finding too. docs/lints.md lists the checks.

    Args:
        document: The document. Lines and columns refer to its text; a dict has one line.
        kind: The kind of policy: `identity` for users, groups and roles, `trust`, `control` or
            `session`. Default: detected from the document.
        account: The id of the account for which the document is meant.
        allow: Findings to suppress, as `ID=REASON`, or `ID@PATH=REASON` for one location.
        for_resource_group: Whether the policy will be attached for a resource group only.
        quota: The size limit in bytes. Default: that of the kind.

    Raises:
        InvalidInputError: A kind, account or check is invalid.
        TypeError: An argument is of the wrong type.

    >>> read = {"Effect": "Allow", "Action": "oss:GetObjct", "Resource": "acs:oss:*:*:b/*"}
    >>> policy = {"Version": "1", "Statement": [read]}
    >>> [finding] = lint(policy)
    >>> finding.id, finding.severity, finding.path, finding.help
    ('unknown-action', 'warning', 'Statement[0].Action', 'write `oss:GetObject`')
    >>> lint(policy, allow=["unknown-action@Statement[0]=not in the catalogue yet"])
    ()
    """
    _check(quota)
    found = _native.lint(
        document,
        kind=kind,
        account=account,
        allow=allow,
        for_resource_group=for_resource_group,
        quota=quota,
    )
    return tuple(map(LintFinding.from_dict, found))


def lint_fix(
    document: Document,
    *,
    kind: Kind | None = None,
    account: str | None = None,
    allow: Iterable[str] = (),
    for_resource_group: bool = False,
    quota: int | None = None,
) -> LintFixed:
    """Fixes the findings that can be fixed without changing a decision: `text` is the document,
    `made` the fixed findings, `left` the others. A second run changes nothing.

    Args and errors are those of `lint`; findings in `allow` are not fixed.

    >>> read = {"Effect": "Allow", "Action": ["oss:GetObject", "oss:Get*"], "Resource": "*"}
    >>> fixed = lint_fix({"Version": "1", "Statement": [read]})
    >>> PolicyDocument(fixed.text).statements[0].to_dict()["Action"]
    ['oss:Get*']
    """
    _check(quota)
    fixed = _native.lint_fix(
        document,
        kind=kind,
        account=account,
        allow=allow,
        for_resource_group=for_resource_group,
        quota=quota,
    )
    return LintFixed.from_dict(fixed)


def _check(quota: int | None) -> None:
    whole("quota", quota, optional=True)
    if quota is not None and quota < 0:
        raise ValueError("`quota` must not be negative")


for _function in (lint, lint_fix):
    _function.__module__ = "rolewright"
