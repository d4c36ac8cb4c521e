"""alibabacloud-sts20150401: caller identity and role sessions."""

import json

import pytest
from alibabacloud_ram20150501 import models as ram_models
from alibabacloud_ram20150501.client import Client as Ram
from alibabacloud_sts20150401 import models
from alibabacloud_sts20150401.client import Client as Sts

from conftest import TRUST, code_of, trust_of

LIST = ram_models.ListRolesRequest()


@pytest.fixture
def alice(emulator, ram):
    """The STS client of a user who can assume roles; the role `reader` can read RAM."""
    condition = {"StringEquals": {"sts:ExternalId": ["known"]}}
    for name, document in [
        ("reader", trust_of(emulator.account_id)),
        ("guarded", trust_of(emulator.account_id, condition)),
        ("service", TRUST),
    ]:
        ram.create_role(
            ram_models.CreateRoleRequest(role_name=name, assume_role_policy_document=document)
        )
    ram.attach_policy_to_role(
        ram_models.AttachPolicyToRoleRequest(
            policy_type="System", policy_name="AliyunRAMReadOnlyAccess", role_name="reader"
        )
    )
    return Sts(emulator.config(emulator.user("alice", "AliyunSTSAssumeRoleAccess")))


def asked(emulator, role="reader", **more) -> models.AssumeRoleRequest:
    return models.AssumeRoleRequest(
        role_arn=f"acs:ram::{emulator.account_id}:role/{role}", role_session_name="ci", **more
    )


def key_of(credentials):
    return (
        credentials.access_key_id,
        credentials.access_key_secret,
        credentials.security_token,
    )


def test_the_identity_of_the_caller_is_returned(emulator, alice):
    root = Sts(emulator.config()).get_caller_identity().body
    assert (root.identity_type, root.account_id) == ("Account", emulator.account_id)
    user = alice.get_caller_identity().body
    assert user.arn == f"acs:ram::{emulator.account_id}:user/alice"


def test_a_session_works_until_it_expires(emulator, alice):
    opened = alice.assume_role(asked(emulator, duration_seconds=900)).body
    config = emulator.config(key_of(opened.credentials))
    who = Sts(config).get_caller_identity().body
    assert who.identity_type == "AssumedRoleUser"
    assert who.arn == f"acs:ram::{emulator.account_id}:assumed-role/reader/ci"
    session = Ram(config)
    assert len(session.list_roles(LIST).body.roles.role) == 3
    create = ram_models.CreateRoleRequest(role_name="x", assume_role_policy_document=TRUST)
    assert code_of(session.create_role, create) == (403, "NoPermission")
    emulator.control("POST", "clock", {"seconds": 899})
    session.list_roles(LIST)
    emulator.control("POST", "clock", {"seconds": 1})
    assert code_of(session.list_roles, LIST) == (400, "InvalidSecurityToken.Expired")


def test_a_missing_invalid_or_mismatched_token_is_rejected(emulator, alice):
    key = key_of(alice.assume_role(asked(emulator)).body.credentials)
    other = key_of(alice.assume_role(asked(emulator)).body.credentials)
    for broken, code in [
        (key[:2], "MissingSecurityToken"),
        ((*key[:2], "odd"), "InvalidSecurityToken.Malformed"),
        ((*key[:2], other[2]), "InvalidSecurityToken.MismatchWithAccessKey"),
        ((*emulator.key, key[2]), "InvalidSecurityToken.MismatchWithAccessKey"),
    ]:
        client = Ram(emulator.config(broken))
        assert code_of(client.list_roles, LIST) == (400, code)


def test_a_session_policy_narrows_the_role(emulator, alice):
    policy = {"Version": "1", "Statement": [
        {"Effect": "Allow", "Action": "ram:ListRoles", "Resource": "*"}
    ]}
    opened = alice.assume_role(asked(emulator, policy=json.dumps(policy))).body
    session = Ram(emulator.config(key_of(opened.credentials)))
    session.list_roles(LIST)
    get = ram_models.GetRoleRequest(role_name="reader")
    assert code_of(session.get_role, get) == (403, "NoPermission")


def test_an_untrusted_caller_is_denied(emulator, alice):
    denied = (403, "NoPermission")
    assert code_of(alice.assume_role, asked(emulator, "service")) == denied
    assert code_of(alice.assume_role, asked(emulator, "guarded")) == denied
    assert code_of(alice.assume_role, asked(emulator, "guarded", external_id="other")) == denied
    alice.assume_role(asked(emulator, "guarded", external_id="known"))
    root = Sts(emulator.config())
    assert code_of(root.assume_role, asked(emulator)) == denied
    bob = Sts(emulator.config(emulator.user("bob")))
    assert code_of(bob.assume_role, asked(emulator)) == denied


def test_invalid_parameters_are_named(emulator, alice):
    for request, status, code in [
        (asked(emulator, "gone"), 404, "EntityNotExist.Role"),
        (asked(emulator, duration_seconds=899), 400, "InvalidParameter.DurationSeconds"),
        (asked(emulator, duration_seconds=3601), 400, "InvalidParameter.DurationSeconds"),
        (asked(emulator, policy="{}"), 400, "InvalidParameter.PolicyGrammar"),
    ]:
        assert code_of(alice.assume_role, request) == (status, code)
