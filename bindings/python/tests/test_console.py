"""The console in the browser."""

import asyncio
import re
import urllib.error
import urllib.request
from http.cookiejar import CookieJar

import pytest

import rolewright


def opener():
    cookies = urllib.request.HTTPCookieProcessor(CookieJar())
    return urllib.request.build_opener(urllib.request.ProxyHandler({}), cookies)


def test_an_address_opens_one_session_and_shows_the_account():
    with rolewright.console(rolewright.MemoryProvider(account="42")) as served:
        address = served.address
        browser = opener()
        opened = browser.open(address).read().decode()
        assert "Session started" in opened
        root = re.sub(r"\?.*", "", address)
        assert "acs:ram::42:root" in browser.open(root).read().decode()
        with pytest.raises(urllib.error.HTTPError) as refused:
            opener().open(address)
        assert refused.value.code == 403
        assert served.address != address


def test_the_console_is_an_async_context_manager_too():
    async def work():
        async with rolewright.console(rolewright.MemoryProvider()) as served:
            return await asyncio.to_thread(lambda: opener().open(served.address).status)

    assert asyncio.run(work()) == 200


def test_a_console_that_is_not_running_and_a_wrong_port_are_refused():
    served = rolewright.console(rolewright.MemoryProvider())
    with pytest.raises(rolewright.RefusedError):
        served.address
    for wrong, kind in ((True, TypeError), ("80", TypeError), (65536, ValueError)):
        with pytest.raises(kind):
            rolewright.console(rolewright.MemoryProvider(), port=wrong)


def test_an_emulator_with_a_console_shows_its_requests():
    with rolewright.Emulator(console=True) as emulator:
        address = emulator.console_address
        assert address.startswith(f"{emulator.endpoint}/_rolewright/console/?token=")
        browser = opener()
        assert "Session started" in browser.open(address).read().decode()
        emulator.provider().list_users()
        page = browser.open(re.sub(r"/\?.*", "/requests", address)).read().decode()
        assert "ListUsers" in page
        with pytest.raises(urllib.error.HTTPError) as refused:
            opener().open(address)
        assert refused.value.code == 403
        assert emulator.console_address != address
    with pytest.raises(rolewright.RefusedError, match="not running"):
        emulator.console_address


def test_an_emulator_without_a_console_has_no_address_of_one():
    with rolewright.Emulator() as emulator:
        with pytest.raises(rolewright.RefusedError, match="no console") as refused:
            emulator.console_address
        assert "console=True" in refused.value.help
    with pytest.raises(TypeError, match="`console`"):
        rolewright.Emulator(console="yes")


def test_a_server_runs_once_at_a_time():
    for server in (rolewright.console(rolewright.MemoryProvider()), rolewright.Emulator()):
        with server:
            with pytest.raises(rolewright.RefusedError, match="already running"):
                server.__enter__()
