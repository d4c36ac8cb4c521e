"""Evaluates and compares policies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from . import _native, models
from ._errors import InvalidInputError
from ._native import Decision, PolicySet
from ._types import Document, Policies


def evaluate(
    policies: Policies,
    action: str,
    resource: str | Iterable[str],
    *,
    caller: str | None = None,
    caller_id: str | None = None,
    context: Mapping[str, Any] | None = None,
    unknown_context: bool = False,
) -> Decision:
    """Decides whether policies allow an action on a resource.

    Args:
        policies: A document, a list of documents, a dict of name to document, or a `PolicySet`.
        action: For example `oss:GetObject`.
        resource: An ARN, or `*` for an action without resources; of a list, all must be allowed.
        caller: The caller: an ARN, or the name of a service.
        caller_id: The caller's id, which bucket policies use.
        context: The condition keys of the request.
        unknown_context: Whether the condition keys are unknown.

    Raises:
        PolicySyntaxError: A document is invalid.

    >>> read = {"Effect": "Allow", "Action": "oss:Get*", "Resource": "*"}
    >>> evaluate({"Version": "1", "Statement": [read]}, "oss:GetObject", "acs:oss:*:1:b/o")
    <Decision Allow by AccountLevelIdentityBasedPolicy>
    """
    options = _options(caller, caller_id, context, unknown_context)
    return _read(policies).decide(action, resource, **options)


def explain(
    policies: Policies,
    action: str,
    resource: str | Iterable[str],
    *,
    caller: str | None = None,
    caller_id: str | None = None,
    context: Mapping[str, Any] | None = None,
    unknown_context: bool = False,
) -> models.PolicySimulation:
    """Decides, and explains each statement: its outcome (`decides`, `fits`, `does_not_fit` or
    `undecided`) and the reason.

    Args and errors are those of `evaluate`.

    >>> read = {"Effect": "Allow", "Action": "oss:Get*", "Resource": "*"}
    >>> why = explain({"Version": "1", "Statement": [read]}, "oss:PutObject", "acs:oss:*:1:b/o")
    >>> why.verdict, why.statements[0].outcome, why.statements[0].reason
    ('ImplicitDeny', 'does_not_fit', 'action oss:PutObject does not match oss:Get*')
    """
    options = _options(caller, caller_id, context, unknown_context)
    return models.PolicySimulation.from_dict(_read(policies).explain(action, resource, **options))


def evaluate_many(
    policies: Policies,
    requests: Iterable[tuple[str, str]],
    *,
    caller: str | None = None,
    caller_id: str | None = None,
    context: Mapping[str, Any] | None = None,
    unknown_context: bool = False,
) -> list[Literal["Allow", "ExplicitDeny", "ImplicitDeny"]]:
    """Decides many requests, pairs of action and resource. Releases the GIL.

    Args and errors are those of `evaluate`. Returns the verdicts (`Allow`, `ExplicitDeny` or
    `ImplicitDeny`) in the order of the requests.

    >>> read = {"Effect": "Allow", "Action": "oss:Get*", "Resource": "*"}
    >>> policy = {"Version": "1", "Statement": [read]}
    >>> resource = "acs:oss:*:1:my-images/o"
    >>> evaluate_many(policy, [("oss:GetObject", resource), ("oss:PutObject", resource)])
    ['Allow', 'ImplicitDeny']
    """
    options = _options(caller, caller_id, context, unknown_context)
    return _read(policies).decide_many(requests, **options)


def diff(before: Document, after: Document) -> tuple[models.DocumentChange, ...]:
    """Compares two documents statement by statement. Returns nothing for equivalent documents.

    Args:
        before: A dict, a JSON string or a document of this package.
        after: As `before`.

    Raises:
        PolicySyntaxError: A document is invalid.

    >>> before = PolicyDocument.of(Statement.allow("oss:GetObject").on("a"))
    >>> after = PolicyDocument.of(Statement.allow("oss:GetObject").on(["a", "b"]))
    >>> [change] = diff(before, after)
    >>> change.change, change.resources_added
    ('statement_changed', ('b',))
    """
    return tuple(map(models.DocumentChange.from_dict, _native.diff(before, after)))


def access_diff(
    before: Document | Iterable[Document] | Mapping[str, Document],
    after: Document | Iterable[Document] | Mapping[str, Document],
) -> models.AccessDiff:
    """Compares the access that policies grant, by action and resource. The policies of one side are
    combined, as if attached together.

    `changes` lists access before and after as `no`, `perhaps` (under a condition) or `yes`; `notes`
    lists what could not be compared. Without either, both sides grant the same access.

    Args:
        before: A document, a list of documents, or a dict of name to document.
        after: As `before`.

    Raises:
        PolicySyntaxError: A document is invalid.

    >>> read = PolicyDocument.of(Statement.allow("oss:Get*").on("acs:oss:*:*:b/*"))
    >>> all_ = PolicyDocument.of(Statement.allow("oss:*").on("acs:oss:*:*:b/*"))
    >>> [change] = access_diff(read, all_).changes
    >>> change.before, change.after, change.actions, change.except_[0].actions
    ('no', 'yes', ('oss:*',), ('oss:Get*',))
    >>> access_diff(all_, [all_, read]).changes
    ()
    """
    return models.AccessDiff.from_dict(_native.access_diff(before, after))


def _options(
    caller: str | None, caller_id: str | None, context: Any, unknown_context: bool
) -> dict[str, Any]:
    return {
        "caller": caller,
        "caller_id": caller_id,
        "context": context,
        "unknown_context": unknown_context,
    }


def _read(policies: Policies) -> PolicySet:
    if isinstance(policies, PolicySet):
        return policies
    if policies is None:
        raise TypeError("`policies` must be a document or a list of documents, not NoneType")
    try:
        return PolicySet(policies)
    except (TypeError, ValueError) as error:
        # The set calls them `identity`.
        if not isinstance(error, InvalidInputError) and "`identity`" in str(error):
            raise type(error)(str(error).replace("`identity`", "`policies`")) from None
        raise


for _function in (evaluate, explain, evaluate_many, diff, access_diff):
    _function.__module__ = "rolewright"
