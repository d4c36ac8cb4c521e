"""Calls RAM's operations: typed, page by page, and by name."""

import rolewright

provider = rolewright.MemoryProvider()
trust = rolewright.TrustPolicy.of(Service="fc.aliyuncs.com")
for number in range(25):
    provider.create_role(role_name=f"reader-{number:02}", assume_role_policy_document=trust)

# Pages of 10 are requested as needed.
roles = list(rolewright.items(provider.list_roles, max_items=10))
assert len(roles) == 25
print(roles[0].arn, roles[0].create_datetime)

# Match on the class of an error; the code is the service's.
try:
    provider.get_role(role_name="gone")
except rolewright.NotFoundError as error:
    print(error.code)

# An operation by name, with the service's parameters.
reply = provider.execute("ListUsers", {"MaxItems": "10"})
print(reply)
assert reply["RequestId"]
