"""The HTTP emulator."""

import asyncio
import os

import pytest

import rolewright
from rolewright import Emulator


def test_the_emulator_is_an_async_context_manager_too():
    async def work():
        async with Emulator(account="42") as emulator:
            emulator.create_bucket("my-images")
            report = await rolewright.aio.setup(["my-images"], provider=emulator.provider())
            return report, await emulator.provider().aio.get_caller_identity()

    report, caller = asyncio.run(work())
    assert (report.passed, caller.account_id) == (True, "42")


def test_only_seeded_buckets_are_set_up(run):
    with Emulator() as emulator:
        calls = [{"action": "CreateUser", "params": {"UserName": "alice"}}]
        emulator.seed(["my-images"], calls=calls)
        provider = emulator.provider()
        assert run.verify(["my-images"], provider=provider).passed
        assert not run.verify(["other-images"], provider=provider).ok
        assert run.call(provider, "get_user", user_name="alice").user.user_name == "alice"
        emulator.reset()
        assert run.call(provider, "list_users").users.user == ()


def test_the_result_of_a_lost_response_is_read_back(run):
    with Emulator() as emulator:
        emulator.create_bucket("my-images")
        emulator.faults(
            {"action": "CreatePolicy", "calls": [1], "fault": {"kind": "lose_answer"}},
        )
        assert run.setup(["my-images"], provider=emulator.provider()).passed
        made = [r for r in emulator.requests() if r["action"] == "CreatePolicy"]
        assert len(made) == 1


def test_an_invalid_fault_is_rejected():
    with Emulator() as emulator:
        with pytest.raises(rolewright.InvalidInputError, match="faults"):
            emulator.faults({"fault": {"kind": "earthquake"}})


def test_a_wrong_access_key_is_rejected(run):
    with Emulator(access_key=("id", "secret")) as emulator:
        provider = emulator.provider(credentials=("id", "wrong"))
        with pytest.raises(rolewright.CredentialError):
            run.call(provider, "list_users")


def test_policies_are_enforced_when_requested(run):
    with Emulator(enforce=True) as emulator:
        root = emulator.provider()
        root.create_user(user_name="alice")
        key = root.create_access_key(user_name="alice").access_key
        alice = emulator.provider(
            credentials=(key.access_key_id, key.access_key_secret.reveal()))
        with pytest.raises(rolewright.PermissionDeniedError) as denied:
            run.call(alice, "list_users")
        assert denied.value.action == "ListUsers"
        assert run.call(root, "list_users").users.user[0].user_name == "alice"


def test_a_stopped_emulator_does_not_respond():
    with Emulator() as emulator:
        provider = emulator.provider(timeout=5)
    with pytest.raises(rolewright.RefusedError, match="not running"):
        emulator.endpoint
    with pytest.raises(rolewright.ConnectionFailedError):
        provider.execute("CreateUser", {"UserName": "alice"})


def test_an_emulator_can_not_be_started_twice():
    with Emulator() as emulator, pytest.raises(rolewright.RefusedError, match="already"):
        emulator.__enter__()


def test_a_used_port_raises_an_exception():
    with Emulator() as emulator:
        port = int(emulator.endpoint.rpartition(":")[2])
        with pytest.raises(rolewright.RamError), Emulator(port=port):
            pass


def test_the_secret_of_an_emulator_is_not_shown():
    with Emulator() as emulator:
        assert emulator.access_key_secret not in repr(emulator)


def test_the_environment_opens_a_provider(monkeypatch):
    with Emulator(account="42") as emulator:
        emulator.seed(["my-images"])
        for name, value in emulator.environment.items():
            monkeypatch.setenv(name, value)
        provider = rolewright.AlibabaProvider()
        assert provider.get_caller_identity().account_id == "42"
        assert rolewright.verify(["my-images"], provider=provider).passed


def test_a_provider_of_an_emulator_checks_buckets_and_instances(run):
    with Emulator() as emulator:
        missing = run.setup(["my-images"], provider=emulator.provider())
        assert missing.outcome == "failed" and "my-images" in missing.causes[0].text
        emulator.create_bucket("my-images", region="cn-beijing")
        bucket = {"name": "my-images", "region": "cn-beijing"}
        report = run.setup([bucket], provider=emulator.provider())
        found = {one.text: one.status for one in report.requirements}
        assert found["bucket my-images exists and can be inspected"] == "passed"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork on this system")
