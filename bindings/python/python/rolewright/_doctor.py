"""What stands between a program and the cloud."""

from __future__ import annotations

from . import _native
from ._begin import engine_of, kept, wanted_of
from ._tasks import blocking
from .generated.doctor import DoctorReport

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from ._provider import Provider
    from ._run import Buckets, Trust
    from ._tasks import Begun


class Diagnosis(DoctorReport):
    """What `doctor` found, from the key to the last permission. `str` says it in words.

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
        """Whether all that is needed is there."""
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
    trust: Trust | None = None,
    revision: str | None = None,
    account: str | None = None,
    kms_keys: Iterable[str] = (),
    regions: Iterable[str] = (),
    instances: Iterable[str] = (),
    default_bucket: bool = False,
) -> Begun[Diagnosis]:
    """Says where the key comes from, whether the endpoints answer, what time it is there, who the
    caller is, and which permissions of its plan the caller has. Writes nothing.

    Args:
        buckets: The buckets that are to be set up; without them it is about the role alone.
        provider: Whose way to the cloud it is, and so are trust, revision, account, kms_keys
            and default_bucket as for `setup`.
        regions: Regions whose endpoints of Container Registry and OSS are looked at, too.
        instances: Instances of Container Registry, by id, that are looked at, too.

    Raises:
        InvalidInputError: A value is out of form. What keeps the caller from the cloud is no
            exception: it stands in the answer.

    >>> found = doctor(["my-images"], provider=MemoryProvider(account="42"))
    >>> found.health, found.caller.account, found.permissions[0].status
    ('fit', '42', 'proven')
    >>> found.operator_policy["Statement"][0]["Effect"]
    'Allow'
    """
    wanted = wanted_of(trust, revision, account, kms_keys)
    wanted.update(regions=kept(regions), instances=kept(instances), default_bucket=default_bucket)
    task = _native.examine(engine_of(provider, account), named(buckets), wanted)
    return task, Diagnosis.from_dict, None


def named(buckets: Buckets) -> Buckets | None:
    """The buckets; None where there are none."""
    buckets = kept(buckets)
    return None if isinstance(buckets, list) and not buckets else buckets


begin_doctor.__name__ = begin_doctor.__qualname__ = "doctor"
doctor = blocking(begin_doctor)
Diagnosis.__module__ = "rolewright"
