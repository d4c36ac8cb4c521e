"""`recipe=`: built-in recipes, files and lists of both."""

import json
import pickle

import pytest

import rolewright
from rolewright import MemoryProvider, Plan, Report

IMAGES = ["AliyunECSImageExportDefaultRole", "AliyunECSImageImportDefaultRole"]
FILE = """
id = "reports/reader"
title = "Reads the reports"
service = "Function Compute"

[parameter.bucket]
kind = "bucket"
many = true
description = "Buckets with the reports"

[[role]]
name = "reports-reader"
trust = ["fc.aliyuncs.com"]
trust_source = "the page on service roles"

[role.policy]
name = "reports-reader"

[[role.policy.statement]]
purpose = "read the reports"
actions = ["oss:GetObject"]
resources = ["acs:oss:*:*:{bucket}/*"]

[[role.access]]
purpose = "read the reports"
actions = ["oss:GetObject"]
resource = "acs:oss:*:{account}:{bucket}/*"
"""


def test_several_roles_have_one_report(run, provider):
    first = run.setup(recipe="ecs/images", provider=provider)
    assert (first.ok, first.outcome, len(first.changes)) == (True, "changed", 4)
    assert list(first.roles) == IMAGES
    assert all(isinstance(one, Report) and one.ok for one in first.roles.values())
    assert run.verify(recipe="ecs/images", provider=provider).ok
    again = run.setup(recipe="ecs/images", provider=provider)
    assert (again.changed, again.outcome) == (False, "unchanged")
    account = provider.get_caller_identity().account_id
    assert run.destroy(recipe="ecs/images", provider=provider, account=account).changed
    assert not run.drift(recipe="ecs/images", provider=provider).ok


def test_a_report_of_several_roles_can_be_copied_and_printed(provider):
    report = rolewright.verify(recipe="ecs/images", provider=provider)
    copy = pickle.loads(pickle.dumps(report))
    assert copy == report == Report.from_dict(json.loads(json.dumps(report.to_dict())))
    assert report.to_dict()["kind"] == "reports"
    assert all(role in str(report) and role in report.to_markdown() for role in IMAGES)
    assert report.to_html().count("<article>") == 2
    with pytest.raises(rolewright.RamError, match="failed"):
        report.raise_for_status()


def test_a_plan_of_several_roles_is_applied_as_it_is_or_not_at_all(run, provider):
    todo = run.plan(recipe="ecs/images", provider=provider)
    copy = pickle.loads(pickle.dumps(todo))
    assert copy == todo == Plan.from_dict(json.loads(json.dumps(todo.to_dict())))
    assert list(todo.roles) == IMAGES
    assert run.apply(copy, provider=provider).ok
    late = run.plan(recipe=["ecs/images", "AliyunLogDefaultRole"], provider=provider)
    run.setup(recipe="AliyunLogDefaultRole", provider=provider, accept_assumed=True)
    after = run.apply(late, provider=provider)
    assert after.ok and not after.changed


def test_a_plan_is_rejected_for_a_role_that_has_changed(run, provider):
    todo = run.plan(recipe="ecs/images", provider=provider)
    provider.create_role(
        role_name=IMAGES[0],
        assume_role_policy_document='{"Version":"1","Statement":[{"Effect":"Allow",'
        '"Action":"sts:AssumeRole","Principal":{"Service":["ecs.aliyuncs.com"]}}]}',
    )
    report = run.apply(todo, provider=provider)
    assert not report.ok and report.outcome == "partial"
    assert list(report.roles) == [IMAGES[1]]


def test_a_file_gets_its_buckets_and_parameters(run, provider, tmp_path):
    path = tmp_path / "reader.toml"
    path.write_text(FILE)
    for recipe, buckets in [
        (path, ["my-reports"]),
        (FILE, ["my-reports"]),
        ({"id": path, "parameters": {"bucket": "my-reports"}}, []),
        ([{"id": FILE, "parameters": {"bucket": iter(["my-reports"])}}], []),
    ]:
        report = run.setup(buckets, recipe=recipe, provider=provider)
        assert report.passed, report
    assert report.outcome == "unchanged" and report.roles == {}
    run.setup(["other-reports"], recipe=path, provider=provider)
    assert run.remove(["my-reports"], recipe=path, provider=provider).changed
    assert not run.verify(["my-reports"], recipe=path, provider=provider).ok
    assert run.verify(["other-reports"], recipe=path, provider=provider).ok
    assert "my-reports" in rolewright.export(["my-reports"], recipe=path, format="json")


