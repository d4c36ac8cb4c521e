"""Plans and reports."""

from __future__ import annotations

from . import _native, models
from ._errors import InvalidInputError, NotVerifiedError

TYPE_CHECKING = False
if TYPE_CHECKING:
    import typing as t
else:
    from . import _typing as t


class Report:
    """The report of a run. Frozen, comparable and picklable.

    >>> report = verify(["my-images"], provider="memory")
    >>> report.ok, report.outcome, report.requirements[0].reason
    (False, 'failed', 'role AliyunContainerRegistryCustomizedOSSBucketRole does not exist')
    >>> Report.from_dict(report.to_dict()) == report
    True
    >>> report.raise_for_status()
    Traceback (most recent call last):
    rolewright.NotVerifiedError: failed: ...
    """

    __slots__ = ("_native", "_parts")

    def __init__(self, native: _native.Report) -> None:
        self._native = native
        self._parts: dict[str, t.Any] = {}

    @property
    def ok(self) -> bool:
        """Whether the result is positive, as with exit code 0 of the command line."""
        return self._native.ok

    @property
    def changed(self) -> bool:
        """Whether something was changed."""
        return self._native.changed

    @property
    def passed(self) -> bool:
        """Whether every requirement that was checked passed."""
        return self._native.passed

    @property
    def kind(self) -> str:
        """The kind of run, for example `apply`."""
        return str(self._part("kind"))

    @property
    def outcome(
        self,
    ) -> t.Literal[
        "unchanged", "changed", "pending", "passed", "failed", "inconclusive", "drifted", "partial",
        "shown",
    ]:
        """The outcome, for example `changed` or `failed`."""
        return self._part("outcome")  # type: ignore[no-any-return]

    @property
    def account(self) -> str:
        """The account id."""
        return str(self._part("account"))

    @property
    def caller(self) -> str:
        """The caller's ARN; empty if it was not read."""
        return str(self._part("caller"))

    @property
    def recipe(self) -> str:
        """The recipe's name."""
        return str(self._part("recipe"))

    @property
    def calls(self) -> int:
        """The number of calls."""
        return int(self._part("calls"))

    @property
    def rounds(self) -> int:
        """The number of round trips; the calls of a round are concurrent."""
        return int(self._part("rounds"))

    @property
    def waits(self) -> tuple[models.Wait, ...]:
        """The waits: for retries, for the rate limit, and before re-reading."""
        waits: tuple[models.Wait, ...] = self._part("waits", "Wait")
        return waits

    @property
    def provider(self) -> models.ProviderInfo:
        """The provider."""
        info: models.ProviderInfo = self._part("provider", "ProviderInfo")
        return info

    @property
    def service(self) -> str:
        """The service that assumes the role."""
        return str(self._part("service"))

    @property
    def state(self) -> models.LiveState:
        """The observed state, after all changes."""
        state: models.LiveState = self._part("state", "LiveState")
        return state

    @property
    def requirements(self) -> tuple[models.Requirement, ...]:
        """The requirements, each with its status: passed, failed, inconclusive or not checked."""
        all_: tuple[models.Requirement, ...] = self._part("requirements", "Requirement")
        return all_

    @property
    def causes(self) -> tuple[models.Cause, ...]:
        """The causes of failed requirements, in the order in which to fix them."""
        causes: tuple[models.Cause, ...] = self._part("causes", "Cause")
        return causes

    @property
    def changes(self) -> tuple[models.Change, ...]:
        """The changes, planned or made, in order."""
        changes: tuple[models.Change, ...] = self._part("changes", "Change")
        return changes

    @property
    def offers(self) -> tuple[models.Change, ...]:
        """Changes that `narrow` would make."""
        offers: tuple[models.Change, ...] = self._part("offers", "Change")
        return offers

    @property
    def findings(self) -> tuple[models.Finding, ...]:
        """Other findings, for example unmanaged statements."""
        findings: tuple[models.Finding, ...] = self._part("findings", "Finding")
        return findings

    @property
    def error(self) -> models.Problem | None:
        """The error that stopped the run early, if any."""
        error: models.Problem | None = self._part("error", "Problem")
        return error

    @property
    def roles(self) -> dict[str, Report]:
        """The report of each role, by its name; empty unless the recipe has several roles.

        >>> report = verify(recipe="ecs/images", provider="memory")
        >>> {role: one.outcome for role, one in report.roles.items()}
        {'AliyunECSImageExportDefaultRole': 'failed', 'AliyunECSImageImportDefaultRole': 'failed'}
        """
        return {role: Report(native) for role, native in self._native.role_reports()}

    def raise_for_status(self) -> None:
        """Raises `NotVerifiedError` with the first reason, unless `ok`; the error itself, if one stopped
        the run.

        >>> setup(["my-images"], provider="memory").raise_for_status()
        """
        problem = self._native.problem()
        if isinstance(problem, NotVerifiedError):
            problem.report = self
        if problem is not None:
            raise problem

    def to_dict(self) -> dict[str, t.Any]:
        """Returns the report as a dict, the same as the JSON output of the command line.

        >>> list(verify(["my-images"], provider="memory").to_dict())[:3]
        ['format_version', 'kind', 'outcome']
        """
        return self._native.to_dict()

    def to_json(self, indent: bool = False) -> str:
        """Returns `to_dict` as JSON, without whitespace unless `indent` is true. Equal reports have
        equal JSON.

        >>> import json
        >>> report = verify(["my-images"], provider="memory")
        >>> Report.from_dict(json.loads(report.to_json())) == report
        True
        """
        import json

        if not isinstance(indent, bool):
            raise TypeError(f"`indent` must be a bool, not {type(indent).__name__}")
        space = None if indent else (",", ":")
        return json.dumps(
            self.to_dict(), indent=2 if indent else None, separators=space, ensure_ascii=False
        )

    @classmethod
    def from_dict(cls, value: t.Mapping[str, t.Any]) -> t.Self:
        """Creates a report from `to_dict`. Raises `InvalidInputError` for an invalid one.

        >>> report = show(provider="memory")
        >>> Report.from_dict(report.to_dict()) == report
        True
        """
        return cls(_native.Report.from_dict(value))

    def _part(self, name: str, model: str | None = None) -> t.Any:
        if name not in self._parts:
            value = self._native.part(name)
            if model is not None and value is not None:
                make = getattr(models, model).from_dict
                many = isinstance(value, list)
                value = tuple(map(make, value)) if many else make(value)
            self._parts[name] = value
        return self._parts[name]

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and other._key() == self._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def _key(self) -> object:
        return self._native.to_json()

    def __reduce__(self) -> t.Any:
        return type(self).from_dict, (self.to_dict(),)

    def __repr__(self) -> str:
        changes = len(self._native.part("changes"))
        some = f" changes={changes}" if changes else ""
        return f"<{type(self).__name__} kind={self.kind} outcome={self.outcome}{some}>"

    def __str__(self) -> str:
        return self._native.text()

    def to_markdown(self) -> str:
        """Returns the report as Markdown, for a code review. Names from the account are escaped.

        >>> print(plan(["my-images"], provider="memory").to_markdown())
        ### rolewright plan: pending
        ...
        """
        return self._native.markdown()

    def to_html(self) -> str:
        """Returns the report as a self-contained HTML page without scripts.

        >>> verify(["my-images"], provider="memory").to_html().startswith("<!DOCTYPE html>")
        True
        """
        return self._native.page()

    def _repr_html_(self) -> str:
        """The HTML page in a sandboxed frame."""
        page = self.to_html().replace("&", "&amp;").replace('"', "&quot;")
        style = "width:100%;height:32em;border:0"
        return f'<iframe sandbox srcdoc="{page}" style="{style}"></iframe>'


