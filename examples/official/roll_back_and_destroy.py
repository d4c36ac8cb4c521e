"""Restores the previous version of the policy, and deletes the set-up."""

import json

from alibabacloud_ram20150501 import models

from _shared import DOCUMENT, POLICY, ROLE, client, set_up

ram = client()
set_up(ram)
wrong = json.dumps(DOCUMENT).replace("my-images", "wrong-images")
version = models.CreatePolicyVersionRequest(
    policy_name=POLICY, policy_document=wrong, set_as_default=True
)
ram.create_policy_version(version)

# The version before the default version.
request = models.ListPolicyVersionsRequest(policy_name=POLICY, policy_type="Custom")
versions = ram.list_policy_versions(request).body.policy_versions.policy_version
by_number = sorted(versions, key=lambda version: int(version.version_id.removeprefix("v")))
default = [version.is_default_version for version in by_number].index(True)
before = by_number[default - 1].version_id
request = models.SetDefaultPolicyVersionRequest(policy_name=POLICY, version_id=before)
ram.set_default_policy_version(request)
get = models.GetPolicyRequest(policy_name=POLICY, policy_type="Custom")
assert ram.get_policy(get).body.default_policy_version.version_id == "v1"

# All attachments, then the role, then the other versions, then the policy.
attached = ram.list_policies_for_role(models.ListPoliciesForRoleRequest(role_name=ROLE))
for policy in attached.body.policies.policy:
    detach = models.DetachPolicyFromRoleRequest(
        policy_type=policy.policy_type, policy_name=policy.policy_name, role_name=ROLE
    )
    ram.detach_policy_from_role(detach)
ram.delete_role(models.DeleteRoleRequest(role_name=ROLE))
for number in by_number:
    if number.version_id != before:
        delete = models.DeletePolicyVersionRequest(
            policy_name=POLICY, version_id=number.version_id
        )
        ram.delete_policy_version(delete)
ram.delete_policy(models.DeletePolicyRequest(policy_name=POLICY))
assert not ram.list_roles(models.ListRolesRequest()).body.roles.role
