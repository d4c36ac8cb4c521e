"""What stands beside it: denies, conditions and the trust policy."""

from pieces import *

# --- a deny, layer by layer -------------------------------------------------------------------------

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
    damage(f"our-policy-denies-{name}", {"policy": policy(said)}, "denied", [place(5), word], fixed=False)
    damage(f"another-policy-denies-{name}", beside(only(said)), "denied", [place(0, "team-policy"), word], fixed=False)
for name, said, word in UNSURE:
    damage(f"our-policy-denies-{name}", {"policy": policy(said)}, "condition", [place(5), word], "inconclusive", False)
    damage(f"another-policy-denies-{name}", beside(only(allow("log:*"), said)), "condition",
           [place(1, "team-policy"), word], "inconclusive", False)
damage("a-deny-stands-in-front-of-all", {"policy": only(deny("oss:GetObject"), *form("d", "my-images")["Statement"])},
       "denied", [place(0), "oss:GetObject"], fixed=False)
damage("a-deny-besides-a-policy-for-administrators",
       {**beside(only(deny("oss:Put*"))), "attached": ["System/AdministratorAccess", "Custom/team-policy"]},
       "denied", [place(0, "team-policy"), "oss:PutObject"], fixed=False)

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

# --- what can't be weighed --------------------------------------------------------------------------

for index, group in enumerate(GROUPS):
    for operator, condition in CONDITIONS.items():
        damage(f"{group}-under-a-condition-{operator}", {"policy": edited(index, Condition=condition)},
               "condition", [place(index), actions(index)[0], operator, key_of(condition)], STATUS_UNDER[operator])
    damage(f"{group}-with-an-unknown-key", {"policy": edited(index, Scope="project-x")},
           "condition", [place(index), "`Scope`"], "inconclusive")
    damage(f"{group}-on-all-but-something", {"policy": edited(index, Resource=None, NotResource="acs:oss:*:*:x")},
           "condition", [place(index), "`NotResource`"], "inconclusive")
for index in (0, 1):
    names = ["acs:oss::*:my-images", "acs:oss::*:my-images/*"]
    damage(f"{GROUPS[index]}-with-an-empty-region", {"policy": edited(index, Resource=names)},
           "condition", [place(index), names[1]], "inconclusive")
rewrite("conditions-beside-the-plain-statements",
        {"policy": policy(*edited(0, Condition=CONDITIONS["Bool"])["Statement"][:1])})

# --- trust ------------------------------------------------------------------------------------------

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
    damage(f"the-role-trusts-{name}", trust(trusts(principal)), "trust", ["must name", word])
damage("the-role-trusts-nobody", {"trust": {"Version": "1", "Statement": []}}, "trust", ["names no principal"])
for name, principal, word in [
    ("the-service-for-another-account", {"Service": [f"{OTHER_ACCOUNT}@cr.aliyuncs.com"]}, f"{OTHER_ACCOUNT}@cr.aliyuncs.com"),
    ("the-service-for-account-1", {"Service": "1@cr.aliyuncs.com"}, "1@cr.aliyuncs.com"),
    ("services-by-a-wildcard", {"Service": ["*.aliyuncs.com"]}, "*.aliyuncs.com"),
    ("the-service-in-capital-letters", {"Service": ["CR.aliyuncs.com"]}, "CR.aliyuncs.com"),
    ("a-principal-of-an-unknown-kind", {"CloudService": ["cr.aliyuncs.com"]}, "cr.aliyuncs.com"),
]:
    damage(f"the-role-trusts-{name}", trust(trusts(principal)), "trust", [word], "inconclusive")
for operator, condition in CONDITIONS.items():
    damage(f"the-service-is-trusted-under-a-condition-{operator}", trust(trusts(SERVICE, Condition=condition)),
           "trust", ["statement 1 of the trust policy", operator, key_of(condition)], STATUS_UNDER[operator])
damage("the-service-is-trusted-under-an-unknown-key", trust(trusts(SERVICE, Purpose="images")), "trust",
       ["`Purpose`"], "inconclusive")
for name, action in {"another-action": "sts:GetCallerIdentity", "single-sign-on": "sts:AssumeRoleWithSAML",
                     "a-ram-action": "ram:PassRole"}.items():
    damage(f"the-service-is-trusted-for-{name}", trust(trusts(SERVICE, action)), "trust",
           ["statement 1 of the trust policy names service cr.aliyuncs.com", action])
damage("the-service-is-trusted-for-all-but-assuming",
       trust({"Effect": "Allow", "NotAction": "sts:AssumeRole", "Principal": SERVICE}), "trust",
       ["statement 1 of the trust policy", "NotAction"])
for name, said, status in [
    ("the-service", trusts(SERVICE, effect="Deny"), "failed"),
    ("the-service-every-action", trusts(SERVICE, "*", "Deny"), "failed"),
    ("the-service-among-others", trusts({"Service": ["ecs.aliyuncs.com", "cr.aliyuncs.com"]}, "sts:*", "Deny"), "failed"),
    ("every-service", trusts({"Service": ["*"]}, effect="Deny"), "inconclusive"),
    ("everybody", trusts({"RAM": ["*"]}, effect="Deny"), "inconclusive"),
    ("the-service-under-a-condition", trusts(SERVICE, effect="Deny", Condition=CONDITIONS["IpAddress"]), "inconclusive"),
]:
    damage(f"the-trust-policy-denies-{name}", trust(trusts(SERVICE), said), "trust",
           ["statement 2 of the trust policy"], status, False)
damage("the-trust-policy-only-denies-the-service", trust(trusts(SERVICE, effect="Deny")), "trust",
       ["statement 1 of the trust policy denies"], fixed=False)
damage("the-trust-policy-is-not-json", {"trust": "{\"Version\":\"1\",\"Statement\":[]"}, "trust",
       ["can't be read"], "inconclusive", False)
damage("the-trust-policy-trusts-everybody-in-a-form-that-ram-does-not-have",
       trust(trusts("*")), "trust", ["can't be read"], "inconclusive", False)
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
