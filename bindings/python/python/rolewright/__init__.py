"""Sets up the RAM role that lets Alibaba Cloud Container Registry use your own OSS bucket.

Every run needs a provider, which carries the calls out: :class:`AlibabaProvider` is the real
cloud; :class:`MemoryProvider` and :class:`LocalProvider` are RAM without an account.

>>> import rolewright
>>> provider = rolewright.MemoryProvider()
>>> report = rolewright.setup(["my-images"], provider=provider)
>>> report.ok, report.changed, report.proven
(True, True, True)

Any operation of RAM or STS can be called by name:

>>> role = "AliyunContainerRegistryCustomizedOSSBucketRole"
>>> provider.execute("GetRole", {"RoleName": role})["Role"]["Arn"]
'acs:ram::1234567890123456:role/AliyunContainerRegistryCustomizedOSSBucketRole'

What goes wrong is a :class:`RamError`:

>>> try:
...     provider.execute("GetRole", {"RoleName": "demo"})
... except rolewright.NotFoundError as error:
...     print(error.code)
EntityNotExist.Role
"""

from collections.abc import Callable, Iterable
from typing import Any

from . import _native
from ._errors import (
    AlreadyExistsError,
    CredentialError,
    InvalidInputError,
    NotFoundError,
    PermissionDeniedError,
    RamError,
    ThrottledError,
)
from ._native import AlibabaProvider, LocalProvider, MemoryProvider, Provider, Report

__all__ = [
    "AlibabaProvider",
    "AlreadyExistsError",
    "CredentialError",
    "InvalidInputError",
    "LocalProvider",
    "MemoryProvider",
    "NotFoundError",
    "PermissionDeniedError",
    "Provider",
    "RamError",
    "Report",
    "ThrottledError",
    "setup",
    "verify",
]

__version__ = _native.VERSION


def setup(
    buckets: Iterable[str],
    *,
    provider: str | Provider,
    trust: Iterable[str] | dict[str, Any] | None = None,
    account: str | None = None,
    dry_run: bool = False,
    on_event: Callable[[dict[str, Any]], object] | None = None,
) -> Report:
    """Makes the role, the policy and the attachment what they must be, and reads back.

    What is right already stays, and so do buckets and statements that others put there.

    Args:
        buckets: The names of the buckets, at least one.
        provider: Who carries the calls out: a provider, or the name of one (``alibaba``,
            ``local``, ``memory``). Every name opens it anew.
        trust: Whom the role shall trust, when not Container Registry alone: a list of
            ``service``, ``account:current``, ``account:ID``, ``user:NAME``, ``user:ID/NAME``,
            ``role:NAME``, ``role:ID/NAME``, or a whole trust policy as a dict.
        account: Stop before anything is written when the caller's account is another one. A
            provider named ``memory``, and a new ``local`` store, become that account.
        dry_run: Only say what would change; ``ok`` is then whether nothing would.
        on_event: Is called with a dict for whatever the run does: ``event`` is ``reading`` or
            ``writing`` (with ``calls``), ``answered`` (with ``call`` and ``error``) or
            ``waiting`` (with ``seconds``). What it raises is raised again after the run, and it
            gets no further events. It can't use a provider itself.

    Raises:
        RamError: What kept the run from changing anything. A run that stopped half-way returns
            a report with the outcome ``partial``.
        TypeError: An argument is of the wrong type.

    >>> provider = MemoryProvider()
    >>> plan = setup(["my-images"], provider=provider, dry_run=True)
    >>> plan.outcome, [change["call"]["action"] for change in plan.changes]
    ('pending', ['CreateRole', 'CreatePolicy', 'AttachPolicyToRole'])
    >>> setup(["my-images"], provider=provider).outcome
    'changed'
    >>> setup(["my-images"], provider=provider).outcome
    'unchanged'
    """
    return _native.run(
        "plan" if dry_run else "apply",
        buckets,
        provider=provider,
        trust=trust,
        account=account,
        on_event=on_event,
    )


def verify(
    buckets: Iterable[str],
    *,
    provider: str | Provider,
    trust: Iterable[str] | dict[str, Any] | None = None,
    account: str | None = None,
) -> Report:
    """Says, requirement by requirement, whether everything holds. Writes nothing.

    Args and errors are those of :func:`setup`.

    >>> report = verify(["my-images"], provider="memory")
    >>> report.ok, report.outcome
    (False, 'not_proven')
    >>> report.requirements[0]["reason"]
    'the role does not exist'
    """
    return _native.run("verify", buckets, provider=provider, trust=trust, account=account)
