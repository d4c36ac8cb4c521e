"""Made by `cargo xtask codegen`; change the code it is made from."""

from __future__ import annotations

from dataclasses import dataclass

from .._model import Model


@dataclass(frozen=True, kw_only=True)
class GetInstanceOutput(Model):
    """The instance."""

    is_success: bool = False
    """Whether the call succeeded; see `ListInstanceOutput::is_success`."""

    code: str = ""
    """`success`, or the error's code."""

    instance_id: str = ""
    """The service's own id."""

    instance_name: str = ""
    """The name."""

    instance_specification: str = ""
    """The edition, for example `Enterprise_Basic`."""

    instance_status: str = ""
    """As `Instance::instance_status`."""

    instance_issue: str | None = None
    """As `Instance::instance_issue`."""

    _WIRE = (
        ("is_success", "IsSuccess", bool),
        ("code", "Code", str),
        ("instance_id", "InstanceId", str),
        ("instance_name", "InstanceName", str),
        ("instance_specification", "InstanceSpecification", str),
        ("instance_status", "InstanceStatus", str),
        ("instance_issue", "InstanceIssue", str),
    )


@dataclass(frozen=True, kw_only=True)
class Instance(Model):
    """An instance of Container Registry."""

    instance_id: str = ""
    """The service's own id, `cri-...`."""

    instance_name: str = ""
    """The name."""

    instance_specification: str = ""
    """The edition, for example `Enterprise_Basic`."""

    instance_status: str = ""
    """`PENDING`, `INIT_ERROR`, `STARTING`, `RUNNING`, `STOPPING`, `STOPPED`, `DELETING` or
    `DELETED`."""

    instance_issue: str | None = None
    """What keeps it from running, for example `OSS_SERVICE_ROLE_UNAUTHORIZED` when Container
    Registry can't assume its role."""

    region_id: str = ""
    """The region."""

    _WIRE = (
        ("instance_id", "InstanceId", str),
        ("instance_name", "InstanceName", str),
        ("instance_specification", "InstanceSpecification", str),
        ("instance_status", "InstanceStatus", str),
        ("instance_issue", "InstanceIssue", str),
        ("region_id", "RegionId", str),
    )


@dataclass(frozen=True, kw_only=True)
class ListInstanceOutput(Model):
    """One page of instances."""

    is_success: bool = False
    """Whether the call succeeded. Container Registry may say `false` with http 200, which a
    provider has to take for an error."""

    code: str = ""
    """`success`, or the error's code."""

    instances: tuple[Instance, ...] = ()
    """The instances."""

    page_no: int = 0
    """The page."""

    page_size: int = 0
    """The page's size."""

    total_count: int = 0
    """The number of instances on all pages."""

    _WIRE = (
        ("is_success", "IsSuccess", bool),
        ("code", "Code", str),
        ("instances", "Instances", [Instance]),
        ("page_no", "PageNo", int),
        ("page_size", "PageSize", int),
        ("total_count", "TotalCount", int),
    )
