"""A check for CI: notices that somebody broke the set-up, says what is wrong, and mends it."""

import sys

import rolewright

BUCKETS = ["my-images", "more-images"]
ROLE = "AliyunContainerRegistryCustomizedOSSBucketRole"
POLICY = "AliyunContainerRegistryCustomizedOSSBucketRolePolicy"


def check(provider: rolewright.Provider) -> bool:
    """Prints what is not as wanted, the cause to be mended first in front."""
    report = rolewright.drift(BUCKETS, provider=provider)
    for cause in report.causes:
        print("  because", cause.text)
    for change in report.changes:
        print("  to do:", change.summary)
    print("all holds" if report.ok else "drift")
    return report.ok


def main() -> int:
    provider = rolewright.MemoryProvider()
    rolewright.setup(BUCKETS, provider=provider).raise_for_status()
    assert check(provider)

    # Somebody takes the policy off the role.
    provider.detach_policy_from_role(role_name=ROLE, policy_name=POLICY, policy_type="Custom")
    assert not check(provider)

    mended = rolewright.setup(BUCKETS, provider=provider)
    for change in mended.changes:
        print("done:", change.summary)
    return 0 if check(provider) else 1


if __name__ == "__main__":
    sys.exit(main())
