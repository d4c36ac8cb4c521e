"""The module `typing`, loaded when a type hint is resolved: that takes longer than to import this
package."""

from __future__ import annotations


def __getattr__(name: str) -> object:
    if name.startswith("__"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import typing

    return getattr(typing, name)
