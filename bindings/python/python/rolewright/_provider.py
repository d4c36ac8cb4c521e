"""The providers, which execute calls."""

from __future__ import annotations

from os import PathLike

import rolewright

from . import _native, types
from ._credentials import credentials_of
from ._tasks import finish
from .generated.operations import Operations

TYPE_CHECKING = False
if TYPE_CHECKING:
    import typing as t
    from types import TracebackType

    from ._tasks import Begun
else:
    from . import _typing as t


class Provider(Operations):
    """Executes calls for one account.

    Each operation is a method with keyword arguments; `aio` has them as coroutines. A custom
    provider is a subclass with a method `execute(action, params)`, which gets a dict of str with
    the service's names, returns a dict, and raises `RamError` and its subclasses. It is called on
    separate threads, and concurrently, with the context variables of the run. A run repeats a call
    that raised `ThrottledError`, `ServerError`, `ConnectionFailedError`, `TimeoutError` or
    `ConnectionError`; any other exception ends it at once and is the cause of its error. With an
    asynchronous client, use `AsyncProvider`.

    It may also have a method `inspect_bucket(name, region)`, which returns None for a missing
    bucket, else a dict with what is known: `region` (`cn-hangzhou`), `owner` (an account id),
    `storage_class`, `redundancy`, `versioning` (`off`, `enabled` or `suspended`), `encryption`
    (None, or a dict with `algorithm` and `kms_key`), `lifecycle_rules` (a number),
    `block_public_access` and `policy` (None, or the bucket policy as a JSON string). Missing keys
    are reported as not checked, and so are buckets without this method.

    >>> class Empty(Provider):
    ...     def execute(self, action, params=None, service=None):
    ...         if action == "GetCallerIdentity":
    ...             return {"AccountId": "42", "Arn": "acs:ram::42:root"}
    ...         raise NotFoundError("the account is empty", code="EntityNotExist")
    >>> import rolewright
    >>> rolewright.show(provider=Empty()).account
    '42'
    """

    _native_engine: _native.Engine | None = None

    def __new__(cls, *args: t.Any, **kwargs: t.Any) -> t.Self:
        if cls is Provider:
            raise TypeError("Provider is an abstract class; use one of its subclasses")
        return super().__new__(cls)

    def execute(
        self,
        action: str,
        params: t.Mapping[str, str] | None = None,
        service: types.Service | None = None,
    ) -> dict[str, t.Any]:
        """Executes any call by name and returns the response as a dict.

        Args:
            action: The operation, for example `GetRole`.
            params: Parameters with the service's names; all values are str.
            service: The service. Default: that of the operation, or `ram` for an unknown one.

        Raises:
            RamError: The call failed.

        >>> MemoryProvider().execute("CreateUser", {"UserName": "alice"})["User"]["UserName"]
        'alice'
        """
        return finish(self._begin(action, params, service))

    @property
    def aio(self) -> rolewright.AsyncProvider:
        """The operations as coroutines.

        >>> import asyncio
        >>> asyncio.run(MemoryProvider(account="42").aio.get_caller_identity()).account_id
        '42'
        """
        from ._provider_aio import AsyncProvider

        return AsyncProvider(self)

    def info(self) -> dict[str, t.Any]:
        """Describes the provider: a dict with `name`, `endpoint` and `simulated`.

        >>> MemoryProvider().info()
        {'name': 'memory', 'endpoint': 'memory', 'simulated': True, 'hosts': []}
        """
        return self._open().info()

    def close(self) -> None:
        """Closes the provider. Later calls raise `RefusedError`.

        >>> with MemoryProvider() as provider:
        ...     pass
        >>> provider.get_user(user_name="alice")
        Traceback (most recent call last):
        rolewright.RefusedError: the provider is closed
        """
        if self._native_engine is not None:
            self._native_engine.close()

    def __enter__(self) -> t.Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    async def __aenter__(self) -> t.Self:
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

    def __reduce__(self) -> t.Any:
        name = type(self).__name__
        raise TypeError(f"a {name} can't be pickled; open one in the other process")

    def _open(self) -> _native.Engine:
        if self._native_engine is not None:
            return self._native_engine
        if type(self).execute is Provider.execute:
            name = type(self).__name__
            raise TypeError(f"{name} has no method `execute(action, params)`")
        # Created for each use: the engine refers to this object, so this must not refer to it.
        return _native.Engine.python(self, type(self).__name__)

    def _begin(
        self,
        action: str,
        params: t.Mapping[str, str] | None,
        service: types.Service | None,
        deadline: float | None = None,
    ) -> Begun[dict[str, t.Any]]:
        task = self._open().call(_text("action", action), _texts(params), service, deadline)
        return task, dict, None

    def _call(
        self, action: str, params: dict[str, str | None], module: str, answer: str
    ) -> t.Any:
        return _made(self.execute(action, _present(params)), module, answer)


