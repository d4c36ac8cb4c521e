"""Converts the arguments of a run for the compiled module."""

from __future__ import annotations

from itertools import islice

from . import _native
from ._progress import listener
from ._provider import Provider
from ._report import Report

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._tasks import Begun
    from .types import AnyProvider, OnEvent


def desired_of(
    trust: Any,
    revision: Any,
    account: Any,
    kms_keys: Any = (),
    tags: Any = None,
    exact: Any = False,
    narrow: Any = False,
    split: Any = False,
) -> dict[str, Any]:
    return {
        "trust": trust.to_dict() if hasattr(trust, "to_dict") else kept(trust),
        "revision": revision,
        "account": account,
        "kms_keys": kept(kms_keys),
        "tags": tags,
        "exact": kept(exact),
        "narrow": narrow,
        "split": split,
    }


def kept(given: Any) -> Any:
    """Turns iterators, tuples and sets into a list; returns anything else unchanged."""
    once = hasattr(given, "__next__") or isinstance(given, (tuple, set, frozenset))
    # One item above the limit, so that infinite iterators are rejected.
    return list(islice(given, 1_000_001)) if once else given


def recipes_of(recipe: Any) -> list[dict[str, Any]] | None:
    """Turns recipes into dicts with `id` (of a file, its text) and `parameters`."""
    if recipe is None:
        return None
    if isinstance(recipe, (str, dict)) or hasattr(recipe, "__fspath__"):
        return [_table(recipe)]
    if isinstance(recipe, (bytes, bytearray)) or not hasattr(recipe, "__iter__"):
        name = type(recipe).__name__
        raise TypeError(f"`recipe` must be a str, a path, a dict or a list of these, not {name}")
    return [_table(one) for one in kept(iter(recipe))]


def _table(recipe: Any) -> dict[str, Any]:
    table: dict[str, Any] = dict(recipe) if isinstance(recipe, dict) else {"id": recipe}
    if "id" in table:
        table["id"] = recipe_text(table["id"])
    if isinstance(table.get("parameters"), dict):
        values = table["parameters"].items()
        table["parameters"] = {name: kept(value) for name, value in values}
    return table


def recipe_text(recipe: Any) -> str:
    """Reads the file of a path; returns an id or a text unchanged."""
    if hasattr(recipe, "__fspath__"):
        with open(recipe, encoding="utf-8") as file:
            return file.read()
    if not isinstance(recipe, str):
        raise TypeError(f"`recipe` must be a str or a path, not {type(recipe).__name__}")
    return recipe


def begin(
    kind: str,
    buckets: Any,
    provider: AnyProvider,
    desired: dict[str, Any],
    on_event: OnEvent | None,
    progress: bool,
    deadline: float | None,
    approved: _native.Report | None = None,
) -> Begun[Report]:
    told = listener(on_event, progress)
    engine = engine_of(provider, desired.get("account"))
    task = _native.run(
        engine,
        kind,
        buckets,
        desired,
        tells=told is not None,
        deadline=deadline,
        approved=approved,
    )
    return task, Report, told


def engine_of(provider: AnyProvider, account: str | None) -> _native.Engine:
    if isinstance(provider, str):
        return _native.Engine.open(provider, account=account)
    if isinstance(provider, Provider):
        return provider._open()
    from ._provider_aio import AsyncProvider

    if isinstance(provider, AsyncProvider):
        return provider._open()
    name = type(provider).__name__
    raise TypeError(f"`provider` must be a name or a rolewright.Provider, not {name}")
