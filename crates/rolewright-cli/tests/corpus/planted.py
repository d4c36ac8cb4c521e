"""Working set-ups in which one line is wrong.

`first` are the words of the first item of the answer, which names the cause; `help` those of its remedy; `code` is the
exit code. With `emulator`, the command is sent to an emulator, with `applied` after the set-up was applied there; it has
the keys root-key and alice-key, whose user has no permissions. `{endpoint}` is its address, `{port}` its port.
"""

from account import bucket, bucket_policy, keeps_out
from pieces import *

planted = []
VERIFY = "verify --bucket my-images"
HERE_KEY = {"ALIBABA_CLOUD_ACCESS_KEY_ID": "root-key", "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "root-secret"}
CLOUD = "--provider alibaba --region cn-hangzhou --endpoint {endpoint} --oss-endpoint {endpoint}"


def plant(name, first, remedy, account=None, run=VERIFY, code=2, **more):
    first, remedy = ([words] if isinstance(words, str) else words for words in (first, remedy))
    planted.append({"id": name, "run": run, "account": account or {}, **more, "code": code, "first": first, "help": remedy})


APPLY = "rolewright apply"

# --- the role ---------------------------------------------------------------------------------------

plant("the-role-is-missing", f"role {ROLE} does not exist", APPLY, {"trust": None})
plant("the-role-has-another-name", f"role {ROLE} does not exist", APPLY, {"role": ROLE + "s"})
plant("the-role-has-small-letters", [f"role {ROLE} does not exist, but {ROLE.lower()} does", "only in letter case"],
      f"create role {ROLE} in exactly this spelling", {"role": ROLE.lower()})
plant("the-role-trusts-another-service", ["names service ecs.aliyuncs.com", "must name service cr.aliyuncs.com"], APPLY,
      trust(trusts({"Service": ["ecs.aliyuncs.com"]})))
plant("the-role-trusts-a-misspelled-service", ["names service cr.aliyun.com", "must name service cr.aliyuncs.com"], APPLY,
      trust(trusts({"Service": ["cr.aliyun.com"]})))
plant("the-role-trusts-the-account-alone", [f"account {ACCOUNT}", "must name service cr.aliyuncs.com"], APPLY,
      trust(trusts({"RAM": [f"acs:ram::{ACCOUNT}:root"]})))
plant("the-trust-policy-has-another-action", ["names service cr.aliyuncs.com", "not for sts:AssumeRole"], APPLY,
      trust(trusts(SERVICE, "sts:AssumeRoleWithSAML")))
plant("the-trust-policy-denies", "statement 2 of the trust policy denies", "remove that statement",
      trust(trusts(SERVICE), trusts(SERVICE, effect="Deny")))

# --- the policy -------------------------------------------------------------------------------------

plant("the-policy-is-missing", f"policy {POLICY} does not exist", APPLY, {"policy": None})
plant("the-policy-has-small-letters", [f"policy {POLICY} does not exist, but {POLICY.lower()} does", "only in letter case"],
      f"create policy {POLICY} in exactly this spelling", {"policy": None, **in_place(only(allow("oss:Get*", BUCKET)), POLICY.lower())})
plant("the-policy-is-not-attached", f"policy {POLICY} is not attached", APPLY, {"attached": []})
plant("the-policy-names-another-bucket", ["no statement names my-images", "my-image"], APPLY, {"policy": form("d", "my-image")})
plant("the-policy-lacks-the-objects", "acs:oss:*", APPLY, {"policy": edited(0, Resource=[BUCKET])})
plant("the-policy-lacks-an-action", "oss:PutObject", APPLY, {"policy": edited(0, Action=[a for a in actions(0) if a != "oss:PutObject"])})
plant("an-action-is-misspelled", "oss:GetObject", APPLY, {"policy": edited(0, Action=["oss:GetObjct"] + actions(0)[1:])})
plant("the-policy-lacks-a-group", "vpc", APPLY, {"policy": without(3)})
plant("the-policy-denies", "denies oss:PutObject", "remove or narrow that statement", {"policy": policy(deny("oss:PutObject"))})
plant("another-policy-denies", "statement 1 of team-policy denies", "remove or narrow that statement", beside(only(deny("oss:Delete*"))))
plant("the-policy-is-an-older-revision", "revision c of the reference policy", APPLY, {"policy": form("c", "my-images")})
plant("an-older-version-is-the-default", ["is v1", "v2"], ["rolewright rollback", "v2"],
      {"versions": [form("c", "my-images"), form("d", "my-images")], "in_force": 1})
plant("the-policy-is-not-json", "document can't be read", "fix its document", {"policy": "{\"Version\":\"1\","})
plant("the-policy-has-a-condition-on-the-address", "acs:SourceIp", APPLY, {"policy": edited(0, Condition=CONDITIONS["IpAddress"])})
plant("the-policy-has-ended", "acs:CurrentTime", APPLY, {"policy": edited(0, Condition=CONDITIONS["DateLessThan"])})
plant("a-region-in-an-arn-of-oss", "oss-cn-hangzhou", APPLY,
      {"policy": edited(0, Resource=[r.replace("acs:oss:*", "acs:oss:oss-cn-hangzhou") for r in resources(0)])})

# --- the bucket -------------------------------------------------------------------------------------

plant("the-bucket-does-not-exist", "bucket my-images does not exist", "create it, or correct the name", {"buckets": {}})
plant("the-bucket-is-in-another-region", ["my-images is in cn-beijing", "cn-hangzhou"], "bucket in", bucket(region="cn-beijing"),
      run=VERIFY + "@cn-hangzhou")
plant("the-bucket-has-another-storage-class", ["IA", "Standard"], "of that class", bucket(storage_class="IA"))
plant("the-bucket-policy-denies", "statement 1 of the bucket policy of my-images denies", "exclude the role", bucket_policy(keeps_out(["*"])))
plant("the-bucket-policy-has-a-lower-case-effect", "bucket policy of my-images can't be read", "correct it in the OSS console",
      bucket_policy(keeps_out(["*"], effect="deny")))
plant("the-bucket-is-encrypted-with-a-key-that-is-not-granted", KEY, "kms-key", bucket(encryption={"algorithm": "KMS", "kms_key": KEY}))

# --- the command line and its file ------------------------------------------------------------------

plant("the-bucket-is-no-option", "my-images", "--bucket", run="verify my-images", code=64)
# The remedy is the form of a name, in the message itself.
plant("the-name-of-the-bucket-has-capitals", ["`My-Images` is not a bucket name", "lower-case letters"], [],
      run="verify --bucket My-Images", code=64)
plant("a-region-is-misspelled", "cn-hangzou", "cn-hangzhou", run=VERIFY + " --region cn-hangzou", code=64)
plant("a-key-of-the-file-is-misspelled", "buckt", "bucket", run="verify", code=1, config="buckt = [\"my-images\"]\n")
plant("the-store-is-of-another-account", [f"contains account {ACCOUNT}", OTHER_ACCOUNT],
      [f"use account {ACCOUNT}", "choose another path"],
      run=f"{VERIFY} --account {OTHER_ACCOUNT}", code=4)

# --- credentials and network ------------------------------------------------------------------------

plant("no-credentials", "credentials", "ALIBABA_CLOUD_ACCESS_KEY_ID", run=f"{VERIFY} --provider alibaba", code=4)
plant("a-key-without-its-secret", "ALIBABA_CLOUD_ACCESS_KEY_SECRET", "set", run=f"{VERIFY} --provider alibaba", code=4,
      environment={"ALIBABA_CLOUD_ACCESS_KEY_ID": "root-key"})


def cloud(name, first, remedy, key="root-key", secret=None, code=4, run=f"{VERIFY} {CLOUD}", **more):
    environment = {"ALIBABA_CLOUD_ACCESS_KEY_ID": key, "ALIBABA_CLOUD_ACCESS_KEY_SECRET": secret or key.replace("key", "secret")}
    plant(name, first, remedy, run=run, code=code, emulator=True, environment=environment, **more)


cloud("the-key-does-not-exist", "InvalidAccessKeyId.NotFound", "key", key="no-key")
cloud("the-secret-is-wrong", "SignatureDoesNotMatch", "secret", secret="another")
cloud("the-key-has-no-access", "NoPermission", "ram:GetRole", key="alice-key")
cloud("the-token-has-expired", "InvalidSecurityToken.Expired", "credentials", fault="InvalidSecurityToken.Expired")
cloud("the-endpoint-is-plain-http", "plain http", "http://", code=1, run=f"{VERIFY} --provider alibaba --region cn-hangzhou --endpoint https://127.0.0.1:{{port}}")
cloud("another-account-is-expected", [f"belong to account {ACCOUNT}", OTHER_ACCOUNT], "--account",
      run=f"{VERIFY} {CLOUD} --account {OTHER_ACCOUNT}")
cloud("plain-http-to-another-machine", ["plain HTTP to `ram.example.com`", "unencrypted"], "https://", code=64,
      run=f"{VERIFY} --provider alibaba --region cn-hangzhou --endpoint http://ram.example.com")
cloud("nothing-listens-at-the-endpoint", ["connection to `http://127.0.0.1:9`", "refused"], "listens on", code=1,
      run=f"{VERIFY} --provider alibaba --region cn-hangzhou --endpoint http://127.0.0.1:9")
cloud("the-instance-does-not-exist", "cri-0000000000000000", "check the id and the region", code=2, run=f"{VERIFY} --instance cri-0000000000000000 {CLOUD}",
      applied=True)
