"""The providers: who carries the calls out."""

from __future__ import annotations

from . import _native
from ._tasks import finish, finish_async
from .generated.operations import Operations
from .generated.operations_aio import AsyncOperations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from os import PathLike
    from types import TracebackType
    from typing import Any, Literal, Self

    from ._tasks import Begun

    Service = Literal["ram", "sts", "cr"]
    Key = tuple[str, str] | tuple[str, str, str | None]


class Provider(Operations):
    """Carries out calls against one account.

    Every operation is a method with keyword arguments; `aio` has the same ones as coroutines. A
    provider of your own is a subclass with a method `execute(action, params)`, which gets texts
    by the service's names, answers with a dict, and raises `RamError` and its subclasses. It is
    called on threads of its own, several at once.

    It may have a method `inspect_bucket(name, region)`, too: None for a bucket that there is not,
    else a dict of what is known of it: `region` (`cn-hangzhou`), `owner` (an account's id),
    `storage_class`, `redundancy`, `versioning` (`off`, `enabled` or `suspended`), `encryption`
    (None, or a dict with `algorithm` and `kms_key`), `lifecycle_rules` (a number),
    `block_public_access` and `policy` (None, or the bucket policy as JSON text). Without it, and for
    what it leaves out, reports say that it was not looked at.

    >>> class Empty(Provider):
    ...     def execute(self, action, params=None, service=None):
    ...         if action == "GetCallerIdentity":
    ...             return {"AccountId": "42", "Arn": "acs:ram::42:root"}
    ...         raise NotFoundError("there is nothing here", code="EntityNotExist")
    >>> import rolewright
    >>> rolewright.show(provider=Empty()).account
    '42'
    """

    _native_engine: _native.Engine | None = None

    def __new__(cls, *args: Any, **kwargs: Any) -> Self:
        if cls is Provider:
            raise TypeError("a Provider is made by one of its subclasses")
        return super().__new__(cls)

    def execute(
        self,
        action: str,
        params: Mapping[str, str] | None = None,
        service: Service | None = None,
    ) -> dict[str, Any]:
        """Carries out any call by name and returns the answer as a dict.

        Args:
            action: The operation, for example `GetRole`.
            params: Texts by the service's names.
            service: Where it belongs; that of the operation, or `ram`, when left out.

        Raises:
            RamError: What the service answered, or what kept the call from being answered.

        >>> MemoryProvider().execute("CreateUser", {"UserName": "alice"})["User"]["UserName"]
        'alice'
        """
        return finish(self._begin(action, params, service))

    @property
    def aio(self) -> AsyncProvider:
        """The same operations as coroutines.

        >>> import asyncio
        >>> asyncio.run(MemoryProvider(account="42").aio.get_caller_identity()).account_id
        '42'
        """
        return AsyncProvider(self)

    def info(self) -> dict[str, Any]:
        """Who carries the calls out: a dict with `name`, `endpoint` and `simulated`.

        >>> MemoryProvider().info()
        {'name': 'memory', 'endpoint': 'memory', 'simulated': True}
        """
        return self._open().info()

    def close(self) -> None:
        """Lets go of the account. What is asked afterwards raises `RefusedError`.

        >>> with MemoryProvider() as provider:
        ...     pass
        >>> provider.get_user(user_name="alice")
        Traceback (most recent call last):
        rolewright.RefusedError: the provider was closed
        """
        if self._native_engine is not None:
            self._native_engine.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.info()['endpoint']}>"

    def __reduce__(self) -> Any:
        name = type(self).__name__
        raise TypeError(f"a {name} can't be pickled; open one where it is needed")

    def _open(self) -> _native.Engine:
        if self._native_engine is not None:
            return self._native_engine
        if type(self).execute is Provider.execute:
            name = type(self).__name__
            raise TypeError(f"{name} has no method `execute(action, params)`")
        # Made anew for each use: it holds this object, which must not hold it.
        return _native.Engine.python(self)

    def _begin(
        self, action: str, params: Mapping[str, str] | None, service: Service | None
    ) -> Begun[dict[str, Any]]:
        task = self._open().call(_text("action", action), _texts(params), service)
        return task, dict, None

    def _call(self, action: str, params: Mapping[str, Any], module: str, answer: str) -> Any:
        return _made(self.execute(action, _wire(params)), module, answer)


