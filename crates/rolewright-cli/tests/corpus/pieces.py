"""What the cases are made of: the correct documents, and ways to make others of them."""

import copy
import json
from pathlib import Path

HERE = Path(__file__).parent
POLICY_REVISIONS = HERE / "../../../rolewright-core/test-data/acr-policy-generations.json"
ACCOUNT, OTHER_ACCOUNT = "1234567890123456", "9999999999999999"
ROLE = "AliyunContainerRegistryCustomizedOSSBucketRole"
POLICY = ROLE + "Policy"
OWN = "Custom/" + POLICY
GROUPS = ["object operations", "bucket operations", "list buckets", "vpc", "monitoring"]
ALIASES = ["oss:InitiateMultipartUpload", "oss:CompleteMultipartUpload", "oss:DeleteMultipleObjects", "oss:GetBucket"]
KEY = "08c33a6f-4e0a-4a1b-a3fa-7ddfa1d4fb73"

forms = {form["id"]: form["policy"] for form in json.loads(POLICY_REVISIONS.read_text())["generations"]}
damages, rewrites = [], []


def damage(name, account, cause, words, status="failed", fixed=True, **more):
    words = [words] if isinstance(words, str) else words
    damages.append({"id": name, "account": account, **more, "cause": cause, "words": words,
                    "status": status, "fixed_by_apply": fixed})


def rewrite(name, account, **more):
    rewrites.append({"id": name, "account": account, **more})


def of_oss_region(resource):
    """OSS documents `*` as the only region, so any other is inconclusive."""
    return resource.startswith("acs:oss:") and not resource.startswith("acs:oss:*:")


def form(revision, *buckets):
    """The page's policy of that revision for these buckets."""
    document = copy.deepcopy(forms[revision])
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


# The service's time is known, and later than 2020.
STATUS_UNDER = {operator: "failed" if operator.startswith("Date") else "inconclusive" for operator in CONDITIONS}


def key_of(condition):
    return list(list(condition.values())[0])[0]
