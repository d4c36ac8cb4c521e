"""Deadlines, context variables, listeners, and custom providers that fail or are asynchronous."""

import asyncio
import contextvars
import itertools
import pickle
import threading

import pytest

import rolewright
from rolewright import AsyncProvider, MemoryProvider, Provider

WHO = contextvars.ContextVar("who", default="none")


class Through(Provider):
    """Delegates to an account in memory; `before` is called first with the operation."""

    def __init__(self, before):
        self.inner = MemoryProvider("42")
        self.before = before
        self.seen = []

    def execute(self, action, params=None, service=None):
        self.seen.append(action)
        self.before(action)
        return self.inner.execute(action, params, service)


def blocks_in(name, go_on):
    return Through(lambda action: go_on.wait(60) if action == name else None)


@pytest.fixture
def go_on():
    event = threading.Event()
    yield event
    event.set()


@pytest.mark.parametrize("name", ["verify", "plan", "drift", "setup", "remove"])
def test_the_error_of_a_deadline_says_what_the_run_was_waiting_for(run, go_on, name):
    provider = blocks_in("GetPolicy", go_on)
    with pytest.raises(rolewright.DeadlineExceededError) as late:
        getattr(run, name)(["my-images"], provider=provider, deadline=0.05)
    text = str(late.value)
    assert text.startswith("the deadline of 0.05 s has passed; waiting for ")
    assert "GetPolicy `AliyunContainerRegistryCustomizedOSSBucketRolePolicy`" in text
    assert isinstance(late.value, TimeoutError)
    assert (late.value.kind, late.value.maybe_applied) == ("deadline_exceeded", False)
    assert type(pickle.loads(pickle.dumps(late.value))) is rolewright.DeadlineExceededError


def test_the_error_of_a_deadline_of_the_doctor_says_what_it_was_waiting_for(run, go_on):
    provider = blocks_in("GetPolicy", go_on)
    with pytest.raises(rolewright.DeadlineExceededError, match="waiting for .*GetPolicy `Aliyun"):
        run.doctor(["my-images"], provider=provider, deadline=0.2)


def test_the_error_of_a_deadline_lists_what_was_applied(run, go_on):
    provider = blocks_in("AttachPolicyToRole", go_on)
    with pytest.raises(rolewright.DeadlineExceededError) as late:
        run.setup(["my-images"], provider=provider, deadline=0.5)
    text = str(late.value)
    assert "waiting for AttachPolicyToRole" in text
    assert "applied before the run was stopped: " in text and "CreateRole `Aliyun" in text
    assert "may have been applied: AttachPolicyToRole" in text
    assert late.value.maybe_applied


def test_the_error_of_a_deadline_names_the_latest_failure(run):
    def fails(action):
        raise rolewright.ServerError("try again later")

    with pytest.raises(rolewright.DeadlineExceededError) as late:
        run.verify(["my-images"], provider=Through(fails), deadline=0.1)
    assert "waiting 0.2 s before the next try; latest failure: " in str(late.value)
    assert "try again later" in str(late.value)


def test_a_run_within_its_deadline_is_not_affected(run):
    assert run.setup(["my-images"], provider="memory", deadline=60).passed
    assert run.doctor(["my-images"], provider="memory", deadline=60).ok
    todo = run.plan(["my-images"], provider="memory", deadline=60)
    assert "deadline" not in todo.desired


@pytest.mark.parametrize(("deadline", "error"), [
    ("soon", TypeError), (True, TypeError), (-1, ValueError), (float("nan"), ValueError),
])
def test_an_invalid_deadline_is_rejected(run, deadline, error):
    with pytest.raises(error, match="`deadline` must be a"):
        run.verify(["my-images"], provider="memory", deadline=deadline)


@pytest.mark.parametrize("action", ["GetCallerIdentity", "CreateRole", "AttachPolicyToRole"])
def test_an_exception_of_a_provider_ends_the_run_at_once_and_is_the_cause(run, action):
    def fails(called):
        if called == action:
            raise LookupError("no such drawer")

    provider = Through(fails)
    with pytest.raises(rolewright.RamError, match="LookupError: no such drawer") as caught:
        run.setup(["my-images"], provider=provider).raise_for_status()
    assert isinstance(caught.value.__cause__, LookupError)
    assert provider.seen.count(action) == 1


@pytest.mark.parametrize("error", [
    rolewright.ThrottledError("slow down"), rolewright.ServerError("failed"),
    rolewright.ConnectionFailedError("lost"), TimeoutError("no answer"), ConnectionResetError("reset"),
])
def test_an_error_that_may_pass_is_retried(run, error):
    numbers = itertools.count()

    def fails(action):
        if action == "CreateRole" and next(numbers) == 0:
            raise error

    provider = Through(fails)
    assert run.setup(["my-images"], provider=provider).passed
    assert provider.seen.count("CreateRole") == 2


