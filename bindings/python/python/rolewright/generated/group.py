"""Made by `cargo xtask codegen`; change the code it is made from."""

from __future__ import annotations

from dataclasses import dataclass

from .._model import Model


@dataclass(frozen=True, kw_only=True)
class Group(Model):
    """A group of RAM users."""

    group_id: str | None = None
    """The service's own id."""

    group_name: str = ""
    """The name, unique in the account."""

    comments: str | None = None
    """Free text."""

    create_date: str | None = None
    """When it was made, `YYYY-MM-DDThh:mm:ssZ`."""

    update_date: str | None = None
    """When it was last changed."""

    join_date: str | None = None
    """When the user joined, in the list of a user's groups."""

    _WIRE = (
        ("group_id", "GroupId", str),
        ("group_name", "GroupName", str),
        ("comments", "Comments", str),
        ("create_date", "CreateDate", str),
        ("update_date", "UpdateDate", str),
        ("join_date", "JoinDate", str),
    )


@dataclass(frozen=True, kw_only=True)
class CreateGroupOutput(Model):
    """The group that was made."""

    group: Group
    """The group."""

    _WIRE = (
        ("group", "Group", Group),
    )


@dataclass(frozen=True, kw_only=True)
class GetGroupOutput(Model):
    """The group that was asked for."""

    group: Group
    """The group."""

    _WIRE = (
        ("group", "Group", Group),
    )


@dataclass(frozen=True, kw_only=True)
class GroupMember(Model):
    """A user in a group."""

    user_name: str = ""
    """The user's name."""

    display_name: str | None = None
    """The name that is shown."""

    join_date: str = ""
    """When the user joined."""

    _WIRE = (
        ("user_name", "UserName", str),
        ("display_name", "DisplayName", str),
        ("join_date", "JoinDate", str),
    )


@dataclass(frozen=True, kw_only=True)
class GroupMembers(Model):
    """The wire's wrapper of a group's users."""

    user: tuple[GroupMember, ...] = ()
    """The users."""

    _WIRE = (
        ("user", "User", [GroupMember]),
    )


@dataclass(frozen=True, kw_only=True)
class Groups(Model):
    """The wire's wrapper of a list of groups."""

    group: tuple[Group, ...] = ()
    """The groups."""

    _WIRE = (
        ("group", "Group", [Group]),
    )


@dataclass(frozen=True, kw_only=True)
class ListGroupsForUserOutput(Model):
    """The groups of the user."""

    groups: Groups
    """The groups."""

    _WIRE = (
        ("groups", "Groups", Groups),
    )


@dataclass(frozen=True, kw_only=True)
class ListGroupsOutput(Model):
    """One page of groups."""

    groups: Groups
    """The groups."""

    is_truncated: bool = False
    """Whether there are more."""

    marker: str | None = None
    """The next page's marker, present only when there is one."""

    _WIRE = (
        ("groups", "Groups", Groups),
        ("is_truncated", "IsTruncated", bool),
        ("marker", "Marker", str),
    )


@dataclass(frozen=True, kw_only=True)
class ListUsersForGroupOutput(Model):
    """One page of a group's users."""

    users: GroupMembers
    """The users."""

    is_truncated: bool = False
    """Whether there are more."""

    marker: str | None = None
    """The next page's marker, present only when there is one."""

    _WIRE = (
        ("users", "Users", GroupMembers),
        ("is_truncated", "IsTruncated", bool),
        ("marker", "Marker", str),
    )


@dataclass(frozen=True, kw_only=True)
class UpdateGroupOutput(Model):
    """The group after the change."""

    group: Group
    """The group."""

    _WIRE = (
        ("group", "Group", Group),
    )
