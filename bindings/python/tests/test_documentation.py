"""Every public name is documented, and its examples pass."""

import doctest
import inspect
import re
from pathlib import Path

import pytest

import rolewright
from rolewright.generated.operations import Operations

NAMES = [name for name in rolewright.__all__ if name != "models"]

pytest_plugins = ["pytester"]


def documented(thing):
    """Yields name, docstring, and whether an example is required (for callables)."""
    if isinstance(thing, type):
        for name in vars(thing):
            member = getattr(thing, name)
            if not name.startswith("_") and member is not None:
                yield f"{thing.__name__}.{name}", inspect.getdoc(member), callable(member)
    yield getattr(thing, "__name__", repr(thing)), inspect.getdoc(thing), True


@pytest.mark.parametrize("name", NAMES)
def test_the_examples_of_a_public_name_pass(name):
    thing = getattr(rolewright, name)
    for said, text, example in documented(thing):
        assert text, f"{said} is not documented"
        assert not example or ">>> " in text, f"{said} has no example"
    known = {name: getattr(rolewright, name) for name in rolewright.__all__}
    finder = doctest.DocTestFinder(exclude_empty=True)
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    for case in finder.find(thing, name, module=False, globs={"rolewright": rolewright, **known}):
        runner.run(case)
    outcome = runner.summarize()
    assert outcome.failed == 0
    assert outcome.attempted > 0, f"{name} has no example"


def test_the_examples_of_the_package_pass():
    known = {name: getattr(rolewright, name) for name in rolewright.__all__}
    extra = {"rolewright": rolewright, **known}
    outcome = doctest.testmod(rolewright, optionflags=doctest.ELLIPSIS, extraglobs=extra)
    assert (outcome.failed, outcome.attempted > 5) == (0, True)


README = Path(__file__).parents[1] / "README.md"


def blocks():
    """The programs of the front page, and whether each is a file of tests."""
    texts = re.findall(r"^```python\n(.*?)^```$", README.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    return [(text, "def test_" in text) for text in texts]


def test_the_programs_of_the_front_page_run_in_order(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names = {"__name__": "front_page"}
    with rolewright.Emulator() as emulator:
        emulator.create_bucket("my-images")
        # The real cloud.
        for name, value in emulator.environment.items():
            monkeypatch.setenv(name, value)
        programs = [text for text, is_test in blocks() if not is_test]
        assert len(programs) >= 10
        for text in programs:
            exec(compile(text, "README.md", "exec"), names)
        assert emulator.account.list_roles().roles.role != ()


def test_the_tests_of_the_front_page_pass(pytester):
    [tests] = [text for text, is_test in blocks() if is_test]
    pytester.makepyfile(tests)
    pytester.runpytest_subprocess().assert_outcomes(passed=4)


def test_every_model_is_documented():
    names = [name for name in dir(rolewright.models) if name[0].isupper() and not name.isupper()]
    assert len(names) > 100
    assert [name for name in names if not inspect.getdoc(getattr(rolewright.models, name))] == []


@pytest.mark.parametrize("name", rolewright.aio.__all__)
def test_a_coroutine_function_is_documented_as_its_blocking_form(name):
    awaiting, blocking = getattr(rolewright.aio, name), getattr(rolewright, name)
    assert awaiting.__doc__ == blocking.__doc__ or ">>> " in awaiting.__doc__


def test_every_operation_is_a_method_in_both_forms():
    sync = {name for name in dir(rolewright.Provider) if not name.startswith("_")}
    awaiting = {name for name in dir(rolewright.AsyncProvider) if not name.startswith("_")}
    assert {"get_role", "create_policy", "assume_role", "get_caller_identity"} <= sync
    assert sync - awaiting == {"aio", "close", "info"}


class Account(rolewright.Provider):
    """In memory, with one of each; unsupported operations return an empty dict."""

    def __init__(self):
        self.inner = rolewright.MemoryProvider()
        self.inner.create_user(user_name="alice")
        self.inner.create_group(group_name="team")
        trust = rolewright.TrustPolicy.of(Service="cr.aliyuncs.com")
        self.inner.create_role(role_name="demo", assume_role_policy_document=trust)
        read = rolewright.Statement.allow("oss:Get*").on("*")
        document = rolewright.PolicyDocument.of(read)
        self.inner.create_policy(policy_name="read", policy_document=document)

    def execute(self, action, params=None, service=None):
        if action in ("GetLoginProfile", "UpdateLoginProfile", "DeleteLoginProfile"):
            self.inner.create_login_profile(user_name="alice", password="correct horse")
        if action in ("UnbindMFADevice", "GetUserMFAInfo"):
            state = self.inner.state()
            state["users"]["alice"]["mfa_device"] = "acs:ram::1234567890123456:mfa/phone"
            self.inner.restore(state)
        if action == "DeleteServiceLinkedRole":
            self.inner.create_service_linked_role(service_name="ess.aliyuncs.com")
        try:
            return self.inner.execute(action, params, service)
        except rolewright.RamError as error:
            if error.code in ("InvalidAction.NotFound", "EntityNotExist.DiagnosticMessage"):
                return {}
            raise


OPERATIONS = [name for name in vars(Operations) if not name.startswith("_")]


@pytest.mark.parametrize("name", OPERATIONS)
def test_the_example_of_an_operation_passes(name, monkeypatch):
    monkeypatch.setattr("getpass.getpass", lambda: "correct horse")
    known = {name: getattr(rolewright, name) for name in rolewright.__all__}
    globs = {"rolewright": rolewright, **known, "provider": Account()}
    finder, runner = doctest.DocTestFinder(), doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    [case] = finder.find(getattr(Operations, name), name, module=False, globs=globs)
    assert f"provider.{name}(" in case.docstring
    runner.run(case)
    assert runner.summarize().failed == 0
