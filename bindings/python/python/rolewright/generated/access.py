"""Made by `cargo xtask codegen`; change the code it is made from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .._model import Model


@dataclass(frozen=True, kw_only=True)
class AccessException(Model):
    """Actions on resources of which nothing changes."""

    actions: tuple[str, ...] = ()
    """The actions, as names or patterns."""

    resource: str = ""
    """The resources, as a pattern."""

    _WIRE = (
        ("actions", "actions", [str]),
        ("resource", "resource", str),
    )


@dataclass(frozen=True, kw_only=True)
class AccessChange(Model):
    """Actions on resources that are granted otherwise than before."""

    before: Literal["no", "perhaps", "yes"]
    """What was granted before."""

    after: Literal["no", "perhaps", "yes"]
    """What is granted now. Where both are `perhaps`, it depends on something else than before."""

    actions: tuple[str, ...] = ()
    """The actions, as names or patterns."""

    resource: str = ""
    """The resources, as a pattern."""

    except_: tuple[AccessException, ...] = ()
    """What the two above stand for too, and is granted as before."""

    _WIRE = (
        ("before", "before", str),
        ("after", "after", str),
        ("actions", "actions", [str]),
        ("resource", "resource", str),
        ("except_", "except", [AccessException]),
    )


@dataclass(frozen=True, kw_only=True)
class AccessDiff(Model):
    """What is granted otherwise than before."""

    changes: tuple[AccessChange, ...] = ()
    """What changes; none when the same is granted."""

    notes: tuple[str, ...] = ()
    """What was not told apart; none when the answer is exact."""

    _WIRE = (
        ("changes", "changes", [AccessChange]),
        ("notes", "notes", [str]),
    )
