"""Made by `cargo xtask codegen`; change the code it is made from."""

from __future__ import annotations

from dataclasses import dataclass

from .._model import Model


@dataclass(frozen=True, kw_only=True)
class TagResource(Model):
    """One tag of one resource."""

    resource_type: str = ""
    """`role` or `policy`."""

    resource_name: str = ""
    """The role's or policy's name."""

    tag_key: str = ""
    """The key."""

    tag_value: str = ""
    """The value."""

    _WIRE = (
        ("resource_type", "ResourceType", str),
        ("resource_name", "ResourceName", str),
        ("tag_key", "TagKey", str),
        ("tag_value", "TagValue", str),
    )


@dataclass(frozen=True, kw_only=True)
class ListTagResourcesOutput(Model):
    """One page of tags."""

    tag_resources: tuple[TagResource, ...] = ()
    """The tags."""

    next_token: str | None = None
    """The next page's token, present only when there is one."""

    _WIRE = (
        ("tag_resources", "TagResources", [TagResource]),
        ("next_token", "NextToken", str),
    )
