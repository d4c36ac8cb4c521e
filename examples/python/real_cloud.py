"""Alibaba Cloud, with credentials from the environment, a profile or an instance role.

This program uses the emulator in place of the cloud.
"""

import os

import rolewright


def set_up(provider: rolewright.Provider, account: str) -> None:
    """Sets up the role in the account of the credentials, and checks the bucket too."""
    print("caller:", provider.get_caller_identity().arn)
    # Credentials of another account are refused before anything is written.
    report = rolewright.setup(["my-images"], provider=provider, account=account)
    report.raise_for_status()
    for requirement in report.requirements:
        print(f"{requirement.status}: {requirement.text}")
    assert report.passed


with rolewright.Emulator() as emulator:
    emulator.create_bucket("my-images")
    # The access key and the endpoints. For Alibaba Cloud, set only the access key, or a profile.
    os.environ.update(emulator.environment)
    set_up(rolewright.AlibabaProvider(), "1234567890123456")
