"""Lazy imports, which keep `import rolewright` fast."""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def lazy(
    module: str, package: str, names: Mapping[str, str]
) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """Returns a module's `__getattr__` and `__dir__`; `names` maps modules to their names."""
    where = {name: place for place, listed in names.items() for name in listed.split()}

    def get(name: str) -> object:
        if name not in where:
            raise AttributeError(f"module {module!r} has no attribute {name!r}")
        place = __import__(f"{package}.{where[name]}", fromlist=[name])
        value: object = getattr(place, name)
        setattr(sys.modules[module], name, value)
        return value

    def names_of() -> list[str]:
        return sorted({*vars(sys.modules[module]), *where})

    return get, names_of
