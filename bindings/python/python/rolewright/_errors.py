"""The exceptions. The compiled module creates them with `of_kind`."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from . import Report


class RamError(Exception):
    """The base class of all errors of this package.

    Each kind of error has a subclass. A custom provider raises them too.

    >>> error = NotFoundError("the role does not exist", code="EntityNotExist.Role")
    >>> error.kind, error.code, error.retryable
    ('not_found', 'EntityNotExist.Role', False)
    """

    kind: str = "unexpected_reply"
    """The kind of error, for example `not_found`; with `NotVerifiedError` the report's outcome, for
    example `pending`."""
    code: str | None
    """The service's error code, for example `EntityNotExist.Role`; None for other errors."""
    action: str | None
    """The operation, for example `GetRole`."""
    resource: str | None
    """The resource, for example a role name."""
    request_id: str | None
    """The request id, for support cases."""
    status: int | None
    """The HTTP status of the response."""
    retryable: bool
    """Whether a retry may succeed, for a call that is safe to repeat."""
    maybe_applied: bool
    """Whether the call may have been applied despite the error."""
    help: str | None
    """The remedy, if there is one."""
    line: int | None
    """The line in the document, counted from 1."""
    column: int | None
    """The column in the line, counted from 1, in characters."""
    path: str | None
    """The path in the document, for example `Statement[0].Action`."""

    def __init__(
        self,
        message: str = "",
        *,
        kind: str | None = None,
        code: str | None = None,
        action: str | None = None,
        resource: str | None = None,
        request_id: str | None = None,
        status: int | None = None,
        retryable: bool | None = None,
        maybe_applied: bool = False,
        help: str | None = None,
        line: int | None = None,
        column: int | None = None,
        path: str | None = None,
    ) -> None:
        super().__init__(message)
        self.kind = kind or type(self).kind
        self.code = code
        self.action = action
        self.resource = resource
        self.request_id = request_id
        self.status = status
        self.retryable = self.kind in _TRANSIENT if retryable is None else retryable
        self.maybe_applied = maybe_applied
        self.help = help
        self.line = line
        self.column = column
        self.path = path


class NotFoundError(RamError):
    """The role, policy, version, user or group does not exist.

    >>> MemoryProvider().get_role(role_name="demo")
    Traceback (most recent call last):
    rolewright.NotFoundError: ...
    """

    kind = "not_found"


class AlreadyExistsError(RamError):
    """A resource with this name already exists.

    >>> provider = MemoryProvider()
    >>> _ = provider.create_user(user_name="alice")
    >>> provider.create_user(user_name="alice")
    Traceback (most recent call last):
    rolewright.AlreadyExistsError: ...
    """

    kind = "already_exists"


class ConflictError(RamError):
    """The state doesn't allow the call, for example to delete a role with attached policies.

    >>> provider = MemoryProvider()
    >>> _ = setup(["my-images"], provider=provider)
    >>> provider.delete_role(role_name="AliyunContainerRegistryCustomizedOSSBucketRole")
    Traceback (most recent call last):
    rolewright.ConflictError: ...
    """

    kind = "conflict"


class LimitExceededError(RamError):
    """A quota of the account is exceeded.

    >>> LimitExceededError("there are 1,000 roles", code="LimitExceeded.Role").kind
    'limit_exceeded'
    """

    kind = "limit_exceeded"


class PermissionDeniedError(RamError):
    """The caller lacks a permission.

    >>> PermissionDeniedError("no", code="NoPermission", action="GetRole").action
    'GetRole'
    """

    kind = "permission_denied"


class CredentialError(RamError):
    """Credentials are missing, or the service rejected them.

    >>> with Emulator() as emulator:
    ...     emulator.provider(credentials=("id", "wrong")).list_users()
    Traceback (most recent call last):
    rolewright.CredentialError: ...
    """

    kind = "credential_missing"


class ThrottledError(RamError):
    """The service throttled the call.

    >>> ThrottledError("slow down", code="Throttling.User").retryable
    True
    """

    kind = "throttled"


