"""Sets up and verifies many accounts with a role in each of them."""

from concurrent.futures import ThreadPoolExecutor

from alibabacloud_ram20150501 import models
from alibabacloud_sts20150401 import models as sts_models
from alibabacloud_sts20150401.client import Client as Sts

from _shared import client, config, problems, set_up

MEMBERS = ["2000000000000001"]

ram = client()
ram.create_user(models.CreateUserRequest(user_name="ops"))
policy = {"policy_type": "System", "policy_name": "AliyunSTSAssumeRoleAccess"}
ram.attach_policy_to_user(models.AttachPolicyToUserRequest(user_name="ops", **policy))
key = ram.create_access_key(models.CreateAccessKeyRequest(user_name="ops")).body.access_key
sts = Sts(config("STS_ENDPOINT", key.access_key_id, key.access_key_secret))


def one(member: str) -> tuple[str, list[str]]:
    """Sets up one account. The session has the full rights of the role, not those of the run."""
    request = sts_models.AssumeRoleRequest(
        role_arn=f"acs:ram::{member}:role/ResourceDirectoryAccountAccessRole",
        role_session_name="images-setup",
    )
    opened = sts.assume_role(request).body.credentials
    session = client(opened.access_key_id, opened.access_key_secret, opened.security_token)
    set_up(session)
    return member, problems(session)


# Without a pace for the quota of AssumeRole; the first error ends all.
with ThreadPoolExecutor(32) as pool:
    for member, found in pool.map(one, MEMBERS):
        print(member, found or "verified")
        assert not found
