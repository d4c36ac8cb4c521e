"""aliyun-python-sdk-core with -ram and -sts: the older SDK, signature version 1.0."""

import json
import time

import pytest
from aliyunsdkcore.acs_exception.exceptions import ServerException
from aliyunsdkcore.auth.credentials import StsTokenCredential
from aliyunsdkcore.client import AcsClient
from aliyunsdkcore.utils import parameter_helper
from aliyunsdkram.request.v20150501 import (
    AttachPolicyToRoleRequest,
    CreatePolicyRequest,
    CreatePolicyVersionRequest,
    CreateRoleRequest,
    DeletePolicyRequest,
    DeleteRoleRequest,
    DetachPolicyFromRoleRequest,
    GetPolicyRequest,
    GetRoleRequest,
    ListPolicyVersionsRequest,
    ListRolesRequest,
    ListTagResourcesRequest,
)
from aliyunsdksts.request.v20150401 import AssumeRoleRequest, GetCallerIdentityRequest

from conftest import DOCUMENT, TRUST

class Older:
    """Sends requests by name, with parameters as keywords."""

    def __init__(self, emulator, key=None, token=None) -> None:
        key_id, secret = key or emulator.key
        if token:
            self.client = AcsClient(credential=StsTokenCredential(key_id, secret, token))
        else:
            self.client = AcsClient(key_id, secret)
        self.host = emulator.host

    def send(self, module, method="POST", **params):
        request = getattr(module, module.__name__.rsplit(".", 1)[1])()
        request.set_endpoint(self.host)
        request.set_protocol_type("http")
        request.set_method(method)
        for name, value in params.items():
            getattr(request, f"set_{name}")(value)
        return json.loads(self.client.do_action_with_exception(request))


def code_of(older, module, **params) -> tuple[int, str]:
    with pytest.raises(ServerException) as refused:
        older.send(module, **params)
    return refused.value.get_http_status(), refused.value.get_error_code()


ROLE = {"RoleName": "demo", "AssumeRolePolicyDocument": TRUST}
POLICY = {"PolicyName": "images", "PolicyDocument": DOCUMENT}
NAMED = {"PolicyName": "images", "PolicyType": "Custom"}


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_role_and_policy_are_created_and_deleted(emulator, method):
    older = Older(emulator)
    made = older.send(CreateRoleRequest, method, **ROLE, Description="a +~*é 漢 ' \"")
    assert made["Role"]["Description"] == "a +~*é 漢 ' \""
    older.send(CreatePolicyRequest, method, **POLICY)
    older.send(AttachPolicyToRoleRequest, method, **NAMED, RoleName="demo")
    assert code_of(older, DeleteRoleRequest, RoleName="demo") == (409, "DeleteConflict.Role.Policy")
    got = older.send(GetPolicyRequest, method, **NAMED)
    assert got["DefaultPolicyVersion"]["PolicyDocument"] == DOCUMENT
    older.send(DetachPolicyFromRoleRequest, method, **NAMED, RoleName="demo")
    older.send(DeleteRoleRequest, method, RoleName="demo")
    older.send(DeletePolicyRequest, method, PolicyName="images")
    assert code_of(older, GetRoleRequest, RoleName="demo") == (404, "EntityNotExist.Role")


def test_pages_tags_and_versions(emulator):
    older = Older(emulator)
    tag = [{"Key": "team", "Value": "über"}]
    for number in range(5):
        older.send(CreateRoleRequest, **ROLE | {"RoleName": f"role-{number}"}, Tag=tag)
    page = older.send(ListRolesRequest, MaxItems=3)
    assert page["IsTruncated"] is True
    rest = older.send(ListRolesRequest, MaxItems=3, Marker=page["Marker"])
    names = [role["RoleName"] for half in (page, rest) for role in half["Roles"]["Role"]]
    assert names == [f"role-{number}" for number in range(5)] and "Marker" not in rest
    names = {"ResourceType": "role", "ResourceNames": ["role-1"]}
    rows = older.send(ListTagResourcesRequest, **names)["TagResources"]
    assert [(row["TagKey"], row["TagValue"]) for row in rows] == [("team", "über")]
    older.send(CreatePolicyRequest, **POLICY)
    for _ in range(4):
        older.send(CreatePolicyVersionRequest, **POLICY, SetAsDefault=True)
    full = (409, "LimitExceeded.Policy.Version")
    assert code_of(older, CreatePolicyVersionRequest, **POLICY) == full
    rotate = "DeleteOldestNonDefaultVersionWhenLimitExceeded"
    older.send(CreatePolicyVersionRequest, **POLICY, RotateStrategy=rotate)
    listed = older.send(ListPolicyVersionsRequest, **NAMED)["PolicyVersions"]["PolicyVersion"]
    assert sorted(version["VersionId"] for version in listed) == ["v2", "v3", "v4", "v5", "v6"]


def test_a_wrong_secret_and_a_wrong_signature_have_different_errors(emulator):
    # The client compares the string to sign in the message with its own.
    wrong = Older(emulator, (emulator.key[0], "wrong"))
    assert code_of(wrong, ListRolesRequest) == (400, "InvalidAccessKeySecret")
    unknown = Older(emulator, ("nobody", "wrong"))
    assert code_of(unknown, ListRolesRequest) == (404, "InvalidAccessKeyId.NotFound")


def test_nonces_and_timestamps_are_verified(emulator, monkeypatch):
    older = Older(emulator)
    emulator.control("POST", "clock", {"seconds": 1000})
    assert code_of(older, ListRolesRequest) == (400, "InvalidTimeStamp.Expired")
    emulator.control("POST", "clock", {"seconds": -1000})
    nonce = f"again-{time.time_ns()}"
    monkeypatch.setattr(parameter_helper, "get_uuid", lambda: nonce)
    monkeypatch.setattr(
        "aliyunsdkcore.auth.composer.rpc_signature_composer.helper.get_uuid", lambda: nonce
    )
    older.send(ListRolesRequest)
    assert code_of(older, ListRolesRequest) == (400, "SignatureNonceUsed")


def test_a_session_sends_its_token(emulator):
    root = Older(emulator)
    trust = TRUST.replace(
        '{"Service": ["cr.aliyuncs.com"]}', f'{{"RAM": ["acs:ram::{emulator.account_id}:root"]}}'
    )
    root.send(CreateRoleRequest, **ROLE | {"AssumeRolePolicyDocument": trust})
    user = Older(emulator, emulator.user("alice", "AdministratorAccess"))
    arn = f"acs:ram::{emulator.account_id}:role/demo"
    opened = user.send(AssumeRoleRequest, RoleArn=arn, RoleSessionName="ci")["Credentials"]
    key = (opened["AccessKeyId"], opened["AccessKeySecret"])
    session = Older(emulator, key, opened["SecurityToken"])
    assert session.send(GetCallerIdentityRequest)["IdentityType"] == "AssumedRoleUser"
    assert code_of(session, ListRolesRequest) == (403, "NoPermission")
    assert code_of(Older(emulator, key), ListRolesRequest) == (400, "MissingSecurityToken")
