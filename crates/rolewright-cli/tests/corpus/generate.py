#!/usr/bin/env python3
"""Writes damages.jsonl and rewrites.jsonl, which hold whole documents and are what the tests run.

Each case says what of the account differs from the correct one, see `Case` in ../it/corpus.rs.
Run it after a change here: python3 crates/rolewright-cli/tests/corpus/generate.py
"""

import copy
import json
from pathlib import Path

HERE = Path(__file__).parent
GENERATIONS = HERE / "../../../rolewright-core/test-data/acr-policy-generations.json"
ACCOUNT, OTHER_ACCOUNT = "1234567890123456", "9999999999999999"
ROLE = "AliyunContainerRegistryCustomizedOSSBucketRole"
POLICY = ROLE + "Policy"
OWN = "Custom/" + POLICY
GROUPS = ["object operations", "bucket operations", "list buckets", "vpc", "monitoring"]
ALIASES = ["oss:InitiateMultipartUpload", "oss:CompleteMultipartUpload", "oss:DeleteMultipleObjects", "oss:GetBucket"]
KEY = "08c33a6f-4e0a-4a1b-a3fa-7ddfa1d4fb73"

forms = {form["id"]: form["policy"] for form in json.loads(GENERATIONS.read_text())["generations"]}
damages, rewrites = [], []


def damage(name, account, cause, words, standing="refuted", mended=True, **more):
    words = [words] if isinstance(words, str) else words
    damages.append({"id": name, "account": account, **more, "cause": cause, "words": words,
                    "standing": standing, "mended_by_apply": mended})


def rewrite(name, account, **more):
    rewrites.append({"id": name, "account": account, **more})


def form(generation, *buckets):
    """The page's policy of that generation for these buckets."""
    document = copy.deepcopy(forms[generation])
    for statement in document["Statement"]:
        if isinstance(statement["Resource"], list):
            statement["Resource"] = [
                resource.replace("{bucket}", bucket)
                for resource in statement["Resource"]
                for bucket in (buckets if "{bucket}" in resource else [""])
            ]
    return document


def edited(index, **fields):
    """The correct policy with other fields in one statement; None takes a field out."""
    document = form("d", "my-images")
    for field, value in fields.items():
        document["Statement"][index].pop(field, None)
        if value is not None:
            document["Statement"][index][field] = value
    return document


def policy(*statements, base=None):
    """The correct policy, or another, with further statements."""
    document = copy.deepcopy(base) if base else form("d", "my-images")
    document["Statement"] += statements
    return document


def only(*statements):
    return {"Version": "1", "Statement": list(statements)}


def without(index):
    document = form("d", "my-images")
    del document["Statement"][index]
    return document


def statement(effect, action, resource="*", **more):
    said = {"Effect": effect, "Action": action, "Resource": resource, **more}
    return {key: value for key, value in said.items() if value is not None}


def deny(action, resource="*", **more):
    return statement("Deny", action, resource, **more)


def allow(action, resource="*", **more):
    return statement("Allow", action, resource, **more)


def actions(index):
    listed = form("d", "my-images")["Statement"][index]["Action"]
    return listed if isinstance(listed, list) else [listed]


def resources(index):
    listed = form("d", "my-images")["Statement"][index]["Resource"]
    return listed if isinstance(listed, list) else [listed]


def place(index, name=POLICY):
    return f"statement {index + 1} of {name}"


def beside(document, name="team-policy", attached=True):
    """Another custom policy."""
    return {"others": {name: document}, "attached": [OWN, "Custom/" + name] if attached else [OWN]}


def in_place(document, name="team-policy"):
    """Another custom policy, and ours not attached."""
    return {"others": {name: document}, "attached": ["Custom/" + name]}


def trust(*statements):
    return {"trust": {"Version": "1", "Statement": list(statements)}}


def trusts(principal, action="sts:AssumeRole", effect="Allow", **more):
    return {"Effect": effect, "Action": action, "Principal": principal, **more}


SERVICE = {"Service": ["cr.aliyuncs.com"]}
BUCKET, OBJECTS = "acs:oss:*:*:my-images", "acs:oss:*:*:my-images/*"
CRI = ["acs:oss:*:*:cri-*", "acs:oss:*:*:cri-*/*"]
NEED, NEED_OBJECTS = f"acs:oss:*:{ACCOUNT}:my-images", f"acs:oss:*:{ACCOUNT}:my-images/*"
CONDITIONS = {
    "Bool": {"Bool": {"acs:SecureTransport": "true"}},
    "StringEquals": {"StringEquals": {"acs:SourceVpc": ["vpc-1"]}},
    "IpAddress": {"IpAddress": {"acs:SourceIp": ["10.0.0.0/8"]}},
    "DateLessThan": {"DateLessThan": {"acs:CurrentTime": "2020-01-01T00:00:00Z"}},
}
ON_BUCKET = ["oss:ListMultipartUploads", "oss:ListObjects", "oss:ListObjectVersions"]
TRUST_WORDS = "Container Registry may assume the role"


def key_of(condition):
    return list(list(condition.values())[0])[0]


# --- what the policy has to hold -----------------------------------------------------------------

for index in (0, 1, 4):
    for action in actions(index):
        left = [other for other in actions(index) if other != action]
        name = f"{action}-is-taken-out-of-{GROUPS[index]}"
        if action in ALIASES:
            rewrite(name, {"policy": edited(index, Action=left)})
        else:
            damage(name, {"policy": edited(index, Action=left)}, "action_missing", [place(index), f" {action}"])
rewrite("all-names-that-oss-does-not-authorise-by-are-taken-out",
        {"policy": {"Version": "1", "Statement": [
            {**s, "Action": [a for a in (s["Action"] if isinstance(s["Action"], list) else [s["Action"]])
                             if a not in ALIASES]} for s in form("d", "my-images")["Statement"]]}})
for index, group in enumerate(GROUPS):
    damage(f"the-statement-of-{group}-is-gone", {"policy": without(index)},
           "group_missing", [group, actions(index)[0]])
    damage(f"only-the-statement-of-{group}-is-there",
           {"policy": only(form("d", "my-images")["Statement"][index])}, "group_missing",
           GROUPS[1] if index == 0 else GROUPS[0])
