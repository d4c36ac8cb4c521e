"""The HTTP emulator of RAM, STS, OSS and Container Registry."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from typing import Any, Literal, Self

from . import _native
from ._native import PolicyDocument
from ._provider import AlibabaProvider, MemoryProvider
from ._server import ServerContext, check_port


class Emulator(ServerContext["_native.Server"]):
    """An emulator for tests, as a context manager (`with` or `async with`).

    It validates requests as the services do and accepts one access key, so that clients in any
    language can be tested without an account.

    Args:
        account: The account id.
        accounts: The number of accounts, or the members beside the first account: dicts with `id`,
            `calls`, `keys` and `buckets`, all optional. The first account manages the members, whose
            role `ResourceDirectoryAccountAccessRole` trusts it.
        state: The initial account, as returned by `MemoryProvider.state()`.
        access_key: The access key as `(id, secret)`. Default: a random one.
        port: The port on 127.0.0.1; 0 for a free port.
        enforce: Enforce the caller's policies, as the services do; "soft" records each decision in
            `requests()`, but denies nothing. Default: every access key may do everything.
        quotas: Whether the documented quotas of Alibaba Cloud apply. Default: the setting in
            `state`, else true.
        tls: Serve HTTPS with a certificate for this machine; clients must trust
            `certificate_authority`, as `provider()` does.
        strict_time: Refuse requests that are not signed with the emulator's time after `advance`.
        console: Serve a console in the browser too, at `console_address`; `requests()` then returns the
            latest 10,000 requests instead of 1,000.

    Raises `RamError` when the port can't be used.

    >>> with Emulator(account="42") as emulator:
    ...     emulator.provider().get_caller_identity().account_id
    '42'
    """

    _what = "emulator"
    _usage = "with Emulator() as emulator"

    def __init__(
        self,
        account: str | None = None,
        *,
        accounts: int | Iterable[Mapping[str, Any]] = 1,
        state: Mapping[str, Any] | None = None,
        access_key: tuple[str, str] | None = None,
        port: int = 0,
        enforce: bool | Literal["soft"] = False,
        quotas: bool | None = None,
        tls: bool = False,
        strict_time: bool = False,
        console: bool = False,
    ) -> None:
        check_port(port)
        flags = {"quotas": quotas, "tls": tls, "strict_time": strict_time, "console": console}
        for name, flag in flags.items():
            if not isinstance(flag, bool) and (flag is not None or name != "quotas"):
                raise TypeError(f"`{name}` must be a bool, not {type(flag).__name__}")
        if isinstance(accounts, (str, bytes, bytearray, Mapping)) or not isinstance(accounts, (int, Iterable)):
            name = type(accounts).__name__
            raise TypeError(f"`accounts` must be a number or a list of dict, not {name}")
        if access_key is not None and not _is_key(access_key):
            raise TypeError("`access_key` must be a tuple of str, (id, secret)")
        random = (f"emulator{os.urandom(8).hex()}", os.urandom(16).hex())
        self._key = access_key or random
        self._options: dict[str, Any] = {
            "accounts": (
                account, accounts if isinstance(accounts, int) else list(accounts), state,
            ),
            "port": port, "enforce": enforce, "quotas": quotas,
            "options": (tls, strict_time, console),
        }

    @property
    def endpoint(self) -> str:
        """The endpoint, for example `http://127.0.0.1:38211`."""
        return self._running().endpoint

    @property
    def console_address(self) -> str:
        """A new address of the console with a one-time token: it can be opened once, within an hour. The
        browser then has a session until eight hours after its last request.

        Raises `RefusedError` for an emulator without `console=True`.

        >>> with Emulator(console=True) as emulator:
        ...     emulator.console_address.startswith(emulator.endpoint)
        True
        """
        return self._running().console_link()

    @property
    def certificate_authority(self) -> str | None:
        """The certificate of the authority that clients must trust, in PEM; None without TLS.

        >>> import ssl
        >>> with Emulator(tls=True) as emulator:
        ...     context = ssl.create_default_context(cadata=emulator.certificate_authority)
        """
        return self._running().certificate_authority

    @property
    def access_key_id(self) -> str:
        """The access key id."""
        return self._key[0]

    @property
    def access_key_secret(self) -> str:
        """The access key secret, which is valid for this emulator only."""
        return self._key[1]

    @property
    def environment(self) -> dict[str, str]:
        """The environment variables with access key and endpoints, for official clients, Terraform
        and rolewright; docs/emulator.md lists them. With TLS, clients must also trust
        `certificate_authority`.

        >>> with Emulator(access_key=("id", "secret")) as emulator:
        ...     emulator.environment["ALIBABA_CLOUD_ENDPOINT"] == emulator.endpoint
        True
        """
        return self._running().environment

    @property
    def account_ids(self) -> list[str]:
        """The ids of all accounts, the first one first.

        >>> with Emulator(accounts=3) as emulator:
        ...     emulator.account_ids[1:]
        ['2000000000000001', '2000000000000002']
        """
        return self._running().account_ids

    @property
    def account(self) -> MemoryProvider:
        """The emulator's first account, accessed without HTTP; it has the emulator's time. A forked
        process can't use it, since the account is in the process of the emulator.
        """
        account = MemoryProvider.__new__(MemoryProvider)
        account._native_engine = self._running().engine()
        return account

    def provider(self, **options: Any) -> AlibabaProvider:
        """Returns a provider for this emulator, with its RAM, STS, OSS and Container Registry; options
        are those of `AlibabaProvider`. Runs check the buckets, so create them first.

        >>> with Emulator() as emulator:
        ...     emulator.create_bucket("my-images")
        ...     rolewright.setup(["my-images"], provider=emulator.provider(timeout=5)).passed
        True
        """
        endpoints = {"endpoint": self.endpoint, "oss_endpoint": self.endpoint}
        trust = {"certificate_authority": self.certificate_authority}
        return AlibabaProvider(**{"credentials": self._key, **endpoints, **trust, **options})

    def seed(
        self,
        buckets: Iterable[str] = (),
        *,
        region: str = "cn-hangzhou",
        calls: Iterable[Mapping[str, Any]] = (),
        keys: Iterable[Mapping[str, Any]] = (),
        state: Mapping[str, Any] | None = None,
        account: str | None = None,
        **options: Any,
    ) -> None:
        """Fills the account without HTTP: restores a state, then executes calls as the account,
        then adds access keys, then creates buckets and sets them up.

        Args:
            buckets: Buckets to create and set up.
            region: The region of the buckets.
            calls: Dicts with `action` and `params`, with the service's parameter names.
            keys: Dicts with `id` and `secret`, and `user` for the access key of a user.
            state: An account as returned by `MemoryProvider.state()`, for the first account.
            account: The id of a member account, which takes `calls` and `keys` only.
            **options: Those of `setup`.

        >>> with Emulator() as emulator:
        ...     emulator.seed(["my-images"])
        ...     rolewright.verify(["my-images"], provider=emulator.provider()).passed
        True
        """
        from ._run import setup

        names = list(buckets)
        if account is not None and (names or state is not None):
            raise ValueError("`buckets` and `state` are for the first account, not for `account`")
        if state is not None:
            self.account.restore(state)
        made = {name: {"region": region} for name in names}
        seed = {"calls": list(calls), "keys": list(keys), "buckets": made}
        self._control("POST", "seed", seed, account)
        if names:
            setup(names, provider=self.account, **options).raise_for_status()

    def create_bucket(
        self, name: str, *, region: str = "cn-hangzhou", account: str | None = None
    ) -> None:
        """Creates a bucket without HTTP; one with this name is replaced. `account` is the id of a member
        account.

        Raises `InvalidInputError` for an invalid name.

        >>> with Emulator() as emulator:
        ...     emulator.create_bucket("my-images")
        ...     list(emulator.state()["buckets"])
        ['my-images']
        """
        self._control("POST", "seed", {"buckets": {name: {"region": region}}}, account)

    def create_instance(
        self,
        bucket: str,
        *,
        name: str = "images",
        region: str = "cn-hangzhou",
        account: str | None = None,
    ) -> dict[str, Any]:
        """Creates a Container Registry instance that stores its images in a bucket. It runs once
        the role, the policy and the bucket allow it. `account` is the id of a member account.

        Raises `InvalidInputError` when the region has an instance with this name already.

        >>> with Emulator() as emulator:
        ...     instance = emulator.create_instance("my-images")
        ...     emulator.seed(["my-images"])
        ...     provider = emulator.provider()
        ...     where = {"regions": ["cn-hangzhou"], "instances": [instance["id"]]}
        ...     rolewright.verify(["my-images"], provider=provider, **where).passed
        True
        """
        made = {"region": region, "name": name, "bucket": bucket}
        reply = self._control("POST", "instances", made, account)
        instance: dict[str, Any] = reply["instance"]
        return instance

    def faults(self, *rules: Mapping[str, Any]) -> None:
        """Sets the faults to inject; replaces all earlier ones.

        Args:
            *rules: Dicts with `fault` and, to select calls, `action`, `service`, `calls` (counted
                from 1) or `probability`. `fault` is a dict with a `kind`: `delay` (with
                `milliseconds`), `throttle`, `internal_error`, `service_unavailable`,
                `bad_gateway`, `cut_before`, `cut_body`, `lose_answer` or `stale` (with `reads`).

        Raises `InvalidInputError` for an invalid rule.

        >>> with Emulator() as emulator:
        ...     emulator.create_bucket("my-images")
        ...     lost = {"kind": "lose_answer"}
        ...     emulator.faults({"action": "CreateRole", "calls": [1], "fault": lost})
        ...     rolewright.setup(["my-images"], provider=emulator.provider()).passed
        True
        """
        self._control("PUT", "faults", list(rules))

    def requests(self) -> list[dict[str, Any]]:
        """Returns the latest requests, oldest first, with the permissions that each needed.

        >>> with Emulator() as emulator:
        ...     _ = emulator.provider().list_users()
        ...     emulator.requests()[0]["action"]
        'ListUsers'
        """
        requests: list[dict[str, Any]] = self._control("GET", "requests")["requests"]
        return requests

    def policy(self, caller: str | None = None) -> PolicyDocument:
        """Returns the smallest policy for the latest requests of a caller.

        Args:
            caller: As in `policy_from_requests`.

        Raises `InvalidInputError` as `policy_from_requests` does.

        >>> with Emulator() as emulator:
        ...     _ = emulator.provider().list_users()
        ...     emulator.policy().to_dict()["Statement"][0]["Action"]
        ['ram:ListUsers']
        """
        from ._denial import policy_from_requests

        return policy_from_requests(self.requests(), caller=caller)

    def advance(self, seconds: int) -> None:
        """Advances the emulator's clock: dates, expiry, the header `Date` and `account` follow it.
        Requests that are signed with the real time stay valid unless `strict_time` is set.

        >>> with Emulator() as emulator:
        ...     emulator.advance(3600)
        """
        self._control("POST", "clock", {"seconds": seconds})

    def state(self, account: str | None = None) -> dict[str, Any]:
        """Returns the state of an account by its id, by default of the first one, without secrets.

        >>> with Emulator(accounts=2) as emulator:
        ...     list(emulator.state("2000000000000001")["roles"])
        ['ResourceDirectoryAccountAccessRole']
        """
        state: dict[str, Any] = self._control("GET", "state", None, account)
        return state

    def reset(self, account: str | None = None) -> None:
        """Resets all accounts, or the one with this id, to their initial state.

        >>> with Emulator() as emulator:
        ...     emulator.seed(["my-images"])
        ...     emulator.reset()
        ...     emulator.account.list_roles().roles.role
        ()
        """
        self._control("POST", "reset", None, account)

    def _control(
        self, method: str, what: str, body: object = None, account: str | None = None
    ) -> Any:
        from http.client import HTTPConnection, HTTPSConnection
        from urllib.parse import quote

        scheme, _, host = self._running().endpoint.partition("://")
        text = None if body is None else _native.to_json(what, body)
        connection = HTTPConnection(host, timeout=30)
        if scheme == "https":
            import ssl

            context = ssl.create_default_context(cadata=self.certificate_authority)
            connection = HTTPSConnection(host, timeout=30, context=context)
        try:
            query = "" if account is None else f"?account={quote(account, safe='')}"
            connection.request(method, f"/_rolewright/{what}{query}", text)
            response = connection.getresponse()
            reply = json.loads(response.read())
        finally:
            connection.close()
        if response.status >= 400:
            from ._errors import InvalidInputError

            raise InvalidInputError(reply["error"])
        return reply

    def _start(self) -> _native.Task:
        return _native.serve(key=self._key, **self._options)

    def __repr__(self) -> str:
        where = self._server.endpoint if self._server is not None else "not running"
        return f"<Emulator {where}>"


def _is_key(given: object) -> bool:
    return isinstance(given, tuple) and [*map(type, given)] == [str, str]


Emulator.__module__ = "rolewright"