class ServerError(RamError):
    """The service or a gateway failed.

    >>> ServerError("it failed", status=503, maybe_applied=True).maybe_applied
    True
    """

    kind = "server"


class ConnectionFailedError(RamError):
    """The connection failed or was lost, or the response timed out.

    >>> ConnectionFailedError("no answer within 20 s", kind="timeout").retryable
    True
    """

    kind = "transport"


class UnsupportedError(RamError):
    """The provider does not support the call.

    >>> UnsupportedError("the provider does not support GetUser").kind
    'unsupported'
    """

    kind = "unsupported"


class RefusedError(RamError):
    """rolewright stopped for safety, for example because the account has changed since the plan.

    >>> RefusedError("the account has changed since the plan").kind
    'refused'
    """

    kind = "refused"


class DeadlineExceededError(RamError, TimeoutError):
    """The `deadline` of a run or call has passed. The message lists what was done, and what the run was
    waiting for; run again to continue.

    >>> class Slow(Provider):
    ...     def execute(self, action, params=None, service=None):
    ...         import time
    ...         time.sleep(0.2)
    ...         return {"AccountId": "42", "Arn": "acs:ram::42:root"}
    >>> verify(["my-images"], provider=Slow(), deadline=0.01)
    Traceback (most recent call last):
    rolewright.DeadlineExceededError: the deadline of 0.01 s has passed; waiting for GetCallerIdentity, ...
    """

    kind = "deadline_exceeded"


class NotVerifiedError(RamError):
    """The result of a report is negative, from `Report.raise_for_status`: a requirement failed, changes
    are pending, or the account has drifted. `kind` is the outcome.

    >>> try:
    ...     verify(["my-images"], provider="memory").raise_for_status()
    ... except NotVerifiedError as error:
    ...     print(error.kind, error.report.requirements[0].reason)
    failed role AliyunContainerRegistryCustomizedOSSBucketRole does not exist
    """

    kind = "failed"
    report: Report | None = None
    """The report."""


class InvalidInputError(RamError, ValueError):
    """A value is invalid.

    >>> Arn("not an arn")
    Traceback (most recent call last):
    rolewright.InvalidInputError: ...
    """

    kind = "invalid_input"


class PolicySyntaxError(InvalidInputError):
    """A policy document is invalid; `line`, `column` and `path` give the location.

    >>> PolicyDocument("{")
    Traceback (most recent call last):
    rolewright.PolicySyntaxError: ...
    """

    kind = "policy_syntax"


_TRANSIENT = ("throttled", "server", "timeout", "transport")

_BY_KIND: dict[str, type[RamError]] = {
    "not_found": NotFoundError,
    "already_exists": AlreadyExistsError,
    "conflict": ConflictError,
    "limit_exceeded": LimitExceededError,
    "permission_denied": PermissionDeniedError,
    "credential_missing": CredentialError,
    "credential_invalid": CredentialError,
    "throttled": ThrottledError,
    "server": ServerError,
    "timeout": ConnectionFailedError,
    "transport": ConnectionFailedError,
    "unsupported": UnsupportedError,
    "refused": RefusedError,
    "invalid_input": InvalidInputError,
    "config_invalid": InvalidInputError,
    "policy_syntax": PolicySyntaxError,
    "deadline_exceeded": DeadlineExceededError,
    # Outcomes of reports.
    "pending": NotVerifiedError,
    "failed": NotVerifiedError,
    "inconclusive": NotVerifiedError,
    "drifted": NotVerifiedError,
    "partial": NotVerifiedError,
    "unchanged": NotVerifiedError,
    "shown": NotVerifiedError,
}


def of_kind(kind: str, message: str, **details: Any) -> RamError:
    """Returns the exception for an error of this kind."""
    error = _BY_KIND.get(kind, RamError)
    return error(message, kind=kind, **details)


for _class in {RamError, *_BY_KIND.values()}:
    # Tracebacks show the public names.
    _class.__module__ = "rolewright"
