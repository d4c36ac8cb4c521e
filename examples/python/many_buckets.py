"""More buckets than fit in one policy: the grants are split over numbered policies."""

import rolewright

BUCKETS = [f"team-{number:03}-images" for number in range(120)]

provider = rolewright.MemoryProvider()
try:
    rolewright.setup(BUCKETS, provider=provider)
except rolewright.LimitExceededError as error:
    print("in one policy:", error)

report = rolewright.setup(BUCKETS, provider=provider, split=True)
report.raise_for_status()
made = provider.list_policies(policy_type="Custom").policies.policy
names = sorted(policy.policy_name for policy in made)
print(f"{len(BUCKETS)} buckets in {len(names)} policies, {report.calls} calls:")
for name in names:
    print(" ", name)
assert len(names) > 1

# Another bucket is added later; the others are kept.
more = rolewright.setup(["late-images"], provider=provider, split=True)
assert more.passed
assert rolewright.verify([*BUCKETS, "late-images"], provider=provider).passed