def test_the_account_of_an_emulator_is_refused_in_a_forked_process():
    with Emulator() as emulator:
        read, write = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                try:
                    emulator.account.list_users()
                    told = "nothing was raised"
                except rolewright.RefusedError as error:
                    told = f"{error} {error.help}"
                users = emulator.provider().list_users().users.user
                os.write(write, f"{told} {users}".encode())
            finally:
                os._exit(0)
        os.close(write)
        with os.fdopen(read) as pipe:
            told = pipe.read()
        os.waitpid(child, 0)
    assert "started before the process was forked" in told and "provider()" in told
    assert told.endswith("()")


ROLE = "acs:ram::2000000000000001:role/resourcedirectoryaccountaccessrole"


def with_alice(emulator):
    calls = [{"action": "CreateUser", "params": {"UserName": "alice"}}]
    keys = [{"id": "alice-key", "secret": "alice-secret", "user": "alice"}]
    emulator.seed(calls=calls, keys=keys)
    return ("alice-key", "alice-secret")


def test_a_role_of_another_account_is_assumed(run):
    with Emulator(accounts=2) as emulator:
        key = with_alice(emulator)
        member = emulator.account_ids[1]
        role = emulator.provider(
            credentials=key,
            assume_role=ROLE,
            assume_role_session_name="fleet",
            assume_role_duration=900,
        )
        assert run.call(role, "get_caller_identity").account_id == member
        run.call(role, "create_user", user_name="made-there")
        assert "made-there" in emulator.state(member)["users"]
        assert "made-there" not in emulator.state()["users"]
        emulator.reset(member)
        assert emulator.state(member)["users"] == {}


def test_the_credentials_of_a_response_are_accepted_as_they_are(run):
    with Emulator(accounts=2) as emulator:
        alice = emulator.provider(credentials=with_alice(emulator))
        session = run.call(alice, "assume_role", role_arn=ROLE, role_session_name="direct")
        member = emulator.provider(credentials=session.credentials)
        assert run.call(member, "get_caller_identity").account_id == "2000000000000001"


def test_a_member_is_seeded_and_has_a_registry_instance():
    members = [{"id": "42", "keys": [{"id": "root-of-42", "secret": "s"}]}, {}]
    with Emulator(accounts=members) as emulator:
        assert emulator.account_ids[1:] == ["42", "2000000000000002"]
        provider = emulator.provider(credentials=("root-of-42", "s"))
        assert provider.get_caller_identity().account_id == "42"
        calls = [{"action": "CreateUser", "params": {"UserName": "bob"}}]
        emulator.seed(calls=calls, account="42")
        assert list(emulator.state("42")["users"]) == ["bob"]
        assert emulator.create_instance("images", account="42")["status"] == "PENDING"
        with pytest.raises(rolewright.InvalidInputError, match="no account has the id `7`"):
            emulator.state("7")


@pytest.mark.parametrize("accounts", [0, -1, True, "two", [{"odd": 1}], [{"id": "x"}]])
def test_odd_accounts_are_rejected(accounts):
    with pytest.raises((rolewright.InvalidInputError, TypeError, ValueError), match="account"):
        Emulator(accounts=accounts).__enter__()


def test_an_odd_role_is_rejected():
    with Emulator() as emulator:
        with pytest.raises(rolewright.InvalidInputError, match="ARN of a role"):
            emulator.provider(assume_role="operator")
        with pytest.raises(rolewright.InvalidInputError, match="duration"):
            emulator.provider(assume_role=ROLE, assume_role_duration=60)


ALICE = {
    "calls": [{"action": "CreateUser", "params": {"UserName": "alice"}}],
    "keys": [{"id": "alice", "secret": "secret", "user": "alice"}],
}


def test_soft_enforcement_records_decisions_from_which_a_policy_is_learned(run):
    with Emulator(enforce="soft") as emulator:
        emulator.seed(**ALICE)
        run.call(emulator.provider(credentials=("alice", "secret")), "list_users")
        [request] = emulator.requests()
        assert (request["status"], request["decision"]) == (200, "ImplicitDeny")
        policy = emulator.policy()
        assert policy == rolewright.policy_from_requests([request], caller=request["caller"])
        [statement] = policy.to_dict()["Statement"]
        assert statement["Action"] == ["ram:ListUsers"]
        with pytest.raises(rolewright.InvalidInputError, match="user/bob"):
            emulator.policy("acs:ram::1:user/bob")
    with pytest.raises(rolewright.InvalidInputError, match="line 1"):
        rolewright.policy_from_requests("no line of a log")
    with pytest.raises(ValueError, match="enforce"):
        with Emulator(enforce="hard"):
            pass


