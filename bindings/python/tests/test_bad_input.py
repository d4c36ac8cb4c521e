"""Any value for any argument works or raises a plain exception."""

import inspect
import sys
import threading

import pytest

import rolewright
from rolewright import Emulator, MemoryProvider, Provider

DEEP = []
for _ in range(10_000):
    DEEP = [DEEP]
LOOP = {}
LOOP["loop"] = LOOP


class Hostile:
    """Raises from every method."""

    def __getattr__(self, name):
        raise ZeroDivisionError(name)

    def __iter__(self):
        raise ZeroDivisionError("iter")

    def __str__(self):
        raise ZeroDivisionError("str")

    __repr__ = __str__


ZOO = [
    None, True, 0, -1, 10**30, 1.5, float("nan"), "", "\x00", "\ud800", "x" * 10_000, b"", b"\xff",
    bytearray(b"x"), [], [None], [[]], ["\ud800"], [b"x"], (), set(), {}, {1: 2}, {"\ud800": 1},
    {"name": {}}, [{"name": 7}], [{"nom": "my-images"}], iter([7]), range(3), object(), type, len,
    DEEP, LOOP, Hostile(), Hostile, MemoryProvider, ...,
]  # fmt: skip

# The functions, with valid arguments.
PROVIDER = MemoryProvider("42")
PLAN = rolewright.plan(["my-images"], provider="memory", account="42")
DOCUMENT = {"Version": "1", "Statement": []}
RUNS = {
    name: ({"buckets": ["my-images"]} if name in ("setup", "plan", "verify", "drift", "remove") else {})
    | {"provider": PROVIDER, "account": "42"}
    for name in ("setup", "plan", "verify", "drift", "remove", "destroy", "rollback", "show")
} | {"apply": {"plan": PLAN, "provider": PROVIDER}, "doctor": {"provider": PROVIDER}}
TOOLS = {
    "evaluate": {"policies": DOCUMENT, "action": "oss:GetObject", "resource": "*"},
    "evaluate_many": {"policies": DOCUMENT, "requests": [("oss:GetObject", "*")]},
    "explain": {"policies": DOCUMENT, "action": "oss:GetObject", "resource": "*"},
    "access_diff": {"before": DOCUMENT, "after": DOCUMENT},
    "export": {"buckets": ["my-images"], "format": "json", "account": "42"},
    "render_policies": {"buckets": ["my-images"]},
    "render_trust": {},
    "operator_policy": {"rights": "read"},
    "diff": {"before": DOCUMENT, "after": DOCUMENT},
    "lint": {"document": DOCUMENT},
    "lint_fix": {"document": DOCUMENT},
    "PolicyDocument": {"document": DOCUMENT},
    "TrustPolicy": {"document": rolewright.TrustPolicy.of(Service="cr.aliyuncs.com")},
    "PolicySet": {"identity": DOCUMENT},
    "Arn": {"text": "acs:ram::42:role/demo"},
    "MemoryProvider": {"account": "42"},
    "AlibabaProvider": {"credentials": ("id", "secret"), "endpoint": "https://ram.example.com"},
}


# The expected exceptions, and the one that `Hostile` raises.
PLAIN = (TypeError, ValueError, OverflowError, rolewright.RamError, ZeroDivisionError)


def plain(call):
    """Calls it; only plain exceptions with a text may be raised."""
    try:
        call()
    except PLAIN as error:
        assert str(error)


@pytest.mark.parametrize("name", [*RUNS, *TOOLS])
def test_any_value_for_any_argument_works_or_raises_a_plain_exception(name):
    function = getattr(rolewright, name)
    works = {**RUNS, **TOOLS}[name]
    for argument in inspect.signature(function).parameters:
        for value in ZOO:
            plain(lambda: function(**{**works, argument: value}))


@pytest.mark.parametrize("name", ["PolicyDocument", "Statement", "Decision", "Report", "Plan",
                                  "Diagnosis"])
def test_any_value_for_a_dict_works_or_raises_a_plain_exception(name):
    for value in ZOO:
        plain(lambda: getattr(rolewright, name).from_dict(value))


def test_any_value_in_the_arguments_of_a_plan_works_or_raises_a_plain_exception():
    data = PLAN.to_dict()
    for value in ZOO:
        whole = {**data, "desired": value}
        part = [{**data, "desired": {**data["desired"], name: value}} for name in data["desired"]]
        for changed in (whole, {**data, "desired": {}}, *part):
            plain(lambda: rolewright.apply(rolewright.Plan.from_dict(changed), provider=PROVIDER))


