"""A check for CI: detects drift, prints the causes and repairs the set-up."""

import sys

import rolewright

BUCKETS = ["my-images", "more-images"]
ROLE = "AliyunContainerRegistryCustomizedOSSBucketRole"
POLICY = "AliyunContainerRegistryCustomizedOSSBucketRolePolicy"


def check(provider: rolewright.Provider) -> bool:
    """Prints the causes and the changes; the first cause is to be fixed first."""
    report = rolewright.drift(BUCKETS, provider=provider)
    for cause in report.causes:
        print("  cause:", cause.text)
    for change in report.changes:
        print("  change:", change.summary)
    print("no drift" if report.ok else "drift detected")
    return report.ok


def main() -> int:
    provider = rolewright.MemoryProvider()
    rolewright.setup(BUCKETS, provider=provider).raise_for_status()
    assert check(provider)

    # Another user detaches the policy.
    provider.detach_policy_from_role(role_name=ROLE, policy_name=POLICY, policy_type="Custom")
    assert not check(provider)

    repaired = rolewright.setup(BUCKETS, provider=provider)
    for change in repaired.changes:
        print("done:", change.summary)
    return 0 if check(provider) else 1


if __name__ == "__main__":
    sys.exit(main())
