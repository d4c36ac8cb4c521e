"""alibabacloud-ram20150501: keys, signatures, time, nonces, permissions and faults."""

import time

import pytest
from alibabacloud_ram20150501 import models
from alibabacloud_ram20150501.client import Client
from alibabacloud_tea_openapi.exceptions import (
    ClientException,
    ServerException,
    ThrottlingException,
)
from alibabacloud_tea_openapi.utils import Utils
from darabonba.exceptions import UnretryableException

from conftest import TRUST, code_of

ALGORITHMS = pytest.mark.parametrize("algorithm", [None, "v2"], ids=["v3", "v1"])
LIST = models.ListRolesRequest()


@ALGORITHMS
def test_a_wrong_secret_and_an_unknown_key_are_rejected(emulator, algorithm):
    wrong = Client(emulator.config((emulator.key[0], "wrong"), signature_algorithm=algorithm))
    with pytest.raises(ClientException) as refused:
        wrong.list_roles(LIST)
    assert (refused.value.status_code, refused.value.code) == (400, "SignatureDoesNotMatch")
    assert "server string to sign is:" in refused.value.message
    unknown = Client(emulator.config(("nobody", "secret"), signature_algorithm=algorithm))
    assert code_of(unknown.list_roles, LIST) == (404, "InvalidAccessKeyId.NotFound")


@ALGORITHMS
def test_a_nonce_is_valid_once(emulator, monkeypatch, algorithm):
    client = Client(emulator.config(signature_algorithm=algorithm))
    nonce = f"again-{time.time_ns()}"
    monkeypatch.setattr(Utils, "get_nonce", staticmethod(lambda: nonce))
    client.list_roles(LIST)
    assert code_of(client.list_roles, LIST) == (400, "SignatureNonceUsed")


@ALGORITHMS
def test_a_timestamp_is_valid_for_15_minutes(emulator, algorithm):
    client = Client(emulator.config(signature_algorithm=algorithm))
    for seconds, good in [(890, True), (20, False), (-1800, True), (-20, False)]:
        emulator.control("POST", "clock", {"seconds": seconds})
        if good:
            client.list_roles(LIST)
        else:
            assert code_of(client.list_roles, LIST) == (400, "InvalidTimeStamp.Expired")


def test_a_new_key_works_until_it_is_deactivated(emulator, ram):
    key = emulator.user("alice", "AliyunRAMReadOnlyAccess")
    alice = Client(emulator.config(key))
    alice.list_roles(LIST)
    off = models.UpdateAccessKeyRequest(
        user_name="alice", user_access_key_id=key[0], status="Inactive"
    )
    ram.update_access_key(off)
    assert code_of(alice.list_roles, LIST) == (400, "InvalidAccessKeyId.Inactive")
    gone = models.DeleteAccessKeyRequest(user_name="alice", user_access_key_id=key[0])
    ram.delete_access_key(gone)
    assert code_of(alice.list_roles, LIST) == (404, "InvalidAccessKeyId.NotFound")


def test_a_key_has_a_last_use(emulator, ram):
    used, unused = emulator.user("alice"), emulator.user("bob")
    code_of(Client(emulator.config(used)).list_roles, LIST)
    last_used = {}
    for name, key in [("alice", used), ("bob", unused)]:
        request = models.GetAccessKeyLastUsedRequest(user_name=name, user_access_key_id=key[0])
        last_used[name] = ram.get_access_key_last_used(request).body.access_key_last_used.last_used_date
    assert last_used["alice"].startswith("20") and not last_used["bob"]


def test_a_denial_names_principal_and_action(emulator):
    alice = Client(emulator.config(emulator.user("alice", "AliyunRAMReadOnlyAccess")))
    request = models.CreateRoleRequest(role_name="demo", assume_role_policy_document=TRUST)
    with pytest.raises(ClientException) as refused:
        alice.create_role(request)
    error = refused.value
    assert (error.status_code, error.code) == (403, "NoPermission")
    detail = error.access_denied_detail
    assert detail["AuthAction"] == "ram:CreateRole"
    assert detail["AuthPrincipalType"] == "SubUser"
    assert detail["AuthPrincipalOwnerId"] == emulator.account_id
    assert detail["NoPermissionType"] == "ImplicitDeny"
    assert detail["PolicyType"] == "AccountLevelIdentityBasedPolicy"


def test_the_client_recognises_faults(emulator, ram):
    emulator.fail("ListRoles", kind="throttle", retry_after_milliseconds=200)
    with pytest.raises(ThrottlingException) as refused:
        ram.list_roles(LIST)
    assert (refused.value.code, refused.value.retry_after) == ("Throttling.User", 200)
    for kind, status in [("internal_error", 500), ("service_unavailable", 503)]:
        emulator.fail("ListRoles", kind=kind)
        with pytest.raises(ServerException) as refused:
            ram.list_roles(LIST)
        assert refused.value.status_code == status
    for kind in ["bad_gateway", "cut_before", "cut_body", "lose_answer"]:
        emulator.fail("ListRoles", kind=kind)
        with pytest.raises(UnretryableException):
            ram.list_roles(LIST)
    emulator.control("DELETE", "faults")
    ram.list_roles(LIST)


def test_a_call_with_a_lost_reply_was_executed(emulator, ram):
    request = models.CreateRoleRequest(role_name="demo", assume_role_policy_document=TRUST)
    emulator.fail("CreateRole", kind="lose_answer")
    with pytest.raises(UnretryableException):
        ram.create_role(request)
    emulator.control("DELETE", "faults")
    assert code_of(ram.create_role, request) == (409, "EntityAlreadyExists.Role")


def test_reads_after_a_write_can_be_stale(emulator, ram):
    emulator.fail("CreateRole", kind="stale", reads=1)
    ram.create_role(models.CreateRoleRequest(role_name="demo", assume_role_policy_document=TRUST))
    get = models.GetRoleRequest(role_name="demo")
    assert code_of(ram.get_role, get) == (404, "EntityNotExist.Role")
    assert ram.get_role(get).body.role.role_name == "demo"


def test_the_request_list_has_no_secrets(emulator, ram):
    key = emulator.user("alice")
    text = str(emulator.control("GET", "requests"))
    assert "CreateAccessKey" in text
    assert key[1] not in text and emulator.key[1] not in text
