"""Plans, applies and verifies a set-up, on an account in memory."""

import rolewright

provider = rolewright.MemoryProvider()

plan = rolewright.plan(["my-images"], provider=provider)
for change in plan.changes:
    print("planned:", change.summary)

report = rolewright.apply(plan, provider=provider)
report.raise_for_status()
for requirement in report.requirements:
    print(f"{requirement.status}: {requirement.text}")
assert report.passed
