"""Unit tests with a mock in place of a provider: only the replies that the test sets."""

import sys
from unittest.mock import create_autospec

import pytest

import rolewright
from rolewright import models


def find_arn(provider: rolewright.Provider, role: str) -> str | None:
    """The code under test: returns a role's ARN, or None if the role does not exist."""
    try:
        return provider.get_role(role_name=role).role.arn
    except rolewright.NotFoundError:
        return None


def test_the_arn_of_a_role_is_found() -> None:
    provider = create_autospec(rolewright.Provider, instance=True)
    role = {"RoleName": "demo", "Arn": "acs:ram::1234567890123456:role/demo"}
    provider.get_role.return_value = models.GetRoleOutput.from_dict({"Role": role})
    assert find_arn(provider, "demo") == "acs:ram::1234567890123456:role/demo"
    provider.get_role.assert_called_once_with(role_name="demo")


def test_a_missing_role_is_not_an_error() -> None:
    provider = create_autospec(rolewright.Provider, instance=True)
    provider.get_role.side_effect = rolewright.NotFoundError("none")
    assert find_arn(provider, "demo") is None


def test_any_other_error_is_raised() -> None:
    provider = create_autospec(rolewright.Provider, instance=True)
    provider.get_role.side_effect = rolewright.ThrottledError("slow down")
    with pytest.raises(rolewright.ThrottledError):
        find_arn(provider, "demo")


if __name__ == "__main__":
    sys.exit(pytest.main([__file__, "-q", "-p", "no:cacheprovider", "-W", "ignore::pytest.PytestWarning"]))
