"""alibabacloud-sts20150401: roles of another account."""

from alibabacloud_ram20150501 import models
from alibabacloud_ram20150501.client import Client as Ram
from alibabacloud_sts20150401 import models as sts_models
from alibabacloud_sts20150401.client import Client as Sts

from conftest import assume, code_of, trust_of

OTHER = "2000000000000001"
ADMIN = f"acs:ram::{OTHER}:role/resourcedirectoryaccountaccessrole"


def test_a_session_of_a_member_works_in_the_member_only(emulator, ram):
    alice = emulator.user("alice", "AliyunSTSAssumeRoleAccess")
    session = emulator.config(assume(emulator, alice, ADMIN))
    who = Sts(session).get_caller_identity().body
    arn = f"acs:ram::{OTHER}:assumed-role/ResourceDirectoryAccountAccessRole/ci"
    assert (who.account_id, who.arn) == (OTHER, arn)
    Ram(session).create_user(models.CreateUserRequest(user_name="bob"))
    bob = models.GetUserRequest(user_name="bob")
    assert Ram(session).get_user(bob).body.user.user_name == "bob"
    assert code_of(ram.get_user, bob) == (404, "EntityNotExist.User")


def test_both_accounts_must_allow_the_session(emulator):
    session = assume(emulator, emulator.user("alice", "AliyunSTSAssumeRoleAccess"), ADMIN)
    member = Ram(emulator.config(session))
    for name, trusted in [("open", emulator.account_id), ("closed", OTHER)]:
        role = {"role_name": name, "assume_role_policy_document": trust_of(trusted)}
        member.create_role(models.CreateRoleRequest(**role))
    arn = f"acs:ram::{OTHER}:role"
    carol = emulator.user("carol", "AliyunSTSAssumeRoleAccess")
    assume(emulator, carol, f"{arn}/open")
    denied = (403, "NoPermission")
    asked = [(carol, "closed"), (emulator.user("dave"), "open"), (emulator.key, "open")]
    for key, name in asked:
        request = sts_models.AssumeRoleRequest(role_arn=f"{arn}/{name}", role_session_name="ci")
        assert code_of(Sts(emulator.config(key)).assume_role, request) == denied


def test_a_key_of_the_member_belongs_to_the_member(emulator):
    key = {"id": "of-bob", "secret": "its-secret", "user": "bob"}
    calls = [{"action": "CreateUser", "params": {"UserName": "bob"}}]
    emulator.control("POST", f"seed?account={OTHER}", {"calls": calls, "keys": [key]})
    who = Sts(emulator.config((key["id"], key["secret"]))).get_caller_identity().body
    assert who.arn == f"acs:ram::{OTHER}:user/bob"
