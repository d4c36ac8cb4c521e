from collections.abc import Callable, Iterable
from os import PathLike
from typing import Any, Literal, final

VERSION: str

def run(
    kind: Literal["plan", "apply", "verify"],
    buckets: Iterable[str],
    *,
    provider: str | Provider,
    trust: Iterable[str] | dict[str, Any] | None = None,
    account: str | None = None,
    on_event: Callable[[dict[str, Any]], object] | None = None,
) -> Report: ...

class Provider:
    def info(self) -> dict[str, Any]: ...
    def execute(
        self,
        action: str,
        params: dict[str, str] | None = None,
        service: Literal["ram", "sts", "cr"] | None = None,
    ) -> dict[str, Any]: ...

@final
class MemoryProvider(Provider):
    def __new__(cls, account: str | None = None) -> MemoryProvider: ...

@final
class LocalProvider(Provider):
    def __new__(
        cls, path: str | PathLike[str] | None = None, account: str | None = None
    ) -> LocalProvider: ...

@final
class AlibabaProvider(Provider):
    def __new__(
        cls, endpoint: str | None = None, sts_endpoint: str | None = None
    ) -> AlibabaProvider: ...

@final
class Report:
    @property
    def ok(self) -> bool: ...
    @property
    def changed(self) -> bool: ...
    @property
    def proven(self) -> bool: ...
    @property
    def outcome(self) -> str: ...
    @property
    def account(self) -> str: ...
    @property
    def requirements(self) -> list[dict[str, Any]]: ...
    @property
    def changes(self) -> list[dict[str, Any]]: ...
    @property
    def findings(self) -> list[dict[str, Any]]: ...
    def to_dict(self) -> dict[str, Any]: ...
    def raise_for_status(self) -> None: ...
    def __eq__(self, value: object, /) -> bool: ...
