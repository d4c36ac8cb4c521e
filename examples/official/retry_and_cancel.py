"""Retries of calls: which of them may be repeated is up to the program."""

import json
import os
import time
import urllib.request
from collections.abc import Callable
from typing import Any

from alibabacloud_tea_openapi.exceptions import ThrottlingException
from darabonba.exceptions import UnretryableException

from alibabacloud_ram20150501 import models

from _shared import client, problems, set_up


def faults(*rules: dict[str, Any]) -> None:
    """Sets the faults of the emulator."""
    url = f"http://{os.environ['RAM_ENDPOINT']}/_rolewright/faults"
    request = urllib.request.Request(url, json.dumps(rules).encode(), method="PUT")
    urllib.request.urlopen(request, timeout=10).close()


def retried(call: Callable[[], Any], tries: int = 4) -> Any:
    """Repeats a throttled call, within a time and with the wait that the service names."""
    end = time.monotonic() + 60
    for attempt in range(1, tries + 1):
        try:
            return call()
        except ThrottlingException as error:
            wait = (error.retry_after or 1000 * 2**attempt) / 1000
            if attempt == tries or time.monotonic() + wait > end:
                raise
            time.sleep(wait)


throttle = {"kind": "throttle", "retry_after_milliseconds": 1}
faults({"action": "ListRoles", "calls": [1], "fault": throttle})
ram = client()
retried(lambda: ram.list_roles(models.ListRolesRequest()))

# A lost reply: the role was created, but the client doesn't know.
faults({"action": "CreateRole", "calls": [1], "fault": {"kind": "lose_answer"}})
try:
    set_up(ram)
except UnretryableException as error:
    print("unknown:", error)
faults()
# What is left to do has to be found by reading, and done one by one.
print("to do:", problems(ram))
assert problems(ram) == [
    "the policy is not attached",
    "the policy AliyunContainerRegistryCustomizedOSSBucketRolePolicy does not exist",
]