damage("half-of-the-actions-are-lost", {"policy": edited(1, Action=actions(1)[:8])},
       "action_missing", [place(1), "oss:DeleteBucketLifecycle"])
damage("a-misspelt-action", {"policy": edited(0, Action=["oss:GetObjekt" if a == "oss:GetObject" else a for a in actions(0)])},
       "action_missing", [place(0), "oss:GetObject"])

# --- resources -----------------------------------------------------------------------------------

damage("the-bucket-is-not-named-for-object-operations-only-its-objects", {"policy": edited(0, Resource=CRI + [OBJECTS])},
       "resource_missing", [place(0), NEED, "oss:ListObjects"])
damage("the-objects-are-not-named-for-object-operations", {"policy": edited(0, Resource=CRI + [BUCKET])},
       "resource_missing", [place(0), NEED_OBJECTS, "oss:GetObject"])
damage("the-bucket-is-not-named-for-bucket-operations-only-its-objects", {"policy": edited(1, Resource=CRI + [OBJECTS])},
       "resource_missing", [place(1), NEED, "oss:PutBucket"])
rewrite("the-objects-are-not-named-for-bucket-operations", {"policy": edited(1, Resource=CRI + [BUCKET])})
rewrite("the-buckets-of-the-registry-itself-are-not-named",
        {"policy": {"Version": "1", "Statement": [edited(i, Resource=[BUCKET, OBJECTS])["Statement"][i] if i < 2 else s
                                                  for i, s in enumerate(form("d", "my-images")["Statement"])]}})
damage("both-names-of-the-bucket-are-gone-from-object-operations", {"policy": edited(0, Resource=CRI)},
       "resource_missing", [place(0), NEED])
damage("both-names-of-the-bucket-are-gone-from-bucket-operations", {"policy": edited(1, Resource=CRI)},
       "resource_missing", [place(1), NEED])
damage("the-list-of-buckets-is-granted-on-their-objects-only", {"policy": edited(2, Resource=["acs:oss:*:*:*/*"])},
       "resource_missing", [place(2), "oss:ListBuckets", f"acs:oss:*:{ACCOUNT}:*"])
rewrite("the-list-of-buckets-is-granted-without-their-objects", {"policy": edited(2, Resource="acs:oss:*:*:*")})
for name, resource in {
    "on-one-bucket": "acs:oss:*:*:my-images",
    "on-buckets-of-one-prefix": "acs:oss:*:*:my-*",
    "in-another-account": f"acs:oss:*:{OTHER_ACCOUNT}:*",
    "in-one-region": "acs:oss:cn-hangzhou:*:*",
}.items():
    damage(f"the-list-of-buckets-is-granted-{name}", {"policy": edited(2, Resource=resource)},
           "resource_missing", [place(2), "oss:ListBuckets", resource])
for name, resource in {
    "one-vpc": "acs:vpc:*:*:vpc/vpc-bp1",
    "one-region": "acs:vpc:cn-hangzhou:*:vpc/*",
    "another-account": f"acs:vpc:*:{OTHER_ACCOUNT}:vpc/*",
    "switches": "acs:vpc:*:*:vswitch/*",
}.items():
    damage(f"vpcs-are-narrowed-to-{name}", {"policy": edited(3, Resource=resource)},
           "resource_missing", [place(3), "vpc:DescribeVpcs", resource])
for name, resource in {"one-resource": "acs:cms:*:*:metric/x", "its-service": "acs:cms:*:*:*"}.items():
    damage(f"metrics-are-narrowed-to-{name}", {"policy": edited(4, Resource=resource)},
           "resource_missing", [place(4), "cms:QueryMetricList", resource])

for name, bucket, objects in [
    ("one-folder", BUCKET, "acs:oss:*:*:my-images/docker/*"),
    ("one-kind-of-file", BUCKET, "acs:oss:*:*:my-images/*.json"),
    ("one-region", "acs:oss:cn-hangzhou:*:my-images", "acs:oss:cn-hangzhou:*:my-images/*"),
    ("one-region-in-the-console-s-form", "acs:oss:oss-cn-hangzhou:*:my-images", "acs:oss:oss-cn-hangzhou:*:my-images/*"),
    ("another-account", f"acs:oss:*:{OTHER_ACCOUNT}:my-images", f"acs:oss:*:{OTHER_ACCOUNT}:my-images/*"),
    ("a-shorter-name", "acs:oss:*:*:my-imag?", "acs:oss:*:*:my-imag?/*"),
    ("a-longer-name", "acs:oss:*:*:my-images?", "acs:oss:*:*:my-images?/*"),
    ("names-with-a-suffix", "acs:oss:*:*:my-images-*", "acs:oss:*:*:my-images-*/*"),
    ("a-trailing-slash", "acs:oss:*:*:my-images/", "acs:oss:*:*:my-images/"),
    ("capital-letters", "acs:oss:*:*:My-Images", "acs:oss:*:*:My-Images/*"),
    ("another-service", "acs:ots:*:*:my-images", "acs:ots:*:*:my-images/*"),
    ("a-name-without-acs", "oss:*:*:my-images", "oss:*:*:my-images/*"),
    ("another-cloud-s-names", "arn:aws:s3:::my-images", "arn:aws:s3:::my-images/*"),
    ("the-bare-bucket", "my-images", "my-images/*"),
    ("a-name-with-a-space", "acs:oss:*:*:my-images ", "acs:oss:*:*: my-images/*"),
    ("a-placeholder", "acs:oss:*:*:<YOUR_BUCKET_NAME>", "acs:oss:*:*:<YOUR_BUCKET_NAME>/*"),
    ("a-variable", "acs:oss:*:*:${bucket}", "acs:oss:*:*:${bucket}/*"),
]:
    narrowed = [bucket, objects]
    damage(f"object-operations-are-narrowed-to-{name}", {"policy": edited(0, Resource=CRI + narrowed)},
           "resource_missing", [place(0), "oss:GetObject", NEED_OBJECTS, "the nearest that it names is"])
    if bucket != BUCKET:
        damage(f"bucket-operations-are-narrowed-to-{name}", {"policy": edited(1, Resource=CRI + narrowed)},
               "resource_missing", [place(1), "oss:PutBucket", NEED])

