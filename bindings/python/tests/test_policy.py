"""Policy tools."""

import copy
import json
import multiprocessing
import pickle
import threading
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import jsonschema
import pytest

import rolewright
from rolewright import Arn, Decision, PolicyDocument, PolicySet, Statement, TrustPolicy
from rolewright import diff, evaluate, evaluate_many

READ = Statement.allow("oss:Get*").on("acs:oss:*:*:my-images/*")
POLICY = PolicyDocument.of(READ)


@pytest.mark.parametrize("form", [POLICY, POLICY.to_dict(), POLICY.to_json(), POLICY.to_json(True)])
def test_a_document_may_be_given_in_each_form(form):
    assert PolicyDocument(form) == POLICY
    assert evaluate(form, "oss:GetObject", "acs:oss:*:1:my-images/x").allowed
    assert diff(form, POLICY) == ()
    made = rolewright.MemoryProvider().create_policy(policy_name="demo", policy_document=form)
    assert made.policy.policy_name == "demo"


@pytest.mark.parametrize(
    "thing",
    [POLICY, READ, TrustPolicy.of(Service="cr.aliyuncs.com"), Arn("acs:ram::42:role/demo"),
     evaluate(POLICY, "oss:GetObject", "*")],
)
def test_documents_are_frozen_hashable_and_survive_pickling(thing):
    copy = pickle.loads(pickle.dumps(thing))
    assert copy == thing and hash(copy) == hash(thing) and thing != "a text"
    with pytest.raises(AttributeError):
        thing.anything = 1
    if hasattr(thing, "to_dict"):
        assert type(thing).from_dict(thing.to_dict()) == thing


def test_equivalent_documents_are_equal():
    one = {"Version": "1", "Statement": [
        {"Effect": "Allow", "Action": ["oss:GetObject", "oss:PutObject"], "Resource": "*"}]}
    two = {"Version": "1", "Statement": [
        {"Effect": "Allow", "Action": ["oss:PutObject", "oss:GetObject"], "Resource": ["*"]}]}
    assert PolicyDocument(one) == PolicyDocument(two)
    assert hash(PolicyDocument(one)) == hash(PolicyDocument(two))


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"Version": "1", "Version": "1"}'])
def test_an_invalid_policy_is_reported_with_its_location(text):
    with pytest.raises(rolewright.PolicySyntaxError) as caught:
        PolicyDocument(text)
    assert isinstance(caught.value, ValueError)
    assert caught.value.line is not None


@pytest.mark.parametrize("given", [None, 7, b"{}", [object()], {7: 1}])
def test_an_invalid_type_of_document_is_a_type_error(given):
    with pytest.raises((TypeError, rolewright.PolicySyntaxError)):
        PolicyDocument(given)


def test_a_document_that_is_nested_too_deep_is_rejected():
    deep = []
    for _ in range(100_000):
        deep = [deep]
    with pytest.raises(ValueError, match="100 levels deep"):
        PolicyDocument({"Version": "1", "Statement": deep})
    with pytest.raises(rolewright.PolicySyntaxError):
        PolicyDocument("[" * 100_000)


def test_deny_overrides_allow_and_the_statement_is_named():
    deny = PolicyDocument.of(Statement.deny("oss:*").on("*"))
    decision = evaluate({"ours": POLICY, "theirs": deny}, "oss:GetObject", "*")
    assert (decision.verdict, decision.statement) == (
        "ExplicitDeny", {"policy": "theirs", "index": 0})
    assert not decision


def test_unknown_conditions_count_against_the_request_and_are_listed():
    policy = PolicyDocument.of(READ.when("Bool", "acs:SecureTransport", "true"))
    asked = ("oss:GetObject", "acs:oss:*:1:my-images/x")
    open_ = evaluate(policy, *asked, unknown_context=True)
    assert (open_.verdict, open_.at_best) == ("ImplicitDeny", "Allow")
    assert open_.undecided
    assert evaluate(policy, *asked, context={"acs:SecureTransport": True}).allowed
    assert not evaluate(policy, *asked, context={"acs:SecureTransport": False}).allowed


