"""Diagnoses credentials, endpoints, clock and permissions."""

from __future__ import annotations

from . import _native
from ._begin import desired_of, engine_of, kept, recipes_of
from ._tasks import blocking
from .generated.doctor import DoctorReport

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from ._begin import Recipes
    from ._provider import Provider
    from ._run import Buckets, Trust
    from ._tasks import Begun


class Diagnosis(DoctorReport):
    """The result of `doctor`. `str` formats it as text.

    >>> found = doctor(["my-images"], provider="memory")
    >>> found
    <Diagnosis health=fit changes=3 missing=0>
    >>> found.ok, found.caller.identity_type
    (True, 'Account')
    >>> Diagnosis.from_dict(found.to_dict()) == found
    True
    """

    @property
    def ok(self) -> bool:
        """Whether no problem was found."""
        return self.health == "fit"

    def __repr__(self) -> str:
        missing = sum(one.status == "failed" for one in self.permissions)
        return f"<Diagnosis health={self.health} changes={self.changes} missing={missing}>"

    def __str__(self) -> str:
        return _native.doctor_text(self.to_dict())


def begin_doctor(
    buckets: Buckets = (),
    *,
    provider: str | Provider,
    recipe: Recipes | None = None,
    trust: Trust | None = None,
    revision: str | None = None,
    account: str | None = None,
    kms_keys: Iterable[str] = (),
    regions: Iterable[str] = (),
    instances: Iterable[str] = (),
    default_bucket: bool = False,
) -> Begun[Diagnosis]:
    """Diagnoses the source of the credentials, the endpoints, the clock, the caller, and the
    caller's permissions for the plan. Writes nothing.

    Args:
        buckets: The buckets to set up. Default: none, only the role.
        provider: The provider to diagnose. It, recipe, trust, revision, account, kms_keys
            and default_bucket are as for `setup`.
        regions: Regions whose Container Registry and OSS endpoints are checked too.
        instances: Ids of Container Registry instances that are checked too.

    Raises:
        InvalidInputError: A value is invalid. Problems with the cloud are in the result instead.

    >>> found = doctor(["my-images"], provider=MemoryProvider(account="42"))
    >>> found.health, found.caller.account, found.permissions[0].status
    ('fit', '42', 'passed')
    >>> found.operator_policy["Statement"][0]["Effect"]
    'Allow'
    """
    desired = desired_of(trust, revision, account, kms_keys)
    desired.update(regions=kept(regions), instances=kept(instances), default_bucket=default_bucket)
    desired["recipe"] = recipes_of(recipe)
    task = _native.examine(engine_of(provider, account), named(buckets), desired)
    return task, Diagnosis.from_dict, None


def named(buckets: Buckets) -> Buckets | None:
    """The buckets; None for an empty list."""
    buckets = kept(buckets)
    return None if isinstance(buckets, list) and not buckets else buckets


begin_doctor.__name__ = begin_doctor.__qualname__ = "doctor"
doctor = blocking(begin_doctor)
Diagnosis.__module__ = "rolewright"
