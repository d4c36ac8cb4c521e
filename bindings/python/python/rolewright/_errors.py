"""The exceptions, and which kind of failure raises which. The compiled half makes them here."""


class RamError(Exception):
    """Anything that kept rolewright from doing what it was asked for.

    The text says what happened, to what and why.
    """

    kind: str
    """What sort of failure it is, for example ``not_found``; for an answer that is a plain "no",
    the report's outcome, for example ``not_proven``."""
    code: str | None
    """The service's code, for example ``EntityNotExist.Role``, when it was the service's answer."""
    action: str | None
    """The operation in which it happened, for example ``GetRole``."""
    resource: str | None
    """What it happened to, for example a role's name."""
    request_id: str | None
    """The id to name in a support case."""
    maybe_applied: bool
    """Whether the call may have been carried out all the same."""
    help: str | None
    """What to do next, when there is more to say than the text does."""

    def __init__(
        self,
        message: str = "",
        *,
        kind: str = "",
        code: str | None = None,
        action: str | None = None,
        resource: str | None = None,
        request_id: str | None = None,
        maybe_applied: bool = False,
        help: str | None = None,
    ) -> None:
        super().__init__(message)
        self.kind = kind
        self.code = code
        self.action = action
        self.resource = resource
        self.request_id = request_id
        self.maybe_applied = maybe_applied
        self.help = help


class NotFoundError(RamError):
    """The role, policy, version, user or group does not exist."""


class AlreadyExistsError(RamError):
    """Something of that name exists already."""


class PermissionDeniedError(RamError):
    """The caller may not do this."""


class CredentialError(RamError):
    """There are no credentials, or the service refused them."""


class ThrottledError(RamError):
    """The service asks to slow down."""


class InvalidInputError(RamError, ValueError):
    """A value or a policy document is out of form."""


_BY_KIND: dict[str, type[RamError]] = {
    "not_found": NotFoundError,
    "already_exists": AlreadyExistsError,
    "permission_denied": PermissionDeniedError,
    "credential_missing": CredentialError,
    "credential_invalid": CredentialError,
    "throttled": ThrottledError,
    "invalid_input": InvalidInputError,
    "policy_syntax": InvalidInputError,
}


def of_kind(kind: str, message: str, **details: object) -> RamError:
    """The exception for a failure of that kind."""
    error = _BY_KIND.get(kind, RamError)
    return error(message, kind=kind, **details)  # type: ignore[arg-type]


for _class in {RamError, *_BY_KIND.values()}:
    # So that a traceback names them as users know them.
    _class.__module__ = "rolewright"