for name, patterns, lacking in [
    ("reading", ["oss:Get*"], "oss:PutObject"),
    ("reading-and-listing", ["oss:Get*", "oss:List*"], "oss:PutObject"),
    ("whole-objects", ["oss:*Object"], "oss:ListParts"),
    ("objects-and-one-more-letter", ["oss:*Object?"], "oss:GetObject"),
    ("everything-but-deleting", ["oss:Get*", "oss:Put*", "oss:List*", "oss:Abort*"], "oss:DeleteObject"),
    ("letters-that-stand-for-one", ["oss:??tObject", "oss:List*", "oss:Delete*", "oss:Abort*", "oss:*Version*"],
     "oss:PutObjectTagging"),
]:
    damage(f"object-operations-are-a-pattern-for-{name}", {"policy": edited(0, Action=patterns)},
           "action_missing", [place(0), lacking])
for name, patterns, lacking in [
    ("reading", ["oss:Get*"], "oss:PutBucketEncryption"),
    ("settings-whose-name-ends-with-bucket", ["oss:*Bucket"], "oss:GetBucketLocation"),
    ("writing", ["oss:Put*", "oss:Delete*"], "oss:GetBucketLocation"),
]:
    damage(f"bucket-operations-are-a-pattern-for-{name}", {"policy": edited(1, Action=patterns)},
           "action_missing", [place(1), lacking])
damage("a-service-of-another-name-is-granted", {"policy": edited(0, Action="ossx:*")}, "group_missing", "object operations")
damage("all-but-deleting-is-granted-by-exception",
       {"policy": only({"Effect": "Allow", "NotAction": "oss:DeleteObject", "Resource": "*"})},
       "action_missing", [place(0), "oss:DeleteObject"])

# --- a deny, layer by layer ----------------------------------------------------------------------

DENIES = [
    ("everything", deny("*"), "oss:GetObject"),
    ("all-of-oss", deny("oss:*"), "oss:GetObject"),
    ("deleting-objects", deny("oss:DeleteObject", OBJECTS), "oss:DeleteObject"),
    ("writing-in-capital-letters", deny("OSS:PUTOBJECT"), "oss:PutObject"),
    ("one-folder", deny("oss:PutObject", "acs:oss:*:*:my-images/secret/*"), "my-images/secret/*"),
    ("one-object", deny("oss:PutObject", "acs:oss:*:*:my-images/docker/registry/v2"), "oss:PutObject"),
    ("all-but-reading", {"Effect": "Deny", "NotAction": ["oss:Get*", "oss:List*", "vpc:*", "cms:*"], "Resource": "*"},
     "oss:PutObject"),
    ("every-bucket-of-a-prefix", deny("oss:Put*", "acs:oss:*:*:my-*"), "oss:PutBucket"),
    ("the-lifecycle", deny(["oss:PutBucketLifecycle"], BUCKET), "oss:PutBucketLifecycle"),
    ("listing-buckets", deny("oss:ListBuckets"), "oss:ListBuckets"),
    ("vpcs", deny("vpc:*"), "vpc:DescribeVpcs"),
    ("metrics", deny("cms:QueryMetricLast"), "cms:QueryMetricLast"),
]
UNSURE = [
    ("when-not-encrypted", deny("oss:*", Condition={"Bool": {"acs:SecureTransport": "false"}}), "acs:SecureTransport"),
    ("from-elsewhere", deny("*", Condition={"NotIpAddress": {"acs:SourceIp": "10.0.0.0/8"}}), "acs:SourceIp"),
    ("with-an-exception", {"Effect": "Deny", "Action": "oss:*", "NotResource": "acs:oss:*:*:others/*"}, "NotResource"),
    ("with-an-unknown-key", deny("oss:PutObject", OBJECTS, Unless="x"), "Unless"),
    ("where-the-region-is-empty", deny("oss:PutObject", "acs:oss::*:my-images/*"), "acs:oss::*:my-images/*"),
    ("on-all-of-a-service-without-resources", deny("cms:*", "acs:cms:*:*:*"), "acs:cms:*:*:*"),
]
for name, said, word in DENIES:
    damage(f"our-policy-denies-{name}", {"policy": policy(said)}, "denied", [place(5), word], mended=False)
    damage(f"another-policy-denies-{name}", beside(only(said)), "denied", [place(0, "team-policy"), word], mended=False)
for name, said, word in UNSURE:
    damage(f"our-policy-denies-{name}", {"policy": policy(said)}, "condition", [place(5), word], "cannot_tell", False)
    damage(f"another-policy-denies-{name}", beside(only(allow("log:*"), said)), "condition",
           [place(1, "team-policy"), word], "cannot_tell", False)
damage("a-deny-stands-in-front-of-all", {"policy": only(deny("oss:GetObject"), *form("d", "my-images")["Statement"])},
       "denied", [place(0), "oss:GetObject"], mended=False)
damage("a-deny-besides-a-policy-for-administrators",
       {**beside(only(deny("oss:Put*"))), "attached": ["System/AdministratorAccess", "Custom/team-policy"]},
       "denied", [place(0, "team-policy"), "oss:PutObject"], mended=False)

for name, said in {
    "another-bucket": deny("oss:*", ["acs:oss:*:*:finance", "acs:oss:*:*:finance/*"]),
    "a-bucket-of-a-longer-name": deny("oss:*", ["acs:oss:*:*:my-images-2", "acs:oss:*:*:my-images-2/*"]),
    "a-bucket-of-a-shorter-name": deny("oss:*", ["acs:oss:*:*:my-image", "acs:oss:*:*:my-image/*"]),
    "our-bucket-in-another-account": deny("oss:*", [f"acs:oss:*:{OTHER_ACCOUNT}:my-images/*"]),
    "another-action": deny("oss:PutBucketPolicy"),
    "another-service": deny(["ecs:*", "ram:*"]),
    "a-name-that-oss-does-not-authorise-by": deny("oss:DeleteMultipleObjects"),
    "all-but-what-is-needed": {"Effect": "Deny", "NotAction": ["oss:*", "vpc:*", "cms:*"], "Resource": "*"},
    "one-vpc": deny("vpc:*", "acs:vpc:*:*:vpc/vpc-bp1"),
    "another-action-under-a-condition": deny("oss:PutBucketPolicy", Condition=CONDITIONS["Bool"]),
    "another-bucket-under-a-condition": deny("oss:*", "acs:oss:*:*:finance/*", Condition=CONDITIONS["IpAddress"]),
}.items():
    rewrite(f"our-policy-denies-{name}", {"policy": policy(said)})
    rewrite(f"another-policy-denies-{name}", beside(only(said)))