def test_many_requests_are_decided_like_single_ones():
    policies = PolicySet(POLICY)
    requests = [(f"oss:{verb}Object", f"acs:oss:*:1:{bucket}/x")
                for verb in ("Get", "Put") for bucket in ("my-images", "others")]
    each = [policies.decide(*request).verdict for request in requests]
    assert evaluate_many(policies, requests) == each == ["Allow", *["ImplicitDeny"] * 3]
    assert policies.decide_many(iter(requests)) == each
    assert policies.decide_many([]) == []


@pytest.mark.parametrize(
    "requests", ["ab", [("a",)], [("a", 1)], ["ab"], [("a", "\ud800")], 7, None, [b"ab"]]
)
def test_an_invalid_list_of_pairs_is_rejected(requests):
    with pytest.raises((TypeError, UnicodeEncodeError)):
        PolicySet(POLICY).decide_many(requests)


def test_threads_can_share_a_policy_set():
    policies, answers = PolicySet(POLICY), []
    requests = [("oss:GetObject", "acs:oss:*:1:my-images/x")] * 500
    threads = [threading.Thread(target=lambda: answers.append(policies.decide_many(requests)))
               for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [["Allow"] * 500] * 8


def test_differences_are_reported_by_statement():
    after = PolicyDocument.of(READ, Statement.deny("oss:Delete*").on("*"))
    assert [change.change for change in diff(POLICY, after)] == ["statement_added"]


def test_a_merged_trust_policy_keeps_its_statements():
    both = TrustPolicy.of(Service="a.aliyuncs.com").merged_with(
        TrustPolicy.of(RAM="acs:ram::42:root"))
    assert set(both.principals) == {("Service", "a.aliyuncs.com"), ("RAM", "acs:ram::42:root")}


@pytest.mark.parametrize("text", ["", "acs", "arn:aws:s3:::x", "acs:ram"])
def test_an_invalid_arn_is_a_value_error(text):
    with pytest.raises(ValueError):
        Arn(text)


def test_an_invalid_decision_is_rejected():
    with pytest.raises(rolewright.InvalidInputError):
        Decision.from_dict({"verdict": "Allow"})


def test_policies_are_compared_by_granted_access():
    wide = PolicyDocument.of(Statement.allow("oss:*").on("acs:oss:*:*:my-images/*"))
    [change] = rolewright.access_diff(POLICY, wide).changes
    assert (change.before, change.after, change.resource) == ("no", "yes", "acs:oss:*:*:my-images/*")
    assert [exception.actions for exception in change.except_] == [("oss:Get*",)]
    assert rolewright.access_diff(wide, [POLICY.to_dict(), wide.to_json()]).changes == ()
    data = rolewright.access_diff({"reads": POLICY}, wide)
    copy = pickle.loads(pickle.dumps(data))
    assert copy == data == type(data).from_dict(json.loads(json.dumps(data.to_dict())))
    assert hash(copy) == hash(data)
    assert list(data.to_dict()["changes"][0]) == ["before", "after", "actions", "resource", "except"]


READS = Statement.allow("oss:Get*").on("acs:oss:*:*:b/*")
DENIES = Statement.deny("oss:GetObject").on("acs:oss:*:*:b/secret")
ASKED = [("oss:GetObject", "acs:oss:*:1:b/o"), ("oss:GetObject", "acs:oss:*:1:b/secret"),
         ("oss:PutObject", "acs:oss:*:1:b/o")]
WHOLE = {
    "identity": {"Statement of aims": PolicyDocument.of(READS), "other": PolicyDocument.of(DENIES)},
    "session": [PolicyDocument.of(READS, DENIES)],
    "resource_group": PolicyDocument.of(READS),
    "control_levels": [[PolicyDocument.of(Statement.allow("*").on("*"))], PolicyDocument.of(READS)],
    "bucket": {"Version": "1", "Statement": [
        {"Effect": "Deny", "Action": ["oss:PutObject"], "Principal": ["42"], "Resource": ["*"]}]},
    "missing_key_negated": "holds",
    "wildcards_in_string_equals": True,
    "resource_group_deny_wins": True,
}


@pytest.mark.parametrize("arguments", [{}, *({name: WHOLE[name]} for name in WHOLE), WHOLE],
                         ids=["nothing", *WHOLE, "everything"])
def test_a_copied_policy_set_decides_the_same(arguments):
    policies = PolicySet(**arguments)
    for again in (pickle.loads(pickle.dumps(policies)), copy.copy(policies),
                  copy.deepcopy(policies)):
        assert again == policies and hash(again) == hash(policies)
        for request in ASKED:
            assert again.explain(*request) == policies.explain(*request)
    assert policies != PolicySet(PolicyDocument.of(Statement.allow("*").on("*")))
    assert (policies == PolicySet()) is (arguments == {})


def test_a_policy_set_decides_in_another_process():
    policies = PolicySet(PolicyDocument.of(READS, DENIES))
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        assert pool.submit(policies.decide_many, ASKED).result(60) == [
            "Allow", "ExplicitDeny", "ImplicitDeny"]


def test_statements_are_explained_as_on_the_command_line():
    policies = {"reads": PolicyDocument.of(READS, DENIES)}
    why = rolewright.explain(policies, *ASKED[1])
    assert [one.outcome for one in why.statements] == ["fits", "decides"]
    assert (why.verdict, why.statement.index, why.statement.policy) == ("ExplicitDeny", 1, "reads")
    assert type(why).from_dict(why.to_dict()) == why == pickle.loads(pickle.dumps(why))
    schema = Path(__file__, "../../../../crates/rolewright-cli/schemas/policy_simulation.json").resolve()
    jsonschema.validate(why.to_dict(), json.loads(schema.read_text("utf-8")))
    decided = rolewright.evaluate(policies, *ASKED[1])
    assert decided.to_dict().items() <= why.to_dict().items()


def test_of_several_resources_all_must_be_allowed():
    policy = PolicyDocument.of(READS, DENIES)
    both = [resource for _, resource in ASKED[:2]]
    assert rolewright.evaluate(policy, "oss:GetObject", both[:1]).allowed
    assert rolewright.evaluate(policy, "oss:GetObject", both).verdict == "ExplicitDeny"


def test_a_bucket_policy_matches_the_caller_by_id():
    allows = {"Version": "1", "Statement": [
        {"Effect": "Allow", "Action": ["oss:GetObject"], "Principal": ["202147604049351234"],
         "Resource": ["acs:oss:*:*:b/*"]}]}
    policies = PolicySet(bucket=allows)
    caller = {"caller": "acs:ram::42:user/alice"}
    assert not policies.decide(*ASKED[0], **caller).allowed
    known = {**caller, "caller_id": "202147604049351234"}
    assert policies.decide(*ASKED[0], **known).allowed
    assert policies.decide_many(ASKED[:1], **known) == ["Allow"]


@pytest.mark.parametrize(("reading", "verdict"), [
    ("undecided", "ImplicitDeny"), ("holds", "Allow"), ("fails", "ImplicitDeny")])
def test_undocumented_rules_can_be_selected(reading, verdict):
    elsewhere = Statement.allow("oss:*").on("*").when("NotIpAddress", "acs:SourceIp", "10.0.0.0/8")
    policies = PolicySet(PolicyDocument.of(elsewhere), missing_key_negated=reading)
    decided = policies.decide("oss:GetObject", "*")
    assert decided.verdict == verdict
    assert bool(decided.undecided) is (reading == "undecided")
    with pytest.raises(rolewright.InvalidInputError, match="available are undecided, holds, fails"):
        PolicySet(missing_key_negated="maybe")
