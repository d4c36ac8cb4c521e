"""Sets up and verifies the members of a resource directory, here those of the emulator."""

import rolewright

ADMINISTRATOR = {"PolicyType": "System", "PolicyName": "AdministratorAccess", "UserName": "ops"}

with rolewright.Emulator(accounts=4, enforce=True) as emulator:
    calls = [
        {"action": "CreateUser", "params": {"UserName": "ops"}},
        {"action": "AttachPolicyToUser", "params": ADMINISTRATOR},
    ]
    emulator.seed(calls=calls, keys=[{"id": "ops-key", "secret": "ops-secret", "user": "ops"}])
    # On Alibaba Cloud: `provider` is omitted, and the credentials are found as by `AlibabaProvider()`.
    provider = {"endpoint": emulator.endpoint, "credentials": ("ops-key", "ops-secret")}
    members = emulator.account_ids[1:]
    parameters = {"bucket": "{account}-images"}

    for report in rolewright.fleet(members, parameters=parameters, goal="apply", provider=provider):
        print(report.account, "applied:", report.verdict)
    verified = list(rolewright.fleet(members, parameters=parameters, provider=provider))
    for report in verified:
        print(report.account, "verified:", report.verdict, report.cause or "")
    assert sorted(report.account for report in verified) == members and all(verified)
