"""States of an account with the documented verdict: each has the source of the verdict and the reason.

`status` is the outcome of verify, `changes_at` the date that a warning has to name, `finding` one that every report has
beside planned changes.
"""

from account import SESSIONS, bucket, bucket_policy, keeps_out
from pieces import *

states = []
ELEMENTS = "RAM, page on policy elements"
GRAMMAR = "RAM, page on policy structure and syntax"
OPERATORS = "RAM, page on conditional operators"
FLOW = "RAM, page on policy evaluation"
GROUPED = "RAM, page on the model of policies: scope of a grant"
TRUST = "RAM, page on the trust policy of a role"
OSS = "OSS, page on authorization syntax and elements"
NAMES = "OSS, pages on bucket and object names"
ACTIONS = "OSS, action tables of the page on authorization"
PAGE = "Container Registry, page on custom OSS buckets, revision of March 2026"
VPC = "VPC, RAM authorization table"
KEYS = "OSS, page on server-side encryption"
LATE, EARLY = "2099-01-01T00:00:00Z", "2020-01-01T00:00:00Z"


def state(name, account, status, source, because, **more):
    states.append({"id": name, "account": account, **more, "status": status, "source": source, "because": because})


def spelled(text):
    for character, word in {"*": "any", "?": "one", "/": "slash", ":": "-", " ": "blank"}.items():
        text = text.replace(character, word)
    return text.strip("-").lower() or "nothing"


def verdict(touched, bad="failed"):
    return bad if touched else "passed"


# --- actions ----------------------------------------------------------------------------------------

for index, group in enumerate(GROUPS):
    for action in actions(index):
        left = [other for other in actions(index) if other != action]
        account = {"policy": edited(index, Action=left) if left else without(index)}
        needed = action not in ALIASES
        source = (ACTIONS if action.startswith("oss:") else PAGE)
        state(f"{group}-without-{action}", account, verdict(needed), source,
              "it is required" if needed else "OSS checks another action instead")
        if needed:
            state(f"{action}-is-denied", beside(only(deny(action))), "failed", FLOW, "a Deny overrides every Allow")
for pattern, touched in {"oss:*": True, "*": True, "OSS:getobject": True, "oss:Get?bject": True, "oss:GetObjectX": False,
                         "ossx:*": False, "oss:GetBucketInfo": False, "*:Describe*": True, "ecs:*": False,
                         "oss:?*Object": True, "*:PutBucketPolicy": False}.items():
    state(f"a-deny-on-{spelled(pattern)}", beside(only(deny(pattern))), verdict(touched), ELEMENTS,
          "actions are matched with wildcards, in any letter case")

# --- attachments in a resource group ----------------------------------------------------------------

IN_GROUP = "@rg-images"
for name, attached, status in [
    ("only-in-a-resource-group", [OWN + IN_GROUP], "failed"),
    ("in-the-account-and-in-a-resource-group", [OWN, OWN + IN_GROUP], "passed"),
]:
    state(f"the-policy-is-attached-{name}", {"attached": attached}, status, GROUPED,
          "a policy attached in a resource group grants on the resources of that group only")
state("administrators-access-is-attached-only-in-a-resource-group", {"attached": ["System/AdministratorAccess" + IN_GROUP]},
      "failed", GROUPED, "a policy attached in a resource group grants on the resources of that group only")

# --- names of buckets and objects -------------------------------------------------------------------

for pattern, touched in {
    "my-images": True, "my-images/*": True, "my-images/?*": True, "my-images/*?": True, "my-images*": True, "my-images?*": True,
    "my-images/a": True, "my-images/*/b": True, "*/*": True, "*": True, "my-*": True, "my-image?": True, "my-image?/*": True,
    "my-images/": False, "my-images//*": False, "my-images//": False, "my-images?/*": False, "my-images-2/*": False,
    "my-images?": False, "my-imagesx*": False, "My-images/*": False, "MY-IMAGES": False, "my_images/*": False,
    "my-image": False, "*-imagesx/*": True, "my-images//a": False, "my-images?/a/*": False, "other//*": False,
}.items():
    for own, account in {"ram": beside(only(deny("oss:*", f"acs:oss:*:*:{pattern}"))),
                         "bucket": bucket_policy(keeps_out(["*"], Resource=[f"acs:oss:*:{ACCOUNT}:{pattern}"]))}.items():
        state(f"a-deny-in-a-{own}-policy-on-{spelled(pattern)}{'-capitals' if pattern != pattern.lower() else ''}", account,
              verdict(touched), NAMES, "a bucket has lower-case letters, digits and hyphens; an object's name is not empty and does not start with a slash")
