"""alibabacloud-ram20150501: objects of the account."""

import asyncio
import json

import pytest
from alibabacloud_ram20150501 import models
from alibabacloud_ram20150501.client import Client
from alibabacloud_tea_openapi.exceptions import ClientException

from conftest import DOCUMENT, TRUST, code_of

TRICKY = 'a\n\r\n  b +~/?=&%\'()*!@#$,;[]|\\\\ 漢字 é 🦀'


def make_role(ram, name, **more):
    request = models.CreateRoleRequest(role_name=name, assume_role_policy_document=TRUST, **more)
    return ram.create_role(request).body.role


def make_policy(ram, name="images", **more):
    request = models.CreatePolicyRequest(policy_name=name, policy_document=DOCUMENT, **more)
    return ram.create_policy(request).body.policy


def attachment(kind, **more):
    return kind(policy_type="Custom", policy_name="images", **more)


def test_role_and_policy_are_created_and_deleted(ram, emulator):
    role = make_role(ram, "demo", description="first", max_session_duration=7200)
    assert role.arn == f"acs:ram::{emulator.account_id}:role/demo"
    assert role.max_session_duration == 7200
    policy = make_policy(ram, description="read")
    assert (policy.default_version, policy.policy_type) == ("v1", "Custom")
    ram.attach_policy_to_role(attachment(models.AttachPolicyToRoleRequest, role_name="demo"))
    of_role = ram.list_policies_for_role(models.ListPoliciesForRoleRequest(role_name="demo"))
    assert [found.policy_name for found in of_role.body.policies.policy] == ["images"]
    entities = ram.list_entities_for_policy(attachment(models.ListEntitiesForPolicyRequest))
    assert [found.role_name for found in entities.body.roles.role] == ["demo"]
    update = models.UpdateRoleRequest(role_name="demo", new_description="second")
    assert ram.update_role(update).body.role.description == "second"
    got = ram.get_role(models.GetRoleRequest(role_name="demo")).body.role
    assert (got.assume_role_policy_document, got.role_id) == (TRUST, role.role_id)
    got = ram.get_policy(attachment(models.GetPolicyRequest)).body
    assert got.policy.attachment_count == 1
    assert got.default_policy_version.policy_document == DOCUMENT
    conflict = (409, "DeleteConflict.Role.Policy")
    assert code_of(ram.delete_role, models.DeleteRoleRequest(role_name="demo")) == conflict
    ram.detach_policy_from_role(attachment(models.DetachPolicyFromRoleRequest, role_name="demo"))
    ram.delete_role(models.DeleteRoleRequest(role_name="demo"))
    ram.delete_policy(models.DeletePolicyRequest(policy_name="images"))
    assert ram.list_roles(models.ListRolesRequest()).body.roles.role == []


def test_errors_have_all_fields_of_the_service(ram, emulator):
    with pytest.raises(ClientException) as refused:
        ram.get_role(models.GetRoleRequest(role_name="gone"))
    error = refused.value
    assert (error.status_code, error.code) == (404, "EntityNotExist.Role")
    assert error.message.startswith("code: 404, The role does not exist. request id: ")
    assert error.request_id == error.request_id.upper() != ""
    assert error.data["HostId"] == emulator.host
    assert "EntityNotExist.Role" in error.data["Recommend"]
    make_role(ram, "demo")
    exists = (409, "EntityAlreadyExists.Role")
    assert code_of(make_role, ram, "demo") == exists
    assert code_of(make_role, ram, "a b") == (400, "InvalidParameter.RoleName.InvalidChars")
    assert code_of(make_role, ram, "x" * 65) == (400, "InvalidParameter.RoleName.Length")
    odd = models.CreatePolicyRequest(policy_name="odd", policy_document="{}")
    assert code_of(ram.create_policy, odd) == (400, "MalformedPolicyDocument")
    kind = models.GetPolicyRequest(policy_name="images", policy_type="Other")
    assert code_of(ram.get_policy, kind) == (400, "InvalidParameter.PolicyType")


def test_lists_have_pages(ram):
    names = [f"role-{number:02}" for number in range(25)]
    for name in names:
        make_role(ram, name)
    found, marker, pages = [], None, 0
    while True:
        request = models.ListRolesRequest(max_items=10, marker=marker)
        page = ram.list_roles(request).body
        found += [role.role_name for role in page.roles.role]
        pages += 1
        assert bool(page.marker) == page.is_truncated
        if not page.is_truncated:
            break
        marker = page.marker
    assert (found, pages) == (names, 3)
    system = ram.list_policies(models.ListPoliciesRequest(policy_type="System", max_items=1000))
    assert "AdministratorAccess" in [found.policy_name for found in system.body.policies.policy]


