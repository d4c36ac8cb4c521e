"""A custom provider with an asynchronous client, which runs in the caller's event loop."""

import asyncio
from collections.abc import Mapping
from typing import Any

import rolewright


class Limited(rolewright.AsyncProvider):
    """Delegates to another provider, with at most two calls at once."""

    def __init__(self, inner: rolewright.Provider) -> None:
        self.inner = inner.aio
        self.slots = asyncio.Semaphore(2)
        self.calls = 0

    async def execute(
        self, action: str, params: Mapping[str, str] | None = None, service: Any = None
    ) -> dict[str, Any]:
        async with self.slots:
            self.calls += 1
            return await self.inner.execute(action, params, service)


async def main() -> None:
    provider = Limited(rolewright.MemoryProvider(account="42"))
    report = await rolewright.aio.setup(["my-images"], provider=provider, deadline=60)
    report.raise_for_status()
    async for policy in rolewright.aio.items(provider.list_policies, policy_type="Custom"):
        print(policy.policy_name, policy.create_datetime)
    print(f"{provider.calls} calls")


asyncio.run(main())
