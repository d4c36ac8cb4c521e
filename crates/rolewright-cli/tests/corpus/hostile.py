"""Accounts with a grant that the desired state doesn't have, each in another place or form.

`words` are what drift, verify and plan have to name, in one finding of this `level`. `narrowed` says whether narrowing
removes it: it edits the recipe's own policies and the trust policy, and detaches a policy that holds nothing else.
`shared` are accounts with another team's grants in the recipe's form, which are no drift.
"""

from pieces import *

hostile, shared = [], []
FOREIGN = f"acs:ram::{OTHER_ACCOUNT}"
OURS = f"acs:ram::{ACCOUNT}"
JUNK = [f"oss:GetBucketReplicationProgress{number}" for number in range(30)]
KEYS = "ram:CreateAccessKey"


def add(name, account, words, level="warning", narrowed=None):
    words = [words] if isinstance(words, str) else words
    narrowed = level == "warning" if narrowed is None else narrowed
    hostile.append({"id": name, "account": account, "words": words, "level": level, "narrowed": narrowed})


# --- the trust policy: principals -------------------------------------------------------------------

for name, principal, word, level in [
    ("everybody", {"RAM": ["*"]}, "*", "warning"),
    ("every-account", {"RAM": ["acs:ram::*:root"]}, "acs:ram::*", "warning"),
    ("every-user-of-another-account", {"RAM": [f"{FOREIGN}:user/*"]}, f"{FOREIGN}:user/*", "warning"),
    ("another-account", {"RAM": [f"{FOREIGN}:root"]}, OTHER_ACCOUNT, "warning"),
    ("our-account", {"RAM": [f"{OURS}:root"]}, f"account {ACCOUNT}", "warning"),
    ("a-service-of-another-account", {"Service": [f"{OTHER_ACCOUNT}@log.aliyuncs.com"]}, f"{OTHER_ACCOUNT}@log", "warning"),
    ("an-undocumented-type", {"AWS": ["*"]}, "AWS *", "warning"),
    ("a-user", {"RAM": [f"{OURS}:user/eve"]}, f"{OURS}:user/eve", "info"),
    ("a-role", {"RAM": [f"{OURS}:role/eve"]}, f"{OURS}:role/eve", "info"),
    ("a-user-of-another-account", {"RAM": [f"{FOREIGN}:user/eve"]}, f"{FOREIGN}:user/eve", "info"),
    ("a-role-of-another-account", {"RAM": [f"{FOREIGN}:role/eve"]}, f"{FOREIGN}:role/eve", "info"),
    ("another-service", {"Service": ["ecs.aliyuncs.com"]}, "ecs.aliyuncs.com", "info"),
    ("a-saml-provider", {"Federated": [f"{FOREIGN}:saml-provider/eve"]}, "saml-provider/eve", "info"),
    ("an-oidc-provider", {"Federated": [f"{OURS}:oidc-provider/eve"]}, "oidc-provider/eve", "info"),
]:
    add(f"the-role-trusts-{name}", trust(trusts(SERVICE), trusts(principal)), word, level)
    together = {kind: SERVICE.get(kind, []) + principal.get(kind, []) for kind in {**SERVICE, **principal}}
    add(f"the-role-trusts-{name}-in-the-statement-of-the-service", trust(trusts(together)), word, level)
users = [f"{FOREIGN}:user/user-with-a-long-name-{number}" for number in range(30)]
add("a-star-after-thirty-users-under-a-condition",
    trust(trusts(SERVICE), trusts({"RAM": users + ["*"]}, Condition={"Bool": {"acs:MFAPresent": "true"}})), '"RAM":["*"')

# --- the trust policy: statements -------------------------------------------------------------------

for name, more, level in [
    ("an-external-id", {"Condition": {"StringEquals": {"sts:ExternalId": "42"}}}, "info"),
    ("any-external-id", {"Condition": {"StringLike": {"sts:ExternalId": "*"}}}, "warning"),
    ("any-address", {"Condition": {"IpAddress": {"acs:SourceIp": ["0.0.0.0/0"]}}}, "warning"),
    ("encryption-or-not", {"Condition": {"Bool": {"acs:SecureTransport": ["true", "false"]}}}, "warning"),
    ("every-action-of-sts", {"action": "sts:*"}, "warning"),
    ("every-action", {"action": "*"}, "warning"),
    ("another-action-too", {"action": ["sts:AssumeRole", "sts:TagSession"]}, "warning"),
]:
    add(f"another-account-is-trusted-with-{name}", trust(trusts(SERVICE), trusts({"RAM": [f"{FOREIGN}:root"]}, **more)),
        OTHER_ACCOUNT, level)
