"""Tests with pytest and the fixtures of the package; no account is needed."""

import sys

import pytest

import rolewright


def test_a_bucket_is_set_up(rolewright_provider: rolewright.AlibabaProvider) -> None:
    assert rolewright.setup(["my-images"], provider=rolewright_provider).passed


def test_a_throttled_call_is_retried(
    rolewright_emulator: rolewright.Emulator, rolewright_provider: rolewright.AlibabaProvider
) -> None:
    throttle = {"kind": "throttle", "retry_after_milliseconds": 1}
    rolewright_emulator.faults({"action": "CreateRole", "calls": [1], "fault": throttle})
    assert rolewright.setup(["my-images"], provider=rolewright_provider).passed


def test_a_seeded_account_passes(
    rolewright_emulator: rolewright.Emulator, rolewright_provider: rolewright.AlibabaProvider
) -> None:
    rolewright_emulator.seed(["my-images"])
    assert rolewright.verify(["my-images"], provider=rolewright_provider).passed


if __name__ == "__main__":
    sys.exit(pytest.main([__file__, "-q", "-p", "no:cacheprovider", "-W", "ignore::pytest.PytestWarning"]))
