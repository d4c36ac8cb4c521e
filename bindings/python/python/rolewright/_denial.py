"""Explains denied calls, and learns policies from requests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from . import _native, types
from ._begin import engine_of, kept
from ._native import PolicyDocument
from ._tasks import blocking
from .generated.denial import DeniedCall

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._tasks import Begun


class Denial(DeniedCall):
    """The result of `explain_denied`. `str` formats it as text.

    >>> body = {"Code": "NoPermission", "Message": "", "AccessDeniedDetail": {
    ...     "AuthAction": "ram:GetRole", "NoPermissionType": "ImplicitDeny",
    ...     "PolicyType": "SessionPolicy"}}
    >>> denied = explain_denied(body)
    >>> denied.explicit, denied.layer, denied.statement["Action"]
    (False, 'SessionPolicy', ['ram:GetRole'])
    >>> print(str(denied).splitlines()[0])
    ImplicitDeny: ram:GetRole: not allowed by the session policy
    """

    def __str__(self) -> str:
        return _native.denied_text(self.to_dict())

    def __repr__(self) -> str:
        verdict = "ExplicitDeny" if self.explicit else "ImplicitDeny"
        return f"<Denial {verdict} of {self.action}>"


def begin_explain_denied(
    error: str | Mapping[str, Any],
    *,
    provider: types.AnyProvider | None = None,
    deadline: float | None = None,
) -> Begun[Denial]:
    """Explains a denied call: the layer that denied, and the statement that is missing or that
    denies.

    Args:
        error: The body of the error response, as RPC's JSON (also as a dict) or OSS's XML, or its
            `EncodedDiagnosticMessage`.
        provider: The provider that decodes a message of the cloud. It needs
            `ram:DecodeDiagnosticMessage`; messages of the emulator need no provider.
        deadline: The longest time, in seconds.

    Raises:
        InvalidInputError: The text is neither, or the error is no denial.
        UnsupportedError: Only the service can decode the message, and there is no provider.
        DeadlineExceededError: The deadline has passed.

    >>> detail = {"AuthAction": "ram:GetRole", "NoPermissionType": "ImplicitDeny",
    ...     "PolicyType": "AccountLevelIdentityBasedPolicy"}
    >>> message = "You are not authorized. Resource: acs:ram:*:1:role/demo Action: ram:GetRole"
    >>> body = {"Code": "NoPermission", "Message": message, "AccessDeniedDetail": detail}
    >>> explain_denied(body).statement["Resource"]
    ['acs:ram:*:1:role/demo']
    """
    engine = None if provider is None else engine_of(provider, None)
    return _native.explain_denied(error, engine, deadline), Denial.from_dict, None


def policy_from_requests(
    requests: str | Iterable[Mapping[str, Any]], *, caller: str | None = None
) -> PolicyDocument:
    """Returns the smallest policy that allows what a caller of an emulator requested.

    Args:
        requests: The result of `Emulator.requests()`, or lines of the emulator's log.
        caller: The caller's ARN; that of a role means all its sessions. Default: the only caller.

    Raises:
        InvalidInputError: The list is damaged, has no request of the caller, or has several callers
            and `caller` is not set.

    >>> with Emulator() as emulator:
    ...     _ = emulator.provider().list_users()
    ...     policy = policy_from_requests(emulator.requests())
    >>> policy.to_dict()["Statement"][0]["Action"]
    ['ram:ListUsers']
    """
    listed = isinstance(requests, Iterable) and not isinstance(requests, (bytes, bytearray, Mapping))
    if not listed:
        name = type(requests).__name__
        raise TypeError(f"`requests` must be a str or a list of dict, not {name}")
    return _native.policy_from_requests(kept(requests), caller)


begin_explain_denied.__name__ = begin_explain_denied.__qualname__ = "explain_denied"
explain_denied = blocking(begin_explain_denied)
Denial.__module__ = policy_from_requests.__module__ = "rolewright"
