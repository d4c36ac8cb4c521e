"""The operations of a provider as coroutines."""

from __future__ import annotations

import rolewright

from . import _native, types
from ._tasks import finish_async
from .generated.operations_aio import AsyncOperations

TYPE_CHECKING = False
if TYPE_CHECKING:
    import typing as t
else:
    from . import _typing as t


class AsyncProvider(AsyncOperations):
    """A provider's operations as coroutines; see `Provider.aio`.

    A custom provider with an asynchronous client is a subclass with a coroutine function
    `execute(action, params)`, which has the contract of `Provider.execute`. The functions of
    `rolewright.aio` call it in their event loop; those of `rolewright` start one. It may also have a
    coroutine function `inspect_bucket(name, region)`.

    >>> import asyncio
    >>> provider = MemoryProvider()
    >>> asyncio.run(provider.aio.create_user(user_name="alice")).user.user_name
    'alice'
    >>> class Empty(AsyncProvider):
    ...     async def execute(self, action, params=None, service=None):
    ...         if action == "GetCallerIdentity":
    ...             return {"AccountId": "42", "Arn": "acs:ram::42:root"}
    ...         raise NotFoundError("the account is empty", code="EntityNotExist")
    >>> asyncio.run(rolewright.aio.show(provider=Empty())).account
    '42'
    """

    _provider = None  # type: rolewright.Provider | None

    def __init__(self, provider: rolewright.Provider | None = None) -> None:
        if provider is not None and not isinstance(provider, rolewright.Provider):
            name = type(provider).__name__
            raise TypeError(f"`provider` must be a rolewright.Provider, not {name}")
        self._provider = provider

    async def execute(
        self,
        action: str,
        params: t.Mapping[str, str] | None = None,
        service: types.Service | None = None,
    ) -> dict[str, t.Any]:
        """Executes any call by name, as `Provider.execute`.

        >>> import asyncio
        >>> asyncio.run(MemoryProvider().aio.execute("ListUsers"))["Users"]
        {'User': []}
        """
        return await finish_async(self._inner()._begin(action, params, service))

    async def _call(
        self, action: str, params: dict[str, str | None], module: str, answer: str
    ) -> t.Any:
        from ._provider import _made, _present

        return _made(await self.execute(action, _present(params)), module, answer)

    def _open(self) -> _native.Engine:
        if is_custom(self):
            return _native.Engine.python(InLoop(self), type(self).__name__)
        return self._inner()._open()

    def _inner(self) -> rolewright.Provider:
        if self._provider is None:
            raise TypeError(f"{type(self).__name__} has no method `execute(action, params)`")
        return self._provider

    def __repr__(self) -> str:
        if self._provider is None:
            return f"<{type(self).__name__}>"
        return f"{self._provider!r}.aio"


def is_custom(provider: object) -> bool:
    """Whether it is an `AsyncProvider` with an `execute` of its own."""
    return (
        isinstance(provider, AsyncProvider) and type(provider).execute is not AsyncProvider.execute
    )


class InLoop:
    """Lets the compiled module call a custom `AsyncProvider`, from its threads."""

    def __init__(self, provider: AsyncProvider) -> None:
        import asyncio

        self._loop = asyncio.get_running_loop()
        self._provider = provider
        inspects: t.Any = getattr(provider, "inspect_bucket", None)
        if inspects is not None:
            self.inspect_bucket = lambda *asked: self._wait(inspects(*asked))

    def execute(self, action: str, params: dict[str, str]) -> t.Any:
        """Executes a call in the event loop, and waits for its result on this thread."""
        return self._wait(self._provider.execute(action, params))

    def _wait(self, asked: t.Coroutine[t.Any, t.Any, t.Any]) -> t.Any:
        import asyncio

        return asyncio.run_coroutine_threadsafe(asked, self._loop).result()


AsyncProvider.__module__ = "rolewright"