for pattern, covers in {"my-images/*": True, "my-images/?*": True, "my-images/*?": True, "my-images/??*": False, "my-images*": True,
                        "my-images?*": True, "my-images?/*": False, "my-images//*": False, "my-images/": False, "*/?*": True,
                        "my-images/a*": False, "*": True}.items():
    on_bucket = ["acs:oss:*:*:my-images"]
    state(f"objects-are-granted-on-{spelled(pattern)}", {"policy": edited(0, Resource=on_bucket + [f"acs:oss:*:*:{pattern}"])},
          verdict(not covers), NAMES, "every object of the bucket has to be covered, and no other name")

# --- regions ----------------------------------------------------------------------------------------

for region in ["cn-hangzhou", "cn-beijing", "oss-cn-hangzhou", "cn-*", "", "?*"]:
    name = spelled(region)
    because = "OSS documents `*` as the only region"
    names = [f"acs:oss:{region}:*:my-images", f"acs:oss:{region}:*:my-images/*"]
    state(f"objects-are-granted-in-{name}", {"policy": edited(0, Resource=names)}, "inconclusive", OSS, because)
    state(f"objects-are-granted-in-{name}-and-everywhere", {"policy": edited(0, Resource=names + resources(0))}, "passed", OSS,
          "another resource covers them")
    state(f"objects-are-denied-in-{name}", beside(only(deny("oss:*", names))), "inconclusive", OSS, because)
    state(f"another-bucket-is-denied-in-{name}", beside(only(deny("oss:*", f"acs:oss:{region}:*:other/*"))), "passed", OSS,
          "the bucket's name differs")
    state(f"the-bucket-policy-denies-in-{name}", bucket_policy(keeps_out(["*"], Resource=names)), "inconclusive", OSS, because)
for region, granted, denied in [("cn-hangzhou", True, True), ("cn-beijing", False, False), ("cn-*", True, True), ("*", True, True),
                                ("cn-hangzhou-1", False, False)]:
    vpcs, here = f"acs:vpc:{region}:*:vpc/*", "--region cn-hangzhou"
    because = "the instances are in cn-hangzhou"
    state(f"vpcs-in-{spelled(region)}-are-granted-for-hangzhou", {"policy": edited(3, Resource=vpcs)}, verdict(not granted), VPC,
          because, arguments=here)
    state(f"vpcs-in-{spelled(region)}-are-denied-for-hangzhou", beside(only(deny("vpc:*", vpcs))), verdict(denied), VPC, because,
          arguments=here)
    state(f"vpcs-in-{spelled(region)}-are-granted-for-unknown-regions", {"policy": edited(3, Resource=vpcs)},
          verdict(region != "*"), VPC, "the regions of the instances are unknown, so every region counts")
    state(f"vpcs-in-{spelled(region)}-are-denied-for-unknown-regions", beside(only(deny("vpc:*", vpcs))), "failed", VPC,
          "the regions of the instances are unknown, so every region counts")
two = "--region cn-hangzhou --region cn-beijing"
state("vpcs-in-one-of-two-regions", {"policy": edited(3, Resource="acs:vpc:cn-hangzhou:*:vpc/*")}, "failed", VPC,
      "instances are in both regions", arguments=two)
state("vpcs-in-both-of-two-regions", {"policy": edited(3, Resource=["acs:vpc:cn-hangzhou:*:vpc/*", "acs:vpc:cn-beijing:*:vpc/*"])},
      "passed", VPC, "instances are in both regions", arguments=two)
state("vpcs-in-a-region-in-capitals-are-denied", beside(only(deny("vpc:*", "acs:vpc:CN-HANGZHOU:*:vpc/*"))), "inconclusive", ELEMENTS,
      "letter case of a region is not documented", arguments="--region cn-hangzhou")
