"""Works in another account with a role there: its id is checked before anything is written."""

from alibabacloud_ram20150501 import models
from alibabacloud_sts20150401 import models as sts_models
from alibabacloud_sts20150401.client import Client as Sts

from _shared import client, config, problems, set_up

MEMBER = "2000000000000001"

# A user, since an account itself can't assume roles.
ram = client()
ram.create_user(models.CreateUserRequest(user_name="ops"))
policy = {"policy_type": "System", "policy_name": "AliyunSTSAssumeRoleAccess"}
ram.attach_policy_to_user(models.AttachPolicyToUserRequest(user_name="ops", **policy))
key = ram.create_access_key(models.CreateAccessKeyRequest(user_name="ops")).body.access_key

request = sts_models.AssumeRoleRequest(
    role_arn=f"acs:ram::{MEMBER}:role/ResourceDirectoryAccountAccessRole",
    role_session_name="images-setup",
)
ops = Sts(config("STS_ENDPOINT", key.access_key_id, key.access_key_secret))
opened = ops.assume_role(request).body.credentials

# The session ends after an hour; a longer run has to open another one.
session = (opened.access_key_id, opened.access_key_secret, opened.security_token)
caller = Sts(config("STS_ENDPOINT", *session)).get_caller_identity().body
print("caller:", caller.arn)
if caller.account_id != MEMBER:
    raise SystemExit(f"the credentials belong to account {caller.account_id}")
set_up(client(*session))
assert not problems(client(*session))