def test_tags_are_set_filtered_and_removed(ram):
    tag = models.CreateRoleRequestTag
    make_role(ram, "a", tag=[tag(key="team", value="über"), tag(key="empty", value="")])
    make_role(ram, "b")
    filters = [models.ListRolesRequestTag(key="team", value="über")]
    listed = ram.list_roles(models.ListRolesRequest(tag=filters)).body.roles.role
    assert [role.role_name for role in listed] == ["a"]
    more = [models.TagResourcesRequestTag(key="team", value="+ &=")]
    put = models.TagResourcesRequest(resource_type="role", resource_names=["a", "b"], tag=more)
    ram.tag_resources(put)
    asked = models.ListTagResourcesRequest(resource_type="role", resource_names=["a", "b"])
    rows = ram.list_tag_resources(asked).body.tag_resources
    tags = {(row.resource_name, row.tag_key): row.tag_value for row in rows}
    assert tags == {("a", "team"): "+ &=", ("a", "empty"): "", ("b", "team"): "+ &="}
    away = models.UntagResourcesRequest(
        resource_type="role", resource_names=["a"], tag_keys=["team"]
    )
    ram.untag_resources(away)
    everything = models.UntagResourcesRequest(
        resource_type="role", resource_names=["b"], all=True
    )
    ram.untag_resources(everything)
    rows = ram.list_tag_resources(asked).body.tag_resources
    assert [row.tag_key for row in rows] == ["empty"]


def test_texts_are_returned_unchanged(ram):
    document = json.dumps(json.loads(DOCUMENT) | {"Statement": [
        {"Effect": "Allow", "Action": "oss:GetObject", "Resource": f"acs:oss:*:*:{TRICKY}"}
    ]}, ensure_ascii=False, indent=3)
    request = models.CreatePolicyRequest(
        policy_name="tricky", policy_document=document, description=TRICKY
    )
    assert ram.create_policy(request).body.policy.description == TRICKY
    got = ram.get_policy(models.GetPolicyRequest(policy_name="tricky", policy_type="Custom"))
    assert got.body.default_policy_version.policy_document == document
    assert got.body.policy.description == TRICKY


def test_a_sixth_version_needs_a_deletion(ram):
    make_policy(ram)
    version = models.CreatePolicyVersionRequest(policy_name="images", policy_document=DOCUMENT)
    for number in range(2, 6):
        made = ram.create_policy_version(version).body.policy_version
        assert (made.version_id, made.is_default_version) == (f"v{number}", False)
    full = (409, "LimitExceeded.Policy.Version")
    assert code_of(ram.create_policy_version, version) == full
    version.rotate_strategy = "DeleteOldestNonDefaultVersionWhenLimitExceeded"
    version.set_as_default = True
    assert ram.create_policy_version(version).body.policy_version.version_id == "v6"
    listed = ram.list_policy_versions(attachment(models.ListPolicyVersionsRequest)).body
    versions = {v.version_id: v.is_default_version for v in listed.policy_versions.policy_version}
    assert versions == {"v1": False, "v3": False, "v4": False, "v5": False, "v6": True}
    default = models.SetDefaultPolicyVersionRequest(policy_name="images", version_id="v3")
    ram.set_default_policy_version(default)
    drop = models.DeletePolicyVersionRequest(policy_name="images", version_id="v3")
    in_force = (409, "DeleteConflict.Policy.Version.Default")
    assert code_of(ram.delete_policy_version, drop) == in_force
    drop.version_id = "v1"
    ram.delete_policy_version(drop)
    whole = models.DeletePolicyRequest(policy_name="images")
    assert code_of(ram.delete_policy, whole) == (409, "DeleteConflict.Policy.Version")
    whole.cascading_delete = True
    ram.delete_policy(whole)


def test_a_document_of_maximum_length_fits_into_the_request_line(ram):
    filler = "漢" * 2000
    document = json.dumps({"Version": "1", "Statement": [
        {"Effect": "Allow", "Action": "oss:GetObject", "Resource": f"acs:oss:*:*:{filler}"}
    ]}, ensure_ascii=False)
    document += " " * (6144 - len(document.encode()))
    request = models.CreatePolicyRequest(policy_name="long", policy_document=document)
    ram.create_policy(request)
    request = models.CreatePolicyRequest(policy_name="longer", policy_document=document + " ")
    assert code_of(ram.create_policy, request) == (400, "InvalidParameter.PolicyDocument.Length")


def test_users_join_groups(ram):
    ram.create_user(models.CreateUserRequest(user_name="alice", display_name="Älice"))
    ram.create_group(models.CreateGroupRequest(group_name="team"))
    joined = models.AddUserToGroupRequest(user_name="alice", group_name="team")
    ram.add_user_to_group(joined)
    groups = ram.list_groups_for_user(models.ListGroupsForUserRequest(user_name="alice"))
    assert [group.group_name for group in groups.body.groups.group] == ["team"]
    members = ram.list_users_for_group(models.ListUsersForGroupRequest(group_name="team"))
    assert [user.display_name for user in members.body.users.user] == ["Älice"]
    busy = (409, "DeleteConflict.User.Group")
    assert code_of(ram.delete_user, models.DeleteUserRequest(user_name="alice")) == busy


def test_coroutines_and_the_older_signature_work(emulator):
    older = Client(emulator.config(signature_algorithm="v2"))
    make_role(older, "demo", description=TRICKY)

    async def look():
        client = Client(emulator.config())
        request = models.GetRoleRequest(role_name="demo")
        roles = await asyncio.gather(*(client.get_role_async(request) for _ in range(10)))
        return {role.body.role.description for role in roles}

    assert asyncio.run(look()) == {TRICKY}
