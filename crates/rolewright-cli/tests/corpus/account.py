"""What the account holds: the policy, its versions and attachment, other layouts of it, and the bucket."""

from pieces import *

# --- the policy and its attachment ------------------------------------------------------------------

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
damage("our-policy-is-not-json", {"policy": "{\"Version\":\"1\","}, "unreadable_policy",
       [f"custom policy {POLICY}", "line 1"], "inconclusive", False)
damage("our-policy-says-a-key-twice",
       {"policy": "{\"Version\":\"1\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"*\",\"Action\":\"oss:*\",\"Resource\":\"*\"}]}"},
       "unreadable_policy", [f"custom policy {POLICY}", "Action"], "inconclusive", False)
damage("another-policy-is-not-json", beside("nonsense"), "unreadable_policy", ["custom policy team-policy", "line 1"],
       "inconclusive", False)
damage("another-policy-writes-its-keys-in-small-letters",
       beside({"Version": "1", "Statement": [{"effect": "Deny", "action": "*", "resource": "*"}]}),
       "unreadable_policy", ["custom policy team-policy", "Effect"], "inconclusive", False)
for name, document, word in [
    ("an-older-generation", form("c", "my-images"), "v1"),
    ("one-for-another-bucket", form("d", "old-images"), "v1"),
    ("one-without-versions-of-objects", edited(0, Action=[a for a in actions(0) if "Version" not in a]), "v1"),
    ("an-empty-one", only(allow("log:*")), "v1"),
    ("one-that-denies", policy(deny("oss:Put*")), "v1"),
]:
    damage(f"the-default-version-was-moved-back-to-{name}", {"versions": [document, form("d", "my-images")], "in_force": 1},
           "default_version_changed", [f"is {word}", "v2"], fixed=name != "one-that-denies")
damage("the-default-version-was-moved-back-by-two",
       {"versions": [form("d", "a-bucket"), form("d", "b-bucket"), form("d", "my-images")], "in_force": 1},
       "default_version_changed", ["is v1", "v3"])
damage("a-later-version-was-made-that-lacks-the-bucket",
       {"versions": [form("d", "my-images"), form("d", "team-images")], "in_force": 2},
       "resource_missing", ["no statement names my-images", "team-images"])
rewrite("an-older-version-lacks-the-bucket", {"versions": [form("c", "x-images"), form("d", "my-images")], "in_force": 2})
rewrite("a-later-version-is-not-in-force", {"versions": [form("d", "my-images"), only(allow("log:*"))], "in_force": 1})
rewrite("an-older-version-denies", {"versions": [only(deny("*")), form("d", "my-images")], "in_force": 2})

# --- the bucket's name ------------------------------------------------------------------------------

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

# --- older revisions of the page ------------------------------------------------------------------

for revision in "abc":
    words = [POLICY, f"revision {revision} of the reference policy"]
    damage(f"generation-{revision}", {"policy": form(revision, "my-images")}, "older_revision", words)
    damage(f"generation-{revision}-for-three-buckets", {"policy": form(revision, "a-images", "my-images", "z-images")},
           "older_revision", words)
    damage(f"generation-{revision}-for-two-buckets-that-are-asked-for",
           {"policy": form(revision, "my-images", "z-images")}, "older_revision", words, arguments="--bucket z-images")
    turned = form(revision, "my-images")
    for said in turned["Statement"]:
        said.pop("Condition", None)
    turned["Statement"].reverse()
    damage(f"generation-{revision}-in-another-order", {"policy": turned}, "older_revision", words)
    damage(f"generation-{revision}-with-a-statement-of-somebody-else",
           {"policy": policy(allow("log:*"), base=form(revision, "my-images"))}, "older_revision",
           [POLICY, "object operations", "older revision"])
damage("generation-c-for-another-bucket", {"policy": form("c", "old-images")}, "resource_missing",
       ["no statement names my-images", "old-images"])
mixed = form("d", "my-images")
mixed["Statement"][1] = form("c", "my-images")["Statement"][1]
damage("bucket-operations-of-generation-c-among-todays", {"policy": mixed}, "older_revision",
       ["bucket operations", "older revision"])

