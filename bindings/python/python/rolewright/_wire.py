"""Converts the arguments of operations to the service's parameters, which are all str."""

from __future__ import annotations

from itertools import islice

from . import _native

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# One more than the compiled module accepts, so that infinite iterators are rejected.
MOST = 1_000_001


def text(name: str, value: Any, *, optional: bool = False) -> str | None:
    if isinstance(value, str):
        return _checked(name, value)
    if value is None and optional:
        return None
    raise _wrong(name, "a str", value)


def whole(name: str, value: Any, *, optional: bool = False) -> str | None:
    if isinstance(value, int) and not isinstance(value, bool):
        if not -(2**63) <= value < 2**63:
            raise ValueError(f"`{name}` is out of range")
        return str(value)
    if value is None and optional:
        return None
    raise _wrong(name, "an int", value)


def truth(name: str, value: Any, *, optional: bool = False) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None and optional:
        return None
    raise _wrong(name, "a bool", value)


def document(name: str, value: Any, *, optional: bool = False) -> str | None:
    if isinstance(value, str):
        return _checked(name, value)
    if isinstance(value, (_native.PolicyDocument, _native.TrustPolicy)):
        return value.to_json()
    if _is_mapping(value):
        return _native.to_json(name, value)
    if value is None and optional:
        return None
    raise _wrong(name, "a str, a dict or a document", value)


def texts(name: str, value: Any) -> str | None:
    items = _items(name, "str", value)
    for item in items:
        if not isinstance(item, str):
            raise TypeError(f"`{name}` must be a list of str, not of {type(item).__name__}")
    return _native.to_json(name, items) if items else None


def objects(name: str, value: Any) -> str | None:
    items = [_plain(name, item) for item in _items(name, "dict", value)]
    return _native.to_json(name, items) if items else None


def _items(name: str, of: str, value: Any) -> list[Any]:
    lone = isinstance(value, (str, bytes, bytearray)) or _is_mapping(value)
    if lone or not hasattr(type(value), "__iter__"):
        raise _wrong(name, f"a list of {of}", value)
    return list(islice(value, MOST))


def _plain(name: str, item: Any) -> Any:
    if hasattr(type(item), "to_dict"):
        return item.to_dict()
    if _is_mapping(item):
        return item
    raise TypeError(f"`{name}` must be a list of dict, not of {type(item).__name__}")


def _is_mapping(value: Any) -> bool:
    return hasattr(type(value), "keys") and hasattr(type(value), "__getitem__")


def _checked(name: str, value: str) -> str:
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError:
            raise ValueError(f"`{name}` is not valid Unicode") from None
    return value


def _wrong(name: str, desired: str, value: Any) -> TypeError:
    return TypeError(f"`{name}` must be {desired}, not {type(value).__name__}")
