"""What the policy has to hold: actions and resources."""

from pieces import *

# --- what the policy has to hold --------------------------------------------------------------------

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

# --- resources --------------------------------------------------------------------------------------

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
           "condition" if of_oss_region(resource) else "resource_missing", [place(2), "oss:ListBuckets", resource],
           "inconclusive" if of_oss_region(resource) else "failed")
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
    if of_oss_region(bucket):
        cause, status, of_objects, of_bucket = "condition", "inconclusive", narrowed, [bucket]
    else:
        cause, status, of_objects, of_bucket = "resource_missing", "failed", [NEED_OBJECTS, "the closest pattern is"], [NEED]
    damage(f"object-operations-are-narrowed-to-{name}", {"policy": edited(0, Resource=CRI + narrowed)},
           cause, [place(0), "oss:GetObject", *of_objects], status)
    if bucket != BUCKET:
        damage(f"bucket-operations-are-narrowed-to-{name}", {"policy": edited(1, Resource=CRI + narrowed)},
               cause, [place(1), "oss:PutBucket", *of_bucket], status)

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
