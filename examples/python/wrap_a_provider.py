"""A custom provider has one method. This one records the calls."""

from collections.abc import Mapping
from typing import Any

import rolewright


class Recording(rolewright.Provider):
    """Delegates each call and records its name; rejects deletions."""

    def __init__(self, inner: rolewright.Provider) -> None:
        self.inner = inner
        self.calls: list[str] = []

    def execute(
        self, action: str, params: Mapping[str, str] | None = None, service: Any = None
    ) -> dict[str, Any]:
        self.calls.append(action)
        if action.startswith(("Delete", "Detach")):
            raise rolewright.PermissionDeniedError("deletions are not allowed", action=action)
        return self.inner.execute(action, params, service)


provider = Recording(rolewright.MemoryProvider(account="42"))
report = rolewright.setup(["my-images"], provider=provider)
assert report.passed
print(f"{report.calls} calls in {report.rounds} rounds: {', '.join(provider.calls)}")

try:
    rolewright.destroy(provider=provider, account="42")
except rolewright.PermissionDeniedError as error:
    print("not destroyed:", error)
assert rolewright.verify(["my-images"], provider=provider).passed
