"""Fixtures and a marker for tests without a cloud account; pytest loads them automatically."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import pytest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from . import AlibabaProvider, Emulator
    from ._least_privilege import LeastPrivilege


def pytest_configure(config: pytest.Config) -> None:
    """Registers the marker."""
    config.addinivalue_line(
        "markers",
        "rolewright(*, seed=None, **options): the test's emulator has these options of "
        "`rolewright.Emulator`; `seed` is a list of buckets, or a dict of the arguments of `Emulator.seed`",
    )


@pytest.fixture(scope="session")
def rolewright_emulator_factory() -> Iterator[Callable[..., Emulator]]:
    """Starts emulators with the arguments of `Emulator`, and `seed` as in the marker; they run until the
    session ends. For fixtures of any scope.
    """
    with ExitStack() as stack:
        yield lambda **options: stack.enter_context(_emulator(options))


@pytest.fixture
def rolewright_emulator(request: pytest.FixtureRequest) -> Iterator[Emulator]:
    """An HTTP emulator for one test, with the options of the marker `rolewright`; without a seed its
    account is empty.
    """
    options: dict[str, Any] = {}
    if "rolewright_least_privilege" in request.fixturenames:
        options["enforce"] = "soft"
    # The nearest marker comes first.
    for marker in reversed(list(request.node.iter_markers("rolewright"))):
        if marker.args:
            raise pytest.UsageError("the marker `rolewright` accepts only keyword arguments")
        options.update(marker.kwargs)
    with _emulator(options) as emulator:
        yield emulator


@pytest.fixture
def rolewright_provider(rolewright_emulator: Emulator) -> AlibabaProvider:
    """A provider for the test's emulator, with the access key of the account."""
    return rolewright_emulator.provider()


@pytest.fixture
def rolewright_least_privilege(
    request: pytest.FixtureRequest, rolewright_emulator: Emulator
) -> LeastPrivilege:
    """Creates a user of the test's emulator with a policy, and returns a provider for the user. The
    test fails at its end if it used access that the policy lacks, with the smallest policy that would
    do. Nothing is denied meanwhile, unless the marker sets `enforce=True`.
    """
    from ._least_privilege import LeastPrivilege

    users = LeastPrivilege(rolewright_emulator)
    request.node.stash[_USERS] = users
    return users


_USERS: pytest.StashKey[LeastPrivilege] = pytest.StashKey()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Any:
    """Fails a test whose users lack access."""
    result = yield
    users = item.stash.get(_USERS, None)
    lacking = users.report() if users is not None else None
    if lacking is not None:
        pytest.fail(lacking, pytrace=False)
    return result


@contextmanager
def _emulator(options: dict[str, Any]) -> Iterator[Emulator]:
    from . import Emulator

    seed = options.pop("seed", None)
    with Emulator(**options) as emulator:
        if isinstance(seed, dict):
            emulator.seed(**seed)
        elif seed is not None:
            emulator.seed(seed)
        yield emulator
