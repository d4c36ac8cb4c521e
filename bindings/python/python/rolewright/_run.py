"""The runs that set up and check. `_tasks` makes a blocking and an async function of each."""

from __future__ import annotations

from . import types
from ._begin import begin, desired_of, kept, recipes_of
from ._report import Plan, Report
from ._tasks import blocking

TYPE_CHECKING = False
if TYPE_CHECKING:
    import typing as t

    from ._tasks import Begun
else:
    from . import _typing as t


def begin_setup(
    buckets: types.Buckets = (),
    *,
    provider: types.AnyProvider,
    recipe: types.Recipes | None = None,
    trust: types.Trust | None = None,
    revision: str | None = None,
    account: str | None = None,
    kms_keys: t.Iterable[str] = (),
    tags: t.Mapping[str, str] | None = None,
    exact: bool | t.Iterable[types.Exact] = False,
    narrow: bool = False,
    split: bool = False,
    strict: bool = False,
    accept: t.Iterable[types.Accept] = (),
    regions: t.Iterable[str] = (),
    delete_version: str | None = None,
    accept_assumed: bool = False,
    default_bucket: bool = False,
    dry_run: bool = False,
    deadline: float | None = None,
    on_event: types.OnEvent | None = None,
    progress: bool = False,
) -> Begun[Report]:
    """Creates or repairs the role, the policy and the attachment, then verifies.

    Existing grants and unmanaged content are kept.

    Args:
        buckets: The buckets, at least one: names, or dicts with `name`, `region` and `owner`.
        provider: The provider, or its name (`alibaba`, `local`, `memory`), which opens a new one
            each time. Required, so that nothing is written to a cloud account by default.
        recipe: The recipe instead of Container Registry's: the id of a built-in one, the path or the
            text of a recipe file, a dict with `id` and `parameters`, or a list of these. Buckets,
            regions and keys are values of its parameters. If it has several roles, the report covers
            all of them, and `roles` has that of each.
        trust: The principals that the role trusts: a list of `service`,
            `account:current`, `account:ID`, `user:NAME`, `user:ID/NAME`, `role:NAME`,
            `role:ID/NAME`, or a trust policy. Default: Container Registry.
        revision: The revision of the reference trust and policy, for example `2026-06`.
        account: The expected account; another one raises an error before any write. The provider
            `memory` and a new `local` store get this account id.
        kms_keys: KMS keys that encrypt the buckets, by id or ARN; their use is granted too.
        tags: Tags that the role and the policy must have; other tags are kept.
        exact: Parts from which unmanaged content is removed; true for all.
        narrow: Remove over-broad grants.
        split: Split the grants over several numbered policies if they don't fit in one.
        strict: Also fail if a requirement was skipped that can be checked.
        accept: Parts that are accepted although they are not desired: dicts with `principal`,
            `system_policy` or `statement` (JSON), the `reason`, and optionally the last day, `until`.
        regions: The regions of registry instances, where the buckets must be unless they have a
            region of their own.
        delete_version: A version that may be deleted when the policy has five.
        accept_assumed: Trust principals for which the recipe has no source.
        default_bucket: Set up the bucket that Container Registry creates, instead of `buckets`.
        dry_run: Only plan the changes; `ok` is then whether there are none.
        deadline: The longest time of the run, in seconds. Default: none; each call has the time-out
            and the retries of its provider.
        on_event: Called with a dict for each event of the run, when it happens (`types.Event`):
            `event` is `planned` or `replanned` (with `changes`), `reading` or `writing` (with
            `calls`), `answered` (with `call`, `error`, and for a write its `change`) or `waiting`
            (with `seconds`). Its exception is re-raised after the run and ends the events. It must
            be a plain function, since a run doesn't wait for it.
        progress: Show a progress bar on standard error, if tqdm is installed.

    Raises:
        RamError: The run failed before any change. A run that failed later returns a report with
            the outcome `partial`.
        DeadlineExceededError: The deadline has passed; the message lists what was done, and what the
            run was waiting for.
        TypeError: An argument has the wrong type.
        KeyboardInterrupt: Ctrl-C was pressed; a note lists what was done.

    >>> provider = MemoryProvider()
    >>> setup(["my-images"], provider=provider, dry_run=True).outcome
    'pending'
    >>> setup(["my-images"], provider=provider).outcome
    'changed'
    >>> setup(["my-images"], provider=provider).outcome
    'unchanged'
    >>> list(setup(recipe="ecs/images", provider=provider).roles)
    ['AliyunECSImageExportDefaultRole', 'AliyunECSImageImportDefaultRole']
    """
    desired = desired_of(trust, revision, account, kms_keys, tags, exact, narrow, split)
    desired.update(strict=strict, accept=kept(accept))
    desired.update(delete_version=delete_version, default_bucket=default_bucket)
    desired.update(regions=kept(regions), accept_assumed=accept_assumed, recipe=recipes_of(recipe))
    if not isinstance(dry_run, bool):
        raise TypeError(f"`dry_run` must be a bool, not {type(dry_run).__name__}")
    kind = "plan" if dry_run else "apply"
    return begin(kind, buckets, provider, desired, on_event, progress, deadline)