def test_any_value_for_a_step_of_a_statement_works_or_raises_a_plain_exception():
    statement = rolewright.Statement.allow("oss:GetObject")
    for value in ZOO:
        plain(lambda: rolewright.Statement.deny(value))
        plain(lambda: statement.on(value))
        plain(lambda: statement.by(Service=value, RAM=value))
        plain(lambda: statement.when("Bool", "acs:SecureTransport", value))
        plain(lambda: statement.when(value, value, "true"))
        plain(lambda: rolewright.PolicyDocument.of(value))
        plain(lambda: rolewright.TrustPolicy.of(RAM=value))


def test_any_value_for_a_parameter_of_an_operation_works_or_raises_a_plain_exception():
    for value in ZOO:
        plain(lambda: PROVIDER.get_role(role_name=value))
        plain(lambda: PROVIDER.create_policy(policy_name="demo", policy_document=value))
        plain(lambda: PROVIDER.create_role(
            role_name="demo", assume_role_policy_document=DOCUMENT, tag=value))
        plain(lambda: PROVIDER.execute(value))
        plain(lambda: PROVIDER.execute("GetRole", value))
        plain(lambda: PROVIDER.execute("GetRole", {"RoleName": value}))
        plain(lambda: PROVIDER.restore(value))


def test_any_result_of_a_provider_works_or_raises_a_plain_exception():
    class Answers(Provider):
        def execute(self, action, params=None, service=None):
            return self.answer

    provider = Answers()
    for value in ZOO:
        provider.answer = value
        plain(lambda: rolewright.verify(["my-images"], provider=provider))
        plain(lambda: provider.list_users())


def test_any_value_for_an_emulator_works_or_raises_a_plain_exception():
    with Emulator() as emulator:
        for value in ZOO:
            plain(lambda: emulator.faults(value))
            plain(lambda: emulator.seed(value))
            plain(lambda: emulator.seed(calls=value))
            plain(lambda: emulator.seed(keys=value))
            plain(lambda: emulator.create_instance(value))
            plain(lambda: emulator.advance(value))
        emulator.reset()
        assert emulator.provider().list_users().users.user == ()
    for value in ZOO:
        plain(lambda: Emulator(access_key=value).__enter__())
        plain(lambda: Emulator(state=value).__enter__())
        plain(lambda: Emulator(quotas=value).__enter__())


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit, GeneratorExit, MemoryError])
def test_an_exception_that_ends_a_program_does_not_abort_in_a_provider(run, error):
    class Ends(Provider):
        def execute(self, action, params=None, service=None):
            raise error

    with pytest.raises(BaseException) as caught:
        run.show(provider=Ends())
    chain = (caught.value, caught.value.__cause__)
    assert any(isinstance(one, error) for one in chain)


def test_a_provider_may_use_the_package_itself(run):
    class Nested(Provider):
        def execute(self, action, params=None, service=None):
            inner = MemoryProvider("42")
            assert rolewright.setup(["my-images"], provider=inner).passed
            return inner.execute(action, params, service)

    assert run.verify(["my-images"], provider=Nested()).passed


def test_a_listener_may_use_the_package_itself(run):
    seen = []

    def listener(event):
        seen.append(rolewright.show(provider="memory").outcome)

    assert run.setup(["my-images"], provider="memory", on_event=listener).passed
    assert set(seen) == {"shown"}


def test_closing_a_provider_from_another_thread_raises_a_plain_exception():
    provider = MemoryProvider()
    failures = []

    def work():
        for _ in range(20):
            try:
                rolewright.verify(["my-images"], provider=provider)
            except rolewright.RefusedError as error:
                failures.append(str(error))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    provider.close()
    for thread in threads:
        thread.join()
    assert all("closed" in failure for failure in failures)
    with pytest.raises(rolewright.RefusedError):
        provider.list_users()


def test_a_program_can_exit_while_a_run_waits():
    import subprocess

    code = """
import threading, rolewright
reached = threading.Event()
class Waits(rolewright.Provider):
    def execute(self, action, params=None, service=None):
        reached.set()
        threading.Event().wait()
def work():
    rolewright.setup(["my-images"], provider=Waits())
threading.Thread(target=work, daemon=True).start()
reached.wait()
print("ended")
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "ended\n", "")
