"""Runs of the set-up engine."""

import json
import pickle
import sys
import types

import pytest

import rolewright
from rolewright import MemoryProvider, Plan, Report

ROLE = "AliyunContainerRegistryCustomizedOSSBucketRole"
POLICY = "AliyunContainerRegistryCustomizedOSSBucketRolePolicy"


def test_a_first_setup_makes_all_changes_and_a_second_makes_none(run, provider):
    first = run.setup(["my-images"], provider=provider)
    assert (first.ok, first.changed, first.passed, first.outcome) == (True, True, True, "changed")
    assert {change.done for change in first.changes} == {True}
    second = run.setup(["my-images"], provider=provider)
    assert (second.ok, second.changed, second.outcome) == (True, False, "unchanged")
    assert run.verify(["my-images"], provider=provider).outcome == "passed"


def test_a_dry_run_plans_the_changes_and_writes_nothing(run, provider):
    plan = run.setup(["my-images"], provider=provider, dry_run=True)
    assert (plan.ok, plan.changed, plan.outcome) == (False, False, "pending")
    assert len(plan.changes) == 3
    with pytest.raises(rolewright.NotFoundError):
        run.call(provider, "get_role", role_name=ROLE)


def test_a_plan_can_be_copied_and_applied(run, provider):
    todo = run.plan(["my-images"], provider=provider)
    assert isinstance(todo, Plan)
    copy = pickle.loads(pickle.dumps(todo))
    assert copy == todo == Plan.from_dict(json.loads(json.dumps(todo.to_dict())))
    assert hash(copy) == hash(todo)
    assert run.apply(copy, provider=provider).outcome == "changed"


def test_a_plan_is_rejected_when_the_account_has_changed(run, provider):
    todo = run.plan(["my-images"], provider=provider)
    run.setup(["other-images"], provider=provider)
    with pytest.raises(rolewright.RefusedError):
        run.apply(todo, provider=provider)


def test_access_to_one_bucket_is_revoked_and_the_other_kept(run, provider):
    run.setup(["one-bucket", "two-bucket"], provider=provider)
    assert run.remove(["one-bucket"], provider=provider).outcome == "changed"
    assert run.verify(["two-bucket"], provider=provider).ok
    assert not run.verify(["one-bucket"], provider=provider).ok


def test_an_update_is_rolled_back(run, provider):
    run.setup(["one-bucket"], provider=provider)
    run.setup(["two-bucket"], provider=provider)
    assert run.rollback(provider=provider, dry_run=True).outcome == "pending"
    assert run.rollback(provider=provider).outcome == "changed"
    assert not run.verify(["two-bucket"], provider=provider).ok


def test_destroy_requires_the_right_account(run, provider):
    account = run.setup(["one-bucket"], provider=provider).account
    with pytest.raises(rolewright.CredentialError):
        run.destroy(provider=provider, account="43")
    assert run.show(provider=provider).state.role.name == ROLE
    assert run.destroy(provider=provider, account=account).outcome == "changed"
    assert run.show(provider=provider).state.role is None


def test_drift_is_detected(run, provider):
    run.setup(["one-bucket"], provider=provider)
    assert run.drift(["one-bucket"], provider=provider).ok
    run.call(
        provider, "detach_policy_from_role", role_name=ROLE, policy_name=POLICY, policy_type="Custom"
    )
    report = run.drift(["one-bucket"], provider=provider)
    assert (report.ok, report.outcome) == (False, "drifted")
    assert [change.call.action for change in report.changes] == ["AttachPolicyToRole"]


def test_trust_without_the_service_follows_the_revision_but_does_not_pass(run, provider):
    report = run.setup(["my-images"], provider=provider, trust=["account:current"])
    assert [finding.id for finding in report.findings] == ["trust_without_service"]
    report = run.verify(["my-images"], provider=provider, trust=["account:current"])
    assert (report.ok, report.outcome) == (False, "failed")
    statuses = {item.id: item.status for item in report.requirements}
    assert statuses["trust_as_documented"] == "passed"
    assert statuses["trust"] == "failed"


@pytest.mark.parametrize("form", ["dict", "text", "object"])
def test_a_trust_policy_is_accepted_in_each_form(run, provider, form):
    service = {"Service": ["cr.aliyuncs.com", "oss.aliyuncs.com"]}
    statement = {"Action": "sts:AssumeRole", "Effect": "Allow", "Principal": service}
    trust = {"Statement": [statement], "Version": "1"}
    made = {"dict": dict, "text": json.dumps, "object": rolewright.TrustPolicy}[form](trust)
    if form == "text":
        # A str is rejected, since a list of str has names of principals.
        with pytest.raises(TypeError, match="`trust` must be a list of str"):
            run.setup(["my-images"], provider=provider, trust=made)
        return
    assert run.setup(["my-images"], provider=provider, trust=made).ok
    role = run.call(provider, "get_role", role_name=ROLE).role
    assert "oss.aliyuncs.com" in role.assume_role_policy_document