for region, granted, denied in [("cn-hangzhou", True, True), ("cn-beijing", False, False), ("*", True, True)]:
    key, with_key = f"acs:kms:{region}:*:key/{KEY}", f"--kms-key {KEY} --region cn-hangzhou"
    use, because = ["kms:GenerateDataKey", "kms:Decrypt"], "a key is in the region of its bucket"
    state(f"the-key-in-{spelled(region)}-is-granted", {"policy": policy(allow(use, key))}, verdict(not granted), KEYS, because,
          arguments=with_key)
    state(f"the-key-in-{spelled(region)}-is-denied", {"policy": policy(allow(use, f"acs:kms:*:*:key/{KEY}"), deny(use, key))},
          verdict(denied), KEYS, because, arguments=with_key)

# --- documents and lists ----------------------------------------------------------------------------

for version in ["2", "2012-10-17", "1.0", "", " 1"]:
    because = "`1` is the only documented version"
    name = spelled(version).replace(".", "-")
    state(f"our-policy-has-version-{name}", {"policy": {**form("d", "my-images"), "Version": version}}, "inconclusive", GRAMMAR, because)
    state(f"a-deny-has-version-{name}", beside({**only(deny("oss:*")), "Version": version}), "inconclusive", GRAMMAR, because)
    state(f"a-deny-on-another-service-has-version-{name}", beside({**only(deny("ecs:*")), "Version": version}), "passed", GRAMMAR,
          "it can't apply")
    state(f"the-trust-policy-has-version-{name}", {"trust": {"Version": version, "Statement": [trusts(SERVICE)]}}, "inconclusive",
          GRAMMAR, because)
    state(f"the-bucket-policy-has-version-{name}", bucket(policy=json.dumps({"Version": version, "Statement": [keeps_out(["*"])]})),
          "inconclusive", OSS, because)
empty = {"not-actions": {"NotAction": []}, "actions": {"Action": []}}
for name, listed in empty.items():
    because = "an empty list is not documented: nothing is granted, and a Deny may apply"
    state(f"an-allow-with-no-{name}", in_place(only({"Effect": "Allow", **listed, "Resource": "*"})), "failed", GRAMMAR, because)
    state(f"a-deny-with-no-{name}", beside(only({"Effect": "Deny", **listed, "Resource": "*"})), "inconclusive", GRAMMAR, because)
    state(f"a-deny-with-no-{name}-on-another-bucket", beside(only({"Effect": "Deny", **listed, "Resource": "acs:oss:*:*:other/*"})),
          "passed", GRAMMAR, "its resource differs")
    said = {k: v for k, v in keeps_out(["*"], **listed).items() if k in listed or k != "Action"}
    state(f"a-bucket-policy-with-no-{name}", bucket_policy(said), "inconclusive", OSS, because)
state("an-allow-on-no-resource", in_place(only(allow("*", []))), "failed", GRAMMAR, "nothing is granted")
state("a-deny-on-no-resource", beside(only(deny("*", []))), "inconclusive", GRAMMAR, "an empty list is not documented")
for name, arn in {"the-service": "acs:OSS:*:*:my-images/*", "the-first-part": "ACS:oss:*:*:my-images/*",
                  "one-letter-of-the-service": "acs:Oss:*:*:*"}.items():
    state(f"a-deny-with-{name}-in-capitals", beside(only(deny("oss:*", arn))), "inconclusive", ELEMENTS,
          "letter case of ARNs is not documented")
    state(f"objects-with-{name}-in-capitals", {"policy": edited(0, Resource=["acs:oss:*:*:my-images", arn])}, "inconclusive",
          ELEMENTS, "letter case of ARNs is not documented")
state("a-deny-on-another-service-in-capitals", beside(only(deny("*", "acs:ECS:*:*:*"))), "passed", ELEMENTS, "another service")
state("a-deny-under-another-key", beside('{"Version":"1","Statement":[],"statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}'),
      "inconclusive", GRAMMAR, "keys are written with capitals; what another spelling does is not documented")

# --- time -------------------------------------------------------------------------------------------


def at(operator, date):
    return {"Condition": {operator: {"acs:CurrentTime": date}}}


