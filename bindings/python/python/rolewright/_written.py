"""Renders and exports the desired state, without a provider."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from . import _native, types
from ._begin import desired_of, kept, recipes_of
from ._doctor import named

Format = Literal["json", "hcl", "ros", "cli"]
Rights = Literal["read", "write"]


def render_policies(
    buckets: types.Buckets,
    *,
    revision: str | None = None,
    account: str | None = None,
    kms_keys: Iterable[str] = (),
    split: bool = False,
) -> dict[str, _native.PolicyDocument]:
    """Renders the policies of the role, by name: one, or several with `split`.

    Args are those of `setup`; `account` is required for a KMS key without an ARN.

    Raises:
        InvalidInputError: A value is invalid, or `account` is required.
        LimitExceededError: The grants don't fit in one policy.

    >>> [(name, document)] = render_policies(["my-images"]).items()
    >>> name, document.size
    ('AliyunContainerRegistryCustomizedOSSBucketRolePolicy', 1398)
    """
    desired = desired_of(None, revision, account, kms_keys, split=split)
    return dict(_native.render_policies(buckets, desired))


def render_trust(
    trust: types.Trust | None = None,
    *,
    revision: str | None = None,
    account: str | None = None,
    default_bucket: bool = False,
) -> _native.TrustPolicy:
    """Renders the trust policy of a new role.

    Args are those of `setup`; `account` is required if the policy refers to the current account.

    Raises:
        InvalidInputError: A value is invalid, or `account` is required.

    >>> render_trust().principals
    (('Service', 'cr.aliyuncs.com'),)
    >>> render_trust(["service", "user:alice"], account="42").principals[0]
    ('RAM', 'acs:ram::42:user/alice')
    """
    desired = desired_of(trust, revision, account)
    desired["default_bucket"] = default_bucket
    return _native.render_trust(desired)


def export(
    buckets: types.Buckets = (),
    *,
    format: Format,
    recipe: types.Recipes | None = None,
    trust: types.Trust | None = None,
    revision: str | None = None,
    account: str | None = None,
    kms_keys: Iterable[str] = (),
    tags: Mapping[str, str] | None = None,
    split: bool = False,
    default_bucket: bool = False,
    with_instance: bool | str = False,
) -> str:
    """Exports the role, the policies and the attachments for another tool.

    Args:
        buckets: As for `setup`, and so are all others; `account` is required if the documents refer
            to the current account.
        format: `json`, `hcl` for Terraform, `ros` for a template of Resource Orchestration Service,
            or `cli` for a shell script of `aliyun` commands.
        with_instance: Add the Container Registry instance that uses the role, after its attachments,
            with the name of its bucket or this name; `hcl` and `ros` only.

    Raises:
        InvalidInputError: A value is invalid, `account` is required, or the format or the role has
            no instance.
        LimitExceededError: The grants don't fit in one policy.

    >>> "alicloud_ram_role" in export(["my-images"], format="hcl")
    True
    >>> "alicloud_cr_ee_instance" in export(["my-images"], format="hcl", with_instance=True)
    True
    >>> "CreateServiceLinkedRole" in export(recipe="AliyunServiceRoleForAlb", format="cli")
    True
    """
    desired = desired_of(trust, revision, account, kms_keys, tags, split=split)
    desired.update(default_bucket=default_bucket, with_instance=with_instance)
    desired["recipe"] = recipes_of(recipe)
    return _native.export(buckets, format, desired)


def operator_policy(
    buckets: types.Buckets = (),
    *,
    rights: Rights,
    recipe: types.Recipes | None = None,
    trust: types.Trust | None = None,
    revision: str | None = None,
    account: str | None = None,
    kms_keys: Iterable[str] = (),
    tags: Mapping[str, str] | None = None,
    split: bool = False,
    regions: Iterable[str] = (),
    instances: Iterable[str] = (),
    default_bucket: bool = False,
) -> _native.PolicyDocument:
    """Renders the least-privilege policy for the caller of these functions.

    Args:
        buckets: As for `setup`, and so are all others. Default: no access to buckets.
        rights: `read` to plan, verify and detect drift; `write` to apply, remove, roll back and
            destroy too.
        account: The account of the resources. Default: any.
        regions: Regions to check for Container Registry instances.
        instances: Instances to check.

    Raises:
        InvalidInputError: A value is invalid.

    >>> policy = operator_policy(["my-images"], rights="read", account="42")
    >>> role = "acs:ram:*:42:role/AliyunContainerRegistryCustomizedOSSBucketRole"
    >>> evaluate(policy, "ram:GetRole", role).allowed, evaluate(policy, "ram:DeleteRole", role).allowed
    (True, False)
    """
    desired = desired_of(trust, revision, account, kms_keys, tags, split=split)
    desired.update(regions=kept(regions), instances=kept(instances), default_bucket=default_bucket)
    desired["recipe"] = recipes_of(recipe)
    return _native.operator_policy(named(buckets), rights, desired)


for _function in (render_policies, render_trust, export, operator_policy):
    _function.__module__ = "rolewright"
