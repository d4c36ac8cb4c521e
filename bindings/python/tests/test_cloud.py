"""Checks beyond RAM: instances, bucket probes, the doctor."""

import asyncio
import copy
import json
import pickle
import signal
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

import rolewright
from rolewright import Emulator, MemoryProvider, PolicyDocument, Statement

REGION = "cn-hangzhou"
SCHEMA = Path(__file__, "../../../../crates/rolewright-cli/schemas/doctor.json").resolve()
TRUST = ["service", "user:alice"]


def allowing(*actions):
    document = PolicyDocument.of(Statement.allow(actions).on("*"))
    return {"action": "CreatePolicy", "params": {
        "PolicyName": "ops", "PolicyDocument": document.to_json()}}


def of_alice(*actions):
    attached = {"PolicyType": "Custom", "PolicyName": "ops", "UserName": "alice"}
    calls = [{"action": "CreateUser", "params": {"UserName": "alice"}}, allowing(*actions),
             {"action": "AttachPolicyToUser", "params": attached}]
    return {"calls": calls, "keys": [{"id": "alice-key", "secret": "alice-secret", "user": "alice"}]}


@pytest.fixture
def emulator():
    with Emulator(enforce=True) as emulator:
        reads = ("ram:Get*", "ram:List*", "oss:GetBucket*", "sts:AssumeRole")
        emulator.seed(["my-images"], trust=TRUST, **of_alice(*reads))
        yield emulator


def alice(emulator):
    key = ("alice-key", "alice-secret")
    return emulator.provider(credentials=key, oss_endpoint=emulator.endpoint)


def status(report, of):
    [found] = [one for one in report.requirements if one.id == of]
    return found.status


def objects(emulator):
    return sum(len(bucket.get("objects", {})) for bucket in emulator.account.state()["buckets"].values())


@pytest.mark.parametrize("kind", ["verify", "drift"])
def test_an_instance_is_reported_as_running_or_with_the_reason(run, kind):
    with Emulator() as emulator:
        instance = emulator.create_instance("my-images")
        provider = emulator.provider(oss_endpoint=emulator.endpoint)
        where = {"provider": provider, "regions": [REGION], "instances": [instance["id"]]}
        before = getattr(run, kind)(["my-images"], **where)
        assert (before.ok, status(before, "instance")) == (False, "failed")
        emulator.seed(["my-images"])
        after = getattr(run, kind)(["my-images"], **where)
        assert (after.ok, status(after, "instance")) == (True, "passed")
    with pytest.raises(rolewright.InvalidInputError, match="`images` is not an instance ID"):
        getattr(run, kind)(["my-images"], provider="memory", instances=["images"])


def test_a_probe_with_the_role_leaves_no_object(run, emulator):
    looked = run.verify(["my-images"], provider=alice(emulator), trust=TRUST, live=True)
    assert status(looked, "live") == "passed"
    assert objects(emulator) == 0
    asked = [one["action"] for one in emulator.requests()]
    assert {"AssumeRole", "PutObject", "GetObject", "DeleteObject"} <= set(asked)
    emulator.faults({"action": "PutObject", "fault": {"kind": "internal_error"}})
    failed = run.verify(["my-images"], provider=alice(emulator), trust=TRUST, live=True)
    assert (failed.ok, status(failed, "live")) == (False, "inconclusive")


def test_buckets_are_probed_only_when_requested(run, emulator):
    assert run.verify(["my-images"], provider=alice(emulator), trust=TRUST).ok
    assert "PutObject" not in [one["action"] for one in emulator.requests()]


class Unprobed(rolewright.Provider):
    def __init__(self, inner):
        self.inner = inner

    def execute(self, action, params=None, service=None):
        return self.inner.execute(action, params, service)


def test_a_test_with_the_role_is_inconclusive_without_probe(run, provider):
    if isinstance(provider, rolewright.AlibabaProvider):
        # With OSS it has a probe.
        provider = Unprobed(provider)
    run.setup(["my-images"], provider=provider)
    report = run.verify(["my-images"], provider=provider, live=True)
    assert (report.ok, report.outcome, status(report, "live")) == (False, "inconclusive", "inconclusive")
    assert status(report, "trust") == "passed"
    [live] = [one for one in report.requirements if one.id == "live"]
    assert "can't test buckets" in live.reason and "oss_endpoint" in live.remedy.text


SLOW = {"action": "GetObject", "fault": {"kind": "delay", "milliseconds": 1500}}


