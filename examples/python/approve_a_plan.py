"""Shows a plan for approval, and applies it unless the account has changed since then."""

import json

import rolewright

provider = rolewright.MemoryProvider()
plan = rolewright.plan(["my-images"], provider=provider)
for change in plan.changes:
    print("planned:", change.summary)
    for line in change.lines:
        print(" ", line.text)

# A plan can be stored as JSON, and approved as Markdown in a pull request.
stored = plan.to_json()
print(plan.to_markdown().splitlines()[0])
approved = rolewright.Plan.from_dict(json.loads(stored))

# Another account, in which another team has set up its bucket.
other = rolewright.MemoryProvider()
rolewright.setup(["other-images"], provider=other)
try:
    rolewright.apply(approved, provider=other)
except rolewright.RefusedError as error:
    print("refused:", error)
else:
    raise AssertionError("the plan was applied")

report = rolewright.apply(approved, provider=provider)
assert report.ok and all(change.done for change in report.changes)
