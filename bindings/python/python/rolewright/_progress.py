"""The progress bar, if tqdm is installed."""

from __future__ import annotations

import sys
from importlib import import_module

from ._tasks import Listener

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    On = Callable[[dict[str, Any]], object]


def listener(on_event: On | None, progress: bool) -> Listener | None:
    """The listener for `on_event` and `progress`, if any."""
    if progress:
        return Bar(on_event)
    return None if on_event is None else Listener(on_event)


class Bar(Listener):
    """A progress bar of completed calls."""

    def __init__(self, on_event: On | None) -> None:
        super().__init__(on_event or (lambda event: None))
        self._also, self.tell = self.tell, self._show
        self._bar: Any = None
        try:
            # tqdm selects a bar for a terminal or a notebook.
            bar = import_module("tqdm.auto").tqdm
        except ImportError:
            return
        shown = sys.stderr.isatty() or "ipykernel" in sys.modules
        self._bar = bar(total=0, unit="call", leave=False, disable=not shown)

    def _show(self, event: dict[str, Any]) -> None:
        bar = self._bar
        if bar is not None and event["event"] in ("reading", "writing"):
            bar.total += len(event["calls"])
            bar.set_description(event["event"])
        elif bar is not None and event["event"] == "answered":
            bar.update()
        self._also(event)

    def close(self) -> None:
        """Removes the bar."""
        if self._bar is not None:
            self._bar.close()