for operator, late, early in [("DateLessThan", True, False), ("DateLessThanEquals", True, False), ("DateGreaterThan", False, True),
                              ("DateGreaterThanEquals", False, True), ("DateEquals", False, False), ("DateNotEquals", True, True)]:
    for name, date, holds in [("later", LATE, late), ("earlier", EARLY, early)]:
        because = f"`{operator}` of {date} {'matches' if holds else 'does not match'} now"
        changes = {"changes_at": date} if date == LATE else {}
        for index, group in enumerate(GROUPS):
            if index in (0, 3):
                state(f"{group}-under-{operator}-{name}", {"policy": edited(index, **at(operator, date))}, verdict(not holds), OPERATORS,
                      because, **changes)
        state(f"a-deny-under-{operator}-{name}", beside(only(deny("oss:PutObject", **at(operator, date)))), verdict(holds), OPERATORS,
              because, **changes)
        state(f"the-trust-policy-under-{operator}-{name}", trust(trusts(SERVICE, **at(operator, date))), verdict(not holds), OPERATORS,
              because, **changes)
        state(f"the-bucket-policy-under-{operator}-{name}", bucket_policy(keeps_out(["*"], **at(operator, date))), verdict(holds),
              OPERATORS, because, **changes)
for name, condition in {"an-unreadable-date": {"DateLessThan": {"acs:CurrentTime": "soon"}},
                        "a-text": {"StringLike": {"acs:CurrentTime": "20*"}},
                        "another-key-too": {"DateLessThan": {"acs:CurrentTime": LATE}, "Bool": {"acs:SecureTransport": "true"}}}.items():
    state(f"objects-under-{name}", {"policy": edited(0, Condition=condition)}, "inconclusive", OPERATORS, "it can't be decided",
          **({"changes_at": LATE} if "another" in name else {}))
state("a-deny-that-ended-under-another-key-too", beside(only(deny("oss:*", Condition={
    "DateLessThan": {"acs:CurrentTime": EARLY}, "Bool": {"acs:SecureTransport": "false"}}))), "passed", OPERATORS,
    "the date does not match, whatever the other key")

# --- bucket policies --------------------------------------------------------------------------------

for name, principal, status in [
    ("everybody", ["*"], "failed"), ("no-principal", [], "failed"), ("another-id", ["2222222222222222"], "passed"),
    ("the-account", [ACCOUNT], "inconclusive"), ("a-blank-before", [" 2222222222222222"], "inconclusive"),
    ("a-blank-after", ["2222222222222222 "], "inconclusive"), ("a-star-and-a-blank", ["* "], "inconclusive"),
    ("an-empty-text", [""], "inconclusive"), ("part-of-an-id", ["2222*"], "inconclusive"), ("a-name", ["registry"], "inconclusive"),
    ("two-ids-in-one-text", ["2222222222222222,3333333333333333"], "inconclusive"), ("a-number", [2222222222222222], "inconclusive"),
    ("an-object", {"RAM": ["*"]}, "inconclusive"), ("null", None, "inconclusive"), ("a-list-in-a-list", [["*"]], "inconclusive"),
    ("its-sessions", [SESSIONS], "failed"), ("one-session", [SESSIONS.replace("/*", "/a")], "inconclusive"),
    ("one-session-of-every-role", ["arn:sts::*:assumed-role/*/a"], "inconclusive"),
    ("sessions-of-another-role", [SESSIONS.replace(ROLE.lower(), "other")], "passed"),
    ("another-account-s-users", [f"acs:ram::{OTHER_ACCOUNT}:root"], "passed"),
]:
    state(f"the-bucket-policy-denies-{name}", bucket_policy(keeps_out(principal)), status, OSS,
          "principals are ids, `*`, and ARNs of sessions; another form is not documented")
said = json.dumps({"Version": "1", "Statement": [keeps_out(["*"])]})
for old, new in [("Deny", "deny"), ("Deny", "DENY"), ("Effect", "effect"), ("Action", "action"), ("Resource", "resource"),
                 ("Principal", "principal"), ("Principal", "NotPrincipal"), ("Statement", "statement"), ("Version", "version"),
                 ('"1"', "1"), ('"oss:*"', "7"), ('"oss:*"', "null")]:
    assert old in said
    state(f"the-bucket-policy-has-{spelled(new.strip(chr(34)))}-in-place-of-{spelled(old.strip(chr(34)))}{'-in-capitals' if new == 'DENY' else ''}",
          bucket(policy=said.replace(old, new)), "inconclusive", OSS, "it is not in the documented form")
