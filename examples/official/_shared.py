"""What all programs of this folder share: the client, the documents, and the set-up itself.

`ROLEWRIGHT_SETUP` is the output of `rolewright export --format json`; the other variables are those of the
official clients.
"""

import json
import os
from typing import Any

from alibabacloud_ram20150501 import models
from alibabacloud_ram20150501.client import Client
from alibabacloud_tea_openapi.models import Config

_SETUP = json.loads(os.environ["ROLEWRIGHT_SETUP"])
ROLE: str = _SETUP["role"]["name"]
TRUST: dict[str, Any] = _SETUP["role"]["trust_policy"]
POLICY: str = _SETUP["policies"][0]["name"]
DOCUMENT: dict[str, Any] = _SETUP["policies"][0]["document"]


def config(endpoint: str, *key: str) -> Config:
    """The settings of a client; on Alibaba Cloud without endpoint and protocol."""
    names = ("ALIBABA_CLOUD_ACCESS_KEY_ID", "ALIBABA_CLOUD_ACCESS_KEY_SECRET")
    key_id, secret, *token = key or (os.environ[name] for name in names)
    return Config(
        access_key_id=key_id,
        access_key_secret=secret,
        security_token=token[0] if token else None,
        endpoint=os.environ[endpoint],
        protocol="http",
    )


def client(*key: str) -> Client:
    """A client with an access key, by default that of the environment."""
    return Client(config("RAM_ENDPOINT", *key))


def attach(ram: Client) -> None:
    """Attaches the policy to the role."""
    request = models.AttachPolicyToRoleRequest(
        policy_type="Custom", policy_name=POLICY, role_name=ROLE
    )
    ram.attach_policy_to_role(request)


def set_up(ram: Client) -> None:
    """Creates role, policy and attachment in an account that has none of them."""
    role = models.CreateRoleRequest(
        role_name=ROLE, assume_role_policy_document=json.dumps(TRUST)
    )
    ram.create_role(role)
    policy = models.CreatePolicyRequest(policy_name=POLICY, policy_document=json.dumps(DOCUMENT))
    ram.create_policy(policy)
    attach(ram)


def problems(ram: Client) -> list[str]:
    """Compares the account with the documents. It finds equal texts only: it evaluates nothing, and
    knows no conditions, Deny statements or control policies."""
    found = []
    try:
        role = ram.get_role(models.GetRoleRequest(role_name=ROLE)).body.role
    except Exception as error:
        if getattr(error, "code", None) != "EntityNotExist.Role":
            raise
        return [f"the role {ROLE} does not exist"]
    if json.loads(role.assume_role_policy_document) != TRUST:
        found.append("the trust policy differs")
    attached = ram.list_policies_for_role(models.ListPoliciesForRoleRequest(role_name=ROLE))
    if POLICY not in [policy.policy_name for policy in attached.body.policies.policy]:
        found.append("the policy is not attached")
    try:
        request = models.GetPolicyRequest(policy_name=POLICY, policy_type="Custom")
        version = ram.get_policy(request).body.default_policy_version
    except Exception as error:
        if getattr(error, "code", None) != "EntityNotExist.Policy":
            raise
        return [*found, f"the policy {POLICY} does not exist"]
    if json.loads(version.policy_document) != DOCUMENT:
        found.append("the policy document differs")
    return found
