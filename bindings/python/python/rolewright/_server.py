"""Servers that run while their `with` block does."""

from __future__ import annotations

from typing import ClassVar, Generic, Protocol, Self, TypeVar

from ._tasks import finish, finish_async

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType

    from ._native import Task
    from ._tasks import Begun


class Stoppable(Protocol):
    """A running server of the compiled module."""

    def stop(self) -> Task: ...


S = TypeVar("S", bound=Stoppable)


class ServerContext(Generic[S]):
    """A server as a context manager (`with` or `async with`)."""

    _what: ClassVar[str]
    _usage: ClassVar[str]
    _server: S | None = None

    def _start(self) -> Task:
        """Returns the task that starts the server."""
        raise NotImplementedError

    def _running(self) -> S:
        if self._server is None:
            from ._errors import RefusedError

            raise RefusedError(f"the {self._what} is not running; use `{self._usage}`")
        return self._server

    def _begin(self) -> Begun[Self]:
        if self._server is not None:
            from ._errors import RefusedError

            raise RefusedError(f"the {self._what} is already running")
        return self._start(), self._started, None

    def _started(self, server: S) -> Self:
        self._server = server
        return self

    def _end(self) -> Begun[None]:
        server, self._server = self._running(), None
        return server.stop(), lambda nothing: None, None

    def __enter__(self) -> Self:
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


def check_port(port: object) -> None:
    """Raises an error if this is no port."""
    if not isinstance(port, int) or isinstance(port, bool):
        raise TypeError(f"`port` must be an int, not {type(port).__name__}")
    if not 0 <= port < 65536:
        raise ValueError("`port` must be a number from 0 to 65535")
