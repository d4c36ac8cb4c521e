"""The least-privilege policy of the user who runs rolewright: to verify, and to apply."""

import rolewright

ROLE = "acs:ram:*:1234567890123456:role/AliyunContainerRegistryCustomizedOSSBucketRole"

read = rolewright.operator_policy(["my-images"], rights="read", account="1234567890123456")
write = rolewright.operator_policy(["my-images"], rights="write", account="1234567890123456")
print(read)
print(f"{len(str(read))} characters to verify, {len(str(write))} to apply")

assert rolewright.evaluate(read, "ram:DeleteRole", ROLE).verdict == "ImplicitDeny"
assert rolewright.evaluate(write, "ram:DeleteRole", ROLE).allowed
