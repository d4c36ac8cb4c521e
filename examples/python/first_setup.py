"""The whole job, on an account in memory: plan, set up, and see what was proven."""

import rolewright

provider = rolewright.MemoryProvider()

plan = rolewright.plan(["my-images"], provider=provider)
for change in plan.changes:
    print("to do:", change.summary)

report = rolewright.apply(plan, provider=provider)
report.raise_for_status()
for requirement in report.requirements:
    print(f"{requirement.status}: {requirement.text}")
assert report.proven
