"""The exceptions, and which kind of failure raises which. The compiled half makes them here."""

from __future__ import annotations


class RamError(Exception):
    """Anything that kept rolewright from doing what it was asked for.

    The text says what happened, to what and why. The subclasses say what sort of failure it is;
    a provider written in Python raises them, too.

    >>> error = NotFoundError("there is no such role", code="EntityNotExist.Role")
    >>> error.kind, error.code, error.retryable
    ('not_found', 'EntityNotExist.Role', False)
    """

    kind: str = "unexpected_reply"
    """What sort of failure it is, for example `not_found`; for an answer that is a plain "no",
    the report's outcome, for example `not_proven`."""
    code: str | None
    """The service's code, for example `EntityNotExist.Role`, when it was the service's answer."""
    action: str | None
    """The operation in which it happened, for example `GetRole`."""
    resource: str | None
    """What it happened to, for example a role's name."""
    request_id: str | None
    """The id to name in a support case."""
    status: int | None
    """The HTTP status of the service's answer."""
    retryable: bool
    """Whether asking again later may help, for a call that is safe to repeat."""
    maybe_applied: bool
    """Whether the call may have been carried out all the same."""
    help: str | None
    """What to do next, when there is more to say than the text does."""
    line: int | None
    """Where in a document it is, counted from 1."""
    column: int | None
    """Where in the line it is, counted from 1, in characters."""
    path: str | None
    """Where in a document it is, for example `Statement[0].Action`."""

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
    """Something of that name exists already.

    >>> provider = MemoryProvider()
    >>> _ = provider.create_user(user_name="alice")
    >>> provider.create_user(user_name="alice")
    Traceback (most recent call last):
    rolewright.AlreadyExistsError: ...
    """

    kind = "already_exists"


class ConflictError(RamError):
    """The state forbids it, for example deleting a role that has policies attached.

    >>> provider = MemoryProvider()
    >>> _ = setup(["my-images"], provider=provider)
    >>> provider.delete_role(role_name="AliyunContainerRegistryCustomizedOSSBucketRole")
    Traceback (most recent call last):
    rolewright.ConflictError: ...
    """

    kind = "conflict"


class LimitExceededError(RamError):
    """A limit of the account is reached.

    >>> LimitExceededError("there are 1,000 roles", code="LimitExceeded.Role").kind
    'limit_exceeded'
    """

    kind = "limit_exceeded"


class PermissionDeniedError(RamError):
    """The caller may not do this.

    >>> PermissionDeniedError("no", code="NoPermission", action="GetRole").action
    'GetRole'
    """

    kind = "permission_denied"


class CredentialError(RamError):
    """There are no credentials, or the service refused them.

    >>> with Emulator() as emulator:
    ...     emulator.provider(credentials=("id", "wrong")).list_users()
    Traceback (most recent call last):
    rolewright.CredentialError: ...
    """

    kind = "credential_missing"


class ThrottledError(RamError):
    """The service asks to slow down.

    >>> ThrottledError("slow down", code="Throttling.User").retryable
    True
    """

    kind = "throttled"


class ServerError(RamError):
    """The service, or a gateway before it, failed.

    >>> ServerError("it failed", status=503, maybe_applied=True).maybe_applied
    True
    """

    kind = "server"


class ConnectionFailedError(RamError):
    """The connection could not be made or broke, or no answer came in time.

    >>> ConnectionFailedError("no answer within 20 s", kind="timeout").retryable
    True
    """

    kind = "transport"


class UnsupportedError(RamError):
    """The provider does not offer the call.

    >>> UnsupportedError("the provider does not offer GetUser").kind
    'unsupported'
    """

    kind = "unsupported"


class RefusedError(RamError):
    """rolewright refuses to go on, since going on could harm something; the text says what.

    >>> setup(["my-images"], provider=MemoryProvider("42"), account="43")
    Traceback (most recent call last):
    rolewright.RefusedError: ...
    """

    kind = "refused"


class InvalidInputError(RamError, ValueError):
    """A value is out of form.

    >>> Arn("not an arn")
    Traceback (most recent call last):
    rolewright.InvalidInputError: ...
    """

    kind = "invalid_input"


class PolicySyntaxError(InvalidInputError):
    """A policy document can't be read; `line`, `column` and `path` say where.

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
}


def of_kind(kind: str, message: str, **details: object) -> RamError:
    """The exception for a failure of that kind."""
    error = _BY_KIND.get(kind, RamError)
    return error(message, kind=kind, **details)  # type: ignore[arg-type]


for _class in {RamError, *_BY_KIND.values()}:
    # So that a traceback names them as users know them.
    _class.__module__ = "rolewright"