for name, text in {"nothing": "", "an-empty-list": "[]", "an-empty-object": "{}", "no-statement": '{"Version":"1","Statement":[]}',
                   "a-text": '"x"', "a-comment": said + " // x", "null": "null"}.items():
    state(f"the-bucket-policy-is-{name}", bucket(policy=text), "inconclusive", OSS, "it is not in the documented form")
state("the-bucket-policy-allows-another-id", bucket_policy(keeps_out(["2222222222222222"], effect="Allow")), "passed", OSS, "it denies nothing")

# --- either policy grants ---------------------------------------------------------------------------

NO_PUT = {"policy": edited(0, Action=[action for action in actions(0) if action != "oss:PutObject"])}
DIFFERS = {"finding": "bucket_policy_grants"}
MERGE = "an Allow of either policy suffices, unless one denies"


def granted_by_bucket(principal, action="oss:PutObject", effect="Allow", **more):
    return bucket_policy(keeps_out(principal, action, effect, **more))


state("the-bucket-policy-allows-everybody-what-the-policy-lacks", {**NO_PUT, **granted_by_bucket(["*"])}, "passed", FLOW, MERGE, **DIFFERS)
state("the-bucket-policy-allows-our-sessions-what-the-policy-lacks", {**NO_PUT, **granted_by_bucket([SESSIONS])}, "passed", FLOW, MERGE,
      **DIFFERS)
state("the-bucket-policy-allows-a-setting-that-the-policy-lacks",
      {"policy": edited(1, Action=[action for action in actions(1) if action != "oss:PutBucketAcl"]),
       **granted_by_bucket(["*"], "oss:*")}, "passed", FLOW, MERGE, **DIFFERS)
state("the-bucket-policy-allows-the-objects-that-the-policy-lacks", {"policy": edited(0, Resource=[BUCKET]), **granted_by_bucket(["*"], "oss:*")},
      "passed", FLOW, MERGE, **DIFFERS)
state("the-bucket-policy-allows-the-whole-bucket-that-the-policy-lacks", {"policy": form("d", "other"), **granted_by_bucket(["*"], "oss:*")},
      "passed", FLOW, MERGE, **DIFFERS)
state("the-bucket-policy-allows-another-id-what-the-policy-lacks", {**NO_PUT, **granted_by_bucket(["2222222222222222"])}, "failed", FLOW,
      "the Allow is for another identity")
state("the-bucket-policy-allows-the-account-what-the-policy-lacks", {**NO_PUT, **granted_by_bucket([ACCOUNT])}, "inconclusive", OSS,
      "whether the account includes its roles is not documented")
state("the-bucket-policy-allows-something-else-than-the-policy-lacks", {**NO_PUT, **granted_by_bucket(["*"], "oss:GetObject")}, "failed", FLOW,
      "neither policy allows it")
state("the-bucket-policy-allows-what-the-policy-denies", {"policy": policy(deny("oss:PutObject")), **granted_by_bucket(["*"])}, "failed", FLOW,
      "a Deny of either policy overrides the Allow of the other")
state("the-bucket-policy-denies-what-the-policy-allows", granted_by_bucket(["*"], effect="Deny"), "failed", FLOW,
      "a Deny of either policy overrides the Allow of the other")
state("the-bucket-policy-allowed-until-2020-what-the-policy-lacks",
      {**NO_PUT, **granted_by_bucket(["*"], **at("DateLessThan", EARLY))}, "failed", OPERATORS, "the condition does not match now")
state("the-bucket-policy-can-not-allow-what-is-no-access-to-a-bucket", {"policy": without(3), **granted_by_bucket(["*"], "*")}, "failed", FLOW,
      "the bucket policy is about its bucket")

# --- letter case of names ---------------------------------------------------------------------------

CASE = "RAM, names in error messages"
for name, other in {"in-small-letters": str.lower, "in-capitals": str.upper, "with-one-other-letter": lambda text: text.replace("OSS", "Oss")}.items():
    state(f"the-role-is-named-{name}", {"role": other(ROLE)}, "failed", CASE, "the service's role has one spelling",
          finding="letter_case")
    account = {"others": {other(POLICY): form("d", "my-images")}, "policy": None, "attached": []}
    state(f"the-policy-is-named-{name}", account, "failed", CASE, "a policy with another name is not the recipe's", finding="letter_case")