for copy_of_page in "abc":
    damage(f"an-older-copy-of-the-page-is-followed-{copy_of_page}", {"policy": form(copy_of_page, "my-images")},
           "older_revision", [f"the requested revision {copy_of_page} of the reference policy", "oss:DeleteObjectVersion"],
           fixed=False, arguments=f"--revision {copy_of_page}")

# --- layouts ----------------------------------------------------------------------------------------


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
rewrite("administrators-access-makes-up-for-what-ours-lacks",
        {"policy": only(allow("log:*")), "attached": [OWN, "System/AdministratorAccess"]})
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

# --- the bucket itself ------------------------------------------------------------------------------


def bucket(**facts):
    return {"buckets": {"my-images": facts}}


def bucket_policy(*statements):
    return bucket(policy=json.dumps({"Version": "1", "Statement": list(statements)}))


def keeps_out(principal, action="oss:*", effect="Deny", **more):
    return {"Effect": effect, "Principal": principal, "Action": action,
            "Resource": [f"acs:oss:*:{ACCOUNT}:my-images", f"acs:oss:*:{ACCOUNT}:my-images/*"], **more}


SESSIONS = f"arn:sts::{ACCOUNT}:assumed-role/{ROLE.lower()}/*"
damage("the-bucket-does-not-exist", {"buckets": {}}, "bucket_exists", ["my-images", "does not exist"], fixed=False)
damage("the-bucket-is-another-account-s", bucket(owner=OTHER_ACCOUNT), "bucket_exists", ["my-images", "AccessDenied"],
       "inconclusive", False)
IN_REGION = '[[bucket]]\nname = "my-images"\nregion = "{}"\n'
OWNED = '[[bucket]]\nname = "my-images"\nowner = "{}"\n'
damage("the-bucket-is-in-another-region", bucket(region="cn-beijing"), "bucket_region", ["my-images", "cn-hangzhou", "cn-beijing"],
       fixed=False, config=IN_REGION.format("cn-hangzhou"))
damage("the-bucket-is-this-account-s-and-should-be-another-s", bucket(), "bucket_owner", ["my-images", OTHER_ACCOUNT, ACCOUNT],
       fixed=False, config=OWNED.format(OTHER_ACCOUNT))
for storage_class in ["IA", "Archive", "ColdArchive"]:
    damage(f"the-bucket-is-of-class-{storage_class}", bucket(storage_class=storage_class), "bucket_class",
           ["my-images", storage_class], fixed=False)
encrypted = bucket(encryption={"algorithm": "KMS", "kms_key": KEY})
damage("the-bucket-is-encrypted-with-a-key-that-is-not-granted", encrypted, "bucket_key", ["kms:GenerateDataKey", KEY], fixed=False)
damage("the-key-that-is-asked-for-is-not-granted", encrypted, "group_missing", ["kms key", "kms:GenerateDataKey"],
       arguments=f"--kms-key {KEY}")
damage("the-bucket-is-encrypted-with-another-key-than-is-asked-for", {**encrypted, "policy": policy(
    allow(["kms:GenerateDataKey", "kms:Decrypt"], f"acs:kms:*:{ACCOUNT}:key/another"))},
       "bucket_key", ["kms:GenerateDataKey", KEY], fixed=False, arguments="--kms-key another")
damage("the-bucket-is-encrypted-with-a-key-that-is-not-shown", bucket(encryption={"algorithm": "KMS", "kms_key": None}),
       "bucket_key", ["my-images", "KMS"], "inconclusive", False)
damage("the-key-may-only-be-used-to-read", {**encrypted, "policy": policy(allow("kms:Decrypt", f"acs:kms:*:*:key/{KEY}"))},
       "bucket_key", ["kms:GenerateDataKey", KEY], fixed=False)
damage("another-key-is-granted", {**encrypted, "policy": policy(allow("kms:*", "acs:kms:*:*:key/another"))},
       "bucket_key", ["kms:GenerateDataKey", KEY], fixed=False)
