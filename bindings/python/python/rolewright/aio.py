"""The functions of `rolewright` as coroutines, with the same arguments and errors.

`pages` and `items` iterate over the lists of `provider.aio`. A `provider` may also be a custom
`AsyncProvider`, whose coroutines run in the caller's event loop.

A cancelled run stops between two calls, and a note on the exception lists what was done.

>>> import asyncio
>>> provider = MemoryProvider()
>>> report = asyncio.run(rolewright.aio.setup(["my-images"], provider=provider))
>>> report.outcome
'changed'
"""

from __future__ import annotations

from . import _denial, _doctor, _remove, _run
from ._pages import items_async as items
from ._pages import pages_async as pages
from ._tasks import awaiting

__all__ = [
    "apply",
    "destroy",
    "doctor",
    "doctor_with_evidence",
    "drift",
    "explain_denied",
    "items",
    "pages",
    "plan",
    "remove",
    "rollback",
    "setup",
    "show",
    "verify",
]

setup = awaiting(_run.begin_setup)
plan = awaiting(_run.begin_plan)
apply = awaiting(_run.begin_apply)
verify = awaiting(_run.begin_verify)
drift = awaiting(_run.begin_drift)
remove = awaiting(_remove.begin_remove)
destroy = awaiting(_remove.begin_destroy)
doctor = awaiting(_doctor.begin_doctor)
doctor_with_evidence = awaiting(_doctor.begin_doctor_with_evidence)
explain_denied = awaiting(_denial.begin_explain_denied)
rollback = awaiting(_remove.begin_rollback)
show = awaiting(_remove.begin_show)