def test_a_cancelled_probe_deletes_its_object_first_without_blocking_the_event_loop(emulator):
    emulator.faults(SLOW)
    turns = 0

    async def work():
        nonlocal turns
        trial = rolewright.aio.verify(
            ["my-images"], provider=alice(emulator), trust=TRUST, live=True)
        run = asyncio.create_task(trial)
        while objects(emulator) == 0:
            await asyncio.sleep(0)
        run.cancel()
        while not run.done():
            await asyncio.sleep(0)
            turns += 1
        with pytest.raises(asyncio.CancelledError):
            await run

    asyncio.run(work())
    assert objects(emulator) == 0 and turns > 10


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGINT to send")
@pytest.mark.parametrize("times", [1, 2])
def test_ctrl_c_during_a_probe_deletes_its_object_first_unless_pressed_twice(emulator, times):
    emulator.faults(SLOW)
    program = """
import rolewright, signal, sys, threading
endpoint = sys.argv[1]
provider = rolewright.AlibabaProvider(
    endpoint=endpoint, oss_endpoint=endpoint, credentials=("alice-key", "alice-secret"))

def is_handling():
    frame = sys._current_frames()[threading.main_thread().ident]
    while frame and frame.f_code is not pressed.__code__:
        frame = frame.f_back
    return frame is not None

def tell():
    # A signal within the handler would be part of the same press.
    while is_handling():
        pass
    print("pressed", flush=True)

def pressed(*_):
    threading.Thread(target=tell).start()
    raise KeyboardInterrupt

signal.signal(signal.SIGINT, pressed)
rolewright.verify(["my-images"], provider=provider, trust=["service", "user:alice"], live=True)
"""
    command = [sys.executable, "-c", program, emulator.endpoint]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, **pipes) as process:
        while objects(emulator) == 0:
            assert process.poll() is None, process.stderr.read()
        for _ in range(times):
            process.send_signal(signal.SIGINT)
            assert process.stdout.readline() == "pressed\n"
        said = process.communicate(timeout=60)[1]
    assert "KeyboardInterrupt" in said
    assert objects(emulator) == times - 1
    assert ("buckets that may still contain a test object: my-images" in said) is (times == 2)


def test_the_doctor_lists_missing_permissions(run, emulator):
    found = run.doctor(["my-images"], provider=alice(emulator), trust=TRUST)
    assert (found.ok, found.health, found.changes) == (True, "fit", 0)
    found = run.doctor(["more-images"], provider=alice(emulator), trust=TRUST)
    assert (found.ok, found.health) == (False, "degraded")
    missing = {one.action for one in found.permissions if one.status == "failed"}
    assert "ram:CreatePolicyVersion" in missing and "ram:GetRole" not in missing
    assert found.caller.arn.endswith(":user/alice")
    assert [slot.state for slot in found.connection.credentials] == ["used"]
    assert {one.status for one in found.connection.endpoints} == {"passed"}
    assert "1 permission is missing." in str(found) or "permissions are missing." in str(found)


def test_evidence_has_the_requests_and_no_value_of_the_account(run, emulator):
    provider = alice(emulator)
    found, evidence = run.doctor_with_evidence(["my-images"], provider=provider)
    assert found.health == run.doctor(["my-images"], provider=provider).health
    schema = json.loads((SCHEMA.parent / "evidence.json").read_text())
    assert set(evidence.to_dict()) == set(schema["properties"])
    actions = {one.action for one in evidence.exchanges}
    assert {"ping", "GetCallerIdentity", "GetRole", "GetBucketInfo"} <= actions
    caller, *_ = [one for one in evidence.exchanges if one.action == "GetCallerIdentity"]
    account = caller.answer.fields["AccountId"]
    [value] = [one for one in evidence.values if f"<{one.id}>" == account]
    assert (value.form, value.bytes) == ("digits", 16)
    text = json.dumps(evidence.to_dict())
    for private in ("1234567890123456", emulator.access_key_id, "alice", "my-images"):
        assert private not in text


def test_a_provider_without_requests_has_no_evidence(run):
    with pytest.raises(rolewright.UnsupportedError, match="`memory` sends no requests"):
        run.doctor_with_evidence(provider="memory")


def test_a_wrong_access_key_is_in_the_doctor_s_result(run):
    with Emulator() as emulator:
        found = run.doctor(provider=emulator.provider(credentials=("id", "wrong")))
    assert (found.ok, found.health, found.caller) == (False, "locked", None)
    assert found.problem.kind.startswith("credential")


def test_the_doctor_names_the_source_of_the_credentials(run, monkeypatch):
    with Emulator() as emulator:
        for name, value in emulator.environment.items():
            monkeypatch.setenv(name, value)
        found = run.doctor(provider=rolewright.AlibabaProvider(endpoint=emulator.endpoint))
        assert [slot.slot for slot in found.connection.credentials if slot.state == "used"] == [
            "environment"]
        assert emulator.access_key_secret not in f"{found!r} {found} {found.to_dict()}"


def test_a_diagnosis_can_be_copied_and_matches_its_schema(run, provider):
    found = run.doctor(["my-images"], provider=provider)
    data = found.to_dict()
    jsonschema.validate(data, json.loads(SCHEMA.read_text("utf-8")))
    copies = [pickle.loads(pickle.dumps(found)), copy.deepcopy(found),
              rolewright.Diagnosis.from_dict(json.loads(json.dumps(data)))]
    assert copies == [found] * 3 and len({hash(one) for one in [found, *copies]}) == 1
    with pytest.raises(AttributeError):
        found.health = "fit"


