"""Lists in pages."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any, ParamSpec, Protocol, TypeVar

P = ParamSpec("P")
A = TypeVar("A")
Item = TypeVar("Item", covariant=True)


class Listed(Protocol[Item]):
    """A response with a list."""

    def _items(self) -> tuple[Item, ...]: ...


def pages(operation: Callable[P, A], *args: P.args, **kwargs: P.kwargs) -> Iterator[A]:
    """Iterates over the pages of a list, fetching each when it is needed.

    Pages that the service counts by marker, by token or by number are all followed.

    Args:
        operation: A provider's method that returns a list in pages.
        *args: Arguments for it, as are `**kwargs`.

    Raises:
        RamError: The operation failed, or returned the same page twice.
        TypeError: The operation has no pages.

    >>> provider = MemoryProvider()
    >>> for name in ("alice", "bob", "carol"):
    ...     _ = provider.create_user(user_name=name)
    >>> for page in pages(provider.list_users, max_items=2):
    ...     print([user.user_name for user in page.users.user])
    ['alice', 'bob']
    ['carol']
    """
    return _pages(_callable(operation), args, kwargs)


def items(
    operation: Callable[P, Listed[Item]], *args: P.args, **kwargs: P.kwargs
) -> Iterator[Item]:
    """Iterates over the items of a list, in one page or several; pages are fetched when needed.

    Args and errors are those of `pages`. A list without pages is accepted too.

    >>> provider = MemoryProvider()
    >>> for name in ("alice", "bob", "carol"):
    ...     _ = provider.create_user(user_name=name)
    >>> [user.user_name for user in items(provider.list_users, max_items=2)]
    ['alice', 'bob', 'carol']
    """
    return _items(_callable(operation), args, kwargs)


def pages_async(
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
    return _pages_async(_callable(operation), args, kwargs)


def items_async(
    operation: Callable[P, Awaitable[Listed[Item]]], *args: P.args, **kwargs: P.kwargs
) -> AsyncIterator[Item]:
    """Iterates over the items of a list, as `rolewright.items`, with a coroutine function.

    >>> import asyncio
    >>> provider = MemoryProvider()
    >>> _ = provider.create_user(user_name="alice")
    >>> async def names():
    ...     return [user.user_name async for user in rolewright.aio.items(provider.aio.list_users)]
    >>> asyncio.run(names())
    ['alice']
    """
    return _items_async(_callable(operation), args, kwargs)


def _pages(call: Any, args: Any, asked: dict[str, Any] | None) -> Iterator[Any]:
    while asked is not None:
        page = call(*args, **asked)
        yield page
        asked = _next(page, asked)


def _items(call: Any, args: Any, asked: dict[str, Any] | None) -> Iterator[Any]:
    while asked is not None:
        page = call(*args, **asked)
        yield from _items_of(page)
        asked = _next(page, asked) if _has_pages(page) else None


async def _pages_async(call: Any, args: Any, asked: dict[str, Any] | None) -> AsyncIterator[Any]:
    while asked is not None:
        page = await call(*args, **asked)
        yield page
        asked = _next(page, asked)


async def _items_async(call: Any, args: Any, asked: dict[str, Any] | None) -> AsyncIterator[Any]:
    while asked is not None:
        page = await call(*args, **asked)
        for item in _items_of(page):
            yield item
        asked = _next(page, asked) if _has_pages(page) else None


def _callable(operation: Any) -> Any:
    if not callable(operation):
        raise TypeError(f"`operation` must be a callable, not {type(operation).__name__}")
    return operation


def _items_of(page: Any) -> tuple[Any, ...]:
    found = getattr(page, "_items", None)
    if found is None:
        raise TypeError(f"`operation` must return a list, not {type(page).__name__}")
    listed: tuple[Any, ...] = found()
    return listed


def _has_pages(page: Any) -> bool:
    return any(hasattr(page, name) for name in ("marker", "next_token", "page_no"))


def _next(page: Any, asked: dict[str, Any]) -> dict[str, Any] | None:
    """The arguments for the next page; None after the last."""
    if hasattr(page, "is_truncated") and hasattr(page, "marker"):
        return _after("marker", page.marker if page.is_truncated else None, asked)
    if hasattr(page, "next_token"):
        return _after("next_token", page.next_token, asked)
    if hasattr(page, "page_no") and hasattr(page, "total_count"):
        more = bool(page._items()) and page.page_no * page.page_size < page.total_count
        return _after("page_no", page.page_no + 1 if more else None, asked)
    raise TypeError(f"`operation` must return pages, not {type(page).__name__}")


def _after(name: str, found: Any, asked: dict[str, Any]) -> dict[str, Any] | None:
    if not found:
        return None
    if found == asked.get(name):
        from ._errors import of_kind

        text = f"the list doesn't end: the service returned the same {name.replace('_', ' ')} twice"
        raise of_kind("unexpected_reply", text)
    return {**asked, name: found}


pages_async.__name__ = pages_async.__qualname__ = "pages"
items_async.__name__ = items_async.__qualname__ = "items"
pages.__module__ = items.__module__ = "rolewright"
pages_async.__module__ = items_async.__module__ = "rolewright.aio"
