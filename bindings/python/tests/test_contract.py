"""What other programs rely on: signatures, the command line's JSON, its schemas, pickles."""

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


def fits(told):
    schema = json.loads(Path(SCHEMAS, f"{told['kind']}.json").read_text("utf-8"))
    jsonschema.validate(told, schema)


def by_command(folder, *arguments):
    """What the command line prints as JSON."""
    command = [sys.executable, "-m", "rolewright", *arguments, "--provider", "local", "--store",
               str(folder / "store.db"), "--output", "json"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, cwd=folder)
    return json.loads(done.stdout)


@pytest.mark.parametrize("name", [*RUNS, "doctor"])
def test_the_signature_says_what_is_given_and_what_comes_back(name):
    sync, awaiting = getattr(rolewright, name), getattr(rolewright.aio, name)
    signature = inspect.signature(sync)
    assert signature == inspect.signature(awaiting)
    gives = {"plan": "Plan", "doctor": "Diagnosis"}.get(name, "Report")
    assert signature.return_annotation == gives
    provider = signature.parameters["provider"]
    assert (provider.kind, provider.default) == (provider.KEYWORD_ONLY, provider.empty)
    assert inspect.iscoroutinefunction(awaiting) and not inspect.iscoroutinefunction(sync)


def test_a_run_without_a_provider_says_what_is_missing():
    with pytest.raises(TypeError, match=r"setup\(\) missing .* argument: 'provider'"):
        rolewright.setup(["my-images"])

    async def work():
        await rolewright.aio.setup(["my-images"])

    with pytest.raises(TypeError, match=r"setup\(\) missing .* argument: 'provider'"):
        asyncio.run(work())


def test_every_report_is_as_its_published_schema_says(run):
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


def test_a_report_is_the_object_that_the_command_line_prints(tmp_path):
    provider = LocalProvider(tmp_path / "store.db")
    wanted = ["--bucket", "my-images"]
    plan = rolewright.plan(["my-images"], provider=provider).to_dict()
    assert plan.pop("wanted")["buckets"] == ["my-images"]
    assert plan == by_command(tmp_path, "plan", *wanted)
    rolewright.setup(["my-images"], provider=provider)
    for kind in ("verify", "drift"):
        report = getattr(rolewright, kind)(["my-images"], provider=provider)
        assert report.to_dict() == by_command(tmp_path, kind, *wanted)
    assert rolewright.show(provider=provider).to_dict() == by_command(tmp_path, "show")


def test_the_parts_of_a_report_are_the_parts_of_its_dict():
    report = rolewright.setup(["my-images"], provider="memory", trust=["account:current"])
    told = report.to_dict()
    for name in ("changes", "requirements", "findings", "causes"):
        parts = [part.to_dict() for part in getattr(report, name)]
        assert parts == told[name], name
    assert (report.provider.to_dict(), report.state.to_dict()) == (told["provider"], told["state"])


def test_a_part_that_is_made_anew_says_the_same_and_an_unknown_key_is_let_pass():
    [finding, *_] = rolewright.plan(
        ["my-images"], provider="memory", trust=["account:current"]).findings
    told = {**finding.to_dict(), "of_a_later_version": 1}
    assert type(finding).from_dict(told) == finding
    assert dataclasses.replace(finding, text="other") != finding


def carry_out(plan, path):
    """In a process of its own."""
    return rolewright.apply(plan, provider=LocalProvider(path))


@pytest.mark.parametrize("method", ["spawn", "fork"])
def test_plans_reports_and_errors_travel_between_processes(tmp_path, method):
    if method not in multiprocessing.get_all_start_methods():
        pytest.skip(f"this system has no {method}")
    path, other = tmp_path / "store.db", tmp_path / "other.db"
    plan = rolewright.plan(["my-images"], provider=LocalProvider(path))
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context(method)) as pool:
        report = pool.submit(carry_out, plan, path).result(60)
        assert report.proven
        LocalProvider(other, "43")
        refused = pool.submit(carry_out, plan, other).exception(60)
    assert type(refused) is rolewright.RefusedError
    assert report == pickle.loads(pickle.dumps(report))


def test_the_runs_themselves_travel_too():
    for name in (*RUNS, "doctor", "export", "explain"):
        function = getattr(rolewright, name)
        assert pickle.loads(pickle.dumps(function)) is function


def test_what_holds_a_secret_can_be_copied_here_and_shows_it_nowhere():
    provider = MemoryProvider()
    provider.create_user(user_name="alice")
    made = provider.create_access_key(user_name="alice")
    secret = made.access_key.access_key_secret
    assert copy.deepcopy(made) == made
    told = dataclasses.asdict(made)
    assert secret.reveal() not in f"{told} {made} {made!r} {json.dumps(made.to_dict())}"


class Hostile(rolewright.Provider):
    """An account whose names, documents and messages try to be more than text."""

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


def test_nothing_that_an_account_holds_is_markup_or_steers_in_what_a_notebook_shows():
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
        # Between fences stands code, whatever it says.
        prose = "".join(comment.split("```")[::2])
        for markup in (whole, report.to_html(), prose):
            assert "<script" not in markup and "<img" not in markup
        for text in (whole, comment, str(report)):
            assert not {"\x1b", "\u202e"} & set(text)
        assert "<script" in str(report.to_dict()), "it was there"


@pytest.mark.parametrize("kind", ["plan", "verify"])
def test_a_notebook_shows_every_change_and_every_requirement(kind):
    report = getattr(rolewright, kind)(["my-images"], provider="memory")
    html = report._repr_html_()
    for change in report.changes:
        assert change.summary in html
    for requirement in report.requirements:
        assert (requirement.action or requirement.text) in html
