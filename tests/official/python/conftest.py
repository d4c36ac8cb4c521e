"""Fixtures: the emulator that `cargo xtask official` started, and clients for it."""

import json
import os
import urllib.request

import pytest
from alibabacloud_ram20150501.client import Client as Ram
from alibabacloud_ram20150501 import models as ram_models
from alibabacloud_sts20150401 import models as sts_models
from alibabacloud_sts20150401.client import Client as Sts
from alibabacloud_tea_openapi.models import Config

SERVICE = "cr.aliyuncs.com"
TRUST = json.dumps(
    {
        "Version": "1",
        "Statement": [
            {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": [SERVICE]}}
        ],
    }
)
DOCUMENT = json.dumps(
    {"Version": "1", "Statement": [{"Effect": "Allow", "Action": "oss:Get*", "Resource": "*"}]}
)


class Emulator:
    """A running emulator: endpoint, access key, and control endpoints."""

    def __init__(self) -> None:
        ready = json.loads(os.environ["ROLEWRIGHT_EMULATOR"])
        self.endpoint: str = ready["endpoint"]
        self.host: str = ready["host"]
        self.account_id: str = ready["account_id"]
        self.key = (ready["access_key_id"], ready["access_key_secret"])

    def control(self, method: str, path: str, body=None):
        data = None if body is None else json.dumps(body).encode()
        url = f"{self.endpoint}/_rolewright/{path}"
        request = urllib.request.Request(url, data=data, method=method)
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)

    def fail(self, action: str, **fault) -> None:
        self.control("PUT", "faults", [{"action": action, "fault": fault}])

    def config(self, key=None, **more) -> Config:
        key_id, secret, *token = key or self.key
        return Config(
            access_key_id=key_id,
            access_key_secret=secret,
            security_token=token[0] if token else None,
            endpoint=self.host,
            protocol="http",
            **more,
        )

    def user(self, name: str, *policies: str):
        """Creates a user with these system policies and returns its access key."""
        ram = Ram(self.config())
        ram.create_user(ram_models.CreateUserRequest(user_name=name))
        for policy in policies:
            ram.attach_policy_to_user(
                ram_models.AttachPolicyToUserRequest(
                    policy_type="System", policy_name=policy, user_name=name
                )
            )
        key = ram.create_access_key(ram_models.CreateAccessKeyRequest(user_name=name))
        key = key.body.access_key
        return key.access_key_id, key.access_key_secret

    def session(self, policy: str):
        """Opens a session of a role with this system policy and returns its key and token."""
        ram = Ram(self.config())
        trust = trust_of(self.account_id)
        ram.create_role(
            ram_models.CreateRoleRequest(role_name="session", assume_role_policy_document=trust)
        )
        ram.attach_policy_to_role(
            ram_models.AttachPolicyToRoleRequest(
                policy_type="System", policy_name=policy, role_name="session"
            )
        )
        opener = self.user("opener", "AliyunSTSAssumeRoleAccess")
        return assume(self, opener, f"acs:ram::{self.account_id}:role/session")


def trust_of(account_id: str, condition=None) -> str:
    """A trust policy for the users and roles of an account."""
    statement = {
        "Effect": "Allow",
        "Action": "sts:AssumeRole",
        "Principal": {"RAM": [f"acs:ram::{account_id}:root"]},
    }
    if condition:
        statement["Condition"] = condition
    return json.dumps({"Version": "1", "Statement": [statement]})


def assume(emulator: Emulator, key, role_arn: str):
    """Opens a session of a role with a key and returns the session's key and token."""
    request = sts_models.AssumeRoleRequest(role_arn=role_arn, role_session_name="ci")
    opened = Sts(emulator.config(key)).assume_role(request).body.credentials
    return opened.access_key_id, opened.access_key_secret, opened.security_token


@pytest.fixture
def emulator() -> Emulator:
    """The emulator, reset to its initial state."""
    emulator = Emulator()
    emulator.control("POST", "reset")
    return emulator


@pytest.fixture
def ram(emulator) -> Ram:
    return Ram(emulator.config())


def code_of(call, *arguments) -> tuple[int, str]:
    """Status and code of a failed call."""
    from alibabacloud_tea_openapi.exceptions import AlibabaCloudException

    with pytest.raises(AlibabaCloudException) as refused:
        call(*arguments)
    return refused.value.status_code, refused.value.code