def test_context_variables_reach_providers_and_listeners(run):
    providers, listeners = set(), set()
    provider = Through(lambda action: providers.add(WHO.get()))
    WHO.set("me")
    try:
        run.setup(["my-images"], provider=provider, on_event=lambda event: listeners.add(WHO.get()))
    finally:
        WHO.set("none")
    assert (providers, listeners) == ({"me"}, {"me"})


class AwaitedCall:
    async def __call__(self, event):
        pass


async def awaited(event):
    pass


@pytest.mark.parametrize("listener", [awaited, AwaitedCall()])
def test_a_coroutine_function_is_rejected_as_a_listener(run, listener):
    provider = Through(lambda action: None)
    with pytest.raises(TypeError, match="`on_event` must be a plain function"):
        run.setup(["my-images"], provider=provider, on_event=listener)
    assert provider.seen == []


def test_a_listener_that_returns_a_coroutine_is_rejected(run):
    with pytest.raises(TypeError, match="`on_event` must be a plain function"):
        run.show(provider="memory", on_event=lambda event: awaited(event))


class Asynchronous(AsyncProvider):
    """Delegates to an account in memory, in the event loop."""

    def __init__(self):
        self.inner = MemoryProvider("42")
        self.loops, self.who = set(), set()

    async def execute(self, action, params=None, service=None):
        self.loops.add(asyncio.get_running_loop())
        self.who.add(WHO.get())
        await asyncio.sleep(0)
        return await self.inner.aio.execute(action, params, service)


def test_an_asynchronous_provider_executes_a_whole_run_in_one_loop(run):
    provider = Asynchronous()
    assert run.setup(["my-images"], provider=provider).passed
    assert len(provider.loops) == 1
    assert run.doctor(["my-images"], provider=provider).ok


def test_an_asynchronous_provider_can_inspect_buckets(run):
    class Inspecting(Asynchronous):
        async def inspect_bucket(self, name, region):
            await asyncio.sleep(0)
            return {"region": "cn-hangzhou", "owner": "42"}

    found = {one.id: one.status for one in run.verify(["my-images"], provider=Inspecting()).requirements}
    assert found["bucket_exists"] == "passed"


def test_an_asynchronous_provider_runs_in_the_callers_loop_and_context():
    provider = Asynchronous()

    async def work():
        WHO.set("me")
        report = await rolewright.aio.setup(["my-images"], provider=provider)
        role = await provider.get_role(role_name=report.state.role.name)
        return report, role.role, asyncio.get_running_loop()

    report, role, loop = asyncio.run(work())
    assert report.passed and role.role_name == report.state.role.name
    assert (provider.loops, provider.who) == ({loop}, {"me"})


def test_an_exception_of_an_asynchronous_provider_is_the_cause(run):
    class Fails(AsyncProvider):
        def __init__(self):
            pass

        async def execute(self, action, params=None, service=None):
            raise LookupError("no such drawer")

    with pytest.raises(rolewright.RamError, match=r"Fails\.execute.* raised LookupError") as caught:
        run.show(provider=Fails())
    assert isinstance(caught.value.__cause__, LookupError)


def test_the_coroutines_of_a_provider_are_accepted_as_a_provider(run):
    assert run.setup(["my-images"], provider=MemoryProvider().aio).passed


def test_a_negative_report_raises_an_error_with_the_report(run):
    report = run.verify(["my-images"], provider="memory")
    with pytest.raises(rolewright.NotVerifiedError, match="failed: ") as caught:
        report.raise_for_status()
    assert (caught.value.kind, caught.value.report) == ("failed", report)
    pending = run.plan(["my-images"], provider="memory")
    with pytest.raises(rolewright.NotVerifiedError, match="pending: create role"):
        pending.raise_for_status()
    assert pickle.loads(pickle.dumps(caught.value)).report == report


def test_the_json_of_a_report_is_its_dict(run):
    import json

    for report in (run.verify(["my-images"], provider="memory"),
                   run.plan(["my-images"], provider="memory")):
        assert json.loads(report.to_json()) == report.to_dict()
        assert json.loads(report.to_json(indent=True)) == report.to_dict()
        assert "\n" not in report.to_json() and "\n" in report.to_json(indent=True)


def test_a_call_has_a_deadline():
    with rolewright.Emulator() as emulator:
        delay = {"kind": "delay", "milliseconds": 60_000}
        emulator.faults({"action": "CreateUser", "fault": delay})
        provider = emulator.provider()
        with pytest.raises(rolewright.DeadlineExceededError, match="waiting for CreateUser") as late:
            provider.execute("CreateUser", {"UserName": "alice"}, deadline=0.2)
        assert late.value.maybe_applied
        assert provider.execute("ListUsers", deadline=60)["Users"] == {"User": []}


@pytest.mark.parametrize(("deadline", "error"), [("soon", TypeError), (True, TypeError), (-1, ValueError)])
def test_an_invalid_deadline_of_a_call_or_a_fleet_is_rejected(deadline, error):
    with pytest.raises(error, match="`deadline` must be a"):
        MemoryProvider().execute("ListUsers", deadline=deadline)
    with pytest.raises(error, match="`deadline` must be a"):
        rolewright.fleet(["42"], deadline=deadline)
