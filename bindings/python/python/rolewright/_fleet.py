"""One recipe in many accounts, in any executor."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    Executor,
    Future,
    ThreadPoolExecutor,
    wait,
)
from os import PathLike
from typing import Any, Literal

from . import _native
from ._begin import recipe_text
from ._errors import DeadlineExceededError
from ._provider import AlibabaProvider
from ._report import Report
from ._tasks import finish
from .types import Account

Verdict = Literal["passed", "negative", "not_judged"]
Goal = Literal["verify", "drift", "plan", "apply"]
# The arguments of the provider, the recipe, the goal and the options of the run.
Work = tuple[dict[str, Any], str, str, dict[str, Any]]

# How often the work of a lost worker is done again.
_AGAIN = 3
# The seconds that calls in flight may take after the deadline, and the answer of a worker.
_STOPPING = 6.0


class AccountReport:
    """The reports of one account of a fleet. Frozen and picklable; true if the account passed.

    >>> nowhere = {"endpoint": "http://127.0.0.1:1", "credentials": ("id", "secret"), "retries": 0}
    >>> [report] = fleet(["42"], parameters={"bucket": "my-images"}, provider=nowhere)
    >>> report.account, bool(report), report.roles
    ('42', False, {})
    """

    __slots__ = ("_report", "_row")

    def __init__(self, report: Mapping[str, Any], row: Mapping[str, Any]) -> None:
        self._report = report
        self._row = row

    @property
    def account(self) -> str:
        """The account id."""
        return str(self._report["account"])

    @property
    def name(self) -> str | None:
        """The name."""
        name: str | None = self._report["name"]
        return name

    @property
    def verdict(self) -> Verdict:
        """`passed`, `negative`, or `not_judged` if a role could not be judged."""
        verdict: Verdict = self._row["verdict"]
        return verdict

    @property
    def cause(self) -> str | None:
        """Why it has not passed."""
        cause = self._row["cause"]
        return None if cause is None else str(cause["text"])

    @property
    def roles(self) -> dict[str, Report]:
        """The report of each role that was reached."""
        return {
            role["role"]: Report.from_dict(role["report"])
            for role in self._report["roles"]
            if role["report"] is not None
        }

    def to_dict(self) -> dict[str, Any]:
        """Returns the report as plain data, as the command line writes it.

        >>> nowhere = {"endpoint": "http://127.0.0.1:1", "credentials": ("id", "secret"), "retries": 0}
        >>> [report] = fleet(["42"], parameters={"bucket": "my-images"}, provider=nowhere)
        >>> report.to_dict()["kind"]
        'account_report'
        """
        return dict(self._report)

    def __bool__(self) -> bool:
        return self.verdict == "passed"

    def __repr__(self) -> str:
        return f"<AccountReport {self.account} {self.verdict}>"

    def __reduce__(self) -> Any:
        return AccountReport, (self._report, self._row)


def fleet(
    accounts: Iterable[str | Account],
    *,
    recipe: str | PathLike[str] = "container-registry/custom-bucket",
    parameters: Mapping[str, str | Iterable[str]] | None = None,
    goal: Goal = "verify",
    provider: Mapping[str, Any] | None = None,
    executor: Executor | None = None,
    role: str | None = None,
    external_id: str | None = None,
    regions: Iterable[str] = (),
    trust: Iterable[str] = (),
    revision: str | None = None,
    tags: Mapping[str, str] | None = None,
    strict: bool = False,
    concurrency: int = 32,
    sts_rate: float | None = 50,
    deadline: float | None = None,
) -> Iterator[AccountReport]:
    """Runs a recipe in each account; yields a report when an account is done.

    Assumes a role in each account, restricted to what the run needs. The failure of one account
    doesn't affect another; its report has the cause.

    Args:
        accounts: Account ids, or dicts with `id` and other keys of an account in fleet.toml.
        recipe: The id of a built-in recipe, or the path of a recipe file.
        parameters: The parameters of the recipe; values may contain `{account}`, `{name}`,
            `{vars.NAME}` and `{tags.NAME}`.
        goal: `verify`, `drift`, `plan` or `apply`.
        provider: The arguments of `AlibabaProvider` for the credentials that assume the roles.
            Each worker opens its own.
        executor: Any `concurrent.futures.Executor`, for example a process pool, or
            `distributed.Client(...).get_executor()`. Default: threads of this process, which is
            enough: the quota of AssumeRole bounds a fleet before one process does.
        role: The role to assume. Default: `ResourceDirectoryAccountAccessRole`.
        external_id: The external id to assume it with.
        regions: Regions, for each parameter of this kind that is not set.
        trust: Principals that Container Registry's role trusts, for example `user:builder`. Default:
            the service.
        revision: Revision of Container Registry's documented trust and policy, for example
            `2026-03`. Default: the current one.
        tags: Tags that the roles and policies must have.
        strict: Also negative if a requirement was skipped that can be checked.
        concurrency: The number of accounts at once.
        sts_rate: The number of accounts started per second, since each takes an AssumeRole call of
            the management account's quota; None for no limit.
        deadline: The longest time for all accounts, in seconds. Then the runs in progress are stopped
            between two calls, which their reports say, and no further account is started.

    The work of a worker that is lost runs again, up to three times. When a process pool breaks, the
    other accounts run in threads of this process.

    Raises:
        InvalidInputError: An account or a parameter is invalid.
        NotFoundError: There is no such recipe.
        DeadlineExceededError: After the last report, if accounts have none at the deadline.

    >>> [one.verdict for one in fleet(["42"], parameters={"bucket": "{account}-images"},
    ...     provider={"endpoint": "http://127.0.0.1:1", "credentials": ("id", "secret"), "retries": 0})]
    ['not_judged']
    """
    _check(locals())
    text = recipe_text(recipe)
    regions = [_text("regions", region) for region in regions]
    inventory = {
        "recipe": text,
        "role": role,
        "external_id": external_id,
        "regions": regions,
        "trust": [_text("trust", choice) for choice in trust],
        "revision": revision,
        "parameters": {name: _values(value) for name, value in (parameters or {}).items()},
        "account": [{"id": one} if isinstance(one, str) else _table(one) for one in accounts],
    }
    targets = _native.fleet_targets({k: v for k, v in inventory.items() if v is not None})
    for tag in (tags or {}).values():
        if not isinstance(tag, str):
            raise _wrong("tags", "a dict of str to str", tag)
    arguments = {"tags": dict(tags) if tags else None, "strict": strict}
    work = (dict(provider or {}), text, goal, arguments)
    return _run(targets, work, executor, concurrency, sts_rate, deadline)


def _check(given: Mapping[str, Any]) -> None:
    """Checks the types of the arguments, which are otherwise only used when an account runs."""
    for name in ("goal", "role", "external_id", "revision"):
        if not isinstance(given[name], (str, type(None))):
            raise _wrong(name, "a str", given[name])
    for name in ("parameters", "provider", "tags"):
        value = given[name]
        if value is not None and not isinstance(value, Mapping):
            raise _wrong(name, "a dict", value)
        for key in value or ():
            if not isinstance(key, str):
                raise _wrong(name, "a dict with keys of str", key)
    for name, of in (("accounts", "str or dict"), ("regions", "str"), ("trust", "str")):
        lone = isinstance(given[name], (str, bytes, bytearray, Mapping))
        if lone or not isinstance(given[name], Iterable):
            raise _wrong(name, f"a list of {of}", given[name])
    if given["executor"] is not None and not hasattr(given["executor"], "submit"):
        raise _wrong("executor", "an Executor", given["executor"])
    if not isinstance(given["strict"], bool):
        raise _wrong("strict", "a bool", given["strict"])
    concurrency, rate = given["concurrency"], given["sts_rate"]
    if not isinstance(concurrency, int) or isinstance(concurrency, bool):
        raise _wrong("concurrency", "an int", concurrency)
    if concurrency < 1:
        raise ValueError("`concurrency` must be at least 1")
    if isinstance(rate, bool) or not isinstance(rate, (int, float, type(None))):
        raise _wrong("sts_rate", "a number", rate)
    if rate is not None and not rate > 0:
        raise ValueError("`sts_rate` must be positive")
    deadline = given["deadline"]
    if isinstance(deadline, bool) or not isinstance(deadline, (int, float, type(None))):
        raise _wrong("deadline", "a number of seconds", deadline)
    if deadline is not None and not 0 <= deadline < float("inf"):
        raise ValueError("`deadline` must be a positive number of seconds")


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise _wrong(name, "a list of str", value)
    return value


def _values(value: Any) -> str | list[str]:
    if isinstance(value, str):
        return value
    if isinstance(value, (bytes, bytearray, Mapping)) or not isinstance(value, Iterable):
        raise _wrong("parameters", "a dict of str to str or list of str", value)
    return [_text("parameters", item) for item in value]


def _table(account: Any) -> dict[str, Any]:
    if not isinstance(account, Mapping):
        raise _wrong("accounts", "a list of str or dict", account)
    return dict(account)


def _wrong(name: str, desired: str, value: object) -> TypeError:
    return TypeError(f"`{name}` must be {desired}, not {type(value).__name__}")


def _run(
    targets: list[dict[str, Any]],
    work: Work,
    executor: Executor | None,
    concurrency: int,
    sts_rate: float | None,
    deadline: float | None,
) -> Iterator[AccountReport]:
    own: ThreadPoolExecutor | None = None
    if executor is None:
        executor = own = ThreadPoolExecutor(concurrency, thread_name_prefix="rolewright")
    left = deque((target, 0) for target in targets)
    running: dict[Future[AccountReport], tuple[dict[str, Any], int]] = {}
    interval = 1 / sts_rate if sts_rate else 0.0
    due = time.monotonic()
    end = due + deadline if deadline is not None else float("inf")
    try:
        while left or running:
            rest = end - time.monotonic()
            if rest <= (-_STOPPING if running else 0):
                missing = [target["account"] for target, _ in (*running.values(), *left)]
                raise _late(deadline or 0.0, missing, len(targets))
            ready = len(running) < concurrency and bool(left) and rest > 0
            pause = due - time.monotonic()
            if ready and pause <= 0:
                target, lost = left.popleft()
                try:
                    seconds = rest if deadline is not None else None
                    running[executor.submit(_account, work, target, seconds)] = (target, lost)
                except (BrokenExecutor, OSError):
                    # A pool that is about to break fails to start a process.
                    left.appendleft((target, lost))
                    executor = own = ThreadPoolExecutor(concurrency, thread_name_prefix="rolewright")
                due = max(due, time.monotonic() - interval) + interval
                continue
            limit = rest if rest > 0 else rest + _STOPPING
            if ready:
                limit = min(limit, max(pause, 0))
            done, _ = wait(running, limit if limit < float("inf") else None, FIRST_COMPLETED)
            if not running and ready:
                time.sleep(limit)
            for future in done:
                target, lost = running.pop(future)
                error = future.exception()
                if error is None:
                    yield future.result()
                elif _is_lost(error) and lost < _AGAIN:
                    left.append((target, lost + 1))
                else:
                    raise error
    finally:
        for future in running:
            future.cancel()
        if own is not None:
            own.shutdown(wait=False, cancel_futures=True)


def _late(deadline: float, missing: list[str], count: int) -> DeadlineExceededError:
    shown = ", ".join(missing[:5]) + (", .." if len(missing) > 5 else "")
    text = f"the deadline of {deadline:g} s has passed; {len(missing)} of {count} accounts have no report: {shown}"
    return DeadlineExceededError(text)


def _is_lost(error: BaseException) -> bool:
    """Whether the worker is gone, and not the work itself has failed."""
    return isinstance(error, BrokenExecutor) or type(error).__name__ in (
        "KilledWorker", "CancelledError", "FutureCancelledError",
    )


# The provider of this worker, by its arguments.
_OPEN: dict[str, AlibabaProvider] = {}


def _account(work: Work, target: dict[str, Any], deadline: float | None = None) -> AccountReport:
    provider, recipe, goal, arguments = work
    key = repr(sorted(provider.items()))
    opened = _OPEN.get(key)
    if opened is None:
        opened = _OPEN.setdefault(key, AlibabaProvider(**provider))
    task = _native.fleet_account(opened._open(), recipe, target, goal, arguments, deadline)
    return finish((task, lambda pair: AccountReport(*pair), None))


for _public in (AccountReport, fleet):
    _public.__module__ = "rolewright"