# --- what can't be weighed -----------------------------------------------------------------------

for index, group in enumerate(GROUPS):
    for operator, condition in CONDITIONS.items():
        damage(f"{group}-under-a-condition-{operator}", {"policy": edited(index, Condition=condition)},
               "condition", [place(index), actions(index)[0], operator, key_of(condition)], "cannot_tell")
    damage(f"{group}-with-an-unknown-key", {"policy": edited(index, Scope="project-x")},
           "condition", [place(index), "`Scope`"], "cannot_tell")
    damage(f"{group}-on-all-but-something", {"policy": edited(index, Resource=None, NotResource="acs:oss:*:*:x")},
           "condition", [place(index), "`NotResource`"], "cannot_tell")
for index in (0, 1):
    names = ["acs:oss::*:my-images", "acs:oss::*:my-images/*"]
    damage(f"{GROUPS[index]}-with-an-empty-region", {"policy": edited(index, Resource=names)},
           "condition", [place(index), names[1]], "cannot_tell")
rewrite("conditions-beside-the-plain-statements",
        {"policy": policy(*edited(0, Condition=CONDITIONS["Bool"])["Statement"][:1])})

# --- trust ---------------------------------------------------------------------------------------

for name, principal, word in [
    ("another-service", {"Service": ["ecs.aliyuncs.com"]}, "service ecs.aliyuncs.com"),
    ("a-misspelt-service", {"Service": ["acr.aliyuncs.com"]}, "service acr.aliyuncs.com"),
    ("a-service-of-another-domain", {"Service": "cr.aliyun.com"}, "service cr.aliyun.com"),
    ("the-account", {"RAM": [f"acs:ram::{ACCOUNT}:root"]}, f"account {ACCOUNT}"),
    ("another-account", {"RAM": [f"acs:ram::{OTHER_ACCOUNT}:root"]}, f"account {OTHER_ACCOUNT}"),
    ("a-user", {"RAM": [f"acs:ram::{OTHER_ACCOUNT}:user/alice"]}, "user/alice"),
    ("a-role", {"RAM": [f"acs:ram::{ACCOUNT}:role/{ROLE}"]}, "role/" + ROLE),
    ("the-service-s-name-as-a-user", {"RAM": ["cr.aliyuncs.com"]}, "cr.aliyuncs.com"),
    ("an-identity-provider", {"Federated": [f"acs:ram::{ACCOUNT}:saml-provider/idp"]}, "saml-provider/idp"),
]:
    damage(f"the-role-trusts-{name}", trust(trusts(principal)), "trust", [TRUST_WORDS, "does not name", word])
damage("the-role-trusts-nobody", {"trust": {"Version": "1", "Statement": []}}, "trust", [TRUST_WORDS, "nobody"])
for name, principal, word in [
    ("the-service-for-another-account", {"Service": [f"{OTHER_ACCOUNT}@cr.aliyuncs.com"]}, f"{OTHER_ACCOUNT}@cr.aliyuncs.com"),
    ("the-service-for-account-1", {"Service": "1@cr.aliyuncs.com"}, "1@cr.aliyuncs.com"),
    ("services-by-a-wildcard", {"Service": ["*.aliyuncs.com"]}, "*.aliyuncs.com"),
    ("the-service-in-capital-letters", {"Service": ["CR.aliyuncs.com"]}, "CR.aliyuncs.com"),
    ("a-principal-of-an-unknown-kind", {"CloudService": ["cr.aliyuncs.com"]}, "cr.aliyuncs.com"),
]:
    damage(f"the-role-trusts-{name}", trust(trusts(principal)), "trust", [TRUST_WORDS, word], "cannot_tell")
for operator, condition in CONDITIONS.items():
    damage(f"the-service-is-trusted-under-a-condition-{operator}", trust(trusts(SERVICE, Condition=condition)),
           "trust", [TRUST_WORDS, "statement 1 of the trust policy", operator, key_of(condition)], "cannot_tell")
damage("the-service-is-trusted-under-an-unknown-key", trust(trusts(SERVICE, Purpose="images")), "trust",
       [TRUST_WORDS, "`Purpose`"], "cannot_tell")
for name, action in {"another-action": "sts:GetCallerIdentity", "single-sign-on": "sts:AssumeRoleWithSAML",
                     "a-ram-action": "ram:PassRole"}.items():
    damage(f"the-service-is-trusted-for-{name}", trust(trusts(SERVICE, action)), "trust",
           [TRUST_WORDS, "statement 1 of the trust policy names service cr.aliyuncs.com", action])
damage("the-service-is-trusted-for-all-but-assuming",
       trust({"Effect": "Allow", "NotAction": "sts:AssumeRole", "Principal": SERVICE}), "trust",
       [TRUST_WORDS, "statement 1 of the trust policy", "NotAction"])
for name, said, standing in [
    ("the-service", trusts(SERVICE, effect="Deny"), "refuted"),
    ("the-service-every-action", trusts(SERVICE, "*", "Deny"), "refuted"),
    ("the-service-among-others", trusts({"Service": ["ecs.aliyuncs.com", "cr.aliyuncs.com"]}, "sts:*", "Deny"), "refuted"),
    ("every-service", trusts({"Service": ["*"]}, effect="Deny"), "cannot_tell"),
    ("everybody", trusts({"RAM": ["*"]}, effect="Deny"), "cannot_tell"),
    ("the-service-under-a-condition", trusts(SERVICE, effect="Deny", Condition=CONDITIONS["IpAddress"]), "cannot_tell"),
]:
    damage(f"the-trust-policy-denies-{name}", trust(trusts(SERVICE), said), "trust",
           [TRUST_WORDS, "statement 2 of the trust policy"], standing, False)
damage("the-trust-policy-only-denies-the-service", trust(trusts(SERVICE, effect="Deny")), "trust",
       [TRUST_WORDS, "statement 1 of the trust policy denies"], mended=False)
damage("the-trust-policy-is-not-json", {"trust": "{\"Version\":\"1\",\"Statement\":[]"}, "trust",
       [TRUST_WORDS, "can't be read"], "cannot_tell", False)
