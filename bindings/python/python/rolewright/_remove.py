"""The runs that revoke, roll back and show. `_tasks` makes a blocking and an async function of each."""

from __future__ import annotations

from . import types
from ._begin import begin, desired_of, kept, recipes_of
from ._report import Report
from ._tasks import blocking

TYPE_CHECKING = False
if TYPE_CHECKING:
    import typing as t

    from ._tasks import Begun
else:
    from . import _typing as t


def begin_remove(
    buckets: types.Buckets,
    *,
    provider: types.AnyProvider,
    recipe: types.Recipes | None = None,
    account: str | None = None,
    kms_keys: t.Iterable[str] = (),
    regions: t.Iterable[str] = (),
    force: bool = False,
    delete_version: str | None = None,
    dry_run: bool = False,
    deadline: float | None = None,
    on_event: types.OnEvent | None = None,
    progress: bool = False,
) -> Begun[Report]:
    """Revokes access to the named buckets; other grants are kept.

    Args:
        buckets: As for `setup`, and so are provider, recipe, account, kms_keys, deadline,
            on_event and progress.
        regions: Regions to check for Container Registry instances before access is revoked.
        force: Revoke access even if an instance may still need the role.
        delete_version: A version that may be deleted when the policy has five.
        dry_run: Only plan the changes.

    >>> provider = MemoryProvider()
    >>> _ = setup(["one-bucket", "two-bucket"], provider=provider)
    >>> remove(["one-bucket"], provider=provider).outcome
    'changed'
    """
    desired = desired_of(None, None, account, kms_keys)
    desired.update(regions=kept(regions), force=force, delete_version=delete_version)
    desired.update(dry_run=dry_run, recipe=recipes_of(recipe))
    return begin("remove", buckets, provider, desired, on_event, progress, deadline)


def begin_destroy(
    *,
    provider: types.AnyProvider,
    account: str,
    recipe: types.Recipes | None = None,
    regions: t.Iterable[str] = (),
    force: bool = False,
    default_bucket: bool = False,
    dry_run: bool = False,
    deadline: float | None = None,
    on_event: types.OnEvent | None = None,
    progress: bool = False,
) -> Begun[Report]:
    """Destroys the role, the policy and the attachment, for all their buckets.

    Args:
        provider: The provider.
        account: The expected account; another one raises an error before any write.
        recipe: As for `setup`.
        regions: Regions to check for Container Registry instances first.
        force: Destroy even if an instance may still need the role.
        default_bucket: Destroy the role for the bucket that Container Registry creates.
        dry_run: Only plan the changes.
        deadline: As for `setup`, and so are on_event and progress.

    >>> provider = MemoryProvider(account="42")
    >>> _ = setup(["my-images"], provider=provider)
    >>> destroy(provider=provider, account="42").outcome
    'changed'
    """
    if account is None:
        raise TypeError("`account` must be a str, not NoneType")
    desired = desired_of(None, None, account)
    desired.update(regions=kept(regions), force=force, default_bucket=default_bucket)
    desired.update(dry_run=dry_run, recipe=recipes_of(recipe))
    return begin("destroy", None, provider, desired, on_event, progress, deadline)


def begin_rollback(
    *,
    provider: types.AnyProvider,
    to: str | None = None,
    policy: str | None = None,
    recipe: types.Recipes | None = None,
    account: str | None = None,
    dry_run: bool = False,
    deadline: float | None = None,
    on_event: types.OnEvent | None = None,
    progress: bool = False,
) -> Begun[Report]:
    """Sets an earlier version of the policy as the default version.

    Args:
        provider: The provider.
        to: The version, for example `v1`. Default: the one before the current default version.
        policy: The policy name. Default: that of the reference policy, or of the recipe; with several
            roles, one of theirs.
        recipe: As for `setup`.
        account: As for `setup`, and so are deadline, on_event and progress.
        dry_run: Only plan the changes.

    >>> provider = MemoryProvider()
    >>> _ = setup(["my-images"], provider=provider)
    >>> _ = setup(["more-images"], provider=provider)
    >>> rollback(provider=provider).changes[0].call.params["VersionId"]
    'v1'
    """
    desired = desired_of(None, None, account)
    desired.update(to=to, policy=policy, dry_run=dry_run, recipe=recipes_of(recipe))
    return begin("rollback", None, provider, desired, on_event, progress, deadline)


def begin_show(
    *,
    provider: types.AnyProvider,
    recipe: types.Recipes | None = None,
    account: str | None = None,
    default_bucket: bool = False,
    deadline: float | None = None,
    on_event: types.OnEvent | None = None,
    progress: bool = False,
) -> Begun[Report]:
    """Shows the role, its trust policy, the policy and other attached policies.

    Args are those of `setup`.

    >>> print(show(provider="memory").state.role)
    None
    """
    desired = desired_of(None, None, account)
    desired.update(default_bucket=default_bucket, recipe=recipes_of(recipe))
    return begin("show", None, provider, desired, on_event, progress, deadline)


for _begins in (begin_remove, begin_destroy, begin_rollback, begin_show):
    _begins.__name__ = _begins.__qualname__ = _begins.__name__.removeprefix("begin_")

remove = blocking(begin_remove)
destroy = blocking(begin_destroy)
rollback = blocking(begin_rollback)
show = blocking(begin_show)
