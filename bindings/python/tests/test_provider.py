"""Providers."""

import asyncio
import os
import signal
import socket
import sys
import threading

import pytest

import rolewright
from rolewright import AlibabaProvider, LocalProvider, MemoryProvider, Provider, setup

KEY = {"ALIBABA_CLOUD_ACCESS_KEY_ID": "testid", "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "testsecret"}


@pytest.fixture
def key(monkeypatch):
    for name, value in KEY.items():
        monkeypatch.setenv(name, value)


def test_any_operation_can_be_called_by_name():
    provider = MemoryProvider()
    made = provider.execute("CreateUser", {"UserName": "alice"})
    assert made["User"]["UserName"] == "alice"
    assert provider.execute("ListUsers", service="ram")["Users"]["User"][0]["UserName"] == "alice"


def test_the_service_of_a_known_operation_is_optional():
    provider = MemoryProvider(account="42")
    assert provider.execute("GetCallerIdentity")["AccountId"] == "42"
    assert provider.execute("GetCallerIdentity", service="sts")["AccountId"] == "42"
    region = {"RegionId": "cn-hangzhou"}
    assert provider.execute("ListInstance", region)["TotalCount"] == 0
    assert provider.execute("ListInstance", region, service="cr")["TotalCount"] == 0
    with pytest.raises(rolewright.RamError) as wrong:
        provider.execute("GetCallerIdentity", service="ram")
    assert wrong.value.kind == "unsupported"


def test_info_and_repr_show_the_endpoint(tmp_path, key):
    info = {"name": "memory", "endpoint": "memory", "simulated": True, "hosts": []}
    assert MemoryProvider().info() == info
    assert repr(MemoryProvider()) == "<MemoryProvider memory>"
    path = tmp_path / "store.db"
    assert repr(LocalProvider(path)) == f"<LocalProvider {path}>"
    alibaba = AlibabaProvider(endpoint="https://ram.example.com")
    assert isinstance(alibaba, Provider)
    assert not alibaba.info()["simulated"]
    assert "ram.example.com" in repr(alibaba)
    assert "testsecret" not in repr(alibaba)


def test_endpoints_are_the_set_ones_or_those_of_the_region(key, monkeypatch):
    def where(**options):
        return AlibabaProvider(**options).info()["endpoint"]

    assert where() == "ram.aliyuncs.com"
    assert where(vpc=True, region="cn-hangzhou") == "ram.vpc-proxy.aliyuncs.com"
    assert where(endpoint="http://ram.example.com", allow_plain_http=True) == "ram.example.com"
    with pytest.raises(rolewright.InvalidInputError, match="plain HTTP"):
        where(endpoint="http://ram.example.com")
    with pytest.raises(rolewright.InvalidInputError, match="unknown region `cn-hangzou`") as unknown:
        where(region="cn-hangzou")
    assert "cn-hangzhou" in unknown.value.help
    with pytest.raises(TypeError, match="`endpoint` must be a str, not int"):
        where(endpoint=7)
    with pytest.raises(TypeError, match="`timeout` must be a number of seconds, not str"):
        where(timeout="soon")
    with pytest.raises(rolewright.InvalidInputError, match="`timeout` must be a positive number of seconds"):
        where(timeout=-1)
    with pytest.raises(TypeError, match="`retries` must be a whole number from 0, not float"):
        where(retries=1.5)
    monkeypatch.setenv("ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED", "true")
    assert where() == "ram.vpc-proxy.aliyuncs.com"
    assert where(vpc=False) == "ram.aliyuncs.com"


def test_buckets_are_checked_unless_skipped():
    with rolewright.Emulator() as emulator:
        emulator.seed(["my-images"])
        for skips in (False, True):
            provider = emulator.provider(
                oss_endpoint=emulator.endpoint, skip_bucket_check=skips)
            report = rolewright.verify(["my-images"], provider=provider)
            statuses = {one.id: one.status for one in report.requirements}
            assert statuses["bucket_exists"] == ("not_checked" if skips else "passed")
            assert report.ok


def test_a_local_store_outlives_its_provider(tmp_path):
    LocalProvider(str(tmp_path / "store.db"), "42").execute("CreateUser", {"UserName": "alice"})
    again = LocalProvider(tmp_path / "store.db")
    assert again.execute("GetUser", {"UserName": "alice"})["User"]["UserName"] == "alice"
    assert again.execute("GetCallerIdentity")["AccountId"] == "42"


def test_a_provider_by_name_takes_the_account(tmp_path, monkeypatch):
    assert setup(["my-images"], provider="memory", account="42").account == "42"
    monkeypatch.chdir(tmp_path)
    assert setup(["my-images"], provider="local", account="42").changed
    assert not setup(["my-images"], provider="local", account="42").changed


def test_the_base_provider_is_abstract():
    with pytest.raises(TypeError):
        Provider()


def test_many_threads_can_share_a_provider():
    provider = MemoryProvider()
    reports = {}

    def work(bucket):
        reports[bucket] = setup([bucket], provider=provider)

    threads = [threading.Thread(target=work, args=(f"bucket-{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(reports) == 4
    assert rolewright.verify(sorted(reports), provider=provider).ok


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for one process")
def test_ctrl_c_stops_a_run_that_waits_for_a_response(key):
    # A shell starts background processes with this signal ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    # The kernel accepts the connection, but no response is sent. The timer runs only because the
    # GIL is released.
    with socket.create_server(("127.0.0.1", 0)) as silent:
        provider = AlibabaProvider(endpoint=f"http://127.0.0.1:{silent.getsockname()[1]}")
        threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start()
        with pytest.raises(KeyboardInterrupt):
            setup(["my-images"], provider=provider)


def gone_through(run, provider, operation, **arguments):
    """All pages, blocking or in an event loop."""
    if run.pages is rolewright.pages:
        return list(run.pages(getattr(provider, operation), **arguments))

    async def work():
        listed = rolewright.aio.pages(getattr(provider.aio, operation), **arguments)
        return [page async for page in listed]

    return asyncio.run(work())


def test_all_pages_of_a_list_are_returned(run, provider):
    names = [f"user-{n:03}" for n in range(250)]
    for name in names:
        provider.create_user(user_name=name)
    listed = gone_through(run, provider, "list_users", max_items=100)
    assert [len(page.users.user) for page in listed] == [100, 100, 50]
    assert [user.user_name for page in listed for user in page.users.user] == names
    [page] = gone_through(run, provider, "list_roles")
    assert page.roles.role == ()


def test_an_operation_without_pages_or_an_endless_list_is_an_error(run):
    class Endless(rolewright.Provider):
        def execute(self, action, params=None, service=None):
            return {"Users": {"User": []}, "IsTruncated": True, "Marker": "again"}

    with pytest.raises(rolewright.RamError, match="same marker twice"):
        gone_through(run, Endless(), "list_users")
    with pytest.raises(TypeError, match="must return pages, not CallerIdentity"):
        gone_through(run, MemoryProvider(), "get_caller_identity")
