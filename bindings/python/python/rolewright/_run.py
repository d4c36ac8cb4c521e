"""The runs of the set-up machine, each begun here and waited for in two ways."""

from __future__ import annotations

from . import _native
from ._begin import begin, kept, wanted_of
from ._provider import Provider
from ._report import Plan, Report
from ._tasks import blocking

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any, Literal, TypedDict

    from ._begin import On
    from ._tasks import Begun

    class Bucket(TypedDict, total=False):
        """A bucket by its `name`, with the `region` in which and the `owner` whose it must be."""

        name: str
        region: str
        owner: str

    Buckets = Iterable[str | Bucket]
    Trust = Iterable[str] | Mapping[str, Any] | _native.TrustPolicy
    Part = Literal["trust", "policy", "attachments"]


def begin_setup(
    buckets: Buckets = (),
    *,
    provider: str | Provider,
    trust: Trust | None = None,
    revision: str | None = None,
    account: str | None = None,
    kms_keys: Iterable[str] = (),
    tags: Mapping[str, str] | None = None,
    exact: bool | Iterable[Part] = False,
    narrow: bool = False,
    split: bool = False,
    delete_version: str | None = None,
    default_bucket: bool = False,
    dry_run: bool = False,
    on_event: On | None = None,
    progress: bool = False,
) -> Begun[Report]:
    """Makes the role, the policy and the attachment what they must be, and reads back.

    What is right already stays, and so do buckets and statements that others put there.

    Args:
        buckets: The buckets, at least one: names, or dicts with `name`, `region` and `owner`.
        provider: Who carries the calls out: a provider, or the name of one (`alibaba`, `local`,
            `memory`). Every name opens it anew. It is always said: nothing is written to a cloud
            account by default.
        trust: Whom the role shall trust, when not Container Registry alone: a list of `service`,
            `account:current`, `account:ID`, `user:NAME`, `user:ID/NAME`, `role:NAME`,
            `role:ID/NAME`, or a whole trust policy.
        revision: A dated copy of the page to follow to the letter, for example `2026-06`.
        account: Stop before anything is written when the caller's account is another one. A
            provider named `memory`, and a new `local` store, become that account.
        kms_keys: Keys that encrypt the buckets, by id or ARN, whose use is granted too.
        tags: Tags that role and policy must have; others stay.
        exact: Parts that hold what is wanted and nothing else afterwards; true for all.
        narrow: Take away what is granted far too widely.
        split: Make numbered further policies when the buckets do not fit in one.
        delete_version: A version that may be deleted when the policy has five.
        default_bucket: In place of buckets: the bucket that Container Registry makes itself.
        dry_run: Only say what would change; `ok` is then whether nothing would.
        on_event: Is called with a dict for whatever the run does: `event` is `planned`,
            `reading` or `writing` (with `calls`), `answered` (with `call` and `error`) or
            `waiting` (with `seconds`). What it raises is raised again after the run, and it gets
            no further events.
        progress: Show a bar on standard error, where tqdm is installed.

    Raises:
        RamError: What kept the run from changing anything. A run that stopped half-way returns
            a report with the outcome `partial`.
        TypeError: An argument is of the wrong type.
        KeyboardInterrupt: Ctrl-C, with a note on what was done until then.

    >>> provider = MemoryProvider()
    >>> setup(["my-images"], provider=provider, dry_run=True).outcome
    'pending'
    >>> setup(["my-images"], provider=provider).outcome
    'changed'
    >>> setup(["my-images"], provider=provider).outcome
    'unchanged'
    """
    wanted = wanted_of(trust, revision, account, kms_keys, tags, exact, narrow, split)
    wanted.update(delete_version=delete_version, default_bucket=default_bucket)
    if not isinstance(dry_run, bool):
        raise TypeError(f"`dry_run` is a bool, not {type(dry_run).__name__}")
    kind = "plan" if dry_run else "apply"
    return begin(kind, buckets, provider, wanted, on_event, progress)


