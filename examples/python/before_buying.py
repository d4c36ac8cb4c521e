"""All that can be known before a registry instance is bought, and whether it runs afterwards.

Against the real cloud the provider is `rolewright.AlibabaProvider()`; here an emulator stands for it.
"""

import rolewright

REGION = "cn-hangzhou"
BUCKETS = ["my-images"]
# Whoever checks is trusted, too, so that the role itself can be tried.
TRUST = ["service", "user:alice"]


def check(provider: rolewright.Provider) -> None:
    """Ends with an exception unless everything holds."""
    diagnosis = rolewright.doctor(BUCKETS, provider=provider, trust=TRUST)
    if not diagnosis.ok:
        raise SystemExit(str(diagnosis))
    report = rolewright.verify(BUCKETS, provider=provider, trust=TRUST, live=True)
    report.raise_for_status()
    for requirement in report.requirements:
        print(f"{requirement.status}: {requirement.text}")


def runs(instance: str, provider: rolewright.Provider) -> bool:
    """Whether an instance that was bought runs; says why not."""
    report = rolewright.verify(
        BUCKETS, provider=provider, trust=TRUST, regions=[REGION], instances=[instance]
    )
    for cause in report.causes:
        print("because", cause.text)
    return report.ok


with rolewright.Emulator() as emulator:
    key = {"id": "alice-key", "secret": "alice-secret", "user": "alice"}
    user = {"action": "CreateUser", "params": {"UserName": "alice"}}
    emulator.seed(BUCKETS, region=REGION, calls=[user], keys=[key], trust=TRUST)
    alice = emulator.provider(
        credentials=(key["id"], key["secret"]), oss_endpoint=emulator.endpoint
    )
    check(alice)
    bought = emulator.create_instance("my-images", region=REGION)
    assert runs(bought["id"], alice)
