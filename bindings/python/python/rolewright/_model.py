"""The base classes of responses and parts of reports."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any, ClassVar, TypeVar

from ._errors import of_kind

M = TypeVar("M", bound="Model")


class Secret:
    """A secret string, hidden in `repr` and `to_dict`; it can't be pickled.

    >>> secret = Secret("hunter2")
    >>> secret, secret.reveal()
    (Secret('***'), 'hunter2')
    """

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        if not isinstance(text, str):
            raise TypeError(f"`text` must be a str, not {type(text).__name__}")
        self._text = text

    def reveal(self) -> str:
        """Returns the secret.

        >>> Secret("hunter2").reveal()
        'hunter2'
        """
        return self._text

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._text == self._text

    def __hash__(self) -> int:
        return hash(self._text)

    def __repr__(self) -> str:
        return "Secret('***')"

    __str__ = __repr__

    def __copy__(self) -> Secret:
        return self

    def __deepcopy__(self, memo: object) -> Secret:
        return self

    def __reduce__(self) -> Any:
        raise TypeError("a secret can't be pickled; store the result of `reveal()` in a safe place")

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: object) -> Any:
        from pydantic_core import core_schema  # type: ignore[import-not-found, unused-ignore] # pyright: ignore[reportMissingImports]

        def secret(value: Any) -> Secret:
            return value if isinstance(value, Secret) else cls(value)

        mask = core_schema.plain_serializer_function_ser_schema(str, return_schema=core_schema.str_schema())
        return core_schema.no_info_plain_validator_function(secret, serialization=mask)


class Model:
    """A frozen dataclass that converts from and to a dict with the service's names."""

    _WIRE: ClassVar[tuple[tuple[str, str, Any], ...]] = ()

    @classmethod
    def from_dict(cls: type[M], value: Mapping[str, Any]) -> M:
        """Creates the object from a dict; unknown keys are ignored, missing ones are empty.

        Raises `RamError` for a value of the wrong type, with its path.
        """
        return _model(cls, value, cls.__name__)

    def to_dict(self) -> dict[str, Any]:
        """Returns a dict for `from_dict`, with masked secrets."""
        return {wire: _plain(getattr(self, name)) for name, wire, _ in self._WIRE}


def _model(cls: type[M], value: Any, place: str) -> M:
    if not isinstance(value, dict):
        raise _unfit(place, "an object", value)
    fields = {}
    for name, wire, shape in cls._WIRE:
        found = value.get(wire)
        if found is not None:
            fields[name] = _value(shape, found, f"{place}.{wire}")
        elif _is_needed(cls, name):
            fields[name] = _empty(shape, f"{place}.{wire}")
    return cls(**fields)


def _is_needed(cls: type[Model], name: str) -> bool:
    from dataclasses import MISSING

    field = cls.__dataclass_fields__[name]  # type: ignore[attr-defined] # pyright: ignore[reportAttributeAccessIssue]
    return field.default is MISSING and field.default_factory is MISSING


def _empty(shape: Any, place: str) -> Any:
    if shape is Secret:
        return Secret("")
    return _model(shape, {}, place) if issubclass(shape, Model) else shape()


def _value(shape: Any, value: Any, place: str) -> Any:
    if shape is None:
        return value
    if isinstance(shape, list):
        if not isinstance(value, list):
            raise _unfit(place, "a list", value)
        return tuple(_value(shape[0], item, f"{place}[{at}]") for at, item in enumerate(value))
    if shape is Secret:
        return value if isinstance(value, Secret) else Secret(_value(str, value, place))
    if isinstance(shape, type) and issubclass(shape, Model):
        return _model(shape, value, place)
    if type(value) is not shape:
        raise _unfit(place, shape.__name__, value)
    return value


def _unfit(place: str, desired: str, value: Any) -> Exception:
    text = f"unexpected response: `{place}` must be {desired}, not {type(value).__name__}"
    return of_kind("unexpected_reply", text)


def moment(field: str, text: str | None) -> datetime | None:
    """The time in a text of the service; without a zone it is UTC."""
    if not text:
        return None
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        raise of_kind("unexpected_reply", f"`{field}` is not a time: {text[:40]!r}") from None
    return time if time.tzinfo else time.replace(tzinfo=timezone.utc)


def _plain(value: Any) -> Any:
    if isinstance(value, Model):
        return value.to_dict()
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return "***" if isinstance(value, Secret) else value
