"""The linter."""

import json
import pickle

import pytest

import rolewright
from rolewright import PolicyDocument, Statement, lint, lint_fix

MISSPELT = """{"Version": "1", "Statement": [
  {"Effect": "Allow", "Action": "oss:GetObjct", "Resource": "acs:oss:*:*:my-images/*"}]}"""
REDUNDANT = PolicyDocument.of(Statement.allow(["oss:GetObject", "oss:Get*"]).on("*"))
OPEN_TRUST = rolewright.TrustPolicy.of(RAM="*")


@pytest.mark.parametrize("form", [MISSPELT, json.loads(MISSPELT), PolicyDocument(MISSPELT)])
def test_a_document_is_linted_in_each_form(form):
    [finding] = lint(form)
    assert (finding.id, finding.severity) == ("unknown-action", "warning")
    assert finding.path == "Statement[0].Action"
    assert "oss:GetObject" in finding.help


def test_a_finding_has_its_location_in_the_original_text():
    [finding] = lint(MISSPELT)
    assert (finding.line, finding.column) == (2, 33)
    assert MISSPELT.encode()[finding.span.start : finding.span.end] == b'"oss:GetObjct"'


def test_a_finding_can_be_pickled_and_compared():
    [finding] = lint(MISSPELT)
    copy = pickle.loads(pickle.dumps(finding))
    again = type(finding).from_dict(json.loads(json.dumps(finding.to_dict())))
    assert copy == finding == again and len({copy, finding, again}) == 1


def test_an_invalid_document_has_findings_too():
    for text in ("", "{", "[]", "\x00", "{}" * 1000, "[" * 100_000):
        assert {finding.severity for finding in lint(text)} >= {"error"}


def test_the_kind_of_document_determines_the_checks():
    assert "trust" in " ".join(finding.id for finding in lint(OPEN_TRUST))
    as_policy = {finding.id for finding in lint(OPEN_TRUST, kind="identity")}
    assert as_policy != {finding.id for finding in lint(OPEN_TRUST, kind="trust")}


def test_the_size_is_checked_against_the_quota():
    assert [finding.id for finding in lint(MISSPELT, quota=10) if "10" in finding.message]


def test_a_finding_is_suppressed_at_its_location_only():
    here, elsewhere = (f"unknown-action@Statement[{n}]=known to us" for n in (0, 1))
    assert lint(MISSPELT, allow=[here]) == ()
    assert len(lint(MISSPELT, allow=[elsewhere])) == 1


def test_fixes_change_no_decision_and_a_second_run_changes_nothing():
    fixed = lint_fix(REDUNDANT)
    assert fixed.made and PolicyDocument(fixed.text) != REDUNDANT
    assert rolewright.evaluate(fixed.text, "oss:GetObject", "*").allowed
    again = lint_fix(fixed.text)
    assert (again.text, again.made, again.left) == (fixed.text, (), fixed.left)


def test_a_suppressed_finding_is_not_fixed():
    made = lint_fix(REDUNDANT).made
    fixed = lint_fix(REDUNDANT, allow=[f"{finding.id}=wanted" for finding in made])
    assert (fixed.made, PolicyDocument(fixed.text)) == ((), REDUNDANT)
    assert {finding.id for finding in fixed.left}.isdisjoint(finding.id for finding in made)


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"kind": "role"}, "unknown kind of document `role`; available are identity, trust"),
        ({"account": "x"}, "`x` is not an account id"),
        ({"allow": ["unknown-action"]}, "`unknown-action` has no reason"),
        ({"allow": ["no-such-check=because"]}, "unknown check `no-such-check`"),
        ({"allow": ["unknown-action= "]}, "the reason for allowing `unknown-action` is empty"),
    ],
)
def test_an_invalid_option_is_a_value_error(options, text):
    for tool in (lint, lint_fix):
        with pytest.raises(rolewright.InvalidInputError, match=text):
            tool(MISSPELT, **options)


@pytest.mark.parametrize(
    "options", [{"allow": "unknown-action=x"}, {"allow": None}, {"kind": 1}, {"quota": "many"}]
)
def test_an_option_of_the_wrong_type_is_a_type_error(options):
    with pytest.raises(TypeError):
        lint(MISSPELT, **options)