damage("the-trust-policy-trusts-everybody-in-a-form-that-ram-does-not-have",
       trust(trusts("*")), "trust", [TRUST_WORDS, "can't be read"], "cannot_tell", False)
damage("the-role-does-not-exist", {"trust": None}, "role_missing", [f"role {ROLE} does not exist"])
damage("nothing-exists", {"trust": None, "policy": None}, "role_missing", [f"role {ROLE} does not exist"])

rewrite("the-service-as-a-bare-text", trust(trusts({"Service": "cr.aliyuncs.com"})))
rewrite("the-service-with-a-list-of-actions", trust(trusts(SERVICE, ["sts:AssumeRole"])))
rewrite("the-service-for-every-action-of-sts", trust(trusts(SERVICE, "sts:*")))
rewrite("the-service-for-two-actions", trust(trusts(SERVICE, ["sts:AssumeRole", "sts:TagSession"])))
rewrite("the-service-for-an-action-in-small-letters", trust(trusts(SERVICE, "sts:assumerole")))
rewrite("the-service-among-other-services", trust(trusts({"Service": ["ecs.aliyuncs.com", "cr.aliyuncs.com"]})))
rewrite("the-service-twice", trust(trusts(SERVICE), trusts(SERVICE)))
rewrite("the-service-behind-an-account", trust(trusts({"RAM": [f"acs:ram::{ACCOUNT}:root"]}), trusts(SERVICE)))
rewrite("the-service-and-an-account-in-one-statement", trust(trusts({"RAM": f"acs:ram::{ACCOUNT}:root", **SERVICE})))
rewrite("the-service-with-an-empty-condition", trust(trusts(SERVICE, Condition={}, Sid="acr")))
rewrite("the-service-plainly-and-under-a-condition", trust(trusts(SERVICE, Condition=CONDITIONS["Bool"]), trusts(SERVICE)))
rewrite("the-trust-policy-denies-another-service", trust(trusts(SERVICE), trusts({"Service": ["ecs.aliyuncs.com"]}, effect="Deny")))
rewrite("the-trust-policy-denies-a-user", trust(trusts(SERVICE), trusts({"RAM": [f"acs:ram::{ACCOUNT}:user/bob"]}, effect="Deny")))
rewrite("the-trust-policy-denies-the-service-another-action", trust(trusts(SERVICE), trusts(SERVICE, "sts:TagSession", "Deny")))

# --- the policy and its attachment ---------------------------------------------------------------

damage("the-policy-does-not-exist", {"policy": None}, "policy_missing", [f"policy {POLICY} does not exist"])
damage("the-policy-is-not-attached", {"attached": []}, "not_attached", [f"policy {POLICY} is not attached", ROLE])
damage("another-system-policy-is-attached-in-its-place", {"attached": ["System/AliyunOSSReadOnlyAccess"]},
       "not_attached", [POLICY, "system policy AliyunOSSReadOnlyAccess"])
damage("full-access-to-oss-alone-is-attached-in-its-place", {"attached": ["System/AliyunOSSFullAccess"]},
       "not_attached", [POLICY, "system policy AliyunOSSFullAccess"])
damage("full-access-to-the-registry-is-attached-in-its-place", {"attached": ["System/AliyunContainerRegistryFullAccess"]},
       "not_attached", [POLICY, "system policy AliyunContainerRegistryFullAccess"])
damage("a-policy-of-almost-the-same-name-is-attached", in_place(only(allow("oss:GetObject", OBJECTS)), ROLE + "-Policy"),
       "not_attached", [POLICY, f"custom policy {ROLE}-Policy"])
damage("a-custom-policy-that-is-called-like-a-system-policy", in_place(only(allow("oss:Get*")), "AdministratorAccess"),
       "not_attached", [POLICY, "custom policy AdministratorAccess"])
damage("the-policy-is-detached-and-lacks-an-action",
       {"policy": edited(1, Action=actions(1)[1:]), "attached": []}, "not_attached", [POLICY, ROLE])
damage("our-policy-is-not-json", {"policy": "{\"Version\":\"1\","}, "unread_policy",
       [f"custom policy {POLICY}", "line 1"], "cannot_tell", False)
damage("our-policy-says-a-key-twice",
       {"policy": "{\"Version\":\"1\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"*\",\"Action\":\"oss:*\",\"Resource\":\"*\"}]}"},
       "unread_policy", [f"custom policy {POLICY}", "Action"], "cannot_tell", False)
damage("another-policy-is-not-json", beside("nonsense"), "unread_policy", ["custom policy team-policy", "line 1"],
       "cannot_tell", False)
damage("another-policy-writes-its-keys-in-small-letters",
       beside({"Version": "1", "Statement": [{"effect": "Deny", "action": "*", "resource": "*"}]}),
       "unread_policy", ["custom policy team-policy", "Effect"], "cannot_tell", False)
for name, document, word in [
    ("an-older-generation", form("c", "my-images"), "v1"),
    ("one-for-another-bucket", form("d", "old-images"), "v1"),
    ("one-without-versions-of-objects", edited(0, Action=[a for a in actions(0) if "Version" not in a]), "v1"),
    ("an-empty-one", only(allow("log:*")), "v1"),
    ("one-that-denies", policy(deny("oss:Put*")), "v1"),
]:
    damage(f"the-default-version-was-moved-back-to-{name}", {"versions": [document, form("d", "my-images")], "in_force": 1},
           "version_moved", [f"version {word}", "v2"], mended=name != "one-that-denies")
damage("the-default-version-was-moved-back-by-two",
       {"versions": [form("d", "a-bucket"), form("d", "b-bucket"), form("d", "my-images")], "in_force": 1},
       "version_moved", ["version v1", "v3"])
damage("a-later-version-was-made-that-lacks-the-bucket",
       {"versions": [form("d", "my-images"), form("d", "team-images")], "in_force": 2},
       "resource_missing", ["no statement names my-images", "team-images"])
rewrite("an-older-version-lacks-the-bucket", {"versions": [form("c", "x-images"), form("d", "my-images")], "in_force": 2})
rewrite("a-later-version-is-not-in-force", {"versions": [form("d", "my-images"), only(allow("log:*"))], "in_force": 1})
rewrite("an-older-version-denies", {"versions": [only(deny("*")), form("d", "my-images")], "in_force": 2})