def test_a_service_linked_role_is_set_up_and_destroyed(run):
    provider = MemoryProvider(account="42")
    role = "AliyunServiceRoleForAlb"
    assert run.setup(recipe=role, provider=provider).changes[0].call.action == "CreateServiceLinkedRole"
    assert run.show(recipe=role, provider=provider).state.role.name == role
    assert run.destroy(recipe=role, provider=provider, account="42").changed


def test_policies_and_the_doctor_cover_all_roles(provider):
    policy = rolewright.operator_policy(recipe="ecs/images", rights="write", account="42")
    assert all(role in policy.to_json() for role in IMAGES)
    assert rolewright.doctor(recipe="ecs/images", provider=provider).changes == 4
    exported = json.loads(rolewright.export(recipe="ecs/images", format="json"))
    assert exported["kind"] == "exports"


def test_an_assumed_trust_has_to_be_accepted(provider):
    with pytest.raises(rolewright.RefusedError, match="assumed"):
        rolewright.setup(recipe="AliyunLogDefaultRole", provider=provider)


@pytest.mark.parametrize(
    ("arguments", "error", "text"),
    [
        ({"recipe": "ecs/imagse"}, rolewright.NotFoundError, "ecs/imagse"),
        ({"recipe": "reader.toml"}, rolewright.InvalidInputError, "is a file"),
        ({"recipe": 7}, TypeError, "not iterable|must be"),
        ({"recipe": [7]}, TypeError, "must be a str or a path"),
        ({"recipe": []}, rolewright.InvalidInputError, "is empty"),
        ({"recipe": {"parameters": {}}}, rolewright.InvalidInputError, "no `id`"),
        ({"recipe": {"id": "ecs/images", "x": 1}}, rolewright.InvalidInputError, "no key `x`"),
        (
            {"recipe": {"id": FILE, "parameters": {"buket": "b"}}},
            rolewright.InvalidInputError,
            "no parameter `buket`",
        ),
        ({"recipe": FILE}, rolewright.InvalidInputError, "`bucket` .* is not set"),
        ({"recipe": FILE.replace("title", "titel")}, rolewright.RamError, "line 3"),
        ({"recipe": ["ecs/images"] * 2}, rolewright.RamError, "two recipes define role"),
        ({"buckets": ["b"], "recipe": "ecs/images"}, rolewright.RamError, "takes no buckets"),
        ({"recipe": "ecs/images", "trust": ["service"]}, rolewright.InvalidInputError, "`trust`"),
    ],
)
def test_a_wrong_recipe_is_rejected(provider, arguments, error, text):
    with pytest.raises(error, match=text):
        rolewright.setup(provider=provider, **arguments)


READER = {"id": FILE, "parameters": {"bucket": ["one-bucket"]}}


def test_the_policy_of_a_recipe_is_rolled_back(run, provider):
    more = {"id": FILE, "parameters": {"bucket": ["one-bucket", "two-bucket"]}}
    assert run.setup(recipe=READER, provider=provider).changed
    assert run.setup(recipe=more, provider=provider).changed
    for policy in (None, "reports-reader"):
        report = run.rollback(recipe=READER, policy=policy, provider=provider, dry_run=True)
        assert report.changes[0].call.params == {"PolicyName": "reports-reader", "VersionId": "v1"}
    assert run.rollback(recipe=READER, provider=provider).changed
    assert not run.verify(recipe=more, provider=provider).ok


@pytest.mark.parametrize(("recipes", "policy", "text"), [
    (["ecs/images"], None, "`recipe` has no custom policy"),
    ([READER, {**READER, "id": FILE.replace("reports", "logs")}], None,
     "set `policy` to one of reports-reader, logs-reader"),
    ([READER], "other", "set `policy` to one of reports-reader"),
])
def test_one_custom_policy_is_rolled_back(run, recipes, policy, text):
    with pytest.raises(rolewright.InvalidInputError, match=text):
        run.rollback(recipe=recipes, policy=policy, provider="memory")
