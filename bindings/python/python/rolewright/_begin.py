"""Converts the arguments of a run for the compiled module."""

from __future__ import annotations

from itertools import islice

from . import _native
from ._progress import listener
from ._provider import Provider
from ._report import Report

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from os import PathLike
    from typing import Any, TypedDict

    from ._tasks import Begun

    class RecipeTable(TypedDict, total=False):
        """A recipe by `id`: that of a built-in recipe or the path of a file, with `parameters`."""

        id: str | PathLike[str]
        parameters: Mapping[str, str | Iterable[str]]

    Recipe = str | PathLike[str] | RecipeTable
    Recipes = Recipe | Iterable[Recipe]
    On = Callable[[dict[str, Any]], object]


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
    is_one = isinstance(recipe, (str, dict)) or hasattr(recipe, "__fspath__")
    return [_table(one) for one in ([recipe] if is_one else recipe)]


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
    provider: str | Provider,
    desired: dict[str, Any],
    on_event: On | None,
    progress: bool,
    approved: _native.Report | None = None,
) -> Begun[Report]:
    told = listener(on_event, progress)
    engine = engine_of(provider, desired.get("account"))
    task = _native.run(
        engine, kind, buckets, desired, tells=told is not None, approved=approved
    )
    return task, Report, told


def engine_of(provider: str | Provider, account: str | None) -> _native.Engine:
    if isinstance(provider, str):
        return _native.Engine.open(provider, account=account)
    if not isinstance(provider, Provider):
        name = type(provider).__name__
        raise TypeError(f"`provider` must be a name or a rolewright.Provider, not {name}")
    return provider._open()
