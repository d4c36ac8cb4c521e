"""Pagination."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
    from typing import Any, ParamSpec, Protocol, TypeVar

    class Page(Protocol):
        """One page of a list."""

        @property
        def is_truncated(self) -> bool: ...
        @property
        def marker(self) -> str | None: ...

    P = ParamSpec("P")
    A = TypeVar("A", bound=Page)


def pages(operation: Callable[P, A], *args: P.args, **kwargs: P.kwargs) -> Iterator[A]:
    """Iterates over the pages of a list, fetching each when it is needed.

    Args:
        operation: A provider's method that returns a list in pages.
        *args: Arguments for it, as are `**kwargs`.

    Raises:
        RamError: The operation failed, or returned the same marker twice.
        TypeError: The operation has no pages.

    >>> provider = MemoryProvider()
    >>> for name in ("alice", "bob", "carol"):
    ...     _ = provider.create_user(user_name=name)
    >>> for page in pages(provider.list_users, max_items=2):
    ...     print([user.user_name for user in page.users.user])
    ['alice', 'bob']
    ['carol']
    """
    asked: dict[str, Any] | None = kwargs
    call: Callable[..., A] = operation
    while asked is not None:
        page = call(*args, **asked)
        yield page
        asked = _next(page, asked)


async def pages_async(
    operation: Callable[P, Awaitable[A]], *args: P.args, **kwargs: P.kwargs
) -> AsyncIterator[A]:
    """Iterates over the pages of a list, as `rolewright.pages`, with a coroutine function.

    >>> import asyncio
    >>> provider = MemoryProvider()
    >>> async def count():
    ...     listed = rolewright.aio.pages(provider.aio.list_users, max_items=2)
    ...     return [len(page.users.user) async for page in listed]
    >>> asyncio.run(count())
    [0]
    """
    asked: dict[str, Any] | None = kwargs
    call: Callable[..., Awaitable[A]] = operation
    while asked is not None:
        page = await call(*args, **asked)
        yield page
        asked = _next(page, asked)


def _next(page: Any, asked: dict[str, Any]) -> dict[str, Any] | None:
    """The arguments for the next page; None after the last."""
    if not hasattr(page, "is_truncated") or not hasattr(page, "marker"):
        raise TypeError(f"`operation` must return pages, not {type(page).__name__}")
    if not page.is_truncated or page.marker is None:
        return None
    if page.marker == asked.get("marker"):
        from ._errors import of_kind

        text = "the list doesn't end: the service returned the same marker twice"
        raise of_kind("unexpected_reply", text)
    return {**asked, "marker": page.marker}


pages_async.__name__ = pages_async.__qualname__ = "pages"
pages.__module__, pages_async.__module__ = "rolewright", "rolewright.aio"