# --- the bucket's name ---------------------------------------------------------------------------

for name in ["my-image", "my-images2", "myimages", "my-1mages", "team-images", "my-images-prod", "xmy-images"]:
    damage(f"the-policy-names-{name}", {"policy": form("d", name)}, "resource_missing",
           ["no statement names my-images", f"acs:oss:*:*:{name}"])
damage("another-bucket-is-asked-for-too", {}, "resource_missing", ["no statement names team-images", "my-images"],
       arguments="--bucket team-images")
damage("only-the-first-of-two-buckets-is-granted-in-full",
       {"policy": {"Version": "1", "Statement": [
           form("d", "my-images", "team-images")["Statement"][0], *form("d", "my-images")["Statement"][1:]]}},
       "resource_missing", [place(1), f"acs:oss:*:{ACCOUNT}:team-images", "oss:PutBucket"], arguments="--bucket team-images")
rewrite("two-buckets-are-granted-and-asked-for", {"policy": form("d", "my-images", "team-images")}, arguments="--bucket team-images")
rewrite("further-buckets-are-granted", {"policy": form("d", "a-images", "my-images", "z-images")})

# --- older generations of the page ---------------------------------------------------------------

for generation in "abc":
    words = [POLICY, f"generation {generation} of the page"]
    damage(f"generation-{generation}", {"policy": form(generation, "my-images")}, "older_generation", words)
    damage(f"generation-{generation}-for-three-buckets", {"policy": form(generation, "a-images", "my-images", "z-images")},
           "older_generation", words)
    damage(f"generation-{generation}-for-two-buckets-that-are-asked-for",
           {"policy": form(generation, "my-images", "z-images")}, "older_generation", words, arguments="--bucket z-images")
    turned = form(generation, "my-images")
    for said in turned["Statement"]:
        said.pop("Condition", None)
    turned["Statement"].reverse()
    damage(f"generation-{generation}-in-another-order", {"policy": turned}, "older_generation", words)
    damage(f"generation-{generation}-with-a-statement-of-somebody-else",
           {"policy": policy(allow("log:*"), base=form(generation, "my-images"))}, "older_generation",
           [POLICY, "object operations", "older form of the page"])
damage("generation-c-for-another-bucket", {"policy": form("c", "old-images")}, "resource_missing",
       ["no statement names my-images", "old-images"])
mixed = form("d", "my-images")
mixed["Statement"][1] = form("c", "my-images")["Statement"][1]
damage("bucket-operations-of-generation-c-among-todays", {"policy": mixed}, "older_generation",
       ["bucket operations", "older form of the page"])

# --- layouts -------------------------------------------------------------------------------------


def pooled(take=(), named=(BUCKET, OBJECTS), drop=()):
    together = [action for action in actions(0) + actions(1) if action not in take]
    kept = [said for index, said in enumerate(form("d", "my-images")["Statement"][2:]) if index not in drop]
    return only(allow(together, CRI + list(named)), *kept)


rewrite("two-groups-in-one-statement", {"policy": pooled()})
damage("two-groups-in-one-statement-without-the-objects", {"policy": pooled(named=[BUCKET])},
       "resource_missing", [place(0), NEED_OBJECTS])
damage("two-groups-in-one-statement-without-the-bucket", {"policy": pooled(named=[OBJECTS])},
       "resource_missing", [place(0), NEED])
damage("two-groups-in-one-statement-for-another-bucket",
       {"policy": pooled(named=["acs:oss:*:*:my-imagez", "acs:oss:*:*:my-imagez/*"])},
       "resource_missing", ["no statement names my-images", "my-imagez"])
damage("two-groups-in-one-statement-without-an-object-action", {"policy": pooled(take=["oss:GetObject"])},
       "action_missing", [place(0), "oss:GetObject"])
damage("two-groups-in-one-statement-without-a-bucket-action", {"policy": pooled(take=["oss:GetBucketAcl"])},
       "action_missing", [place(0), "oss:GetBucketAcl"])
damage("two-groups-in-one-statement-and-no-vpcs", {"policy": pooled(drop=[1])}, "group_missing", ["vpc"])
damage("two-groups-in-one-statement-with-a-further-action-without-the-objects",
       {"policy": only(allow(actions(0) + actions(1) + ["oss:PutBucketTags"], [BUCKET]),
                       *form("d", "my-images")["Statement"][2:])},
       "resource_missing", [place(0), NEED_OBJECTS])

all_statements = form("d", "my-images")["Statement"]
half_one, half_two = only(*all_statements[:2]), only(*all_statements[2:])
split = [allow(action, said["Resource"]) for said in all_statements
         for action in (said["Action"] if isinstance(said["Action"], list) else [said["Action"]])]
rewrite("the-statements-in-another-order", {"policy": only(*reversed(all_statements))})
rewrite("the-actions-in-another-order", {"policy": edited(0, Action=actions(0)[::-1])})
rewrite("the-resources-in-another-order", {"policy": edited(1, Resource=resources(1)[::-1])})
rewrite("every-statement-twice", {"policy": only(*all_statements, *all_statements)})
rewrite("every-action-twice", {"policy": edited(0, Action=actions(0) * 2)})
rewrite("lists-of-one-in-place-of-texts", {"policy": edited(2, Action=["oss:ListBuckets"])})
rewrite("texts-in-place-of-lists-of-one", {"policy": edited(4, Resource="*", Action="cms:*")})
rewrite("no-empty-conditions", {"policy": only(*[{k: v for k, v in s.items() if k != "Condition"} for s in all_statements])})
rewrite("empty-conditions-everywhere", {"policy": only(*[{**s, "Condition": {}} for s in all_statements])})
rewrite("statements-with-names", {"policy": only(*[{"Sid": f"s{i}", **s} for i, s in enumerate(all_statements)])})
rewrite("a-document-with-a-name", {"policy": {"Id": "acr", **form("d", "my-images")}})
rewrite("one-action-a-statement", {"versions": [only(*split)], "in_force": 1})
rewrite("keys-in-another-order-and-white-space", {"policy": json.dumps(
    {"Statement": [dict(reversed(list(s.items()))) for s in all_statements], "Version": "1"}, indent=4)})