class Plan(Report):
    """The planned changes and the arguments of `plan`; `apply` executes it.

    >>> provider = MemoryProvider()
    >>> todo = plan(["my-images"], provider=provider)
    >>> [change.call.action for change in todo.changes]
    ['CreateRole', 'CreatePolicy', 'AttachPolicyToRole']
    >>> apply(todo, provider=provider).outcome
    'changed'
    """

    __slots__ = ("_desired",)

    def __init__(self, native: _native.Report, desired: t.Mapping[str, t.Any]) -> None:
        super().__init__(native)
        self._desired = desired

    @property
    def desired(self) -> dict[str, t.Any]:
        """The arguments of `plan`, as plain data."""
        return dict(self._desired)

    def to_dict(self) -> dict[str, t.Any]:
        """Returns the plan as a dict: the JSON output of the command line, and `desired`.

        >>> plan(["my-images"], provider="memory").to_dict()["desired"]["buckets"]
        ['my-images']
        """
        return {**super().to_dict(), "desired": self.desired}

    @classmethod
    def from_dict(cls, value: t.Mapping[str, t.Any]) -> t.Self:
        """Creates a plan from `to_dict`. Raises `InvalidInputError` for an invalid one.

        >>> todo = plan(["my-images"], provider="memory")
        >>> Plan.from_dict(todo.to_dict()) == todo
        True
        """
        desired = value.get("desired") if hasattr(value, "get") else None
        if not isinstance(desired, dict) or "buckets" not in desired:
            raise InvalidInputError("not a plan: `desired` is missing")
        return cls(_native.Report.from_dict(value), desired)

    def _key(self) -> object:
        return super()._key(), _native.to_json("desired", self._desired)


for _class in (Report, Plan):
    _class.__module__ = "rolewright"
