"""Interfaces for other programs: signatures, JSON, schemas, pickles."""

import asyncio
import copy
import dataclasses
import inspect
import json
import multiprocessing
import pickle
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import jsonschema
import pytest

import rolewright
from rolewright import LocalProvider, MemoryProvider

SCHEMAS = Path(__file__, "../../../../crates/rolewright-cli/schemas").resolve()
ROLE = "AliyunContainerRegistryCustomizedOSSBucketRole"
RUNS = "setup plan apply verify drift remove destroy rollback show".split()


def fits(data):
    schema = json.loads(Path(SCHEMAS, f"{data['kind']}.json").read_text("utf-8"))
    jsonschema.validate(data, schema)


def by_command(folder, *arguments):
    """The JSON output of the command line."""
    command = [sys.executable, "-m", "rolewright", *arguments, "--provider", "local", "--store",
               str(folder / "store.db"), "--output", "json"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, cwd=folder)
    return json.loads(done.stdout)


@pytest.mark.parametrize("name", [*RUNS, "doctor"])
def test_the_signature_has_the_arguments_and_the_final_result(name):
    sync, awaiting = getattr(rolewright, name), getattr(rolewright.aio, name)
    signature = inspect.signature(sync)
    assert signature == inspect.signature(awaiting)
    gives = {"plan": "Plan", "doctor": "Diagnosis"}.get(name, "Report")
    assert signature.return_annotation == gives
    provider = signature.parameters["provider"]
    assert (provider.kind, provider.default) == (provider.KEYWORD_ONLY, provider.empty)
    assert inspect.iscoroutinefunction(awaiting) and not inspect.iscoroutinefunction(sync)


def test_a_run_without_a_provider_names_the_missing_argument():
    with pytest.raises(TypeError, match=r"setup\(\) missing .* argument: 'provider'"):
        rolewright.setup(["my-images"])

    async def work():
        await rolewright.aio.setup(["my-images"])

    with pytest.raises(TypeError, match=r"setup\(\) missing .* argument: 'provider'"):
        asyncio.run(work())


def test_every_report_matches_its_published_schema(run):
    provider = MemoryProvider("42")
    reports = [
        run.plan(["my-images"], provider=provider),
        run.verify(["my-images"], provider=provider),
        run.setup(["my-images"], provider=provider, trust=["service", "account:current"]),
        run.setup(["more-images"], provider=provider),
        run.drift(["other-images"], provider=provider),
        run.rollback(provider=provider),
        run.remove(["my-images"], provider=provider),
        run.show(provider=provider),
        run.destroy(provider=provider, account="42", dry_run=True),
        run.destroy(provider=provider, account="42"),
    ]
    for report in reports:
        fits(report.to_dict())
    with pytest.raises(jsonschema.ValidationError):
        fits({**reports[0].to_dict(), "calls": "many"})


def test_a_report_equals_the_json_output_of_the_command_line(tmp_path):
    provider = LocalProvider(tmp_path / "store.db")
    desired = ["--bucket", "my-images"]
    plan = rolewright.plan(["my-images"], provider=provider).to_dict()
    assert plan.pop("desired")["buckets"] == ["my-images"]
    assert plan == by_command(tmp_path, "plan", *desired)
    rolewright.setup(["my-images"], provider=provider)
    for kind in ("verify", "drift"):
        report = getattr(rolewright, kind)(["my-images"], provider=provider)
        assert report.to_dict() == by_command(tmp_path, kind, *desired)
    assert rolewright.show(provider=provider).to_dict() == by_command(tmp_path, "show")


def test_the_parts_of_a_report_equal_the_parts_of_its_dict():
    report = rolewright.setup(["my-images"], provider="memory", trust=["account:current"])
    data = report.to_dict()
    for name in ("changes", "requirements", "findings", "causes"):
        parts = [part.to_dict() for part in getattr(report, name)]
        assert parts == data[name], name
    assert (report.provider.to_dict(), report.state.to_dict()) == (data["provider"], data["state"])


