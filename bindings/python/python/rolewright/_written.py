"""What an account should hold, written down without asking any provider."""

from __future__ import annotations

from . import _native
from ._begin import kept, wanted_of
from ._doctor import named

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Literal

    from ._run import Buckets, Trust

    Format = Literal["json", "hcl", "ros", "cli"]
    Rights = Literal["read", "write"]


def render_policies(
    buckets: Buckets,
    *,
    revision: str | None = None,
    account: str | None = None,
    kms_keys: Iterable[str] = (),
    split: bool = False,
) -> dict[str, _native.PolicyDocument]:
    """The policies of the role by name, in the order in which `setup` makes them: one, or several
    with `split`.

    Args are those of `setup`; `account` must be said where a KMS key is named by its id alone.

    Raises:
        InvalidInputError: A value is out of form, or the account must be said.
        LimitExceededError: The buckets do not fit.

    >>> [(name, document)] = render_policies(["my-images"]).items()
    >>> name, document.size
    ('AliyunContainerRegistryCustomizedOSSBucketRolePolicy', 1398)
    """
    wanted = wanted_of(None, revision, account, kms_keys, split=split)
    return dict(_native.render_policies(buckets, wanted))


def render_trust(
    trust: Trust | None = None,
    *,
    revision: str | None = None,
    account: str | None = None,
    default_bucket: bool = False,
) -> _native.TrustPolicy:
    """The trust policy of a new role.

    Args are those of `setup`; `account` must be said where the policy names the current one.

    Raises:
        InvalidInputError: A value is out of form, or the account must be said.

    >>> render_trust().principals
    (('Service', 'cr.aliyuncs.com'),)
    >>> render_trust(["service", "user:alice"], account="42").principals[0]
    ('RAM', 'acs:ram::42:user/alice')
    """
    wanted = wanted_of(trust, revision, account)
    wanted["default_bucket"] = default_bucket
    return _native.render_trust(wanted)


def export(
    buckets: Buckets = (),
    *,
    format: Format,
    trust: Trust | None = None,
    revision: str | None = None,
    account: str | None = None,
    kms_keys: Iterable[str] = (),
    tags: Mapping[str, str] | None = None,
    split: bool = False,
    default_bucket: bool = False,
) -> str:
    """All of it for another tool.

    Args:
        buckets: As for `setup`, and so are all others; `account` must be said where the documents
            name the current one.
        format: `json`, `hcl` for Terraform, `ros` for a template of Resource Orchestration Service,
            or `cli` for a shell script of aliyun commands.

    Raises:
        InvalidInputError: A value is out of form, or the account must be said.
        LimitExceededError: The buckets do not fit.

    >>> "alicloud_ram_role" in export(["my-images"], format="hcl")
    True
    """
    wanted = wanted_of(trust, revision, account, kms_keys, tags, split=split)
    wanted["default_bucket"] = default_bucket
    return _native.export(buckets, format, wanted)


def operator_policy(
    buckets: Buckets = (),
    *,
    rights: Rights,
    trust: Trust | None = None,
    revision: str | None = None,
    account: str | None = None,
    kms_keys: Iterable[str] = (),
    tags: Mapping[str, str] | None = None,
    split: bool = False,
    regions: Iterable[str] = (),
    instances: Iterable[str] = (),
    default_bucket: bool = False,
) -> _native.PolicyDocument:
    """The least policy for whoever runs all this, for this role, its policies and these buckets.

    Args:
        buckets: As for `setup`, and so are all others; none where they are not looked at.
        rights: `read` to plan, verify and look for drift; `write` to apply, remove, roll back and
            destroy, too.
        account: The account in which it holds; any when left out.
        regions: Where instances of Container Registry are looked for.
        instances: Those that are looked at.

    Raises:
        InvalidInputError: A value is out of form.

    >>> policy = operator_policy(["my-images"], rights="read", account="42")
    >>> role = "acs:ram:*:42:role/AliyunContainerRegistryCustomizedOSSBucketRole"
    >>> evaluate(policy, "ram:GetRole", role).allowed, evaluate(policy, "ram:DeleteRole", role).allowed
    (True, False)
    """
    wanted = wanted_of(trust, revision, account, kms_keys, tags, split=split)
    wanted.update(regions=kept(regions), instances=kept(instances), default_bucket=default_bucket)
    return _native.operator_policy(named(buckets), rights, wanted)


for _function in (render_policies, render_trust, export, operator_policy):
    _function.__module__ = "rolewright"
