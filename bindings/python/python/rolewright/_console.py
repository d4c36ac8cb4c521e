"""The console in the browser."""

from __future__ import annotations

from . import _native, types
from ._begin import engine_of
from ._tasks import _needs_loop, finish, finish_async

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from ._tasks import Begun


class Console:
    """A running console, as a context manager (`with` or `async with`); see `console`.

    >>> with console(MemoryProvider()) as served:
    ...     served.address.startswith("http://127.0.0.1:")
    True
    """

    def __init__(self, provider: types.AnyProvider, port: int) -> None:
        self._provider = provider
        self._port = port
        self._server: _native.ConsoleServer | None = None

    @property
    def address(self) -> str:
        """A new address with a one-time token: it can be opened once, within an hour. The browser then has a
        session until eight hours after its last request.

        >>> with console(MemoryProvider()) as served:
        ...     served.address.startswith("http://127.0.0.1:")
        True
        """
        return self._running().link()

    def _running(self) -> _native.ConsoleServer:
        if self._server is None:
            from ._errors import RefusedError

            raise RefusedError("the console is not running; use `with console(provider) as served`")
        return self._server

    def _begin(self) -> Begun[Self]:
        if self._server is not None:
            from ._errors import RefusedError

            raise RefusedError("the console is already running")
        engine = engine_of(self._provider, None)
        return _native.serve_console(engine, self._port), self._started, None

    def _started(self, server: _native.ConsoleServer) -> Self:
        self._server = server
        return self

    def _end(self) -> Begun[None]:
        server, self._server = self._running(), None
        return server.stop(), lambda nothing: None, None

    def __enter__(self) -> Self:
        if _needs_loop(self._provider):
            from ._errors import RefusedError

            raise RefusedError("an `AsyncProvider` needs an event loop; use `async with`")
        return finish(self._begin())

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        finish(self._end())

    async def __aenter__(self) -> Self:
        return await finish_async(self._begin())

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await finish_async(self._end())

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
    if not isinstance(port, int) or isinstance(port, bool):
        raise TypeError(f"`port` must be an int, not {type(port).__name__}")
    if not 0 <= port < 65536:
        raise ValueError("`port` must be a number from 0 to 65535")
    return Console(provider, port)


Console.__module__ = "rolewright"
console.__module__ = "rolewright"