class _OwnProvider(Provider):
    """A provider of this package. A custom one need not know `deadline`."""

    def execute(
        self,
        action: str,
        params: t.Mapping[str, str] | None = None,
        service: types.Service | None = None,
        *,
        deadline: float | None = None,
    ) -> dict[str, t.Any]:
        """Executes any call by name and returns the response as a dict.

        Args:
            action: The operation, for example `GetRole`.
            params: Parameters with the service's names; all values are str.
            service: The service. Default: that of the operation, or `ram` for an unknown one.
            deadline: The longest time, in seconds, with all attempts and waits.

        Raises:
            RamError: The call failed.
            DeadlineExceededError: The deadline has passed; `maybe_applied` says whether the call may
                have changed something.

        >>> MemoryProvider().execute("ListUsers", deadline=10)["Users"]
        {'User': []}
        """
        return finish(self._begin(action, params, service, deadline))


class MemoryProvider(_OwnProvider):
    """A simulated account in memory.

    Args:
        account: The account id.
        state: The initial account, as returned by `state()`.

    >>> provider = MemoryProvider(account="42")
    >>> provider.create_user(user_name="alice").user.user_name
    'alice'
    >>> copy = MemoryProvider(state=provider.state())
    >>> copy.get_user(user_name="alice").user.user_name
    'alice'
    """

    def __init__(
        self, account: str | None = None, *, state: t.Mapping[str, t.Any] | None = None
    ) -> None:
        self._native_engine = _native.Engine.memory(account=account, state=state)

    def state(self) -> dict[str, t.Any]:
        """Returns the whole account as plain data, including the secrets of its simulated access
        keys.

        >>> MemoryProvider("42").state()["id"]
        '42'
        """
        state: dict[str, t.Any] = self._open().state()
        return state

    def restore(self, state: t.Mapping[str, t.Any]) -> None:
        """Replaces the account with a state as returned by `state()`.

        Raises `InvalidInputError` for an invalid state.

        >>> provider = MemoryProvider()
        >>> empty = provider.state()
        >>> _ = provider.create_user(user_name="alice")
        >>> provider.restore(empty)
        >>> provider.list_users().users.user
        ()
        """
        self._open().restore(state)