def begin_plan(
    buckets: types.Buckets = (),
    *,
    provider: types.AnyProvider,
    recipe: types.Recipes | None = None,
    trust: types.Trust | None = None,
    revision: str | None = None,
    account: str | None = None,
    kms_keys: t.Iterable[str] = (),
    tags: t.Mapping[str, str] | None = None,
    exact: bool | t.Iterable[types.Exact] = False,
    narrow: bool = False,
    split: bool = False,
    strict: bool = False,
    accept: t.Iterable[types.Accept] = (),
    regions: t.Iterable[str] = (),
    accept_assumed: bool = False,
    default_bucket: bool = False,
    deadline: float | None = None,
    on_event: types.OnEvent | None = None,
    progress: bool = False,
) -> Begun[Plan]:
    """Plans the changes; writes nothing. `apply` executes the plan.

    Args and errors are those of `setup`.

    >>> todo = plan(["my-images"], provider="memory")
    >>> todo.changes[0].summary
    'create role AliyunContainerRegistryCustomizedOSSBucketRole'
    """
    desired = desired_of(trust, revision, account, kms_keys, tags, exact, narrow, split)
    desired.update(strict=strict, accept=kept(accept))
    desired.update(regions=kept(regions), default_bucket=default_bucket)
    desired.update(accept_assumed=accept_assumed, recipe=recipes_of(recipe))
    buckets = kept(buckets)
    task, _, told = begin("plan", buckets, provider, desired, on_event, progress, deadline)
    said = {name: value for name, value in desired.items() if value}
    return task, lambda native: Plan(native, {"buckets": buckets, **said}), told


def begin_apply(
    plan: Plan,
    *,
    provider: types.AnyProvider,
    deadline: float | None = None,
    on_event: types.OnEvent | None = None,
    progress: bool = False,
) -> Begun[Report]:
    """Executes a plan unchanged; fails if the account has changed since.

    Args:
        plan: The result of `plan`.
        provider: The provider, for the account of the plan.
        deadline: As for `setup`, and so are on_event and progress.

    Raises:
        CredentialError: The account is another one.
        RefusedError: The account has changed since the plan.

    >>> provider = MemoryProvider()
    >>> todo = plan(["my-images"], provider=provider)
    >>> apply(todo, provider=provider).passed
    True
    """
    if not isinstance(plan, Plan):
        raise TypeError(f"`plan` must be a rolewright.Plan, not {type(plan).__name__}")
    desired = plan.desired
    buckets = desired.pop("buckets")
    return begin("apply", buckets, provider, desired, on_event, progress, deadline, plan._native)


def begin_verify(
    buckets: types.Buckets = (),
    *,
    provider: types.AnyProvider,
    recipe: types.Recipes | None = None,
    trust: types.Trust | None = None,
    revision: str | None = None,
    account: str | None = None,
    kms_keys: t.Iterable[str] = (),
    regions: t.Iterable[str] = (),
    instances: t.Iterable[str] = (),
    live: bool = False,
    strict: bool = False,
    accept: t.Iterable[types.Accept] = (),
    default_bucket: bool = False,
    deadline: float | None = None,
    on_event: types.OnEvent | None = None,
    progress: bool = False,
) -> Begun[Report]:
    """Verifies all requirements. Writes nothing, except with `live`.

    Args:
        buckets: As for `setup`, and so are all others.
        instances: Ids of Container Registry instances that must be running.
        live: Also test each bucket with the role: assume it (it must trust the caller), then put,
            get and delete one object. A run that is stopped meanwhile ends
            when the object is deleted; a second Ctrl-C does not wait for that.
            With a provider that can't test buckets it is inconclusive.

    Raises:
        RamError, TypeError, KeyboardInterrupt: As for `setup`.

    >>> verify(["my-images"], provider="memory").outcome
    'failed'
    >>> provider = MemoryProvider()
    >>> _ = setup(["my-images"], provider=provider)
    >>> where = {"regions": ["cn-hangzhou"], "instances": ["cri-demo"]}
    >>> [on] = [
    ...     one for one in verify(["my-images"], provider=provider, **where).requirements
    ...     if one.subject == "cri-demo"
    ... ]
    >>> on.status, on.reason
    ('failed', 'instance cri-demo does not exist in cn-hangzhou')
    """
    desired = desired_of(trust, revision, account, kms_keys)
    desired.update(regions=kept(regions), instances=kept(instances), live=live)
    desired.update(strict=strict, accept=kept(accept))
    desired.update(default_bucket=default_bucket, recipe=recipes_of(recipe))
    return begin("verify", buckets, provider, desired, on_event, progress, deadline)


def begin_drift(
    buckets: types.Buckets = (),
    *,
    provider: types.AnyProvider,
    recipe: types.Recipes | None = None,
    trust: types.Trust | None = None,
    revision: str | None = None,
    account: str | None = None,
    kms_keys: t.Iterable[str] = (),
    tags: t.Mapping[str, str] | None = None,
    exact: bool | t.Iterable[types.Exact] = False,
    narrow: bool = False,
    split: bool = False,
    strict: bool = False,
    accept: t.Iterable[types.Accept] = (),
    regions: t.Iterable[str] = (),
    instances: t.Iterable[str] = (),
    default_bucket: bool = False,
    deadline: float | None = None,
    on_event: types.OnEvent | None = None,
    progress: bool = False,
) -> Begun[Report]:
    """Detects drift from the desired state. Writes nothing.

    Args and errors are those of `setup`; `regions` and `instances` are those of `verify`.

    >>> drift(["my-images"], provider="memory").outcome
    'drifted'
    """
    desired = desired_of(trust, revision, account, kms_keys, tags, exact, narrow, split)
    desired.update(strict=strict, accept=kept(accept))
    desired.update(regions=kept(regions), instances=kept(instances))
    desired.update(default_bucket=default_bucket, recipe=recipes_of(recipe))
    return begin("drift", buckets, provider, desired, on_event, progress, deadline)


for _begins in (begin_setup, begin_plan, begin_apply, begin_verify, begin_drift):
    _begins.__name__ = _begins.__qualname__ = _begins.__name__.removeprefix("begin_")

setup = blocking(begin_setup)
plan = blocking(begin_plan)
apply = blocking(begin_apply)
verify = blocking(begin_verify)
drift = blocking(begin_drift)
