"""Diagnoses credentials, endpoints, clock and permissions."""

from __future__ import annotations

from collections.abc import Iterable

from . import _native, types
from ._begin import desired_of, engine_of, kept, recipes_of
from ._tasks import blocking
from .generated.doctor import DoctorReport
from .generated.evidence import EvidenceReport

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

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
    buckets: types.Buckets = (),
    *,
    provider: types.AnyProvider,
    recipe: types.Recipes | None = None,
    trust: types.Trust | None = None,
    revision: str | None = None,
    account: str | None = None,
    kms_keys: Iterable[str] = (),
    regions: Iterable[str] = (),
    instances: Iterable[str] = (),
    default_bucket: bool = False,
    deadline: float | None = None,
) -> Begun[Diagnosis]:
    """Diagnoses the source of the credentials, the endpoints, the clock, the caller, and the
    caller's permissions for the plan. Writes nothing.

    Args:
        buckets: The buckets to set up. Default: none, only the role.
        provider: The provider to diagnose. It, recipe, trust, revision, account, kms_keys,
            default_bucket and deadline are as for `setup`.
        regions: Regions whose Container Registry and OSS endpoints are checked too.
        instances: Ids of Container Registry instances that are checked too.

    Raises:
        InvalidInputError: A value is invalid. Problems with the cloud are in the result instead.
        DeadlineExceededError: The deadline has passed.

    >>> found = doctor(["my-images"], provider=MemoryProvider(account="42"))
    >>> found.health, found.caller.account, found.permissions[0].status
    ('fit', '42', 'passed')
    >>> found.operator_policy is None  # nothing is missing
    True
    """
    desired = desired_of(trust, revision, account, kms_keys)
    desired.update(regions=kept(regions), instances=kept(instances), default_bucket=default_bucket)
    desired["recipe"] = recipes_of(recipe)
    task = _native.examine(engine_of(provider, account), named(buckets), desired, False, deadline)
    return task, Diagnosis.from_dict, None


def begin_doctor_with_evidence(
    buckets: types.Buckets = (),
    *,
    provider: types.AnyProvider,
    recipe: types.Recipes | None = None,
    trust: types.Trust | None = None,
    revision: str | None = None,
    account: str | None = None,
    kms_keys: Iterable[str] = (),
    regions: Iterable[str] = (),
    instances: Iterable[str] = (),
    default_bucket: bool = False,
    deadline: float | None = None,
) -> Begun[tuple[Diagnosis, EvidenceReport]]:
    """Diagnoses as `doctor` does, and returns the requests and answers too, redacted for a bug
    report: it has no secret, account id, name or document.

    Args:
        buckets: As for `doctor`, as are all other arguments.
        provider: An `AlibabaProvider`. Its requests for other runs at the same time are returned
            too, those of its source of credentials are not.

    Raises:
        InvalidInputError: A value is invalid. Problems with the cloud are in the result instead.
        UnsupportedError: The provider sends no requests.
        DeadlineExceededError: The deadline has passed.

    >>> with Emulator() as emulator:
    ...     found, evidence = doctor_with_evidence(provider=emulator.provider())
    >>> asked = [one for one in evidence.exchanges if one.action == "GetRole"][0]
    >>> asked.parameters["RoleName"].startswith("<"), asked.answer.code
    (True, 'EntityNotExist.Role')
    """
    desired = desired_of(trust, revision, account, kms_keys)
    desired.update(regions=kept(regions), instances=kept(instances), default_bucket=default_bucket)
    desired["recipe"] = recipes_of(recipe)
    task = _native.examine(engine_of(provider, account), named(buckets), desired, True, deadline)
    return task, _with_evidence, None


def _with_evidence(both: list[Any]) -> tuple[Diagnosis, EvidenceReport]:
    diagnosis, evidence = both
    return Diagnosis.from_dict(diagnosis), EvidenceReport.from_dict(evidence)


def named(buckets: types.Buckets) -> types.Buckets | None:
    """The buckets; None for an empty list."""
    buckets = kept(buckets)
    return None if isinstance(buckets, list) and not buckets else buckets


begin_doctor.__name__ = begin_doctor.__qualname__ = "doctor"
doctor = blocking(begin_doctor)
begin_doctor_with_evidence.__name__ = "doctor_with_evidence"
begin_doctor_with_evidence.__qualname__ = "doctor_with_evidence"
doctor_with_evidence = blocking(begin_doctor_with_evidence)
Diagnosis.__module__ = "rolewright"
