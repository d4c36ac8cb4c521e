"""Works in another account with a role there: its id is checked before anything is written."""

import rolewright

ADMINISTRATOR = {"UserName": "ops", "PolicyType": "System", "PolicyName": "AdministratorAccess"}

with rolewright.Emulator(accounts=2, enforce=True) as emulator:
    # A user, since an account itself can't assume roles.
    calls = [
        {"action": "CreateUser", "params": {"UserName": "ops"}},
        {"action": "AttachPolicyToUser", "params": ADMINISTRATOR},
    ]
    emulator.seed(calls=calls, keys=[{"id": "ops-key", "secret": "ops-secret", "user": "ops"}])
    member = emulator.account_ids[1]

    provider = rolewright.AlibabaProvider(
        endpoint=emulator.endpoint,
        credentials=("ops-key", "ops-secret"),
        assume_role=f"acs:ram::{member}:role/ResourceDirectoryAccountAccessRole",
        assume_role_session_name="images-setup",
        skip_bucket_check=True,
    )
    print("caller:", provider.get_caller_identity().arn)

    try:
        rolewright.setup(["my-images"], provider=provider, account="1000000000000000")
    except rolewright.CredentialError as error:
        print("refused:", error)
    else:
        raise AssertionError("the account was not checked")

    report = rolewright.setup(["my-images"], provider=provider, account=member)
    print(report.outcome, "in account", report.account)
    assert report.ok and report.account == member
