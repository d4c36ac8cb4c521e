"""Learns the smallest policy for a program from its requests to the emulator."""

import rolewright

# Soft: denials are recorded, and the call succeeds nevertheless.
with rolewright.Emulator(enforce="soft") as emulator:
    user = {"action": "CreateUser", "params": {"UserName": "deployer"}}
    key = {"id": "deployer-key", "secret": "deployer-secret", "user": "deployer"}
    emulator.seed(calls=[user], keys=[key])

    # The program: here a set-up, in yours anything in any language.
    provider = emulator.provider(credentials=(key["id"], key["secret"]), skip_bucket_check=True)
    rolewright.setup(["my-images"], provider=provider).raise_for_status()

    policy = emulator.policy()

print(policy)
assert '"ram:CreateRole"' in str(policy) and "ram:DeleteRole" not in str(policy)