rewrite("actions-in-small-letters", {"policy": edited(0, Action=[a.lower() for a in actions(0)])})
rewrite("actions-in-capital-letters", {"policy": edited(1, Action=[a.upper() for a in actions(1)])})
rewrite("all-of-oss-on-the-bucket", {"policy": edited(0, Action="oss:*")})
rewrite("actions-by-wildcards", {"policy": edited(0, Action=["oss:Get*", "oss:Put*", "oss:Delete*", "oss:List*", "oss:Abort*"])})
rewrite("an-action-by-question-marks", {"policy": edited(4, Action=["cms:QueryMetricL??t"])})
rewrite("actions-of-any-service", {"policy": edited(4, Action="*:QueryMetric*")})
rewrite("all-but-what-nobody-needs", {"policy": only({"Effect": "Allow", "NotAction": ["ram:*", "sts:*"], "Resource": "*"})})
rewrite("everything-on-everything", {"policy": only(allow("*"))})
for name, names in {
    "one-pattern-for-both": ["acs:oss:*:*:my-images*"],
    "a-wildcard-in-the-name": ["acs:oss:*:*:my-*", "acs:oss:*:*:my-*/*"],
    "a-question-mark-in-the-name": ["acs:oss:*:*:my-image?", "acs:oss:*:*:my-image?/*"],
    "every-bucket": ["acs:oss:*:*:*"],
    "the-account-s-own-id": [f"acs:oss:*:{ACCOUNT}:my-images", f"acs:oss:*:{ACCOUNT}:my-images/*"],
    "everything": "*",
    "many-stars": ["acs:oss:*:*:my-images", "acs:oss:*:*:my-images/**"],
    "a-folder-besides": [BUCKET, OBJECTS, "acs:oss:*:*:my-images/docker/*"],
}.items():
    for index in (0, 1):
        rewrite(f"{GROUPS[index]}-on-{name}", {"policy": edited(index, Resource=names)})
rewrite("vpcs-on-everything", {"policy": edited(3, Resource="*")})
rewrite("vpcs-on-all-of-the-service", {"policy": edited(3, Resource="acs:vpc:*:*:*")})
rewrite("vpcs-of-the-account", {"policy": edited(3, Resource=[f"acs:vpc:*:{ACCOUNT}:vpc/*"])})
rewrite("all-of-vpc", {"policy": edited(3, Action="vpc:*")})
rewrite("all-of-oss-lists-buckets", {"policy": edited(2, Action=["oss:*"], Resource="*")})
rewrite("statements-of-somebody-else", {"policy": policy(allow("log:*"), allow(["ecs:Describe*"], "acs:ecs:*:*:instance/*"))})
rewrite("the-grants-in-two-policies", {"policy": half_one, **beside(half_two)})
rewrite("the-grants-in-two-policies-the-other-way-round", {"policy": half_two, **beside(half_one)})
rewrite("the-grants-in-a-numbered-further-policy", {"policy": half_two, **beside(half_one, POLICY + "-2")})
rewrite("an-action-in-another-policy", {"policy": edited(0, Action=actions(0)[1:]),
                                        **beside(only(allow(actions(0)[0], OBJECTS)))})
rewrite("another-policy-grants-it-all", in_place(form("d", "my-images")))
rewrite("another-policy-grants-it-all-and-ours-does-not-exist", {"policy": None, **in_place(form("d", "my-images"))})
rewrite("two-others-grant-it-all", {"policy": None, "others": {"one": half_one, "two": half_two},
                                    "attached": ["Custom/one", "Custom/two"]})
rewrite("administrators-access-is-attached-in-its-place", {"attached": ["System/AdministratorAccess"]})
rewrite("administrators-access-is-attached-besides", {"attached": [OWN, "System/AdministratorAccess"]})
rewrite("read-only-access-is-attached-besides", {"attached": [OWN, "System/AliyunOSSReadOnlyAccess"]})
rewrite("a-policy-that-denies-is-not-attached", beside(only(deny("*")), attached=False))
damage("the-grants-in-two-policies-of-which-one-lacks-an-action",
       {"policy": half_two, **beside(edited(0, Action=actions(0)[1:]) | {"Statement": edited(0, Action=actions(0)[1:])["Statement"][:2]})},
       "action_missing", [place(0, "team-policy"), "oss:GetObject"])
damage("the-grants-in-two-policies-of-which-one-lacks-the-objects",
       {"policy": half_two, **beside({"Version": "1", "Statement": edited(0, Resource=[BUCKET])["Statement"][:2]})},
       "resource_missing", [place(0, "team-policy"), NEED_OBJECTS])
damage("a-group-is-gone-and-read-only-access-is-attached-besides",
       {"policy": without(0), "attached": [OWN, "System/AliyunOSSReadOnlyAccess"]}, "group_missing",
       ["object operations", "oss:PutObject"])
damage("an-action-is-gone-and-read-only-access-is-attached-besides",
       {"policy": edited(0, Action=[a for a in actions(0) if a != "oss:PutObject"]),
        "attached": [OWN, "System/AliyunOSSReadOnlyAccess"]}, "action_missing", [place(0), "oss:PutObject"])

# --- the bucket itself ---------------------------------------------------------------------------


def bucket(**facts):
    return {"buckets": {"my-images": facts}}


def bucket_policy(*statements):
    return bucket(policy=json.dumps({"Version": "1", "Statement": list(statements)}))


def keeps_out(principal, action="oss:*", effect="Deny", **more):
    return {"Effect": effect, "Principal": principal, "Action": action,
            "Resource": [f"acs:oss:*:{ACCOUNT}:my-images", f"acs:oss:*:{ACCOUNT}:my-images/*"], **more}


SESSIONS = f"arn:sts::{ACCOUNT}:assumed-role/{ROLE.lower()}/*"
damage("the-bucket-does-not-exist", {"buckets": {}}, "bucket_exists", ["my-images", "no account has"], mended=False)
damage("the-bucket-is-another-account-s", bucket(owner=OTHER_ACCOUNT), "bucket_exists", ["my-images", "AccessDenied"],
       "cannot_tell", False)
for storage_class in ["IA", "Archive", "ColdArchive"]:
    damage(f"the-bucket-is-of-class-{storage_class}", bucket(storage_class=storage_class), "bucket_class",
           ["my-images", storage_class], mended=False)