def begin_plan(
    buckets: Buckets = (),
    *,
    provider: str | Provider,
    trust: Trust | None = None,
    revision: str | None = None,
    account: str | None = None,
    kms_keys: Iterable[str] = (),
    tags: Mapping[str, str] | None = None,
    exact: bool | Iterable[Part] = False,
    narrow: bool = False,
    split: bool = False,
    default_bucket: bool = False,
    on_event: On | None = None,
    progress: bool = False,
) -> Begun[Plan]:
    """Says what would have to change; writes nothing. `apply` carries it out.

    Args and errors are those of `setup`.

    >>> todo = plan(["my-images"], provider="memory")
    >>> todo.changes[0].summary
    'create role AliyunContainerRegistryCustomizedOSSBucketRole'
    """
    wanted = wanted_of(trust, revision, account, kms_keys, tags, exact, narrow, split)
    wanted["default_bucket"] = default_bucket
    buckets = kept(buckets)
    task, _, told = begin("plan", buckets, provider, wanted, on_event, progress)
    said = {name: value for name, value in wanted.items() if value}
    return task, lambda native: Plan(native, {"buckets": buckets, **said}), told


def begin_apply(
    plan: Plan,
    *,
    provider: str | Provider,
    on_event: On | None = None,
    progress: bool = False,
) -> Begun[Report]:
    """Carries a plan out as it is, or not at all when the account has moved since.

    Args:
        plan: What `plan` gave.
        provider: Who carries the calls out; it must be of the plan's account.
        on_event: As for `setup`.
        progress: As for `setup`.

    Raises:
        RefusedError: The account is another one, or what it holds is not what it was.

    >>> provider = MemoryProvider()
    >>> todo = plan(["my-images"], provider=provider)
    >>> apply(todo, provider=provider).proven
    True
    """
    if not isinstance(plan, Plan):
        raise TypeError(f"`plan` is a rolewright.Plan, not {type(plan).__name__}")
    wanted = plan.wanted
    buckets = wanted.pop("buckets")
    return begin("apply", buckets, provider, wanted, on_event, progress, plan._native)


def begin_verify(
    buckets: Buckets = (),
    *,
    provider: str | Provider,
    trust: Trust | None = None,
    revision: str | None = None,
    account: str | None = None,
    kms_keys: Iterable[str] = (),
    regions: Iterable[str] = (),
    instances: Iterable[str] = (),
    live: bool = False,
    default_bucket: bool = False,
    on_event: On | None = None,
    progress: bool = False,
) -> Begun[Report]:
    """Says, requirement by requirement, whether everything holds. Writes nothing.

    Args:
        buckets: As for `setup`, and so are all others.
        regions: Where `instances` are, besides the buckets' own regions.
        instances: Instances of Container Registry that have to run, by id.
        live: Try each bucket with the role, too: assume it (it has to trust the caller), put one
            object of its own, read it back and delete it. A run that is stopped meanwhile ends
            when the object is deleted; a second Ctrl-C does not wait for that.

    Raises:
        UnsupportedError: `live`, with a provider that can't try buckets.
        RamError, TypeError, KeyboardInterrupt: As for `setup`.

    >>> verify(["my-images"], provider="memory").outcome
    'not_proven'
    >>> provider = MemoryProvider()
    >>> _ = setup(["my-images"], provider=provider)
    >>> where = {"regions": ["cn-hangzhou"], "instances": ["cri-demo"]}
    >>> [on] = [
    ...     one for one in verify(["my-images"], provider=provider, **where).requirements
    ...     if one.subject == "cri-demo"
    ... ]
    >>> on.status, on.reason
    ('refuted', 'there is none of that id in cn-hangzhou')
    """
    wanted = wanted_of(trust, revision, account, kms_keys)
    wanted.update(regions=kept(regions), instances=kept(instances), live=live)
    wanted["default_bucket"] = default_bucket
    return begin("verify", buckets, provider, wanted, on_event, progress)


def begin_drift(
    buckets: Buckets = (),
    *,
    provider: str | Provider,
    trust: Trust | None = None,
    revision: str | None = None,
    account: str | None = None,
    kms_keys: Iterable[str] = (),
    tags: Mapping[str, str] | None = None,
    exact: bool | Iterable[Part] = False,
    narrow: bool = False,
    split: bool = False,
    regions: Iterable[str] = (),
    instances: Iterable[str] = (),
    default_bucket: bool = False,
    on_event: On | None = None,
    progress: bool = False,
) -> Begun[Report]:
    """Says whether anything is not as wanted any more. Writes nothing.

    Args and errors are those of `setup`; `regions` and `instances` are those of `verify`.

    >>> drift(["my-images"], provider="memory").outcome
    'drifted'
    """
    wanted = wanted_of(trust, revision, account, kms_keys, tags, exact, narrow, split)
    wanted.update(regions=kept(regions), instances=kept(instances))
    wanted["default_bucket"] = default_bucket
    return begin("drift", buckets, provider, wanted, on_event, progress)


