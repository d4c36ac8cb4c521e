"""What is wrong with policy documents, or could be better."""

from __future__ import annotations

from . import _native
from .generated.lint import LintFinding, LintFixed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Literal

    from ._model import Document

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
    """Says what is wrong with a document, or could be better, in the order of its places.

    A text that can't be read has findings, too. The checks stand in docs/lints.md.

    Args:
        document: The document. Lines and columns are those of its text; a dict has one line.
        kind: What it is for: `identity` for a user, a group or a role, `trust`, `control` or
            `session`; a guess when left out.
        account: The id of the account that will hold it.
        allow: Findings that are accepted, as `ID=REASON`, or `ID@PATH=REASON` for one place.
        for_resource_group: Whether it is to be attached for a resource group only.
        quota: The most bytes that it may have, when that is not what its kind says.

    Raises:
        InvalidInputError: A kind, account or check is none.
        TypeError: An argument is of the wrong type.

    >>> read = {"Effect": "Allow", "Action": "oss:GetObjct", "Resource": "acs:oss:*:*:b/*"}
    >>> policy = {"Version": "1", "Statement": [read]}
    >>> [finding] = lint(policy)
    >>> finding.id, finding.severity, finding.path, finding.help
    ('unknown-action', 'warning', 'Statement[0].Action', 'write `oss:GetObject`')
    >>> lint(policy, allow=["unknown-action@Statement[0]=not in the catalogue yet"])
    ()
    """
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
    """Puts right what can be without changing any decision: `text` is the document, `made` what
    was put right, `left` what was not. Doing it again changes nothing.

    Args and errors are those of `lint`; what is allowed stays as it is.

    >>> read = {"Effect": "Allow", "Action": ["oss:GetObject", "oss:Get*"], "Resource": "*"}
    >>> fixed = lint_fix({"Version": "1", "Statement": [read]})
    >>> PolicyDocument(fixed.text).statements[0].to_dict()["Action"]
    ['oss:Get*']
    """
    fixed = _native.lint_fix(
        document,
        kind=kind,
        account=account,
        allow=allow,
        for_resource_group=for_resource_group,
        quota=quota,
    )
    return LintFixed.from_dict(fixed)


for _function in (lint, lint_fix):
    _function.__module__ = "rolewright"
