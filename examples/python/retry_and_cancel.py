"""Retries of calls, deadlines, and what a stopped run leaves: the next run finishes it."""

import asyncio

import rolewright
from rolewright.types import Event

THROTTLED = {"kind": "throttle", "retry_after_milliseconds": 1}


async def stopped_at_the_first_change(provider: rolewright.Provider) -> None:
    """Starts a set-up and cancels it. Calls in flight are finished, no further one is sent."""

    def on_event(event: Event) -> None:
        if event["event"] == "answered" and event["change"]:
            run.cancel()

    setup = rolewright.aio.setup(["my-images"], provider=provider, on_event=on_event)
    run = asyncio.create_task(setup)
    try:
        await run
    except asyncio.CancelledError as cancelled:
        print("\n".join(cancelled.__notes__))


with rolewright.Emulator() as emulator:
    emulator.create_bucket("my-images")
    # The first call is throttled.
    emulator.faults({"action": "GetCallerIdentity", "calls": [1], "fault": THROTTLED})
    impatient = emulator.provider(retries=0)
    try:
        impatient.get_caller_identity()
    except rolewright.ThrottledError as error:
        print("not retried:", error)
        assert error.retryable and not error.maybe_applied
    else:
        raise AssertionError("the call was not throttled")

    provider = emulator.provider(retries=5, timeout=10)
    asyncio.run(stopped_at_the_first_change(provider))

    report = rolewright.setup(["my-images"], provider=provider, deadline=60)
    print(f"{len(report.changes)} changes were left")
    assert report.passed
