"""Policies without an account: decide, explain, compare and lint."""

import rolewright

read = rolewright.Statement.allow(["oss:Get*", "oss:List*"]).on("acs:oss:*:*:my-images/*")
keep = rolewright.Statement.deny("oss:DeleteObject").on("*")
document = rolewright.PolicyDocument.of(read, keep)
logo = "acs:oss:*:42:my-images/logo.png"

assert rolewright.evaluate(document, "oss:GetObject", logo).allowed
why = rolewright.explain(document, "oss:DeleteObject", logo)
print(why.verdict, [statement.reason for statement in why.statements])

# Many requests at once, with the documents parsed only once.
policies = rolewright.PolicySet({"readers": document})
actions = ("oss:GetObject", "oss:PutObject", "oss:DeleteObject")
verdicts = policies.decide_many((action, logo) for action in actions)
print(dict(zip(actions, verdicts, strict=True)))

# What a change adds or removes, whatever the text says.
wider = rolewright.PolicyDocument.of(rolewright.Statement.allow("oss:*").on("acs:oss:*:*:my-images/*"), keep)
for change in rolewright.access_diff(document, wider).changes:
    print(f"{change.before} -> {change.after}: {', '.join(change.actions)} on {change.resource}")

for finding in rolewright.lint({"Version": "1", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}):
    print(finding.severity, finding.id, finding.help)
