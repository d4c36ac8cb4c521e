"""Whether policies allow what is asked, in one call."""

from __future__ import annotations

from . import _native
from ._native import Decision, PolicySet

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from ._model import Document
    from .generated.access import AccessDiff
    from .generated.report import DocumentChange
    from .generated.simulation import PolicySimulation

    Policies = Document | Iterable[Document] | Mapping[str, Document] | PolicySet


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
        resource: By ARN, or `*` for an action that knows no resources; of a list, all must be
            allowed.
        caller: Who asks: an ARN, or a service's name.
        caller_id: Its id, as bucket policies name it.
        context: The condition keys that the request sends.
        unknown_context: Nothing is known of the condition keys.

    Raises:
        PolicySyntaxError: A document can't be read.

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
) -> PolicySimulation:
    """Decides, and says of every statement what came of it: `decides`, `fits`, `does_not_fit` or
    `undecided`, and which part of it is why.

    Args and errors are those of `evaluate`.

    >>> read = {"Effect": "Allow", "Action": "oss:Get*", "Resource": "*"}
    >>> why = explain({"Version": "1", "Statement": [read]}, "oss:PutObject", "acs:oss:*:1:b/o")
    >>> why.verdict, why.statements[0].outcome, why.statements[0].reason
    ('ImplicitDeny', 'does_not_fit', 'action oss:PutObject does not match oss:Get*')
    """
    from .generated.simulation import PolicySimulation

    options = _options(caller, caller_id, context, unknown_context)
    return PolicySimulation.from_dict(_read(policies).explain(action, resource, **options))


def evaluate_many(
    policies: Policies,
    requests: Iterable[tuple[str, str]],
    *,
    caller: str | None = None,
    caller_id: str | None = None,
    context: Mapping[str, Any] | None = None,
    unknown_context: bool = False,
) -> list[str]:
    """Decides over many pairs of action and resource; other threads run meanwhile.

    Args and errors are those of `evaluate`. The verdicts, `Allow`, `ExplicitDeny` or
    `ImplicitDeny`, stand in the order of the requests.

    >>> read = {"Effect": "Allow", "Action": "oss:Get*", "Resource": "*"}
    >>> policy = {"Version": "1", "Statement": [read]}
    >>> evaluate_many(policy, [("oss:GetObject", "a"), ("oss:PutObject", "a")])
    ['Allow', 'ImplicitDeny']
    """
    options = _options(caller, caller_id, context, unknown_context)
    return _read(policies).decide_many(requests, **options)


def diff(before: Document, after: Document) -> tuple[DocumentChange, ...]:
    """What has to happen to one document to become another, statement by statement; nothing when
    both say the same.

    Args:
        before: A dict, a JSON text or a document of this package.
        after: As `before`.

    Raises:
        PolicySyntaxError: A document can't be read.

    >>> before = PolicyDocument.of(Statement.allow("oss:GetObject").on("a"))
    >>> after = PolicyDocument.of(Statement.allow("oss:GetObject").on(["a", "b"]))
    >>> [change] = diff(before, after)
    >>> change.change, change.resources_added
    ('statement_changed', ('b',))
    """
    from .generated.report import DocumentChange

    return tuple(map(DocumentChange.from_dict, _native.diff(before, after)))


def access_diff(
    before: Document | Iterable[Document] | Mapping[str, Document],
    after: Document | Iterable[Document] | Mapping[str, Document],
) -> AccessDiff:
    """What policies grant that others don't, and the other way round, action by action and
    resource by resource; the policies of a side are taken as attached together.

    `changes` says what was and is granted: `no`, `perhaps` (under a condition) or `yes`; `notes`
    what could not be told apart. Without either, both grant the same.

    Args:
        before: A document, a list of documents, or a dict of name to document.
        after: As `before`.

    Raises:
        PolicySyntaxError: A document can't be read.

    >>> read = PolicyDocument.of(Statement.allow("oss:Get*").on("acs:oss:*:*:b/*"))
    >>> all_ = PolicyDocument.of(Statement.allow("oss:*").on("acs:oss:*:*:b/*"))
    >>> [change] = access_diff(read, all_).changes
    >>> change.before, change.after, change.actions, change.except_[0].actions
    ('no', 'yes', ('oss:*',), ('oss:Get*',))
    >>> access_diff(all_, [all_, read]).changes
    ()
    """
    from .generated.access import AccessDiff

    return AccessDiff.from_dict(_native.access_diff(before, after))


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
    return policies if isinstance(policies, PolicySet) else PolicySet(policies)


for _function in (evaluate, explain, evaluate_many, diff, access_diff):
    _function.__module__ = "rolewright"