class LocalProvider(_OwnProvider):
    """A simulated account in a file, which several processes can share.

    Args:
        path: The file. Default: `.rolewright/local.db`.
        account: The account id of a new file.

    Raises `CredentialError` for a file with another account.

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


class AlibabaProvider(_OwnProvider):
    """Alibaba Cloud. Nothing is sent before the first call.

    Args:
        profile: A profile of the `aliyun` CLI or the credentials file. Default: the official
            default credential chain.
        endpoint: RAM endpoint, `https://host[:port]`; plain `http://` for this machine only.
            Default for all endpoints: the official clients' variables, for example
            `ALIBABA_CLOUD_ENDPOINT`, then the region table (docs/regions.md).
        credentials: An access key, as `(id, secret)` or `(id, secret, token)`; the credentials in the
            response of `assume_role`, as they are; an object with `get_credential()`, such as a client of `alibabacloud_credentials`; or a callable that
            returns either, called before each call. With a fourth item, the expiration in seconds
            since 1970, the access key is cached until shortly before it.
        assume_role: The ARN of a role to assume with the credentials first, also in another account;
            sessions are renewed before they end.
        assume_role_external_id: The external id that the role's trust policy requires.
        assume_role_session_name: The session name in the audit log. Default: `rolewright`.
        assume_role_duration: The session duration in seconds. Default: 3600.
        assume_role_session_policy: A policy document, as JSON text, that restricts the session.
        sts_endpoint, cr_endpoint, oss_endpoint: Endpoints of STS, Container Registry and OSS.
        vpc: Whether to use VPC endpoints. Default: the setting in the environment.
        region: The region of this machine, which selects its VPC endpoints.
        allow_plain_http: Allow plain `http://` to hosts other than this machine (unencrypted).
        certificate_authority: The certificate authorities to trust instead of the system's and those
            of `SSL_CERT_FILE`, as PEM text; of a file: `Path("ca.pem").read_text()`.
        skip_bucket_check: Skip the bucket checks, for a caller without permissions on OSS.
        timeout: The timeout of one attempt of a call, in seconds. Default: 20.
        retries: How often a failed call is repeated at most, within 60 seconds. Default: 3.

    Raises `InvalidInputError` for an invalid value, and with the first call `CredentialError` when
    there are no credentials.

    >>> AlibabaProvider(credentials=("id", "secret"), endpoint="https://ram.example.com")
    <AlibabaProvider ram.example.com>
    """

    def __init__(
        self,
        *,
        profile: str | None = None,
        endpoint: str | None = None,
        credentials: types.Key | t.Callable[[], object] | object | None = None,
        assume_role: str | None = None,
        assume_role_external_id: str | None = None,
        assume_role_session_name: str | None = None,
        assume_role_duration: float | None = None,
        assume_role_session_policy: str | None = None,
        sts_endpoint: str | None = None,
        cr_endpoint: str | None = None,
        oss_endpoint: str | None = None,
        vpc: bool | None = None,
        region: str | None = None,
        allow_plain_http: bool = False,
        certificate_authority: str | None = None,
        skip_bucket_check: bool = False,
        timeout: float | None = None,
        retries: int | None = None,
    ) -> None:
        if profile is not None and credentials is not None:
            raise TypeError("`profile` and `credentials` are mutually exclusive")
        desired = {
            "profile": profile,
            "endpoint": endpoint,
            "assume_role": assume_role,
            "assume_role_external_id": assume_role_external_id,
            "assume_role_session_name": assume_role_session_name,
            "assume_role_duration": assume_role_duration,
            "assume_role_session_policy": assume_role_session_policy,
            "sts_endpoint": sts_endpoint,
            "cr_endpoint": cr_endpoint,
            "oss_endpoint": oss_endpoint,
            "vpc": vpc,
            "region": region,
            "allow_plain_http": allow_plain_http,
            "certificate_authority": certificate_authority,
            "skip_bucket_check": skip_bucket_check,
            "timeout": timeout,
            "retries": retries,
        }
        self._native_engine = _native.alibaba(credentials_of(credentials), desired)


def _text(name: str, value: t.Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"`{name}` must be a str, not {type(value).__name__}")
    return value


def _texts(params: t.Any) -> dict[str, str]:
    if params is None:
        return {}
    if not hasattr(params, "items"):
        raise TypeError(f"`params` must be a dict of str to str, not {type(params).__name__}")
    for name, value in params.items():
        for text in (name, value):
            if not isinstance(text, str):
                name = type(text).__name__
                raise TypeError(f"`params` must be a dict of str to str, not of {name}")
    return dict(params)


def _present(params: dict[str, str | None]) -> dict[str, str]:
    """The parameters that are set."""
    return {name: text for name, text in params.items() if text is not None}


def _made(answer: dict[str, t.Any], module: str, name: str) -> t.Any:
    if not name:
        return None
    place = __import__(f"rolewright.generated.{module}", fromlist=[name])
    return getattr(place, name).from_dict(answer)


for _class in (Provider, MemoryProvider, LocalProvider, AlibabaProvider):
    _class.__module__ = "rolewright"