not_action = {"Effect": "Allow", "NotAction": "ram:*", "Principal": {"RAM": [f"{FOREIGN}:root"]}}
add("another-account-is-trusted-with-all-actions-but-some", trust(trusts(SERVICE), not_action), ["NotAction", OTHER_ACCOUNT])

# --- attached policies ------------------------------------------------------------------------------

for name, level in [("AdministratorAccess", "warning"), ("AliyunRAMFullAccess", "warning"), ("AliyunOSSFullAccess", "warning"),
                    ("AliyunOSSReadOnlyAccess", "warning"), ("AliyunSTSAssumeRoleAccess", "warning"),
                    ("AliyunContainerRegistryFullAccess", "warning"), ("AliyunRAMReadOnlyAccess", "info"),
                    ("AliyunContainerRegistryReadOnlyAccess", "info")]:
    add(f"the-system-policy-{name}", {"attached": [OWN, f"System/{name}"]}, f"system policy {name}", level)
for name in ["team-policy", f"{POLICY}-2", f"{POLICY}-7", f"{POLICY}-02", f"{POLICY}-2-2", f"{POLICY}-", POLICY.lower(),
             "AdministratorAccess", "AliyunOSSFullAccess", "cri-" + "a" * 100]:
    add(f"a-backdoor-in-a-policy-named-{name}", beside(only(allow(KEYS)), name), [KEYS, name])
add("a-backdoor-among-grants-for-a-team", beside(policy(allow(KEYS), base=form("d", "team-images")), "team"), [KEYS, "team"],
    narrowed=False)
add("a-backdoor-among-grants-for-a-team-in-a-numbered-policy",
    beside(policy(allow(KEYS), base=form("d", "team-images")), f"{POLICY}-2"), [KEYS, f"{POLICY}-2"])
add("a-policy-with-a-harmless-statement", beside(only(allow("log:GetProject"))), ["log:GetProject", "team-policy"], "info")
add("grants-on-every-bucket-of-a-prefix", beside(form("d", "team-*")), ["acs:oss:*:*:team-*", "team-policy"], "info")

# --- statements in the recipe's policy --------------------------------------------------------------

for name, added, words, level in [
    ("admin", allow("*"), '"Action":"*"', "warning"),
    ("admin-with-a-colon", allow("*:*", "acs:*:*:*:*"), '"*:*"', "warning"),
    ("admin-with-a-question-mark", allow("?*", "a*"), '"?*"', "warning"),
    ("a-service", allow("ecs:*"), '"ecs:*"', "warning"),
    ("services-by-prefix", allow("o*"), '"o*"', "warning"),
    ("all-of-oss", allow("oss:*"), '"oss:*"', "warning"),
    ("all-of-oss-with-a-question-mark", allow("oss:?*"), '"oss:?*"', "warning"),
    ("all-of-oss-by-resource-prefix", allow("oss:*", "acs:oss:*"), '"acs:oss:*"', "warning"),
    ("all-of-oss-on-one-or-more-letters", allow("oss:*", "acs:oss:*:*:?*"), '"acs:oss:*:*:?*"', "warning"),
    ("all-of-oss-in-our-account", allow("oss:*", f"acs:oss:*:{ACCOUNT}:*"), f"acs:oss:*:{ACCOUNT}:*", "warning"),
    ("all-of-ram", allow("ram:*", "acs:ram:*:*:*"), '"ram:*"', "warning"),
    ("access-keys", allow(KEYS), KEYS, "warning"),
    ("access-keys-in-small-letters", allow(KEYS.lower()), KEYS.lower(), "warning"),
    ("access-keys-by-pattern", allow("ram:?reateAccess*"), "ram:?reateAccess*", "warning"),
    ("attachments", allow("ram:AttachPolicyTo*"), "ram:AttachPolicyTo*", "warning"),
    ("attachments-to-every-role", allow("ram:AttachPolicyToRole", "acs:ram:*:*:role/*"), "ram:AttachPolicyToRole", "warning"),
    ("policies", allow("ram:*Policy*"), "ram:*Policy*", "warning"),
    ("trust-policies", allow("ram:UpdateRole", "acs:ram:*:*:role/?*"), "ram:UpdateRole", "warning"),
    ("roles", allow("sts:AssumeRole"), "sts:AssumeRole", "warning"),
    ("passing-roles", allow("ram:PassRole"), "ram:PassRole", "warning"),
    ("secrets", allow("kms:GetSecretValue"), "kms:GetSecretValue", "warning"),
    ("all-objects", allow("oss:GetObject"), '"oss:GetObject","Resource":"*"', "warning"),
    ("all-but-some-actions", {"Effect": "Allow", "NotAction": "ecs:*", "Resource": "*"}, "NotAction", "warning"),
    ("all-but-some-resources", {"Effect": "Allow", "Action": "oss:*", "Resource": "acs:oss:*:*:b", "NotResource": "acs:oss:*:*:b"},
     "NotResource", "warning"),
    ("a-condition-that-always-holds", allow("ram:PassRole", Condition={"StringLike": {"acs:Service": "*"}}), "ram:PassRole", "warning"),
    ("a-condition-on-encryption", allow(KEYS, Condition={"Bool": {"acs:SecureTransport": "true"}}), KEYS, "warning"),
    ("one-user", allow("ram:GetUser", f"acs:ram:*:{ACCOUNT}:user/eve"), "user/eve", "info"),
    ("our-bucket-in-full", allow("oss:*", [BUCKET, OBJECTS]), '"oss:*"', "info"),
    ("a-bucket-policy", allow("oss:PutBucketPolicy", BUCKET), "oss:PutBucketPolicy", "info"),
]:
    add(f"our-policy-allows-{name}", {"policy": policy(added)}, words, level)
    if name in ["admin", "access-keys", "all-but-some-actions"]:
        numbered = {"others": {f"{POLICY}-2": only(added)}, "attached": [OWN, f"Custom/{POLICY}-2"]}
        add(f"a-numbered-policy-allows-{name}", numbered, words, level)