encrypted = bucket(encryption={"algorithm": "KMS", "kms_key": KEY})
damage("the-bucket-is-encrypted-with-a-key-that-is-not-granted", encrypted, "bucket_key", ["kms:GenerateDataKey", KEY], mended=False)
damage("the-bucket-is-encrypted-with-a-key-that-is-not-shown", bucket(encryption={"algorithm": "KMS", "kms_key": None}),
       "bucket_key", ["my-images", "KMS"], "cannot_tell", False)
damage("the-key-may-only-be-used-to-read", {**encrypted, "policy": policy(allow("kms:Decrypt", f"acs:kms:*:*:key/{KEY}"))},
       "bucket_key", ["kms:GenerateDataKey", KEY], mended=False)
damage("another-key-is-granted", {**encrypted, "policy": policy(allow("kms:*", "acs:kms:*:*:key/another"))},
       "bucket_key", ["kms:GenerateDataKey", KEY], mended=False)
damage("the-key-is-granted-in-another-region", {**encrypted, "policy": policy(allow("kms:*", f"acs:kms:cn-beijing:*:key/{KEY}"))},
       "bucket_key", ["kms:GenerateDataKey", KEY], mended=False)
damage("the-key-is-denied", {**encrypted, "policy": policy(allow("kms:*"), deny("kms:Decrypt"))},
       "bucket_key", ["kms:Decrypt", KEY], mended=False)
for name, principal in {"everybody": ["*"], "everybody-as-a-text": "*", "an-empty-list": [], "the-role-s-sessions": [SESSIONS]}.items():
    damage(f"the-bucket-policy-denies-{name}", bucket_policy(keeps_out(principal)), "bucket_policy",
           ["my-images", "statement 1 of the bucket policy denies", "oss:GetObject"], mended=False)
for name, said, word in [
    ("writing", keeps_out(["*"], ["oss:PutObject"]), "oss:PutObject"),
    ("one-folder", keeps_out(["*"], Resource=[f"acs:oss:*:{ACCOUNT}:my-images/secret/*"]), "oss:GetObject"),
    ("all-but-reading", {k: v for k, v in keeps_out(["*"], NotAction=["oss:Get*"]).items() if k != "Action"}, "oss:PutObject"),
]:
    damage(f"the-bucket-policy-denies-everybody-{name}", bucket_policy(keeps_out(["2222222222222222"], effect="Allow"), said),
           "bucket_policy", ["my-images", "statement 2 of the bucket policy denies", word], mended=False)
for name, said in {
    "from-elsewhere": keeps_out(["*"], Condition={"NotIpAddress": {"acs:SourceIp": ["10.0.0.0/8"]}}),
    "without-encryption": keeps_out(["*"], Condition={"Bool": {"acs:SecureTransport": "false"}}),
    "of-the-account": keeps_out([ACCOUNT]),
    "of-one-session": keeps_out([SESSIONS.replace("/*", "/images")]),
    "of-every-role": keeps_out([f"arn:sts::{ACCOUNT}:assumed-role/*"]),
    "by-the-role-s-other-name": keeps_out([f"acs:ram::{ACCOUNT}:role/{ROLE.lower()}"]),
    "of-a-form-that-is-not-known": keeps_out({"RAM": ["*"]}),
    "but-somebody": {**{k: v for k, v in keeps_out([]).items() if k != "Principal"}, "NotPrincipal": ["2222222222222222"]},
}.items():
    damage(f"the-bucket-policy-may-deny-everybody-{name}", bucket_policy(said), "bucket_policy",
           ["my-images", "statement 1 of the bucket policy may deny", "oss:GetObject"], "cannot_tell", False)
damage("the-bucket-policy-is-not-json", bucket(policy="nonsense"), "bucket_policy", ["my-images", "not JSON"], "cannot_tell", False)

rewrite("a-plain-bucket", bucket())
rewrite("a-bucket-that-keeps-old-versions", bucket(versioning="enabled"))
rewrite("a-bucket-with-lifecycle-rules", bucket(lifecycle_rules=3))
rewrite("a-bucket-that-is-kept-in-several-zones", bucket(redundancy="ZRS", block_public_access=True))
rewrite("a-bucket-that-oss-encrypts", bucket(encryption={"algorithm": "AES256", "kms_key": None}))
for name, resource in {"the-key": f"acs:kms:*:*:key/{KEY}", "the-key-in-its-region": f"acs:kms:cn-hangzhou:{ACCOUNT}:key/{KEY}",
                       "every-key": "*"}.items():
    rewrite(f"an-encrypted-bucket-and-a-grant-on-{name}",
            {**encrypted, "policy": policy(allow(["kms:GenerateDataKey", "kms:Decrypt"], resource))})
rewrite("an-encrypted-bucket-and-a-grant-by-another-policy",
        {**encrypted, **beside(only(allow("kms:*", f"acs:kms:*:{ACCOUNT}:key/{KEY}")))})
for name, said in {
    "denies-somebody-else": keeps_out(["2222222222222222"]),
    "denies-another-role": keeps_out([f"arn:sts::{ACCOUNT}:assumed-role/ci/*"]),
    "denies-a-role-of-that-name-in-another-account": keeps_out([SESSIONS.replace(ACCOUNT, OTHER_ACCOUNT)]),
    "allows-everybody-to-read": keeps_out(["*"], "oss:GetObject", "Allow"),
    "denies-everybody-another-action": keeps_out(["*"], "oss:PutBucketPolicy"),
    "denies-everybody-another-bucket": keeps_out(["*"], Resource=[f"acs:oss:*:{ACCOUNT}:finance/*"]),
    "denies-somebody-else-under-a-condition": keeps_out(["2222222222222222"], Condition=CONDITIONS["Bool"]),
}.items():
    rewrite(f"the-bucket-policy-{name}", bucket_policy(said))

for path, cases in ((HERE / "damages.jsonl", damages), (HERE / "rewrites.jsonl", rewrites)):
    for case in cases:
        case["id"] = case["id"].replace(":", "-").replace(" ", "-").lower()
    names = [case["id"] for case in cases]
    twice = {name for name in names if names.count(name) > 1}
    assert not twice, twice
    lines = [json.dumps(case, separators=(",", ":")) + "\n" for case in cases]
    path.write_text("".join(lines))
    print(f"{path.name}: {len(cases)}")