def test_the_dict_starts_with_format_version_and_kind_and_is_json(run, provider):
    report = run.setup(["my-images"], provider=provider)
    data = report.to_dict()
    assert list(data)[:3] == ["format_version", "kind", "outcome"]
    assert (data["format_version"], data["kind"]) == ("1.0", "apply")
    assert data["account"] == report.account == "1234567890123456"
    for part in ("requirements", "changes", "findings"):
        assert len(data[part]) == len(getattr(report, part))
    assert json.loads(json.dumps(data)) == data
    assert Report.from_dict(data) == report == pickle.loads(pickle.dumps(report))


def test_equal_reports_compare_equal_and_are_frozen():
    reports = [rolewright.verify(["my-images"], provider=MemoryProvider()) for _ in range(2)]
    assert reports[0] == reports[1]
    assert len(set(reports)) == 1
    assert reports[0] != rolewright.verify(["other-images"], provider=MemoryProvider())
    assert reports[0] != "a text"
    assert repr(reports[0]) == "<Report kind=verify outcome=failed>"
    with pytest.raises(AttributeError):
        reports[0].outcome = "passed"
    with pytest.raises(AttributeError):
        reports[0].requirements[0].text = "something else"


def test_findings_requirements_and_changes_can_be_pickled_and_compared():
    report = rolewright.setup(
        ["my-images"], provider="memory", trust=["account:current"], dry_run=True
    )
    for part in (*report.findings, *report.requirements, *report.changes):
        copy = type(part).from_dict(json.loads(json.dumps(part.to_dict())))
        assert copy == part == pickle.loads(pickle.dumps(part))
        assert hash(copy) == hash(part)


def test_a_notebook_shows_an_escaped_page():
    html = rolewright.plan(["my-images"], provider="memory")._repr_html_()
    assert html.startswith("<iframe sandbox srcdoc=\"")
    assert html.count('"') == 4
    assert "my-images" in html and "<script" not in html


def test_raise_for_status_gives_the_reason():
    provider = MemoryProvider()
    report = rolewright.verify(["my-images"], provider=provider)
    with pytest.raises(rolewright.RamError, match="^failed: .*does not exist") as failed:
        report.raise_for_status()
    assert (failed.value.kind, failed.value.maybe_applied) == ("failed", False)
    assert failed.value.help == "call `setup()`"
    with pytest.raises(rolewright.RamError, match="^pending: .*" + ROLE):
        rolewright.setup(["my-images"], provider=provider, dry_run=True).raise_for_status()
    assert rolewright.setup(["my-images"], provider=provider).raise_for_status() is None


def test_events_report_the_steps_of_a_run(run):
    events = []
    run.setup(["my-images"], provider="memory", on_event=events.append)
    kinds = {event["event"] for event in events}
    assert kinds == {"planned", "replanned", "reading", "writing", "answered"}
    planned = next(event for event in events if event["event"] == "planned")
    made = [event["change"] for event in events if event.get("change")]
    assert [one["summary"] for one in made] == [one["summary"] for one in planned["changes"]]
    assert events[0]["event"] == "reading"
    assert "GetRole" in {call["action"] for call in events[0]["calls"]}
    missing = [e for e in events if e["event"] == "answered" and e["call"]["action"] == "GetRole"]
    assert missing[0]["error"]["kind"] == "not_found"
    assert missing[-1]["error"] is None


def test_an_exception_of_a_listener_is_raised_after_the_run(run):
    provider = MemoryProvider()
    seen = []

    def listener(event):
        seen.append(event)
        raise LookupError("no more")

    with pytest.raises(LookupError, match="no more"):
        run.setup(["my-images"], provider=provider, on_event=listener)
    assert len(seen) == 1
    assert run.verify(["my-images"], provider=provider).ok


@pytest.mark.parametrize("installed", [True, False])
def test_a_progress_bar_is_shown_if_tqdm_is_installed(run, monkeypatch, installed):
    updates = []

    class Bar:
        def __init__(self, total, disable, **_):
            assert disable, "neither a terminal nor a notebook"
            self.total = total

        def set_description(self, text):
            pass

        def update(self):
            updates.append(self.total)

        def close(self):
            updates.append("closed")

    module = types.ModuleType("tqdm.auto")
    module.tqdm = Bar
    monkeypatch.setitem(sys.modules, "tqdm", types.ModuleType("tqdm"))
    monkeypatch.setitem(sys.modules, "tqdm.auto", module if installed else None)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: False, raising=False)
    report = run.setup(["my-images"], provider="memory", progress=True)
    assert report.ok
    assert updates[-1:] == (["closed"] if installed else [])
    assert len(updates) == (report.calls + 1 if installed else 0)


def test_strict_also_fails_for_a_requirement_that_was_skipped(run):
    # It has no buckets to inspect.
    provider = MemoryProvider("42")
    run.setup(["my-images"], provider=provider).raise_for_status()
    for kind, outcome in [("verify", "inconclusive"), ("plan", "inconclusive"), ("setup", "inconclusive"),
                          ("drift", "drifted")]:
        goal = getattr(run, kind)
        assert goal(["my-images"], provider=provider).ok, kind
        strict = goal(["my-images"], provider=provider, strict=True)
        assert (strict.ok, strict.outcome) == (False, outcome), kind