def test_a_denial_is_explained_without_a_provider():
    detail = {
        "AuthAction": "ram:GetRole",
        "AuthPrincipalType": "AssumedRoleUser",
        "AuthPrincipalDisplayName": "worker:ci",
        "AuthPrincipalOwnerId": "1",
        "NoPermissionType": "ImplicitDeny",
        "PolicyType": "AssumeRolePolicy",
    }
    denied = rolewright.explain_denied({"Code": "NoPermission", "AccessDeniedDetail": detail})
    assert denied.statement["Principal"] == {"RAM": ["acs:ram::1:role/worker"]}
    assert denied.caller == "acs:ram::1:assumed-role/worker/ci"
    assert "trust policy" in str(denied)
    again = asyncio.run(rolewright.aio.explain_denied({"AccessDeniedDetail": detail}))
    assert again == denied
    with pytest.raises(rolewright.InvalidInputError, match="EntityNotExist"):
        rolewright.explain_denied('{"Code": "EntityNotExist.Role"}')
    with pytest.raises(rolewright.UnsupportedError, match="service"):
        rolewright.explain_denied("AQIBIAAAACB1AAAABBBB")


def test_a_message_of_the_service_is_decoded_by_the_provider():
    with Emulator() as emulator:
        with pytest.raises(rolewright.NotFoundError, match="DiagnosticMessage"):
            rolewright.explain_denied("AQIBIAAAACB1AAAABBBB", provider=emulator.provider())


def test_https_is_trusted_by_its_certificate_authority_only():
    import ssl
    import urllib.error
    import urllib.request

    with Emulator(tls=True) as emulator:
        assert emulator.endpoint.startswith("https://")
        url = f"{emulator.endpoint}/_rolewright/health"
        trusted = ssl.create_default_context(cadata=emulator.certificate_authority)
        for place in (url, url.replace("127.0.0.1", "localhost")):
            with urllib.request.urlopen(place, context=trusted) as response:
                assert response.status == 200
        with pytest.raises(urllib.error.URLError):
            urllib.request.urlopen(url, context=ssl.create_default_context())
        with pytest.raises(urllib.error.HTTPError) as plain:
            urllib.request.urlopen(url.replace("https", "http"))
        assert plain.value.code == 400
        emulator.seed(calls=ALICE["calls"])
        assert emulator.account.get_user(user_name="alice").user.user_name == "alice"
        provider = emulator.provider()
        assert provider.get_user(user_name="alice").user.user_name == "alice"
        stranger = emulator.provider(certificate_authority=None, retries=0)
        with pytest.raises(rolewright.RefusedError, match="no trusted certificate authority"):
            stranger.get_caller_identity()
    with Emulator() as emulator:
        assert emulator.certificate_authority is None


def test_a_role_is_assumed_over_https_with_the_provider_s_certificate_authority():
    trust = {"Version": "1", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
             "Principal": {"RAM": ["acs:ram::1234567890123456:root"]}}]}
    role = {"action": "CreateRole",
            "params": {"RoleName": "operator", "AssumeRolePolicyDocument": trust}}
    seed = {"calls": [*ALICE["calls"], role], "keys": ALICE["keys"]}
    with Emulator(tls=True) as emulator:
        emulator.seed(**seed)
        key = (ALICE["keys"][0]["id"], ALICE["keys"][0]["secret"])
        provider = emulator.provider(
            credentials=key, assume_role="acs:ram::1234567890123456:role/operator")
        assert provider.get_caller_identity().arn.endswith("assumed-role/operator/rolewright")


@pytest.mark.parametrize("pem", [
    "", "-----BEGIN CERTIFICATE-----\n", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
])
def test_a_text_without_a_certificate_is_refused(pem):
    with pytest.raises(rolewright.InvalidInputError, match="certificate authorities are not valid"):
        rolewright.AlibabaProvider(credentials=("id", "secret"), certificate_authority=pem)


def test_the_account_without_http_has_the_moved_time(run):
    with Emulator() as emulator:
        before = emulator.account.create_user(user_name="alice").user.create_date
        emulator.advance(400 * 86400)
        after = emulator.account.create_user(user_name="bob").user.create_date
        assert int(after[:4]) > int(before[:4])
        provider = emulator.provider()
        dated = run.call(provider, "create_user", user_name="carol").user.create_date
        assert dated[:10] == after[:10]
    with Emulator(strict_time=True) as emulator:
        emulator.advance(3600)
        with pytest.raises(rolewright.RamError, match="InvalidTimeStamp"):
            run.call(emulator.provider(), "list_users")


def test_unknown_names_in_faults_are_refused_with_a_suggestion():
    with Emulator() as emulator:
        with pytest.raises(rolewright.InvalidInputError, match="did you mean `CreateRole`"):
            emulator.faults({"action": "CreateRoel", "fault": {"kind": "cut_body"}})
        with pytest.raises(rolewright.InvalidInputError, match="did you mean `action`"):
            emulator.faults({"acton": "CreateRole", "fault": {"kind": "cut_body"}})
