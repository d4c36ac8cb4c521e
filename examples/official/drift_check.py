"""A check for CI: detects drift and repairs the set-up."""

from alibabacloud_ram20150501 import models

from _shared import POLICY, ROLE, attach, client, problems, set_up

ram = client()
set_up(ram)
assert not problems(ram)

# Another user detaches the policy.
detach = models.DetachPolicyFromRoleRequest(
    policy_type="Custom", policy_name=POLICY, role_name=ROLE
)
ram.detach_policy_from_role(detach)
found = problems(ram)
print("drift:", found)
assert found == ["the policy is not attached"]

# Each kind of drift needs a repair of its own.
attach(ram)
assert not problems(ram)
