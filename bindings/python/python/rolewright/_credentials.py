"""The forms of credentials that `AlibabaProvider` accepts."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def credentials_of(given: Any) -> Any:
    """Returns a key, or a callable that returns one before each call."""
    if given is None:
        return None
    if isinstance(given, tuple):
        if len(given) > 3:
            raise TypeError("`credentials` must be an access key: (id, secret) or (id, secret, token)")
        return _key(given)[:3]
    if hasattr(given, "access_key_id") and not hasattr(given, "get_credential"):
        return _key(given)[:3]
    source = getattr(given, "get_credential", given)
    if not callable(source):
        name = type(given).__name__
        raise TypeError(f"`credentials` must be a key, a client or a callable, not {name}")
    return lambda: _key(source())


def _revealed(secret: Any) -> Any:
    reveal = getattr(secret, "reveal", None)
    return secret if reveal is None else reveal()


def _key(given: Any) -> tuple[str, str, str | None, int | None]:
    if hasattr(given, "get_credential"):
        given = given.get_credential()
    if hasattr(given, "access_key_id"):
        token = getattr(given, "security_token", None)
        secrets = (given.access_key_secret, token or None)
        given = (given.access_key_id, *map(_revealed, secrets))
    parts: Any = (*given, None, None)[:4] if isinstance(given, tuple) else ()
    desired = (str, str, str | None, int | None)
    if len(parts) != 4 or not all(map(isinstance, parts, desired)):
        raise TypeError(
            "`credentials` must be an access key: (id, secret), (id, secret, token) or "
            "(id, secret, token, expiration)"
        )
    key: tuple[str, str, str | None, int | None] = parts
    return key