class AsyncProvider(AsyncOperations):
    """A provider's operations as coroutines; `Provider.aio` makes it.

    >>> import asyncio
    >>> provider = MemoryProvider()
    >>> asyncio.run(provider.aio.create_user(user_name="alice")).user.user_name
    'alice'
    """

    def __init__(self, provider: Provider) -> None:
        self._provider = provider

    async def execute(
        self,
        action: str,
        params: Mapping[str, str] | None = None,
        service: Service | None = None,
    ) -> dict[str, Any]:
        """Carries out any call by name; as `Provider.execute`.

        >>> import asyncio
        >>> asyncio.run(MemoryProvider().aio.execute("ListUsers"))["Users"]
        {'User': []}
        """
        return await finish_async(self._provider._begin(action, params, service))

    async def _call(
        self, action: str, params: Mapping[str, Any], module: str, answer: str
    ) -> Any:
        return _made(await self.execute(action, _wire(params)), module, answer)

    def __repr__(self) -> str:
        return f"{self._provider!r}.aio"


class MemoryProvider(Provider):
    """RAM without an account, in this process's memory.

    Args:
        account: The account's id.
        state: An account that `state()` gave, to begin with.

    >>> provider = MemoryProvider(account="42")
    >>> provider.create_user(user_name="alice").user.user_name
    'alice'
    >>> copy = MemoryProvider(state=provider.state())
    >>> copy.get_user(user_name="alice").user.user_name
    'alice'
    """

    def __init__(
        self, account: str | None = None, *, state: Mapping[str, Any] | None = None
    ) -> None:
        self._native_engine = _native.Engine.memory(account=account, state=state)

    def state(self) -> dict[str, Any]:
        """Everything that the account holds, as plain data: the secrets of its simulated keys,
        too, which open nothing elsewhere.

        >>> MemoryProvider("42").state()["id"]
        '42'
        """
        state: dict[str, Any] = self._open().state()
        return state

    def restore(self, state: Mapping[str, Any]) -> None:
        """Makes the account what `state()` gave; for a state that no call leads to, too.

        Raises `InvalidInputError` for what is no such state.

        >>> provider = MemoryProvider()
        >>> empty = provider.state()
        >>> _ = provider.create_user(user_name="alice")
        >>> provider.restore(empty)
        >>> provider.list_users().users.user
        ()
        """
        self._open().restore(state)


class LocalProvider(Provider):
    """RAM without an account, kept in one file that several processes may share.

    Args:
        path: The file; `.rolewright/local.db` when left out.
        account: The id of a new account.

    Raises `RefusedError` for a file that holds another account.

    >>> import tempfile, os
    >>> folder = tempfile.TemporaryDirectory()
    >>> with LocalProvider(os.path.join(folder.name, "ram.db"), "42") as provider:
    ...     provider.get_caller_identity().account_id
    '42'
    >>> folder.cleanup()
    """

    def __init__(
        self, path: str | PathLike[str] | None = None, account: str | None = None
    ) -> None:
        self._native_engine = _native.Engine.open("local", store=path, account=account)


