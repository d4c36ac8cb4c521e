"""Every public name says what it is, and what it says holds."""

import doctest
import inspect

import pytest

import rolewright

NAMES = [name for name in rolewright.__all__ if name != "models"]


def documented(thing):
    if isinstance(thing, type):
        for name, member in vars(thing).items():
            if not name.startswith("_"):
                yield f"{thing.__name__}.{name}", inspect.getdoc(member)
    yield getattr(thing, "__name__", repr(thing)), inspect.getdoc(thing)


@pytest.mark.parametrize("name", NAMES)
def test_what_a_public_name_says_holds(name):
    thing = getattr(rolewright, name)
    for said, text in documented(thing):
        assert text, f"{said} is not documented"
    known = {name: getattr(rolewright, name) for name in rolewright.__all__}
    finder = doctest.DocTestFinder(exclude_empty=True)
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    for case in finder.find(thing, name, module=False, globs={"rolewright": rolewright, **known}):
        runner.run(case)
    outcome = runner.summarize()
    assert outcome.failed == 0
    assert outcome.attempted > 0, f"{name} has no example"


def test_the_package_s_own_examples_hold():
    outcome = doctest.testmod(rolewright, optionflags=doctest.ELLIPSIS)
    assert (outcome.failed, outcome.attempted > 5) == (0, True)


def test_every_model_is_documented():
    names = [name for name in dir(rolewright.models) if name[0].isupper() and not name.isupper()]
    assert len(names) > 100
    assert [name for name in names if not inspect.getdoc(getattr(rolewright.models, name))] == []


def test_every_operation_is_a_method_in_both_forms():
    sync = {name for name in dir(rolewright.Provider) if not name.startswith("_")}
    awaiting = {name for name in dir(rolewright.AsyncProvider) if not name.startswith("_")}
    assert {"get_role", "create_policy", "assume_role", "get_caller_identity"} <= sync
    assert sync - awaiting == {"aio", "close", "info"}