def test_the_operator_policy_is_sufficient_for_a_set_up():
    policy = rolewright.operator_policy(
        ["my-images"], rights="write", account="1234567890123456", trust=["service"])
    with Emulator(enforce=True) as emulator:
        emulator.seed(**of_alice("sts:GetCallerIdentity"))
        emulator.create_bucket("my-images")
        emulator.account.create_policy(policy_name="least", policy_document=policy)
        emulator.account.attach_policy_to_user(
            policy_type="Custom", policy_name="least", user_name="alice")
        provider = emulator.provider(credentials=("alice-key", "alice-secret"))
        assert rolewright.setup(["my-images"], provider=provider).ok
    with pytest.raises(rolewright.InvalidInputError, match="neither `read` nor `write`"):
        rolewright.operator_policy(rights="all")


def test_rendered_documents_are_those_that_are_set_up(run):
    wanted = {"trust": TRUST, "kms_keys": ["key-1"]}
    provider = MemoryProvider("42")
    run.call(provider, "create_user", user_name="alice")
    run.setup(["my-images"], provider=provider, **wanted).raise_for_status()
    [(name, document)] = rolewright.render_policies(
        ["my-images"], kms_keys=["key-1"], account="42").items()
    made = run.call(provider, "get_policy", policy_name=name, policy_type="Custom")
    assert PolicyDocument(made.default_policy_version.policy_document) == document
    role = run.call(provider, "get_role", role_name="AliyunContainerRegistryCustomizedOSSBucketRole")
    trust = rolewright.render_trust(TRUST, account="42")
    assert rolewright.TrustPolicy(role.role.assume_role_policy_document) == trust
    data = json.loads(rolewright.export(["my-images"], format="json", account="42", **wanted))
    assert PolicyDocument(data["policies"][0]["document"]) == document


@pytest.mark.parametrize("write", [
    lambda: rolewright.render_trust(["account:current"]),
    lambda: rolewright.render_policies(["my-images"], kms_keys=["key-1"]),
    lambda: rolewright.export(["my-images"], format="hcl", trust=["user:alice"]),
])
def test_the_account_is_required_if_the_documents_contain_it(write):
    with pytest.raises(rolewright.InvalidInputError, match="pass `account`"):
        write()


@pytest.mark.parametrize(("write", "raised"), [
    (lambda: rolewright.export(["my-images"], format="yaml"), "is not an export format"),
    (lambda: rolewright.export([], format="json"), "no bucket is set"),
    (lambda: rolewright.render_policies([f"a-long-name-of-a-bucket-{n}" for n in range(200)]), "fit"),
    (lambda: rolewright.operator_policy(["B"], rights="read"), "is not a bucket name"),
    (lambda: rolewright.export(["my-images"], format="cli", with_instance=True), "has no registry instance"),
    (lambda: rolewright.export(["a-a", "b-b"], format="hcl", with_instance=True), "one bucket"),
    (lambda: rolewright.export(["my-images"], format="ros", with_instance="A"), "is not an instance name"),
])
def test_an_invalid_export_raises_an_exception_of_this_package(write, raised):
    with pytest.raises(rolewright.RamError, match=raised):
        write()


@pytest.mark.parametrize("format", ["hcl", "ros"])
def test_an_instance_is_exported_with_the_name_of_its_bucket_or_its_own(format):
    export = rolewright.export(["my-images"], format=format)
    assert "my-registry" not in export and "ee_instance" not in export
    assert rolewright.export(["my-images"], format=format, with_instance=False) == export
    named = rolewright.export(["my-images"], format=format, with_instance="my-registry")
    assert "my-registry" in named
    default = rolewright.export(["my-images"], format=format, with_instance=True)
    assert named.replace("my-registry", "my-images") == default
    own = rolewright.export(format=format, default_bucket=True, with_instance="my-registry")
    assert "my-registry" in own and "my-images" not in own
    with pytest.raises(TypeError, match="must be a bool or a name"):
        rolewright.export(["my-images"], format=format, with_instance=1.5)


def test_a_split_set_up_has_several_policies():
    names = [f"a-long-name-of-a-bucket-{n}" for n in range(60)]
    policies = rolewright.render_policies(names, split=True)
    assert len(policies) > 1 and max(one.size for one in policies.values()) <= 6144


def test_an_account_without_quotas_holds_more_than_one_with():
    def versions(quotas):
        with Emulator(quotas=quotas) as emulator:
            document = PolicyDocument.of(Statement.allow("oss:Get*").on("*"))
            emulator.account.create_policy(policy_name="demo", policy_document=document)
            for _ in range(5):
                emulator.account.create_policy_version(policy_name="demo", policy_document=document)

    versions(False)
    with pytest.raises(rolewright.LimitExceededError):
        versions(True)
