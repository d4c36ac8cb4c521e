"""Tests with pytest and the fixtures of the package; no account is needed."""

import sys
from collections.abc import Callable

import pytest

import rolewright


def test_a_bucket_is_set_up(
    rolewright_emulator: rolewright.Emulator, rolewright_provider: rolewright.AlibabaProvider
) -> None:
    rolewright_emulator.create_bucket("my-images")
    assert rolewright.setup(["my-images"], provider=rolewright_provider).passed


def test_a_throttled_call_is_retried(
    rolewright_emulator: rolewright.Emulator, rolewright_provider: rolewright.AlibabaProvider
) -> None:
    rolewright_emulator.create_bucket("my-images")
    throttle = {"kind": "throttle", "retry_after_milliseconds": 1}
    rolewright_emulator.faults({"action": "CreateRole", "calls": [1], "fault": throttle})
    assert rolewright.setup(["my-images"], provider=rolewright_provider).passed


@pytest.mark.rolewright(seed=["my-images"])
def test_a_seeded_account_passes(
    rolewright_provider: rolewright.AlibabaProvider,
) -> None:
    assert rolewright.verify(["my-images"], provider=rolewright_provider).passed


@pytest.mark.rolewright(seed=["my-images"])
def test_a_policy_is_sufficient(rolewright_least_privilege: Callable[..., rolewright.Provider]) -> None:
    policy = rolewright.operator_policy(["my-images"], rights="read", account="1234567890123456")
    reader = rolewright_least_privilege(policy)
    assert rolewright.verify(["my-images"], provider=reader).ok


if __name__ == "__main__":
    sys.exit(pytest.main([__file__, "-q", "-p", "no:cacheprovider", "-W", "ignore::pytest.PytestWarning"]))
