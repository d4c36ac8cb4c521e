"""Event loops, cancellation, threads, forks, logging and secrets."""

import asyncio
import gc
import itertools
import logging
import os
import pickle
import socket
import subprocess
import sys
import threading

import pytest

import rolewright
from rolewright import AlibabaProvider, Emulator, LocalProvider, MemoryProvider, Provider

KEY = ("testid", "testsecret")


class Stops(Provider):
    """Blocks in `AttachPolicyToRole` until `go_on` is set."""

    def __init__(self):
        self.inner = MemoryProvider()
        self.reached = threading.Event()
        self.go_on = threading.Event()

    def execute(self, action, params=None, service=None):
        if action == "AttachPolicyToRole":
            self.reached.set()
            self.go_on.wait(60)
        return self.inner.execute(action, params, service)


def test_a_cancelled_run_stops_and_lists_what_was_applied():
    provider = Stops()

    async def work():
        run = asyncio.create_task(rolewright.aio.setup(["my-images"], provider=provider))
        await asyncio.to_thread(provider.reached.wait, 60)
        run.cancel()
        with pytest.raises(asyncio.CancelledError) as stopped:
            await run
        return stopped.value.__notes__

    try:
        [note] = asyncio.run(work())
    finally:
        provider.go_on.set()
    assert "applied before the run was stopped: " in note
    assert "CreateRole `Aliyun" in note and "CreatePolicy `Aliyun" in note
    assert "may have been applied: AttachPolicyToRole" in note


def test_an_asyncio_timeout_stops_a_run():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        provider = AlibabaProvider(credentials=KEY, endpoint=address)

        async def work():
            async with asyncio.timeout(0.05):
                await rolewright.aio.verify(["my-images"], provider=provider)

        with pytest.raises(TimeoutError):
            asyncio.run(work())


def test_many_runs_can_share_an_event_loop():
    async def work():
        runs = [
            rolewright.aio.setup(["my-images"], provider=MemoryProvider(str(n)))
            for n in range(1, 101)
        ]
        return await asyncio.gather(*runs)

    reports = asyncio.run(work())
    assert [report.account for report in reports] == [str(n) for n in range(1, 101)]
    assert all(report.passed for report in reports)


def test_a_waiting_run_does_not_block_the_event_loop():
    provider = Stops()

    async def work():
        run = asyncio.create_task(rolewright.aio.setup(["my-images"], provider=provider))
        while not provider.reached.is_set():
            await asyncio.sleep(0)
        provider.go_on.set()
        return await run

    assert asyncio.run(work()).passed


def test_the_gil_is_released_while_a_call_waits():
    # The server is a thread of this process, which needs the GIL to respond.
    answered = threading.Event()

    def answer(server):
        connection, _ = server.accept()
        with connection:
            connection.recv(65536)
            body = b'{"AccountId": "42", "Arn": "acs:ram::42:root"}'
            head = b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\nconnection: close\r\n\r\n"
            answered.set()
            connection.sendall(head % len(body) + body)

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=answer, args=(server,), daemon=True)
        thread.start()
        endpoint = f"http://127.0.0.1:{server.getsockname()[1]}"
        provider = AlibabaProvider(credentials=KEY, endpoint=endpoint, timeout=30)
        assert provider.get_caller_identity().account_id == "42"
        thread.join(30)
    assert answered.is_set()


@pytest.mark.parametrize("ends", [KeyboardInterrupt, SystemExit])
def test_an_exception_that_ends_a_program_stops_the_run_from_a_listener_too(ends):
    provider = Stops()

    def listener(event):
        if event["event"] == "writing" and event["calls"][0]["action"] == "AttachPolicyToRole":
            provider.reached.wait(60)
            raise ends

    try:
        with pytest.raises(ends) as stopped:
            rolewright.setup(["my-images"], provider=provider, on_event=listener)
    finally:
        provider.go_on.set()
    [note] = stopped.value.__notes__
    assert "applied before the run was stopped: " in note
    assert "may have been applied: AttachPolicyToRole" in note


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork on this system")
def test_a_forked_process_exits_while_its_parent_has_an_emulator():
    with Emulator() as emulator:
        endpoint, key = emulator.endpoint, (emulator.access_key_id, emulator.access_key_secret)
        child = os.fork()
        if child == 0:
            code = 1
            try:
                provider = AlibabaProvider(credentials=key, endpoint=endpoint)
                provider.create_user(user_name="alice")
                del emulator, provider
                gc.collect()
                code = 0
            finally:
                os._exit(code)
        assert os.waitpid(child, 0)[1] == 0
        assert emulator.account.get_user(user_name="alice").user.user_name == "alice"


@pytest.mark.parametrize("open_", [MemoryProvider, Emulator, LocalProvider])
def test_a_closed_provider_is_rejected(run, tmp_path, open_):
    if open_ is Emulator:
        with Emulator() as emulator, emulator.provider() as provider:
            pass
    elif open_ is LocalProvider:
        with LocalProvider(tmp_path / "store.db") as provider:
            pass
    else:
        with MemoryProvider() as provider:
            pass
    for use in (lambda: run.setup(["my-images"], provider=provider),
                lambda: run.call(provider, "list_users")):
        with pytest.raises(rolewright.RefusedError, match="closed"):
            use()
    provider.close()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork on this system")
