"""An HTTP server on this machine that answers as RAM, STS and Container Registry do."""

from __future__ import annotations

import os

from . import _native
from ._provider import AlibabaProvider, MemoryProvider
from ._tasks import finish, finish_async

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from types import TracebackType
    from typing import Any, Self

    from ._tasks import Begun


class Emulator:
    """A server for tests, as a context manager, `with` or `async with`.

    It checks requests as the service does and knows one key, so that clients of any language
    can be tried without an account.

    Args:
        account: The account's id.
        state: An account to begin with, as `MemoryProvider.state()` gives it.
        access_key: The key that it knows, as id and secret; a random one when left out.
        port: Where it listens on 127.0.0.1; 0 for a free port.

    Raises `RamError` when the port can't be had.

    >>> with Emulator(account="42") as emulator:
    ...     emulator.provider().get_caller_identity().account_id
    '42'
    """

    def __init__(
        self,
        account: str | None = None,
        *,
        state: Mapping[str, Any] | None = None,
        access_key: tuple[str, str] | None = None,
        port: int = 0,
    ) -> None:
        random = (f"emulator{os.urandom(8).hex()}", os.urandom(16).hex())
        self._key = access_key or random
        self._options = {"account": account, "state": state, "port": port}
        self._server: _native.Server | None = None

    @property
    def endpoint(self) -> str:
        """Where it listens, for example `http://127.0.0.1:38211`."""
        return self._running().endpoint

    @property
    def access_key_id(self) -> str:
        """The id of the key that it knows."""
        return self._key[0]

    @property
    def access_key_secret(self) -> str:
        """The secret of the key that it knows, which is worth nothing elsewhere."""
        return self._key[1]

    @property
    def environment(self) -> dict[str, str]:
        """The variables with which official clients find the key."""
        names = ("ALIBABA_CLOUD_ACCESS_KEY_ID", "ALIBABA_CLOUD_ACCESS_KEY_SECRET")
        return dict(zip(names, self._key, strict=True))

    @property
    def account(self) -> MemoryProvider:
        """The account behind it, without HTTP."""
        account = MemoryProvider.__new__(MemoryProvider)
        account._native_engine = self._running().engine()
        return account

    def provider(self, **options: Any) -> AlibabaProvider:
        """A provider that asks it over HTTP; options are those of `AlibabaProvider`."""
        given = {"credentials": self._key, "endpoint": self.endpoint, **options}
        return AlibabaProvider(**given)

    def seed(
        self,
        buckets: Iterable[str] = (),
        *,
        state: Mapping[str, Any] | None = None,
        **options: Any,
    ) -> None:
        """Puts something into the account, past HTTP: a saved state, then a set-up for buckets.

        Options are those of `setup`.

        >>> with Emulator() as emulator:
        ...     emulator.seed(["my-images"])
        ...     verify(["my-images"], provider=emulator.provider()).proven
        True
        """
        from ._run import setup

        account = self.account
        if state is not None:
            account.restore(state)
        names = list(buckets)
        if names:
            setup(names, provider=account, **options).raise_for_status()

    def _running(self) -> _native.Server:
        if self._server is None:
            from ._errors import RefusedError

            raise RefusedError("the emulator does not run; use it in `with Emulator() as emulator`")
        return self._server

    def _begin(self) -> Begun[Self]:
        if self._server is not None:
            from ._errors import RefusedError

            raise RefusedError("the emulator runs already")
        return _native.serve(key=self._key, **self._options), self._started, None

    def _started(self, server: _native.Server) -> Self:
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

    def __repr__(self) -> str:
        where = self._server.endpoint if self._server is not None else "not running"
        return f"<Emulator {where}>"


Emulator.__module__ = "rolewright"
