"""The types of arguments and events, for annotations.

>>> from rolewright.types import Event
>>> def on_event(event: Event) -> None:
...     if event["event"] == "waiting":
...         print(event["seconds"])
"""

from __future__ import annotations

from ._lazy import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._types import Accept as Accept
    from ._types import Account as Account
    from ._types import AnsweredEvent as AnsweredEvent
    from ._types import AnyProvider as AnyProvider
    from ._types import Bucket as Bucket
    from ._types import Buckets as Buckets
    from ._types import Call as Call
    from ._types import Change as Change
    from ._types import Document as Document
    from ._types import Event as Event
    from ._types import Exact as Exact
    from ._types import Key as Key
    from ._types import OnEvent as OnEvent
    from ._types import PlannedEvent as PlannedEvent
    from ._types import Policies as Policies
    from ._types import Problem as Problem
    from ._types import ProviderName as ProviderName
    from ._types import Query as Query
    from ._types import ReadingEvent as ReadingEvent
    from ._types import Recipes as Recipes
    from ._types import RecipeTable as RecipeTable
    from ._types import ReplannedEvent as ReplannedEvent
    from ._types import Service as Service
    from ._types import Trust as Trust
    from ._types import WaitingEvent as WaitingEvent
    from ._types import WritingEvent as WritingEvent

_NAMES = {
    "_types": "Accept Account AnsweredEvent AnyProvider Bucket Buckets Call Change Document Event Exact Key "
    "OnEvent PlannedEvent Policies Problem ProviderName Query ReadingEvent Recipes RecipeTable "
    "ReplannedEvent Service Trust WaitingEvent WritingEvent",
}

# Type checkers report a misspelt name.
if not TYPE_CHECKING:
    __getattr__, __dir__ = lazy(__name__, "rolewright", _NAMES)