def test_a_part_can_be_created_from_its_dict_and_unknown_keys_are_ignored():
    [finding, *_] = rolewright.plan(
        ["my-images"], provider="memory", trust=["account:current"]).findings
    data = {**finding.to_dict(), "of_a_later_version": 1}
    assert type(finding).from_dict(data) == finding
    assert dataclasses.replace(finding, text="other") != finding


def apply_plan(plan, path):
    """Runs in another process."""
    return rolewright.apply(plan, provider=LocalProvider(path))


@pytest.mark.parametrize("method", ["spawn", "fork"])
def test_plans_reports_and_errors_can_be_sent_between_processes(tmp_path, method):
    if method not in multiprocessing.get_all_start_methods():
        pytest.skip(f"this system has no {method}")
    path, other = tmp_path / "store.db", tmp_path / "other.db"
    plan = rolewright.plan(["my-images"], provider=LocalProvider(path))
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context(method)) as pool:
        report = pool.submit(apply_plan, plan, path).result(60)
        assert report.passed
        LocalProvider(other, "43")
        refused = pool.submit(apply_plan, plan, other).exception(60)
    assert type(refused) is rolewright.CredentialError
    assert report == pickle.loads(pickle.dumps(report))


def test_the_functions_can_be_pickled():
    for name in (*RUNS, "doctor", "export", "explain"):
        function = getattr(rolewright, name)
        assert pickle.loads(pickle.dumps(function)) is function


def test_an_object_with_a_secret_can_be_copied_and_never_shows_it():
    provider = MemoryProvider()
    provider.create_user(user_name="alice")
    made = provider.create_access_key(user_name="alice")
    secret = made.access_key.access_key_secret
    assert copy.deepcopy(made) == made
    data = dataclasses.asdict(made)
    assert secret.reveal() not in f"{data} {made} {made!r} {json.dumps(made.to_dict())}"


class Hostile(rolewright.Provider):
    """An account whose names and documents contain markup and control characters."""

    TEXT = "</pre><script>alert(1)</script>\"'&<img src=x onerror=y>\x1b[31m\u202e"

    def __init__(self):
        self.inner = MemoryProvider()
        rolewright.setup(["my-images"], provider=self.inner)

    def execute(self, action, params=None, service=None):
        answer = self.inner.execute(action, params, service)
        if action == "ListPoliciesForRole":
            policy = dict(answer["Policies"]["Policy"][0], PolicyName=self.TEXT)
            answer["Policies"]["Policy"].append(policy)
        if action == "GetRole":
            statement = {"Effect": "Allow", "Action": "sts:AssumeRole",
                         "Principal": {"RAM": [self.TEXT], "Service": ["cr.aliyuncs.com"]}}
            answer["Role"]["AssumeRolePolicyDocument"] = json.dumps(
                {"Version": "1", "Statement": [statement]})
        return answer


def test_markup_and_control_characters_from_an_account_are_escaped():
    provider = Hostile()
    reports = [rolewright.show(provider=provider), rolewright.verify(["my-images"], provider=provider),
               rolewright.plan(["my-images"], provider=provider, exact=True)]
    for report in reports:
        html = report._repr_html_()
        frame, _, rest = html.partition(' srcdoc="')
        page, quote, after = rest.partition('"')
        assert (frame, quote) == ("<iframe sandbox", '"')
        assert after.startswith(' style="') and rest.count('"') == 3
        whole = page.replace("&quot;", '"').replace("&amp;", "&")
        comment = report.to_markdown()
        # Text between fences is code.
        prose = "".join(comment.split("```")[::2])
        for markup in (whole, report.to_html(), prose):
            assert "<script" not in markup and "<img" not in markup
        for text in (whole, comment, str(report)):
            assert not {"\x1b", "\u202e"} & set(text)
        assert "<script" in str(report.to_dict()), "the dict contains it"


@pytest.mark.parametrize("kind", ["plan", "verify"])
def test_a_notebook_shows_every_change_and_every_requirement(kind):
    report = getattr(rolewright, kind)(["my-images"], provider="memory")
    html = report._repr_html_()
    for change in report.changes:
        assert change.summary in html
    for requirement in report.requirements:
        assert (requirement.action or requirement.text) in html