damage("the-key-is-granted-in-another-region", {**encrypted, "policy": policy(allow("kms:*", f"acs:kms:cn-beijing:*:key/{KEY}"))},
       "bucket_key", ["kms:GenerateDataKey", KEY], fixed=False)
damage("the-key-is-denied", {**encrypted, "policy": policy(allow("kms:*"), deny("kms:Decrypt"))},
       "bucket_key", ["kms:Decrypt", KEY], fixed=False)
for name, principal in {"everybody": ["*"], "everybody-as-a-text": "*", "an-empty-list": [], "the-role-s-sessions": [SESSIONS]}.items():
    damage(f"the-bucket-policy-denies-{name}", bucket_policy(keeps_out(principal)), "bucket_policy",
           ["my-images", "statement 1 of the bucket policy of my-images denies", "oss:GetObject"], fixed=False)
for name, said, word in [
    ("writing", keeps_out(["*"], ["oss:PutObject"]), "oss:PutObject"),
    ("one-folder", keeps_out(["*"], Resource=[f"acs:oss:*:{ACCOUNT}:my-images/secret/*"]), "oss:GetObject"),
    ("all-but-reading", {k: v for k, v in keeps_out(["*"], NotAction=["oss:Get*"]).items() if k != "Action"}, "oss:PutObject"),
]:
    damage(f"the-bucket-policy-denies-everybody-{name}", bucket_policy(keeps_out(["2222222222222222"], effect="Allow"), said),
           "bucket_policy", ["my-images", "statement 2 of the bucket policy of my-images denies", word], fixed=False)
for name, said in {
    "from-elsewhere": keeps_out(["*"], Condition={"NotIpAddress": {"acs:SourceIp": ["10.0.0.0/8"]}}),
    "without-encryption": keeps_out(["*"], Condition={"Bool": {"acs:SecureTransport": "false"}}),
    "of-the-account": keeps_out([ACCOUNT]),
    "of-one-session": keeps_out([SESSIONS.replace("/*", "/images")]),
    "of-every-role": keeps_out([f"arn:sts::{ACCOUNT}:assumed-role/*"]),
    "by-the-role-s-other-name": keeps_out([f"acs:ram::{ACCOUNT}:role/{ROLE.lower()}"]),
}.items():
    damage(f"the-bucket-policy-may-deny-everybody-{name}", bucket_policy(said), "bucket_policy",
           ["my-images", "statement 1 of the bucket policy of my-images may deny", "oss:GetObject"], "inconclusive", False)
for name, said in {
    "of-a-form-that-is-not-known": keeps_out({"RAM": ["*"]}),
    "but-somebody": {**{k: v for k, v in keeps_out([]).items() if k != "Principal"}, "NotPrincipal": ["2222222222222222"]},
}.items():
    damage(f"the-bucket-policy-may-deny-everybody-{name}", bucket_policy(said), "bucket_policy",
           ["the bucket policy of my-images can't be read", "Statement[0]"], "inconclusive", False)
damage("the-bucket-policy-is-not-json", bucket(policy="nonsense"), "bucket_policy",
       ["the bucket policy of my-images can't be read", "line 1"], "inconclusive", False)

rewrite("a-plain-bucket", bucket())
rewrite("a-bucket-in-the-region-that-is-asked-for", bucket(region="cn-beijing"), config=IN_REGION.format("cn-beijing"))
rewrite("an-encrypted-bucket-and-a-grant-on-the-key-that-is-asked-for", {**encrypted, "policy": policy(
    allow(["kms:GenerateDataKey", "kms:Decrypt"], f"acs:kms:*:{ACCOUNT}:key/{KEY}"))}, arguments=f"--kms-key {KEY}")
rewrite("an-encrypted-bucket-and-a-grant-on-the-key-by-its-arn", {**encrypted, "policy": policy(
    allow(["kms:GenerateDataKey", "kms:Decrypt"], f"acs:kms:cn-hangzhou:{ACCOUNT}:key/{KEY}"))},
        arguments=f"--kms-key acs:kms:cn-hangzhou:{ACCOUNT}:key/{KEY}")
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
