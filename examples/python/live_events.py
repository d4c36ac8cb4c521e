"""The changes of a run, each as soon as the service has answered it, for a log or a message queue."""

import asyncio
import json

import rolewright
from rolewright.types import Event

made: list[str] = []


def on_event(event: Event) -> None:
    if event["event"] == "planned":
        print(f"{len(event['changes'])} changes planned")
    elif event["event"] == "answered" and event["change"]:
        change, error = event["change"], event["error"]
        made.append(change["summary"])
        line = {"change": change["summary"], "error": error and error["message"]}
        print(json.dumps(line), flush=True)


provider = rolewright.MemoryProvider()
rolewright.setup(["my-images"], provider=provider, on_event=on_event)
assert len(made) == 3


async def more() -> None:
    """The same in an event loop; `on_event` is called in the loop's thread."""
    await rolewright.aio.setup(["more-images"], provider=provider, on_event=on_event)


asyncio.run(more())
assert len(made) == 4