def begin_remove(
    buckets: Buckets,
    *,
    provider: str | Provider,
    account: str | None = None,
    kms_keys: Iterable[str] = (),
    regions: Iterable[str] = (),
    force: bool = False,
    delete_version: str | None = None,
    dry_run: bool = False,
    on_event: On | None = None,
    progress: bool = False,
) -> Begun[Report]:
    """Takes the grants on these buckets away again; what else is granted stays.

    Args:
        buckets: As for `setup`, and so are provider, account, kms_keys and the listeners.
        regions: Where to look for registry instances before anything is taken away.
        force: Go on even when an instance may still need the role.
        delete_version: A version that may be deleted when the policy has five.
        dry_run: Only say what would be taken away.

    >>> provider = MemoryProvider()
    >>> _ = setup(["one-bucket", "two-bucket"], provider=provider)
    >>> remove(["one-bucket"], provider=provider).outcome
    'changed'
    """
    wanted = wanted_of(None, None, account, kms_keys)
    wanted.update(regions=kept(regions), force=force, delete_version=delete_version)
    wanted["dry_run"] = dry_run
    return begin("remove", buckets, provider, wanted, on_event, progress)


def begin_destroy(
    *,
    provider: str | Provider,
    account: str,
    regions: Iterable[str] = (),
    force: bool = False,
    default_bucket: bool = False,
    dry_run: bool = False,
    on_event: On | None = None,
    progress: bool = False,
) -> Begun[Report]:
    """Takes role, policy and attachment down, for every bucket that they serve.

    Args:
        provider: Who carries the calls out.
        account: The account; nothing is done when the caller's is another one.
        regions: Where to look for registry instances first.
        force: Go on even when an instance may still need the role.
        default_bucket: Those of the bucket that Container Registry makes itself.
        dry_run: Only say what would be taken down.
        on_event: As for `setup`, and so is `progress`.

    >>> provider = MemoryProvider(account="42")
    >>> _ = setup(["my-images"], provider=provider)
    >>> destroy(provider=provider, account="42").outcome
    'changed'
    """
    if account is None:
        raise TypeError("`account` says whose role is taken down; it is a str, not NoneType")
    wanted = wanted_of(None, None, account)
    wanted.update(regions=kept(regions), force=force, default_bucket=default_bucket)
    wanted["dry_run"] = dry_run
    return begin("destroy", None, provider, wanted, on_event, progress)


def begin_rollback(
    *,
    provider: str | Provider,
    to: str | None = None,
    policy: str | None = None,
    account: str | None = None,
    dry_run: bool = False,
    on_event: On | None = None,
    progress: bool = False,
) -> Begun[Report]:
    """Puts an earlier version of the policy in force again.

    Args:
        provider: Who carries the calls out.
        to: The version, for example `v1`; the one before the present one when left out.
        policy: The policy; the page's when left out.
        account: As for `setup`, and so are the listeners.
        dry_run: Only say what would be done.

    >>> provider = MemoryProvider()
    >>> _ = setup(["my-images"], provider=provider)
    >>> _ = setup(["more-images"], provider=provider)
    >>> rollback(provider=provider).changes[0].call.params["VersionId"]
    'v1'
    """
    wanted = wanted_of(None, None, account)
    wanted.update(to=to, policy=policy, dry_run=dry_run)
    return begin("rollback", None, provider, wanted, on_event, progress)


def begin_show(
    *,
    provider: str | Provider,
    account: str | None = None,
    default_bucket: bool = False,
    on_event: On | None = None,
    progress: bool = False,
) -> Begun[Report]:
    """Says what is there: the role, its trust, the policy and what else is attached.

    Args are those of `setup`.

    >>> print(show(provider="memory").state.role)
    None
    """
    wanted = wanted_of(None, None, account)
    wanted["default_bucket"] = default_bucket
    return begin("show", None, provider, wanted, on_event, progress)


for _begins in (
    begin_setup, begin_plan, begin_apply, begin_verify, begin_drift, begin_remove, begin_destroy,
    begin_rollback, begin_show,
):
    _begins.__name__ = _begins.__qualname__ = _begins.__name__.removeprefix("begin_")

setup = blocking(begin_setup)
plan = blocking(begin_plan)
apply = blocking(begin_apply)
verify = blocking(begin_verify)
drift = blocking(begin_drift)
remove = blocking(begin_remove)
destroy = blocking(begin_destroy)
rollback = blocking(begin_rollback)
show = blocking(begin_show)
