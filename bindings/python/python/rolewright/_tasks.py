"""Waits for tasks on this thread or in an event loop."""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from typing import Any, ParamSpec, TypeAlias, TypeVar

    from ._native import Task
    from .types import OnEvent

    P = ParamSpec("P")
    R = TypeVar("R")
    Begun: TypeAlias = "tuple[Task, Callable[[Any], R], Listener | None]"


_NOT_AWAITED = (
    "`on_event` must be a plain function, not a coroutine function, since a run does not wait for it; "
    "put the events in an `asyncio.Queue` with `put_nowait`"
)


class Listener:
    """Receives the events of a run."""

    def __init__(self, on_event: OnEvent) -> None:
        from inspect import iscoroutinefunction

        if not callable(on_event):
            raise TypeError(f"`on_event` must be a callable, not {type(on_event).__name__}")
        call = type(on_event).__call__
        if iscoroutinefunction(on_event) or iscoroutinefunction(call):
            raise TypeError(_NOT_AWAITED)
        self._on_event = on_event

    def tell(self, event: Any) -> None:
        """Called with each event."""
        told: Any = self._on_event(event)
        if hasattr(told, "__await__"):
            if hasattr(told, "close"):
                told.close()
            raise TypeError(_NOT_AWAITED)

    def close(self) -> None:
        """Called after the last event."""


def finish(begun: Begun[R]) -> R:
    """Waits on this thread with the GIL released; Ctrl-C stops it."""
    task, made_of, listener = begun
    try:
        return made_of(task.wait(listener.tell if listener else None))
    finally:
        if listener:
            listener.close()


async def finish_async(begun: Begun[R]) -> R:
    """Waits in the event loop. A cancelled task stops between two calls, and a note on the
    exception lists what was done."""
    import asyncio
    from contextvars import copy_context

    task, made_of, listener = begun
    context = copy_context()
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[Any] = loop.create_future()
    raised: list[BaseException] = []

    def settle(kind: str, value: Any) -> None:
        if kind == "event":
            if listener and not raised:
                try:
                    listener.tell(value)
                except Exception as error:
                    raised.append(error)
        elif not answer.done():
            answer.set_result((kind, value))

    task.start(
        lambda kind, value: loop.call_soon_threadsafe(settle, kind, value, context=context)
    )
    try:
        await asyncio.wait([answer])
    except asyncio.CancelledError as stopped:
        # Probe objects are deleted first, without blocking the loop.
        note = await asyncio.to_thread(task.cancel) if task.is_probing else task.cancel()
        if note:
            stopped.add_note(note)
        raise
    finally:
        if listener:
            listener.close()
    if raised:
        raise raised[0]
    kind, value = answer.result()
    if kind == "failed":
        raise value
    return made_of(value)


def blocking(begin: Callable[P, Begun[R]]) -> Callable[P, R]:
    """Makes a blocking function."""

    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        if _needs_loop(kwargs.get("provider")):
            import asyncio

            return asyncio.run(_begin_and_finish(begin, *args, **kwargs))
        return finish(begin(*args, **kwargs))

    _name(call, begin, "rolewright")
    return call


def awaiting(begin: Callable[P, Begun[R]]) -> Callable[P, Coroutine[Any, Any, R]]:
    """Makes a coroutine function."""

    async def call(*args: P.args, **kwargs: P.kwargs) -> R:
        return await finish_async(begin(*args, **kwargs))

    _name(call, begin, "rolewright.aio")
    return call


async def _begin_and_finish(
    begin: Callable[P, Begun[R]], *args: P.args, **kwargs: P.kwargs
) -> R:
    return await finish_async(begin(*args, **kwargs))


def _name(call: Any, begin: Any, module: str) -> None:
    call.__name__ = call.__qualname__ = begin.__name__
    call.__doc__ = begin.__doc__
    call.__module__ = module
    # `help` and `inspect.signature` show the final result.
    gives = begin.__annotations__["return"]
    if gives.startswith("Begun["):
        begin.__annotations__["return"] = gives.removeprefix("Begun[").removesuffix("]")
    call.__annotations__ = begin.__annotations__
    call.__wrapped__ = begin


def _needs_loop(provider: object) -> bool:
    """Whether it is a custom `AsyncProvider`; there is none before its module is loaded."""
    module = sys.modules.get("rolewright._provider_aio")
    return module is not None and module.is_custom(provider)
