"""Made by `cargo xtask codegen`; change the code it is made from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .._model import Model
from .common import Span


@dataclass(frozen=True, kw_only=True)
class LintEdit(Model):
    """One change of the text."""

    span: Span
    """What goes."""

    replacement: str = ""
    """What comes in its place."""

    _WIRE = (
        ("span", "span", Span),
        ("replacement", "replacement", str),
    )


@dataclass(frozen=True, kw_only=True)
class LintFix(Model):
    """A change of the text that puts a finding right. No decision of a document that could be
    read before is another one afterwards."""

    title: str = ""
    """What it does, in a few words."""

    edits: tuple[LintEdit, ...] = ()
    """The changes, which do not overlap."""

    _WIRE = (
        ("title", "title", str),
        ("edits", "edits", [LintEdit]),
    )


@dataclass(frozen=True, kw_only=True)
class LintFinding(Model):
    """One thing that a check found."""

    id: str = ""
    """The check's id."""

    severity: Literal["suggestion", "warning", "security", "error"]
    """How much it matters."""

    message: str = ""
    """What is the matter."""

    help: str = ""
    """What to do."""

    span: Span
    """Where it stands in the text."""

    line: int = 0
    """The line, counted from 1."""

    column: int = 0
    """The column, counted from 1, in characters."""

    path: str = ""
    """The JSON path, for example `Statement[0].Action[1]`; empty at the top."""

    fix: LintFix | None = None
    """What puts it right, where that can be done without changing what the document means."""

    _WIRE = (
        ("id", "id", str),
        ("severity", "severity", str),
        ("message", "message", str),
        ("help", "help", str),
        ("span", "span", Span),
        ("line", "line", int),
        ("column", "column", int),
        ("path", "path", str),
        ("fix", "fix", LintFix),
    )


@dataclass(frozen=True, kw_only=True)
class LintFixed(Model):
    """A document that was put right."""

    text: str = ""
    """The text as it is now."""

    made: tuple[LintFinding, ...] = ()
    """The findings whose fixes were made, in the order in which they were; their places are
    those of the text at that time."""

    left: tuple[LintFinding, ...] = ()
    """The findings that are left."""

    _WIRE = (
        ("text", "text", str),
        ("made", "made", [LintFinding]),
        ("left", "left", [LintFinding]),
    )
