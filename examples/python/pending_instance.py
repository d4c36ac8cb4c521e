"""A Container Registry instance with a custom bucket: without a role, with the reference policy of March
2026, and after rolewright."""

import rolewright

with rolewright.Emulator() as emulator:
    emulator.create_bucket("my-images")
    provider = emulator.provider()

    def status(when: str) -> str:
        """The status of the instance."""
        found = provider.execute("ListInstance", {"RegionId": "cn-hangzhou"}, "cr")
        [instance] = found["Instances"]
        print(f"{when}: the instance is {instance['InstanceStatus']}")
        return str(instance["InstanceStatus"])

    emulator.create_instance("my-images", region="cn-hangzhou")
    assert status("no role") == "PENDING"

    rolewright.setup(["my-images"], provider=provider, revision="2026-03")
    assert status("revision 2026-03") == "PENDING"
    report = rolewright.verify(["my-images"], provider=provider)
    for cause in report.causes:
        print(f"  {cause.id}: {cause.text}")
    assert not report.passed

    rolewright.setup(["my-images"], provider=provider).raise_for_status()
    assert status("rolewright.setup") == "RUNNING"