class AlibabaProvider(Provider):
    """The real cloud. Nothing is sent before the first call.

    Args:
        profile: A profile of the files of the command line or the libraries, in place of
            whatever the official default chain finds first.
        endpoint: RAM's endpoint, `https://host[:port]`; plain `http://` to this machine only. What
            is said of no endpoint is taken from the official clients' variables, for example
            `ALIBABA_CLOUD_ENDPOINT`, and from the table of regions (docs/regions.md).
        credentials: A key, as `(id, secret)` or `(id, secret, token)`; an object with
            `get_credential()`, such as a client of `alibabacloud_credentials`; or a callable
            that gives either, which is asked whenever a key is needed. With a fourth part, the
            end of the key in seconds since 1970, the key is kept until shortly before it.
        sts_endpoint: STS's endpoint.
        cr_endpoint: Container Registry's endpoint.
        oss_endpoint: Where buckets are looked at.
        vpc: Take the endpoints inside a VPC; what the environment says when left out.
        region: The region that this machine is in, of which VPC endpoints are taken.
        allow_plain_http: Let plain `http://` go to other machines too; whoever is on the way then
            reads every request.
        skip_bucket_check: Do not look at the buckets themselves, for a caller without rights on
            OSS; a report then says that they were not looked at.
        timeout: How long one attempt may take, in seconds; 20 when left out.

    Raises `InvalidInputError` for a value out of form, `CredentialError` with the first call
    when there is no key.

    >>> AlibabaProvider(credentials=("id", "secret"), endpoint="https://ram.example.com")
    <AlibabaProvider ram.example.com>
    """

    def __init__(
        self,
        *,
        profile: str | None = None,
        endpoint: str | None = None,
        credentials: Key | Callable[[], object] | object | None = None,
        sts_endpoint: str | None = None,
        cr_endpoint: str | None = None,
        oss_endpoint: str | None = None,
        vpc: bool | None = None,
        region: str | None = None,
        allow_plain_http: bool = False,
        skip_bucket_check: bool = False,
        timeout: float | None = None,
    ) -> None:
        if profile is not None and credentials is not None:
            raise TypeError("`profile` and `credentials` are two sources of a key; give one")
        wanted = {
            "profile": profile,
            "endpoint": endpoint,
            "sts_endpoint": sts_endpoint,
            "cr_endpoint": cr_endpoint,
            "oss_endpoint": oss_endpoint,
            "vpc": vpc,
            "region": region,
            "allow_plain_http": allow_plain_http,
            "skip_bucket_check": skip_bucket_check,
            "timeout": timeout,
        }
        self._native_engine = _native.alibaba(_credentials(credentials), wanted)


def _credentials(given: Any) -> Any:
    if given is None:
        return None
    if isinstance(given, tuple):
        if len(given) > 3:
            raise TypeError("a key is (id, secret) or (id, secret, token)")
        return _key(given)[:3]
    source = getattr(given, "get_credential", given)
    if not callable(source):
        name = type(given).__name__
        raise TypeError(f"`credentials` is a key, a client or a callable, not {name}")
    return lambda: _key(source())


def _key(given: Any) -> tuple[str, str, str | None, int | None]:
    if hasattr(given, "get_credential"):
        given = given.get_credential()
    if hasattr(given, "access_key_id"):
        token = getattr(given, "security_token", None)
        given = (given.access_key_id, given.access_key_secret, token or None)
    parts: Any = (*given, None, None)[:4] if isinstance(given, tuple) else ()
    wanted = (str, str, str | None, int | None)
    if len(parts) != 4 or not all(map(isinstance, parts, wanted)):
        raise TypeError("a key is (id, secret), (id, secret, token) or (id, secret, token, end)")
    key: tuple[str, str, str | None, int | None] = parts
    return key


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"`{name}` is a str, not {type(value).__name__}")
    return value


def _texts(params: Any) -> dict[str, str]:
    if params is None:
        return {}
    if not hasattr(params, "items"):
        raise TypeError(f"`params` is a dict of str to str, not {type(params).__name__}")
    for name, value in params.items():
        for text in (name, value):
            if not isinstance(text, str):
                raise TypeError(f"`params` is a dict of str to str, not of {type(text).__name__}")
    return dict(params)


def _wire(params: Mapping[str, Any]) -> dict[str, str]:
    """Keyword arguments as RAM wants them: texts; what is absent or empty is left out."""
    texts = {name: _wire_text(name, value) for name, value in params.items() if value is not None}
    return {name: text for name, text in texts.items() if text is not None}


def _wire_text(name: str, value: Any) -> str | None:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if hasattr(value, "to_json"):
        return str(value.to_json())
    if isinstance(value, (bytes, bytearray)) or not hasattr(value, "__iter__"):
        raise TypeError(f"`{name}` can't be {type(value).__name__}")
    if hasattr(value, "items"):
        return _native.to_json(name, value)
    items = [item.to_dict() if hasattr(item, "to_dict") else item for item in value]
    return _native.to_json(name, items) if items else None


def _made(answer: dict[str, Any], module: str, name: str) -> Any:
    if not name:
        return None
    place = __import__(f"rolewright.generated.{module}", fromlist=[name])
    return getattr(place, name).from_dict(answer)


for _class in (Provider, AsyncProvider, MemoryProvider, LocalProvider, AlibabaProvider):
    _class.__module__ = "rolewright"
