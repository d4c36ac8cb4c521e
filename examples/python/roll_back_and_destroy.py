"""Restores the previous version of the policy, and deletes the set-up after a preview."""

import rolewright

POLICY = "AliyunContainerRegistryCustomizedOSSBucketRolePolicy"


def version(provider: rolewright.Provider) -> str:
    """The default version of the policy."""
    policy = provider.get_policy(policy_name=POLICY, policy_type="Custom")
    return policy.default_policy_version.version_id


def show(report: rolewright.Report) -> None:
    print(f"{report.kind}: {report.outcome}")
    for change in report.changes:
        print(" ", change.summary)


provider = rolewright.MemoryProvider(account="42")
rolewright.setup(["my-images"], provider=provider).raise_for_status()
rolewright.setup(["wrong-images"], provider=provider).raise_for_status()
assert version(provider) == "v2"

# The version before the default version; `to="v1"` names one.
report = rolewright.rollback(provider=provider)
show(report)
assert report.ok and version(provider) == "v1"

show(rolewright.destroy(provider=provider, account="42", dry_run=True))
assert len(provider.list_roles().roles.role) == 1
report = rolewright.destroy(provider=provider, account="42")
show(report)
assert report.ok and not provider.list_roles().roles.role
