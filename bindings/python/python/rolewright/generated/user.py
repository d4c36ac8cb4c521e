"""Made by `cargo xtask codegen`; change the code it is made from."""

from __future__ import annotations

from dataclasses import dataclass

from .._model import Model


@dataclass(frozen=True, kw_only=True)
class User(Model):
    """A RAM user."""

    user_id: str = ""
    """The service's own id."""

    user_name: str = ""
    """The name, unique in the account."""

    display_name: str | None = None
    """The name that is shown."""

    mobile_phone: str | None = None
    """Mobile phone number."""

    email: str | None = None
    """Mail address."""

    comments: str | None = None
    """Free text."""

    create_date: str = ""
    """When it was made, `YYYY-MM-DDThh:mm:ssZ`."""

    update_date: str | None = None
    """When it was last changed."""

    last_login_date: str | None = None
    """When the user logged in to the console last, in the answer of `GetUser`."""

    _WIRE = (
        ("user_id", "UserId", str),
        ("user_name", "UserName", str),
        ("display_name", "DisplayName", str),
        ("mobile_phone", "MobilePhone", str),
        ("email", "Email", str),
        ("comments", "Comments", str),
        ("create_date", "CreateDate", str),
        ("update_date", "UpdateDate", str),
        ("last_login_date", "LastLoginDate", str),
    )


@dataclass(frozen=True, kw_only=True)
class CreateUserOutput(Model):
    """The user that was made."""

    user: User
    """The user."""

    _WIRE = (
        ("user", "User", User),
    )


@dataclass(frozen=True, kw_only=True)
class GetUserOutput(Model):
    """The user that was asked for."""

    user: User
    """The user."""

    _WIRE = (
        ("user", "User", User),
    )


@dataclass(frozen=True, kw_only=True)
class UpdateUserOutput(Model):
    """The user after the change."""

    user: User
    """The user."""

    _WIRE = (
        ("user", "User", User),
    )


@dataclass(frozen=True, kw_only=True)
class Users(Model):
    """The wire's wrapper of a list of users."""

    user: tuple[User, ...] = ()
    """The users."""

    _WIRE = (
        ("user", "User", [User]),
    )


@dataclass(frozen=True, kw_only=True)
class ListUsersOutput(Model):
    """One page of users."""

    users: Users
    """The users."""

    is_truncated: bool = False
    """Whether there are more."""

    marker: str | None = None
    """The next page's marker, present only when there is one."""

    _WIRE = (
        ("users", "Users", Users),
        ("is_truncated", "IsTruncated", bool),
        ("marker", "Marker", str),
    )