add("a-version-that-became-the-default", {"versions": [form("d", "my-images"), policy(allow(KEYS))], "in_force": 2}, KEYS)

# --- within a statement -----------------------------------------------------------------------------

add("an-action-after-thirty-others", {"policy": policy(allow(JUNK + [KEYS]))}, f'["{KEYS}"')
add("a-resource-after-thirty-others", {"policy": policy(allow("ram:UpdateRole", [f"acs:ram:*:*:role/role-{n}" for n in range(60)] + ["*"]))},
    '"Resource":["*"')
add("thirty-actions-that-are-all-dangerous", {"policy": policy(allow(JUNK[:9] + ["ram:Create" + "*" * n + "AccessKey" for n in range(1, 31)]))},
    '"ram:Create' + "*" * 30 + 'AccessKey"')
add("a-statement-after-twenty-others",
    {"policy": policy(*[allow(f"log:GetProject{n}", f"acs:log:*:*:project/p{n}") for n in range(20)], allow(KEYS))}, KEYS)
for index in range(5):
    said = form("d", "my-images")["Statement"][index]
    for name, field in [("resource", "Resource"), ("action", "Action")]:
        listed = said[field] if isinstance(said[field], list) else [said[field]]
        if name == "resource" and index < 2:
            for wide in ["*", "acs:oss:*:*:*", "acs:oss:*:*:?*"]:
                add(f"{GROUPS[index]}-on-{wide.replace(':', '-')}", {"policy": edited(index, Resource=listed + [wide])}, f'"{wide}"',
                    "warning" if index == 0 else "info")
        if name == "action" and index in (2, 4):
            add(f"{GROUPS[index]}-and-access-keys", {"policy": edited(index, Action=listed + [KEYS], Resource="*")}, KEYS)
add("object-operations-on-names-that-begin-like-our-bucket", {"policy": edited(0, Resource=resources(0) + [BUCKET + "*"])}, BUCKET + "*", "info")
add("object-operations-and-another-action", {"policy": edited(0, Action=actions(0) + ["oss:PutBucketPolicy"])}, "oss:PutBucketPolicy", "info")

# --- another team's grants --------------------------------------------------------------------------


def team(name, account):
    shared.append({"id": name, "account": account})


TEAM = [s for s in form("d", "team-images")["Statement"]]
team("another-bucket-in-our-policy", {"policy": form("d", "my-images", "team-images")})
team("many-buckets-in-our-policy", {"policy": form("d", "my-images", *[f"team-{n}" for n in range(12)])})
team("a-policy-of-another-team", beside(form("d", "team-images")))
team("a-policy-of-another-team-for-two-buckets", beside(form("d", "team-images", "team-logs")))
team("a-policy-of-another-team-in-another-order", beside({"Version": "1", "Statement": TEAM[::-1]}))
team("a-part-of-the-grants-of-another-team", beside({"Version": "1", "Statement": TEAM[:2]}))
team("a-numbered-policy", beside(form("d", "team-images"), f"{POLICY}-2"))
team("two-further-policies", {"others": {"a": form("d", "a-images"), f"{POLICY}-2": form("d", "b-images")},
                              "attached": [OWN, "Custom/a", f"Custom/{POLICY}-2"]})
