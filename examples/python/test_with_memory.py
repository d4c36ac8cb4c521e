"""Tests with a simulated account: RAM's rules, error codes and limits, without HTTP."""

import sys

import pytest

import rolewright


def ensure_user(provider: rolewright.Provider, name: str) -> bool:
    """The code under test: makes sure that a user exists."""
    try:
        provider.create_user(user_name=name)
    except rolewright.AlreadyExistsError:
        return False
    return True


def test_a_user_is_created_once() -> None:
    provider = rolewright.MemoryProvider()
    assert ensure_user(provider, "alice")
    assert not ensure_user(provider, "alice")
    # The account is plain data, for assertions.
    assert list(provider.state()["users"]) == ["alice"]


def test_a_policy_has_five_versions() -> None:
    provider = rolewright.MemoryProvider()
    document = rolewright.PolicyDocument.of(rolewright.Statement.allow("oss:Get*").on("*"))
    provider.create_policy(policy_name="images", policy_document=document)
    for _ in range(2, 6):
        provider.create_policy_version(policy_name="images", policy_document=document)
    with pytest.raises(rolewright.LimitExceededError) as refused:
        provider.create_policy_version(policy_name="images", policy_document=document)
    assert refused.value.code == "LimitExceeded.Policy.Version"


if __name__ == "__main__":
    sys.exit(pytest.main([__file__, "-q", "-p", "no:cacheprovider", "-W", "ignore::pytest.PytestWarning"]))
