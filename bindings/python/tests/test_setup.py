"""Set-up and verify, as a program uses them."""

import doctest
import json

import pytest

import rolewright
from rolewright import LocalProvider, MemoryProvider, Report, setup, verify

ROLE = "AliyunContainerRegistryCustomizedOSSBucketRole"
POLICY = "AliyunContainerRegistryCustomizedOSSBucketRolePolicy"


@pytest.fixture(params=["memory", "local"])
def provider(request, tmp_path):
    if request.param == "local":
        return LocalProvider(tmp_path / "store.db")
    return MemoryProvider()


def test_a_first_setup_changes_and_proves_and_a_second_changes_nothing(provider):
    first = setup(["my-images"], provider=provider)
    assert (first.ok, first.changed, first.proven, first.outcome) == (True, True, True, "changed")
    assert {change["done"] for change in first.changes} == {True}
    second = setup(["my-images"], provider=provider)
    assert (second.ok, second.changed, second.outcome) == (True, False, "unchanged")
    assert verify(["my-images"], provider=provider).outcome == "proven"


def test_a_dry_run_says_what_would_change_and_writes_nothing(provider):
    plan = setup(["my-images"], provider=provider, dry_run=True)
    assert (plan.ok, plan.changed, plan.outcome) == (False, False, "pending")
    assert len(plan.changes) == 3
    with pytest.raises(rolewright.NotFoundError):
        provider.execute("GetRole", {"RoleName": ROLE})


def test_trust_without_the_service_is_as_documented_but_not_proven(provider):
    report = setup(["my-images"], provider=provider, trust=["account:current"])
    assert [finding["id"] for finding in report.findings] == ["trust_without_service"]
    report = verify(["my-images"], provider=provider, trust=["account:current"])
    assert (report.ok, report.outcome) == (False, "not_proven")
    standings = {item["id"]: item["standing"] for item in report.requirements}
    assert standings["trust_as_documented"] == "proven"
    assert standings["trust"] == "refuted"


def test_a_whole_trust_policy_may_be_given_as_a_dict(provider):
    service = {"Service": ["cr.aliyuncs.com", "oss.aliyuncs.com"]}
    statement = {"Action": "sts:AssumeRole", "Effect": "Allow", "Principal": service}
    trust = {"Statement": [statement], "Version": "1"}
    assert setup(["my-images"], provider=provider, trust=trust).ok
    role = provider.execute("GetRole", {"RoleName": ROLE})["Role"]
    assert "oss.aliyuncs.com" in role["AssumeRolePolicyDocument"]


def test_the_dict_begins_with_format_version_and_kind_and_is_json(provider):
    report = setup(["my-images"], provider=provider)
    told = report.to_dict()
    assert list(told)[:3] == ["format_version", "kind", "outcome"]
    assert (told["format_version"], told["kind"]) == ("1.0", "apply")
    assert told["account"] == report.account == "1234567890123456"
    for part in ("requirements", "changes", "findings"):
        assert told[part] == getattr(report, part)
    assert json.loads(json.dumps(told)) == told


def test_reports_are_equal_when_they_say_the_same():
    reports = [verify(["my-images"], provider=MemoryProvider()) for _ in range(2)]
    assert reports[0] == reports[1]
    assert reports[0] != verify(["other-images"], provider=MemoryProvider())
    assert reports[0] != "a text"
    assert repr(reports[0]) == "<Report kind=verify outcome=not_proven>"
    assert isinstance(reports[0], Report)


def test_raise_for_status_says_what_is_in_the_way():
    provider = MemoryProvider()
    report = verify(["my-images"], provider=provider)
    with pytest.raises(rolewright.RamError, match="^not proven: .*: the role does not") as refuted:
        report.raise_for_status()
    assert (refuted.value.kind, refuted.value.maybe_applied) == ("not_proven", False)
    assert "apply" in refuted.value.help
    with pytest.raises(rolewright.RamError, match="^pending: .*" + ROLE):
        setup(["my-images"], provider=provider, dry_run=True).raise_for_status()
    assert setup(["my-images"], provider=provider).raise_for_status() is None


def test_events_tell_what_the_run_does():
    events = []
    setup(["my-images"], provider="memory", on_event=events.append)
    assert {event["event"] for event in events} == {"reading", "writing", "answered"}
    assert events[0]["event"] == "reading"
    assert "GetRole" in {call["action"] for call in events[0]["calls"]}
    missing = [e for e in events if e["event"] == "answered" and e["call"]["action"] == "GetRole"]
    assert missing[0]["error"]["kind"] == "not_found"
    assert missing[-1]["error"] is None


def test_what_a_listener_raises_is_raised_again_after_the_run():
    provider = MemoryProvider()
    seen = []

    def listener(event):
        seen.append(event)
        raise LookupError("no more")

    with pytest.raises(LookupError, match="no more"):
        setup(["my-images"], provider=provider, on_event=listener)
    assert len(seen) == 1
    assert verify(["my-images"], provider=provider).ok


def test_the_examples_in_the_documentation_hold():
    outcome = doctest.testmod(rolewright)
    assert outcome.attempted > 5
    assert outcome.failed == 0
