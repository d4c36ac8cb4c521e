"""Checks a set-up before a Container Registry instance is bought, and the instance afterwards.

On Alibaba Cloud the provider is `rolewright.AlibabaProvider()`; this example uses the emulator.
"""

import rolewright

REGION = "cn-hangzhou"
BUCKETS = ["my-images"]
# The caller is trusted too, so that the role can be tested.
TRUST = ["service", "user:alice"]


def check(provider: rolewright.Provider) -> None:
    """Raises an exception unless all checks pass."""
    diagnosis = rolewright.doctor(BUCKETS, provider=provider, trust=TRUST)
    if not diagnosis.ok:
        raise SystemExit(str(diagnosis))
    report = rolewright.verify(BUCKETS, provider=provider, trust=TRUST, live=True)
    report.raise_for_status()
    for requirement in report.requirements:
        print(f"{requirement.status}: {requirement.text}")


def runs(instance: str, provider: rolewright.Provider) -> bool:
    """Returns whether the instance runs; prints why not."""
    report = rolewright.verify(
        BUCKETS, provider=provider, trust=TRUST, regions=[REGION], instances=[instance]
    )
    for cause in report.causes:
        print("cause:", cause.text)
    return report.ok


with rolewright.Emulator() as emulator:
    key = {"id": "alice-key", "secret": "alice-secret", "user": "alice"}
    user = {"action": "CreateUser", "params": {"UserName": "alice"}}
    emulator.seed(BUCKETS, region=REGION, calls=[user], keys=[key], trust=TRUST)
    alice = emulator.provider(credentials=(key["id"], key["secret"]))
    check(alice)
    bought = emulator.create_instance("my-images", region=REGION)
    assert runs(bought["id"], alice)
