"""The progress bar, if tqdm is installed."""

from __future__ import annotations

import sys

from ._tasks import Listener

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .types import OnEvent


def listener(on_event: OnEvent | None, progress: bool) -> Listener | None:
    """The listener for `on_event` and `progress`, if any."""
    if not isinstance(progress, bool):
        raise TypeError(f"`progress` must be a bool, not {type(progress).__name__}")
    if progress:
        return Bar(on_event)
    return None if on_event is None else Listener(on_event)


class Bar(Listener):
    """A progress bar of completed calls."""

    def __init__(self, on_event: OnEvent | None) -> None:
        super().__init__(on_event or (lambda event: None))
        self._bar: Any = None
        try:
            from importlib import import_module

            # tqdm selects a bar for a terminal or a notebook.
            bar = import_module("tqdm.auto").tqdm
        except ImportError:
            return
        shown = sys.stderr.isatty() or "ipykernel" in sys.modules
        self._bar = bar(total=0, unit="call", leave=False, disable=not shown)

    def tell(self, event: Any) -> None:
        bar = self._bar
        if bar is not None and event["event"] in ("reading", "writing"):
            bar.total += len(event["calls"])
            bar.set_description(event["event"])
        elif bar is not None and event["event"] == "answered":
            bar.update()
        super().tell(event)

    def close(self) -> None:
        """Removes the bar."""
        if self._bar is not None:
            self._bar.close()
