"""The pytest fixtures for users' tests."""

import textwrap

pytest_plugins = ["pytester"]


def test_fixtures_are_registered_by_the_entry_point(pytester):
    pytester.makepyfile("""
        import rolewright

        def test_set_up(rolewright_emulator, rolewright_provider):
            rolewright_emulator.seed(["my-images"])
            assert rolewright.verify(["my-images"], provider=rolewright_provider).passed

        def test_every_test_has_an_account_of_its_own(rolewright_provider):
            assert rolewright_provider.list_roles().roles.role == ()
    """)
    pytester.runpytest_subprocess().assert_outcomes(passed=2)


def passes(pytester, outcome, text):
    pytester.makepyfile("import pytest, rolewright\n" + textwrap.dedent(text))
    result = pytester.runpytest_subprocess("--strict-markers", "-W", "error")
    result.assert_outcomes(**outcome)
    return result


def test_the_marker_sets_the_options_and_the_nearest_one_wins(pytester):
    passes(pytester, {"passed": 3}, """
        pytestmark = pytest.mark.rolewright(account="42", accounts=2)

        def test_of_the_module(rolewright_provider, rolewright_emulator):
            assert rolewright_provider.get_caller_identity().account_id == "42"
            assert len(rolewright_emulator.account_ids) == 2

        @pytest.mark.rolewright(accounts=3, enforce=True, seed=["my-images"])
        def test_of_its_own(rolewright_emulator, rolewright_provider):
            assert len(rolewright_emulator.account_ids) == 3
            assert rolewright.verify(["my-images"], provider=rolewright_provider).passed

        @pytest.mark.rolewright(seed={"buckets": ["my-images"], "region": "cn-beijing"})
        def test_with_a_region(rolewright_provider):
            bucket = {"name": "my-images", "region": "cn-beijing"}
            assert rolewright.verify([bucket], provider=rolewright_provider).passed
    """)


def test_a_wrong_marker_is_an_error(pytester):
    result = passes(pytester, {"errors": 2}, """
        @pytest.mark.rolewright(True)
        def test_positional(rolewright_emulator): ...

        @pytest.mark.rolewright(enfroce=True)
        def test_misspelt(rolewright_emulator): ...
    """)
    result.stdout.fnmatch_lines(["*accepts only keyword arguments*", "*enfroce*"])


def test_the_factory_starts_emulators_of_a_wider_scope(pytester):
    passes(pytester, {"passed": 2}, """
        @pytest.fixture(scope="module")
        def shared(rolewright_emulator_factory):
            return rolewright_emulator_factory(account="42", seed=["my-images"])

        def test_first(shared):
            shared.provider().create_user(user_name="alice")

        def test_second(shared):
            assert shared.provider().get_user(user_name="alice").user.user_name == "alice"
            assert rolewright.verify(["my-images"], provider=shared.provider()).passed
    """)


def test_least_privilege_fails_a_test_that_uses_more_than_its_policy(pytester):
    result = passes(pytester, {"passed": 1, "failed": 2}, """
        LISTS = {"Version": "1", "Statement": [
            {"Effect": "Allow", "Action": "ram:ListUsers", "Resource": "*"}]}

        def test_enough(rolewright_least_privilege):
            rolewright_least_privilege(LISTS).list_users()

        def test_too_little(rolewright_least_privilege):
            provider = rolewright_least_privilege(LISTS)
            provider.list_users()
            provider.list_roles()

        @pytest.mark.rolewright(enforce=True)
        def test_enforced(rolewright_least_privilege):
            with pytest.raises(rolewright.PermissionDeniedError):
                rolewright_least_privilege(LISTS).list_groups()
    """)
    result.stdout.fnmatch_lines([
        "*policy of user `least-privilege` does not allow what the test did:*",
        "*ListRoles: ram:ListRoles on *", "*the smallest policy that does:*", "*ram:ListRoles*",
    ])
