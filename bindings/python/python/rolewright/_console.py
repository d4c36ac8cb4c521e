"""The console in the browser."""

from __future__ import annotations

from . import _native, types
from ._begin import engine_of
from ._server import ServerContext, check_port
from ._tasks import _needs_loop

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Self


class Console(ServerContext["_native.ConsoleServer"]):
    """A running console, as a context manager (`with` or `async with`); see `console`.

    >>> with console(MemoryProvider()) as served:
    ...     served.address.startswith("http://127.0.0.1:")
    True
    """

    _what = "console"
    _usage = "with console(provider) as served"

    def __init__(self, provider: types.AnyProvider, port: int) -> None:
        self._provider = provider
        self._port = port

    @property
    def address(self) -> str:
        """A new address with a one-time token: it can be opened once, within an hour. The browser then has a
        session until eight hours after its last request.

        >>> with console(MemoryProvider()) as served:
        ...     served.address.startswith("http://127.0.0.1:")
        True
        """
        return self._running().link()

    def _start(self) -> _native.Task:
        return _native.serve_console(engine_of(self._provider, None), self._port)

    def __enter__(self) -> Self:
        if _needs_loop(self._provider):
            from ._errors import RefusedError

            raise RefusedError("an `AsyncProvider` needs an event loop; use `async with`")
        return super().__enter__()

    def __repr__(self) -> str:
        state = "running" if self._server is not None else "not running"
        return f"<Console {state}>"


def console(provider: types.AnyProvider, *, port: int = 0) -> Console:
    """Serves a console in the browser for an account: set-up, verification, roles and policies.

    It runs while the `with` block does and listens on 127.0.0.1 only. In a simulated account it can apply a
    plan; for any other provider it only reads.

    Args:
        provider: The provider of the account.
        port: The port on 127.0.0.1; 0 for a free port.

    Raises `RamError` when the port can't be used.

    >>> with console(MemoryProvider()) as served:
    ...     print(served.address.partition("token=")[1])
    token=
    """
    check_port(port)
    return Console(provider, port)


Console.__module__ = "rolewright"
console.__module__ = "rolewright"
