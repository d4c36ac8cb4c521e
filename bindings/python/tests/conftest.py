"""Fixtures: every run blocking and in an event loop, on each kind of provider."""

import asyncio

import pytest

import rolewright


@pytest.fixture(params=["sync", "async"])
def run(request):
    """Calls `run.setup(..)` etc. and `run.call(provider, "get_role", ..)` in both ways."""
    return Blocking() if request.param == "sync" else Awaiting()


class Blocking:
    def __getattr__(self, name):
        return getattr(rolewright, name)

    def call(self, provider, operation, **arguments):
        return getattr(provider, operation)(**arguments)


class Awaiting:
    def __getattr__(self, name):
        begin = getattr(rolewright.aio, name)

        async def whole(*positional, **named):
            return await begin(*positional, **named)

        return lambda *positional, **named: asyncio.run(whole(*positional, **named))

    def call(self, provider, operation, **arguments):
        async def whole():
            return await getattr(provider.aio, operation)(**arguments)

        return asyncio.run(whole())


@pytest.fixture(params=["memory", "local", "emulator"])
def provider(request, tmp_path):
    if request.param == "local":
        yield rolewright.LocalProvider(tmp_path / "store.db")
    elif request.param == "memory":
        yield rolewright.MemoryProvider()
    else:
        with rolewright.Emulator() as emulator:
            yield emulator.provider(skip_bucket_check=True)
