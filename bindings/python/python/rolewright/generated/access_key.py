"""Made by `cargo xtask codegen`; change the code it is made from."""

from __future__ import annotations

from dataclasses import dataclass

from .._model import Model, Secret


@dataclass(frozen=True, kw_only=True)
class AccessKey(Model):
    """A key in a list, which comes without its secret."""

    access_key_id: str = ""
    """The key's id."""

    status: str = ""
    """`Active` or `Inactive`."""

    create_date: str = ""
    """When it was made."""

    _WIRE = (
        ("access_key_id", "AccessKeyId", str),
        ("status", "Status", str),
        ("create_date", "CreateDate", str),
    )


@dataclass(frozen=True, kw_only=True)
class AccessKeyLastUsed(Model):
    """The last use of a key."""

    last_used_date: str = ""
    """When it was, `YYYY-MM-DDThh:mm:ssZ`."""

    _WIRE = (
        ("last_used_date", "LastUsedDate", str),
    )


@dataclass(frozen=True, kw_only=True)
class AccessKeys(Model):
    """The wire's wrapper of a list of keys."""

    access_key: tuple[AccessKey, ...] = ()
    """The keys."""

    _WIRE = (
        ("access_key", "AccessKey", [AccessKey]),
    )


@dataclass(frozen=True, kw_only=True)
class GetAccessKeyLastUsedOutput(Model):
    """The last use."""

    access_key_last_used: AccessKeyLastUsed
    """The last use."""

    _WIRE = (
        ("access_key_last_used", "AccessKeyLastUsed", AccessKeyLastUsed),
    )


@dataclass(frozen=True, kw_only=True)
class ListAccessKeysOutput(Model):
    """The keys."""

    access_keys: AccessKeys
    """The keys."""

    _WIRE = (
        ("access_keys", "AccessKeys", AccessKeys),
    )


@dataclass(frozen=True, kw_only=True)
class NewAccessKey(Model):
    """A key that was just made: the only time that its secret is told."""

    access_key_id: str = ""
    """The key's id."""

    access_key_secret: Secret
    """The key's secret."""

    status: str = ""
    """`Active` or `Inactive`."""

    create_date: str = ""
    """When it was made, `YYYY-MM-DDThh:mm:ssZ`."""

    _WIRE = (
        ("access_key_id", "AccessKeyId", str),
        ("access_key_secret", "AccessKeySecret", Secret),
        ("status", "Status", str),
        ("create_date", "CreateDate", str),
    )


@dataclass(frozen=True, kw_only=True)
class CreateAccessKeyOutput(Model):
    """The key that was made."""

    access_key: NewAccessKey
    """The key."""

    _WIRE = (
        ("access_key", "AccessKey", NewAccessKey),
    )
