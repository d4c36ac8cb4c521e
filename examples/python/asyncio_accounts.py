"""Sets up a hundred accounts concurrently in an event loop."""

import asyncio

import rolewright

ACCOUNTS = [f"{1000 + number}" for number in range(100)]


async def set_up(account: str) -> rolewright.Report:
    """Sets up one account; on the cloud this opens an `AlibabaProvider`."""
    provider = rolewright.MemoryProvider(account=account)
    return await rolewright.aio.setup([f"images-{account}"], provider=provider, account=account)


async def main() -> None:
    at_once = asyncio.Semaphore(20)

    async def one(account: str) -> rolewright.Report:
        async with at_once:
            return await set_up(account)

    reports = await asyncio.gather(*map(one, ACCOUNTS))
    assert [report.account for report in reports] == ACCOUNTS
    assert all(report.passed for report in reports)
    print(f"{len(reports)} accounts, {sum(report.calls for report in reports)} calls, all passed")


asyncio.run(main())