def test_a_forked_process_must_open_its_own_provider():
    before = MemoryProvider()
    before.list_users()
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            try:
                before.list_users()
                told = "nothing was raised"
            except rolewright.RefusedError as error:
                told = str(error)
            told += f" {rolewright.setup(['my-images'], provider='memory').passed}"
            os.write(write, told.encode())
        finally:
            os._exit(0)
    os.close(write)
    with os.fdopen(read) as pipe:
        told = pipe.read()
    os.waitpid(child, 0)
    assert "before the process was forked" in told and told.endswith("True")


def test_events_are_forwarded_to_logging(run, caplog):
    with caplog.at_level(logging.DEBUG, "rolewright"):
        run.setup(["my-images"], provider="memory")
    said = [record for record in caplog.records if "CreateRole" in record.getMessage()]
    assert said and said[0].name.startswith("rolewright.")


def test_the_level_of_a_child_logger_is_respected(run, caplog):
    with caplog.at_level(logging.DEBUG, "rolewright.core"):
        run.setup(["my-images"], provider="memory")
    assert {record.name.split(".")[1] for record in caplog.records} == {"core"}


def test_nothing_is_logged_below_the_level(run, caplog):
    with caplog.at_level(logging.ERROR, "rolewright"):
        run.setup(["my-images"], provider="memory")
    assert caplog.records == []


def test_no_secret_is_shown(run, caplog):
    with Emulator(access_key=KEY) as emulator, caplog.at_level(1, "rolewright"):
        emulator.create_bucket("my-images")
        provider = emulator.provider()
        run.call(provider, "create_user", user_name="alice")
        made = run.call(provider, "create_access_key", user_name="alice")
        report = run.setup(["my-images"], provider=provider)
    secret = made.access_key.access_key_secret
    shown = (repr(made), str(made.to_dict()), repr(provider), caplog.text, str(report.to_dict()),
             report._repr_html_(), repr(report))
    for text in shown:
        assert secret.reveal() not in text and KEY[1] not in text
    for thing in (made, provider):
        with pytest.raises(TypeError, match="can't be pickled"):
            pickle.dumps(thing)


def test_a_million_buckets_are_rejected(run):
    names = (f"bucket-{n}" for n in range(1_000_000))
    with pytest.raises(rolewright.InvalidInputError, match="more than 10000 buckets"):
        run.setup(names, provider="memory")


@pytest.mark.parametrize("argument", ["buckets", "kms_keys", "trust"])
def test_an_infinite_iterator_is_rejected(run, argument):
    endless = (f"bucket-{n}" for n in itertools.count())
    with pytest.raises(ValueError, match="more than|is not"):
        run.setup(**{"buckets": ["my-images"], argument: endless}, provider="memory")
    with pytest.raises(ValueError, match="more than"):
        rolewright.PolicySet(itertools.repeat({"Version": "1", "Statement": []}))


def test_an_empty_list_is_rejected(run):
    with pytest.raises(rolewright.InvalidInputError, match="no bucket is set"):
        run.setup([], provider="memory")


def test_the_command_line_is_included():
    def command(*arguments):
        whole = [sys.executable, "-m", "rolewright", *arguments]
        return subprocess.run(whole, capture_output=True, text=True, timeout=60, check=False)

    assert command("--version").stdout == f"rolewright {rolewright.__version__}\n"
    plan = command("plan", "--provider", "memory", "--bucket", "my-images")
    assert (plan.returncode, "CreateRole" in plan.stdout or "create role" in plan.stdout) == (2, True)
    assert command("plan", "--no-such-flag").returncode == 64
    script = os.path.join(os.path.dirname(sys.executable), "rolewright")
    told = subprocess.run([script, "--version"], capture_output=True, text=True, timeout=60)
    assert told.stdout == f"rolewright {rolewright.__version__}\n"


ONE = """
import asyncio, rolewright

async def one(account):
    provider = rolewright.MemoryProvider(account=account)
    return await rolewright.aio.verify(["my-images"], provider=provider)

runs = [one(f"{number}") for number in range(1000, 1100)]
"""


@pytest.mark.parametrize("ends", [
    """
async def main():
    await asyncio.gather(*runs)

asyncio.run(main())
""",
    """
loop = asyncio.new_event_loop()
runs = [loop.create_task(run) for run in runs]
loop.run_until_complete(asyncio.sleep(0))
""",
], ids=["right after its last run", "while runs are under way"])
def test_a_process_exits_cleanly(ends):
    for _ in range(5):
        subprocess.run([sys.executable, "-c", ONE + ends], check=True, timeout=60)


def test_no_thread_enters_an_interpreter_that_is_shutting_down():
    program = """
import atexit, asyncio, threading

inside = threading.Event()
# Runs after rolewright's own exit handler; a response arrives meanwhile.
atexit.register(inside.wait, 1)

import rolewright

class Loop(asyncio.SelectorEventLoop):
    def call_soon_threadsafe(self, *_, **__):
        inside.set()
        while True:
            pass

emulator = rolewright.Emulator()
emulator.__enter__()
emulator.faults({"action": "ListUsers", "fault": {"kind": "delay", "milliseconds": 300}})
loop = Loop()
run = loop.create_task(emulator.provider().aio.list_users())
loop.run_until_complete(asyncio.sleep(0))
"""
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)
