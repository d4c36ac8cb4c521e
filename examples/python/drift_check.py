"""Notices that somebody broke the set-up, says what is wrong, and mends it."""

import sys

import rolewright

BUCKETS = ["my-images", "more-images"]
ROLE = "AliyunContainerRegistryCustomizedOSSBucketRole"
POLICY = "AliyunContainerRegistryCustomizedOSSBucketRolePolicy"


def check(provider: rolewright.Provider) -> bool:
    """Prints what does not hold; whether everything does."""
    report = rolewright.verify(BUCKETS, provider=provider)
    wrong = [item for item in report.requirements if item["standing"] in ("refuted", "cannot_tell")]
    for item in wrong[:3]:
        print(f"  {item['standing']}: {item['text']}: {item['reason']}")
    if len(wrong) > 3:
        print(f"  and {len(wrong) - 3} more")
    print("all holds" if report.ok else "drift")
    return report.ok


def main() -> int:
    provider = rolewright.MemoryProvider()
    rolewright.setup(BUCKETS, provider=provider).raise_for_status()
    assert check(provider)

    # Somebody takes the policy off the role.
    attachment = {"PolicyType": "Custom", "PolicyName": POLICY, "RoleName": ROLE}
    provider.execute("DetachPolicyFromRole", attachment)
    assert not check(provider)

    mended = rolewright.setup(BUCKETS, provider=provider)
    for change in mended.changes:
        print("done:", change["summary"])
    return 0 if check(provider) else 1


if __name__ == "__main__":
    sys.exit(main())
