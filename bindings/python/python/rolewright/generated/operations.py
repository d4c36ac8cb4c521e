"""Made by `cargo xtask codegen`; change the code it is made from."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any, Literal

    from .. import models
    from .._model import Document


class Operations:
    """One method for each operation; parameters and answers have the service's names in snake
    case. Each raises `RamError`, and `TypeError` for a parameter of the wrong type. In the
    examples the account has a user `alice`, a group `team`, a role `demo` and a policy `read`."""

    __slots__ = ()

    def _call(self, action: str, params: Mapping[str, Any], module: str, answer: str) -> Any:
        raise NotImplementedError

    def create_role(
        self,
        *,
        role_name: str,
        assume_role_policy_document: Document,
        description: str | None = None,
        max_session_duration: int | None = None,
        allow_console_login: bool | None = None,
        tag: Iterable[models.Tag | Mapping[str, str]] = (),
    ) -> models.CreateRoleOutput:
        """Makes a role. `EntityAlreadyExists.Role` when the name is taken,
        `LimitExceeded.Role` at 1,000 roles.

        Args:
            role_name: 1 to 64 letters, digits, `.` and `-`. Required.
            assume_role_policy_document: The trust policy as JSON text. Required.
            description: 1 to 1,024 characters.
            max_session_duration: Seconds, 3600 to 43200; the service takes 3600 when
                absent.
            allow_console_login: Whether it may be assumed in the console.
            tag: At most 20.

        >>> trust = TrustPolicy.of(Service="cr.aliyuncs.com")
        >>> made = provider.create_role(role_name="reader", assume_role_policy_document=trust)
        >>> made.role.arn
        'acs:ram::1234567890123456:role/reader'
        """
        params: dict[str, Any] = {
            "RoleName": role_name,
            "AssumeRolePolicyDocument": assume_role_policy_document,
            "Description": description,
            "MaxSessionDuration": max_session_duration,
            "AllowConsoleLogin": allow_console_login,
            "Tag": tag,
        }
        answer: models.CreateRoleOutput = self._call("CreateRole", params, "role", "CreateRoleOutput")
        return answer

    def get_role(
        self,
        *,
        role_name: str,
    ) -> models.GetRoleOutput:
        """Reads a role with its trust policy. `EntityNotExist.Role` when there is none.

        Args:
            role_name: Required.

        >>> provider.get_role(role_name="demo").role.max_session_duration
        3600
        """
        params: dict[str, Any] = {
            "RoleName": role_name,
        }
        answer: models.GetRoleOutput = self._call("GetRole", params, "role", "GetRoleOutput")
        return answer

    def update_role(
        self,
        *,
        role_name: str,
        new_assume_role_policy_document: Document | None = None,
        new_description: str | None = None,
        new_max_session_duration: int | None = None,
        new_allow_console_login: bool | None = None,
    ) -> models.UpdateRoleOutput:
        """Replaces a role's trust policy, description or session length; what is absent stays.
        A trust policy has no versions: the last writer wins.

        Args:
            role_name: Required.
            new_assume_role_policy_document: The new trust policy as JSON text.
            new_description: 1 to 1,024 characters.
            new_max_session_duration: Seconds, 3600 to 43200.
            new_allow_console_login: Whether it may be assumed in the console.

        >>> role = provider.update_role(role_name="demo", new_max_session_duration=7200).role
        >>> role.max_session_duration
        7200
        """
        params: dict[str, Any] = {
            "RoleName": role_name,
            "NewAssumeRolePolicyDocument": new_assume_role_policy_document,
            "NewDescription": new_description,
            "NewMaxSessionDuration": new_max_session_duration,
            "NewAllowConsoleLogin": new_allow_console_login,
        }
        answer: models.UpdateRoleOutput = self._call("UpdateRole", params, "role", "UpdateRoleOutput")
        return answer

    def delete_role(
        self,
        *,
        role_name: str,
    ) -> None:
        """Deletes a role. `DeleteConflict.Role.Policy` while a policy is attached to it.

        Args:
            role_name: Required.

        >>> provider.delete_role(role_name="demo")
        """
        params: dict[str, Any] = {
            "RoleName": role_name,
        }
        self._call("DeleteRole", params, "", "")

    def list_roles(
        self,
        *,
        marker: str | None = None,
        max_items: int | None = None,
        tag: Iterable[models.Tag | Mapping[str, str]] = (),
    ) -> models.ListRolesOutput:
        """Lists roles, a page at a time.

        Args:
            marker: The page to read, from the answer before.
            max_items: The page's size, 1 to 1,000; the service takes 100 when absent.
            tag: Only those that have all of these.

        >>> [role.role_name for role in provider.list_roles(max_items=10).roles.role]
        ['demo']
        """
        params: dict[str, Any] = {
            "Marker": marker,
            "MaxItems": max_items,
            "Tag": tag,
        }
        answer: models.ListRolesOutput = self._call("ListRoles", params, "role", "ListRolesOutput")
        return answer

    def create_service_linked_role(
        self,
        *,
        service_name: str,
        custom_suffix: str | None = None,
        description: str | None = None,
    ) -> models.CreateServiceLinkedRoleOutput:
        """Makes a service's role.

        Args:
            service_name: The service, for example `cr.aliyuncs.com`. Required.
            custom_suffix: What its name ends with, where the service allows several.
            description: Free text, where a suffix is allowed.

        >>> made = provider.create_service_linked_role(service_name="ecs.aliyuncs.com")
        """
        params: dict[str, Any] = {
            "ServiceName": service_name,
            "CustomSuffix": custom_suffix,
            "Description": description,
        }
        answer: models.CreateServiceLinkedRoleOutput = self._call("CreateServiceLinkedRole", params, "service_linked_role", "CreateServiceLinkedRoleOutput")
        return answer

    def delete_service_linked_role(
        self,
        *,
        role_name: str,
    ) -> models.DeleteServiceLinkedRoleOutput:
        """Asks for a service's role to be deleted, which the service may refuse later.

        Args:
            role_name: Required.

        >>> task = provider.delete_service_linked_role(role_name="AliyunServiceRoleForECS")
        """
        params: dict[str, Any] = {
            "RoleName": role_name,
        }
        answer: models.DeleteServiceLinkedRoleOutput = self._call("DeleteServiceLinkedRole", params, "service_linked_role", "DeleteServiceLinkedRoleOutput")
        return answer

    def get_service_linked_role_template(
        self,
        *,
        service_name: str,
    ) -> models.GetServiceLinkedRoleTemplateOutput:
        """Asks what a service's own roles look like.

        Args:
            service_name: The service. Required.

        >>> template = provider.get_service_linked_role_template(service_name="ecs.aliyuncs.com")
        """
        params: dict[str, Any] = {
            "ServiceName": service_name,
        }
        answer: models.GetServiceLinkedRoleTemplateOutput = self._call("GetServiceLinkedRoleTemplate", params, "service_linked_role", "GetServiceLinkedRoleTemplateOutput")
        return answer

    def create_policy(
        self,
        *,
        policy_name: str,
        policy_document: Document,
        description: str | None = None,
        tag: Iterable[models.Tag | Mapping[str, str]] = (),
    ) -> models.CreatePolicyOutput:
        """Makes a custom policy with version `v1` in force. `EntityAlreadyExists.Policy` when
        the name is taken, `LimitExceeded.Policy` at 1,500 custom policies.

        Args:
            policy_name: 1 to 128 letters, digits and `-`. Required.
            policy_document: The document as JSON text, at most 6,144 bytes. Required.
            description: 1 to 1,024 characters.
            tag: At most 20.

        >>> write = PolicyDocument.of(Statement.allow("oss:PutObject").on("acs:oss:*:*:my-images/*"))
        >>> provider.create_policy(policy_name="write", policy_document=write).policy.default_version
        'v1'
        """
        params: dict[str, Any] = {
            "PolicyName": policy_name,
            "PolicyDocument": policy_document,
            "Description": description,
            "Tag": tag,
        }
        answer: models.CreatePolicyOutput = self._call("CreatePolicy", params, "policy", "CreatePolicyOutput")
        return answer

    def get_policy(
        self,
        *,
        policy_name: str,
        policy_type: Literal["Custom"],
    ) -> models.GetPolicyOutput:
        """Reads a policy and the version in force. `EntityNotExist.Policy` when there is none.

        Args:
            policy_name: Required.
            policy_type: Required.

        >>> answer = provider.get_policy(policy_name="read", policy_type="Custom")
        >>> PolicyDocument(answer.default_policy_version.policy_document).statements[0].effect
        'Allow'
        """
        params: dict[str, Any] = {
            "PolicyName": policy_name,
            "PolicyType": policy_type,
        }
        answer: models.GetPolicyOutput = self._call("GetPolicy", params, "policy", "GetPolicyOutput")
        return answer

    def update_policy_description(
        self,
        *,
        policy_name: str,
        new_description: str,
    ) -> models.UpdatePolicyDescriptionOutput:
        """Replaces a custom policy's description.

        Args:
            policy_name: Required.
            new_description: 1 to 1,024 characters. Required.

        >>> _ = provider.update_policy_description(policy_name="read", new_description="reads")
        """
        params: dict[str, Any] = {
            "PolicyName": policy_name,
            "NewDescription": new_description,
        }
        answer: models.UpdatePolicyDescriptionOutput = self._call("UpdatePolicyDescription", params, "policy", "UpdatePolicyDescriptionOutput")
        return answer

    def delete_policy(
        self,
        *,
        policy_name: str,
        cascading_delete: bool | None = None,
    ) -> None:
        """Deletes a custom policy. A `DeleteConflict.Policy.*` while it is attached to
        anything, or has versions besides the default one and `cascading_delete` is not set.

        Args:
            policy_name: Required.
            cascading_delete: Whether all versions go with it; the service takes false
                when absent.

        >>> provider.delete_policy(policy_name="read")
        """
        params: dict[str, Any] = {
            "PolicyName": policy_name,
            "CascadingDelete": cascading_delete,
        }
        self._call("DeletePolicy", params, "", "")

    def list_policies(
        self,
        *,
        policy_type: Literal["Custom"] | None = None,
        marker: str | None = None,
        max_items: int | None = None,
        tag: Iterable[models.Tag | Mapping[str, str]] = (),
    ) -> models.ListPoliciesOutput:
        """Lists policies, a page at a time.

        Args:
            policy_type: Only this type; both when absent.
            marker: The page to read, from the answer before.
            max_items: The page's size, 1 to 1,000; the service takes 100 when absent.
            tag: Only those that have all of these.

        >>> answer = provider.list_policies(policy_type="Custom")
        >>> [policy.policy_name for policy in answer.policies.policy]
        ['read']
        """
        params: dict[str, Any] = {
            "PolicyType": policy_type,
            "Marker": marker,
            "MaxItems": max_items,
            "Tag": tag,
        }
        answer: models.ListPoliciesOutput = self._call("ListPolicies", params, "policy", "ListPoliciesOutput")
        return answer

    def create_policy_version(
        self,
        *,
        policy_name: str,
        policy_document: Document,
        set_as_default: bool | None = None,
        rotate_strategy: str | None = None,
    ) -> models.CreatePolicyVersionOutput:
        """Adds a version. `LimitExceeded.Policy.Version` at five versions, unless the service
        is told to rotate.

        Args:
            policy_name: Required.
            policy_document: The document as JSON text, at most 6,144 bytes. Required.
            set_as_default: Whether it is put in force; the service takes false when
                absent.
            rotate_strategy: `None`, or
                `DeleteOldestNonDefaultVersionWhenLimitExceeded`.

        >>> more = PolicyDocument.of(Statement.allow(["oss:Get*", "oss:List*"]).on("*"))
        >>> made = provider.create_policy_version(
        ...     policy_name="read", policy_document=more, set_as_default=True)
        >>> made.policy_version.version_id
        'v2'
        """
        params: dict[str, Any] = {
            "PolicyName": policy_name,
            "PolicyDocument": policy_document,
            "SetAsDefault": set_as_default,
            "RotateStrategy": rotate_strategy,
        }
        answer: models.CreatePolicyVersionOutput = self._call("CreatePolicyVersion", params, "policy_version", "CreatePolicyVersionOutput")
        return answer

    def get_policy_version(
        self,
        *,
        policy_type: Literal["Custom"],
        policy_name: str,
        version_id: str,
    ) -> models.GetPolicyVersionOutput:
        """Reads one version. `EntityNotExist.Policy.Version` when there is none of that id.

        Args:
            policy_type: Required.
            policy_name: Required.
            version_id: `v1`, `v2` and so on. Required.

        >>> answer = provider.get_policy_version(
        ...     policy_name="read", policy_type="Custom", version_id="v1")
        >>> answer.policy_version.is_default_version
        True
        """
        params: dict[str, Any] = {
            "PolicyType": policy_type,
            "PolicyName": policy_name,
            "VersionId": version_id,
        }
        answer: models.GetPolicyVersionOutput = self._call("GetPolicyVersion", params, "policy_version", "GetPolicyVersionOutput")
        return answer

    def list_policy_versions(
        self,
        *,
        policy_type: Literal["Custom"],
        policy_name: str,
    ) -> models.ListPolicyVersionsOutput:
        """Lists a policy's versions, all at once.

        Args:
            policy_type: Required.
            policy_name: Required.

        >>> answer = provider.list_policy_versions(policy_name="read", policy_type="Custom")
        >>> len(answer.policy_versions.policy_version)
        1
        """
        params: dict[str, Any] = {
            "PolicyType": policy_type,
            "PolicyName": policy_name,
        }
        answer: models.ListPolicyVersionsOutput = self._call("ListPolicyVersions", params, "policy_version", "ListPolicyVersionsOutput")
        return answer

    def set_default_policy_version(
        self,
        *,
        policy_name: str,
        version_id: str,
    ) -> None:
        """Puts a version in force.

        Args:
            policy_name: Required.
            version_id: Required.

        >>> provider.set_default_policy_version(policy_name="read", version_id="v1")
        """
        params: dict[str, Any] = {
            "PolicyName": policy_name,
            "VersionId": version_id,
        }
        self._call("SetDefaultPolicyVersion", params, "", "")

    def delete_policy_version(
        self,
        *,
        policy_name: str,
        version_id: str,
    ) -> None:
        """Deletes a version. `DeleteConflict.Policy.Version.Default` for the one in force.

        Args:
            policy_name: Required.
            version_id: Required.

        >>> provider.delete_policy_version(policy_name="read", version_id="v1")
        Traceback (most recent call last):
        rolewright.ConflictError: ...
        """
        params: dict[str, Any] = {
            "PolicyName": policy_name,
            "VersionId": version_id,
        }
        self._call("DeletePolicyVersion", params, "", "")

    def attach_policy_to_role(
        self,
        *,
        policy_type: Literal["Custom"],
        policy_name: str,
        role_name: str,
    ) -> None:
        """Attaches a policy to a role. `EntityAlreadyExists.Role.Policy` when it is attached
        already. `LimitExceeded.Role.Policy` at ten custom or twenty system policies.

        Args:
            policy_type: Required.
            policy_name: Required.
            role_name: Required.

        >>> provider.attach_policy_to_role(policy_type="Custom", policy_name="read", role_name="demo")
        """
        params: dict[str, Any] = {
            "PolicyType": policy_type,
            "PolicyName": policy_name,
            "RoleName": role_name,
        }
        self._call("AttachPolicyToRole", params, "", "")

    def detach_policy_from_role(
        self,
        *,
        policy_type: Literal["Custom"],
        policy_name: str,
        role_name: str,
    ) -> None:
        """Detaches a policy from a role. `EntityNotExist.Role.Policy` when it is not attached.

        Args:
            policy_type: Required.
            policy_name: Required.
            role_name: Required.

        >>> provider.attach_policy_to_role(policy_type="Custom", policy_name="read", role_name="demo")
        >>> provider.detach_policy_from_role(policy_type="Custom", policy_name="read", role_name="demo")
        """
        params: dict[str, Any] = {
            "PolicyType": policy_type,
            "PolicyName": policy_name,
            "RoleName": role_name,
        }
        self._call("DetachPolicyFromRole", params, "", "")

    def attach_policy_to_user(
        self,
        *,
        policy_type: Literal["Custom"],
        policy_name: str,
        user_name: str,
    ) -> None:
        """Attaches a policy to a user. `EntityAlreadyExists.User.Policy` when it is attached
        already.

        Args:
            policy_type: Required.
            policy_name: Required.
            user_name: Required.

        >>> provider.attach_policy_to_user(policy_type="Custom", policy_name="read", user_name="alice")
        """
        params: dict[str, Any] = {
            "PolicyType": policy_type,
            "PolicyName": policy_name,
            "UserName": user_name,
        }
        self._call("AttachPolicyToUser", params, "", "")

    def detach_policy_from_user(
        self,
        *,
        policy_type: Literal["Custom"],
        policy_name: str,
        user_name: str,
    ) -> None:
        """Detaches a policy from a user. `EntityNotExist.User.Policy` when it is not attached.

        Args:
            policy_type: Required.
            policy_name: Required.
            user_name: Required.

        >>> provider.attach_policy_to_user(policy_type="Custom", policy_name="read", user_name="alice")
        >>> provider.detach_policy_from_user(policy_type="Custom", policy_name="read", user_name="alice")
        """
        params: dict[str, Any] = {
            "PolicyType": policy_type,
            "PolicyName": policy_name,
            "UserName": user_name,
        }
        self._call("DetachPolicyFromUser", params, "", "")

    def attach_policy_to_group(
        self,
        *,
        policy_type: Literal["Custom"],
        policy_name: str,
        group_name: str,
    ) -> None:
        """Attaches a policy to a group. `EntityAlreadyExists.Group.Policy` when it is attached
        already.

        Args:
            policy_type: Required.
            policy_name: Required.
            group_name: Required.

        >>> provider.attach_policy_to_group(policy_type="Custom", policy_name="read", group_name="team")
        """
        params: dict[str, Any] = {
            "PolicyType": policy_type,
            "PolicyName": policy_name,
            "GroupName": group_name,
        }
        self._call("AttachPolicyToGroup", params, "", "")

    def detach_policy_from_group(
        self,
        *,
        policy_type: Literal["Custom"],
        policy_name: str,
        group_name: str,
    ) -> None:
        """Detaches a policy from a group. `EntityNotExist.Group.Policy` when it is not
        attached.

        Args:
            policy_type: Required.
            policy_name: Required.
            group_name: Required.

        >>> provider.attach_policy_to_group(policy_type="Custom", policy_name="read", group_name="team")
        >>> provider.detach_policy_from_group(policy_type="Custom", policy_name="read", group_name="team")
        """
        params: dict[str, Any] = {
            "PolicyType": policy_type,
            "PolicyName": policy_name,
            "GroupName": group_name,
        }
        self._call("DetachPolicyFromGroup", params, "", "")

    def list_policies_for_role(
        self,
        *,
        role_name: str,
    ) -> models.ListPoliciesForRoleOutput:
        """Lists the policies that are attached to a role, all at once.

        Args:
            role_name: Required.

        >>> provider.list_policies_for_role(role_name="demo").policies.policy
        ()
        """
        params: dict[str, Any] = {
            "RoleName": role_name,
        }
        answer: models.ListPoliciesForRoleOutput = self._call("ListPoliciesForRole", params, "attachment", "ListPoliciesForRoleOutput")
        return answer

    def list_policies_for_user(
        self,
        *,
        user_name: str,
    ) -> models.ListPoliciesForUserOutput:
        """Lists the policies that are attached to a user, all at once.

        Args:
            user_name: Required.

        >>> provider.list_policies_for_user(user_name="alice").policies.policy
        ()
        """
        params: dict[str, Any] = {
            "UserName": user_name,
        }
        answer: models.ListPoliciesForUserOutput = self._call("ListPoliciesForUser", params, "attachment", "ListPoliciesForUserOutput")
        return answer

    def list_policies_for_group(
        self,
        *,
        group_name: str,
    ) -> models.ListPoliciesForGroupOutput:
        """Lists the policies that are attached to a group, all at once.

        Args:
            group_name: Required.

        >>> provider.list_policies_for_group(group_name="team").policies.policy
        ()
        """
        params: dict[str, Any] = {
            "GroupName": group_name,
        }
        answer: models.ListPoliciesForGroupOutput = self._call("ListPoliciesForGroup", params, "attachment", "ListPoliciesForGroupOutput")
        return answer

    def list_entities_for_policy(
        self,
        *,
        policy_type: Literal["Custom"],
        policy_name: str,
    ) -> models.ListEntitiesForPolicyOutput:
        """Lists the users, groups and roles that a policy is attached to, all at once.

        Args:
            policy_type: Required.
            policy_name: Required.

        >>> provider.attach_policy_to_role(policy_type="Custom", policy_name="read", role_name="demo")
        >>> answer = provider.list_entities_for_policy(policy_type="Custom", policy_name="read")
        >>> [role.role_name for role in answer.roles.role]
        ['demo']
        """
        params: dict[str, Any] = {
            "PolicyType": policy_type,
            "PolicyName": policy_name,
        }
        answer: models.ListEntitiesForPolicyOutput = self._call("ListEntitiesForPolicy", params, "attachment", "ListEntitiesForPolicyOutput")
        return answer

    def tag_resources(
        self,
        *,
        resource_type: str,
        resource_names: Iterable[str] = (),
        tag: Iterable[models.Tag | Mapping[str, str]] = (),
    ) -> None:
        """Sets tags on roles or policies.

        Args:
            resource_type: `role` or `policy`. Required.
            resource_names: At most 50 names. Required.
            tag: At most 20. Required.

        >>> provider.tag_resources(
        ...     resource_type="role", resource_names=["demo"], tag=[{"Key": "team", "Value": "images"}])
        """
        params: dict[str, Any] = {
            "ResourceType": resource_type,
            "ResourceNames": resource_names,
            "Tag": tag,
        }
        self._call("TagResources", params, "", "")

    def untag_resources(
        self,
        *,
        resource_type: str,
        resource_names: Iterable[str] = (),
        tag_keys: Iterable[str] = (),
        all: bool | None = None,
    ) -> None:
        """Takes tags off roles or policies.

        Args:
            resource_type: `role` or `policy`. Required.
            resource_names: At most 50 names. Required.
            tag_keys: At most 20 keys.
            all: Whether all tags go; counts only when no key is named.

        >>> provider.untag_resources(resource_type="role", resource_names=["demo"], tag_keys=["team"])
        """
        params: dict[str, Any] = {
            "ResourceType": resource_type,
            "ResourceNames": resource_names,
            "TagKeys": tag_keys,
            "All": all,
        }
        self._call("UntagResources", params, "", "")

    def list_tag_resources(
        self,
        *,
        resource_type: str,
        resource_names: Iterable[str] = (),
        tag: Iterable[models.Tag | Mapping[str, str]] = (),
        next_token: str | None = None,
        page_size: int | None = None,
    ) -> models.ListTagResourcesOutput:
        """Lists tags. Unlike the other lists, the answer's list is a plain array.

        Args:
            resource_type: `role` or `policy`. Required.
            resource_names: At most 50 names; all when absent.
            tag: Only resources that have all of these.
            next_token: The page to read, from the answer before.
            page_size: The page's size, 1 to 100.

        >>> answer = provider.list_tag_resources(resource_type="role", resource_names=["demo"])
        """
        params: dict[str, Any] = {
            "ResourceType": resource_type,
            "ResourceNames": resource_names,
            "Tag": tag,
            "NextToken": next_token,
            "PageSize": page_size,
        }
        answer: models.ListTagResourcesOutput = self._call("ListTagResources", params, "tag", "ListTagResourcesOutput")
        return answer

    def create_user(
        self,
        *,
        user_name: str,
        display_name: str | None = None,
        mobile_phone: str | None = None,
        email: str | None = None,
        comments: str | None = None,
    ) -> models.CreateUserOutput:
        """Makes a user. `EntityAlreadyExists.User` when the name is taken.

        Args:
            user_name: 1 to 64 letters, digits, `.`, `-` and `_`. Required.
            display_name: The name that is shown.
            mobile_phone: Mobile phone number.
            email: Mail address.
            comments: Free text.

        >>> provider.create_user(user_name="bob", display_name="Bob").user.display_name
        'Bob'
        """
        params: dict[str, Any] = {
            "UserName": user_name,
            "DisplayName": display_name,
            "MobilePhone": mobile_phone,
            "Email": email,
            "Comments": comments,
        }
        answer: models.CreateUserOutput = self._call("CreateUser", params, "user", "CreateUserOutput")
        return answer

    def get_user(
        self,
        *,
        user_name: str,
    ) -> models.GetUserOutput:
        """Reads a user. `EntityNotExist.User` when there is none.

        Args:
            user_name: Required.

        >>> provider.get_user(user_name="alice").user.user_name
        'alice'
        """
        params: dict[str, Any] = {
            "UserName": user_name,
        }
        answer: models.GetUserOutput = self._call("GetUser", params, "user", "GetUserOutput")
        return answer

    def update_user(
        self,
        *,
        user_name: str,
        new_user_name: str | None = None,
        new_display_name: str | None = None,
        new_mobile_phone: str | None = None,
        new_email: str | None = None,
        new_comments: str | None = None,
    ) -> models.UpdateUserOutput:
        """Changes a user; what is absent stays.

        Args:
            user_name: Required.
            new_user_name: The new name.
            new_display_name: The new name that is shown.
            new_mobile_phone: The new mobile phone number.
            new_email: The new mail address.
            new_comments: The new free text.

        >>> provider.update_user(user_name="alice", new_comments="builds images").user.comments
        'builds images'
        """
        params: dict[str, Any] = {
            "UserName": user_name,
            "NewUserName": new_user_name,
            "NewDisplayName": new_display_name,
            "NewMobilePhone": new_mobile_phone,
            "NewEmail": new_email,
            "NewComments": new_comments,
        }
        answer: models.UpdateUserOutput = self._call("UpdateUser", params, "user", "UpdateUserOutput")
        return answer

    def delete_user(
        self,
        *,
        user_name: str,
    ) -> None:
        """Deletes a user. A `DeleteConflict.User.*` while it has policies or is in a group.

        Args:
            user_name: Required.

        >>> provider.delete_user(user_name="alice")
        """
        params: dict[str, Any] = {
            "UserName": user_name,
        }
        self._call("DeleteUser", params, "", "")

    def list_users(
        self,
        *,
        marker: str | None = None,
        max_items: int | None = None,
    ) -> models.ListUsersOutput:
        """Lists users, a page at a time.

        Args:
            marker: The page to read, from the answer before.
            max_items: The page's size, 1 to 1,000; the service takes 100 when absent.

        >>> [user.user_name for user in provider.list_users().users.user]
        ['alice']
        """
        params: dict[str, Any] = {
            "Marker": marker,
            "MaxItems": max_items,
        }
        answer: models.ListUsersOutput = self._call("ListUsers", params, "user", "ListUsersOutput")
        return answer

    def create_group(
        self,
        *,
        group_name: str,
        comments: str | None = None,
    ) -> models.CreateGroupOutput:
        """Makes a group. `EntityAlreadyExists.Group` when the name is taken.

        Args:
            group_name: 1 to 64 letters, digits and `-`. Required.
            comments: Free text.

        >>> provider.create_group(group_name="builders").group.group_name
        'builders'
        """
        params: dict[str, Any] = {
            "GroupName": group_name,
            "Comments": comments,
        }
        answer: models.CreateGroupOutput = self._call("CreateGroup", params, "group", "CreateGroupOutput")
        return answer

    def get_group(
        self,
        *,
        group_name: str,
    ) -> models.GetGroupOutput:
        """Reads a group. `EntityNotExist.Group` when there is none.

        Args:
            group_name: Required.

        >>> provider.get_group(group_name="team").group.group_name
        'team'
        """
        params: dict[str, Any] = {
            "GroupName": group_name,
        }
        answer: models.GetGroupOutput = self._call("GetGroup", params, "group", "GetGroupOutput")
        return answer

    def update_group(
        self,
        *,
        group_name: str,
        new_group_name: str | None = None,
        new_comments: str | None = None,
    ) -> models.UpdateGroupOutput:
        """Changes a group; what is absent stays.

        Args:
            group_name: Required.
            new_group_name: The new name.
            new_comments: The new free text.

        >>> provider.update_group(group_name="team", new_group_name="images").group.group_name
        'images'
        """
        params: dict[str, Any] = {
            "GroupName": group_name,
            "NewGroupName": new_group_name,
            "NewComments": new_comments,
        }
        answer: models.UpdateGroupOutput = self._call("UpdateGroup", params, "group", "UpdateGroupOutput")
        return answer

    def delete_group(
        self,
        *,
        group_name: str,
    ) -> None:
        """Deletes a group. A `DeleteConflict.Group.*` while it has policies or users.

        Args:
            group_name: Required.

        >>> provider.delete_group(group_name="team")
        """
        params: dict[str, Any] = {
            "GroupName": group_name,
        }
        self._call("DeleteGroup", params, "", "")

    def list_groups(
        self,
        *,
        marker: str | None = None,
        max_items: int | None = None,
    ) -> models.ListGroupsOutput:
        """Lists groups, a page at a time.

        Args:
            marker: The page to read, from the answer before.
            max_items: The page's size, 1 to 1,000; the service takes 100 when absent.

        >>> [group.group_name for group in provider.list_groups().groups.group]
        ['team']
        """
        params: dict[str, Any] = {
            "Marker": marker,
            "MaxItems": max_items,
        }
        answer: models.ListGroupsOutput = self._call("ListGroups", params, "group", "ListGroupsOutput")
        return answer

    def add_user_to_group(
        self,
        *,
        user_name: str,
        group_name: str,
    ) -> None:
        """Puts a user into a group. `EntityAlreadyExists.User.Group` when it is in it already.

        Args:
            user_name: Required.
            group_name: Required.

        >>> provider.add_user_to_group(user_name="alice", group_name="team")
        """
        params: dict[str, Any] = {
            "UserName": user_name,
            "GroupName": group_name,
        }
        self._call("AddUserToGroup", params, "", "")

    def remove_user_from_group(
        self,
        *,
        user_name: str,
        group_name: str,
    ) -> None:
        """Takes a user out of a group. `EntityNotExist.User.Group` when it is not in it.

        Args:
            user_name: Required.
            group_name: Required.

        >>> provider.add_user_to_group(user_name="alice", group_name="team")
        >>> provider.remove_user_from_group(user_name="alice", group_name="team")
        """
        params: dict[str, Any] = {
            "UserName": user_name,
            "GroupName": group_name,
        }
        self._call("RemoveUserFromGroup", params, "", "")

    def list_groups_for_user(
        self,
        *,
        user_name: str,
    ) -> models.ListGroupsForUserOutput:
        """Lists a user's groups, all at once.

        Args:
            user_name: Required.

        >>> provider.add_user_to_group(user_name="alice", group_name="team")
        >>> [group.group_name for group in provider.list_groups_for_user(user_name="alice").groups.group]
        ['team']
        """
        params: dict[str, Any] = {
            "UserName": user_name,
        }
        answer: models.ListGroupsForUserOutput = self._call("ListGroupsForUser", params, "group", "ListGroupsForUserOutput")
        return answer

    def list_users_for_group(
        self,
        *,
        group_name: str,
        marker: str | None = None,
        max_items: int | None = None,
    ) -> models.ListUsersForGroupOutput:
        """Lists a group's users, a page at a time.

        Args:
            group_name: Required.
            marker: The page to read, from the answer before.
            max_items: The page's size, 1 to 1,000; the service takes 100 when absent.

        >>> provider.list_users_for_group(group_name="team").users.user
        ()
        """
        params: dict[str, Any] = {
            "GroupName": group_name,
            "Marker": marker,
            "MaxItems": max_items,
        }
        answer: models.ListUsersForGroupOutput = self._call("ListUsersForGroup", params, "group", "ListUsersForGroupOutput")
        return answer

    def create_access_key(
        self,
        *,
        user_name: str | None = None,
    ) -> models.CreateAccessKeyOutput:
        """Makes a key; its secret is told once, in this answer.

        Args:
            user_name: Whose; the caller's when absent.

        >>> provider.create_access_key(user_name="alice").access_key.access_key_secret
        Secret('***')
        """
        params: dict[str, Any] = {
            "UserName": user_name,
        }
        answer: models.CreateAccessKeyOutput = self._call("CreateAccessKey", params, "access_key", "CreateAccessKeyOutput")
        return answer

    def update_access_key(
        self,
        *,
        user_access_key_id: str,
        status: str,
        user_name: str | None = None,
    ) -> None:
        """Switches a key on or off.

        Args:
            user_access_key_id: The key's id. Required.
            status: `Active` or `Inactive`. Required.
            user_name: Whose; the caller's when absent.

        >>> key = provider.create_access_key(user_name="alice").access_key
        >>> provider.update_access_key(
        ...     user_name="alice", user_access_key_id=key.access_key_id, status="Inactive")
        """
        params: dict[str, Any] = {
            "UserAccessKeyId": user_access_key_id,
            "Status": status,
            "UserName": user_name,
        }
        self._call("UpdateAccessKey", params, "", "")

    def delete_access_key(
        self,
        *,
        user_access_key_id: str,
        user_name: str | None = None,
    ) -> None:
        """Deletes a key.

        Args:
            user_access_key_id: The key's id. Required.
            user_name: Whose; the caller's when absent.

        >>> key = provider.create_access_key(user_name="alice").access_key
        >>> provider.delete_access_key(user_name="alice", user_access_key_id=key.access_key_id)
        """
        params: dict[str, Any] = {
            "UserAccessKeyId": user_access_key_id,
            "UserName": user_name,
        }
        self._call("DeleteAccessKey", params, "", "")

    def list_access_keys(
        self,
        *,
        user_name: str | None = None,
    ) -> models.ListAccessKeysOutput:
        """Lists the keys of one user, all of them at once.

        Args:
            user_name: Whose; the caller's when absent.

        >>> provider.list_access_keys(user_name="alice").access_keys.access_key
        ()
        """
        params: dict[str, Any] = {
            "UserName": user_name,
        }
        answer: models.ListAccessKeysOutput = self._call("ListAccessKeys", params, "access_key", "ListAccessKeysOutput")
        return answer

    def get_access_key_last_used(
        self,
        *,
        user_access_key_id: str,
        user_name: str | None = None,
    ) -> models.GetAccessKeyLastUsedOutput:
        """Asks when a key was used last.

        Args:
            user_access_key_id: The key's id. Required.
            user_name: Whose; the caller's when absent.

        >>> key = provider.create_access_key(user_name="alice").access_key
        >>> used = provider.get_access_key_last_used(
        ...     user_name="alice", user_access_key_id=key.access_key_id)
        """
        params: dict[str, Any] = {
            "UserAccessKeyId": user_access_key_id,
            "UserName": user_name,
        }
        answer: models.GetAccessKeyLastUsedOutput = self._call("GetAccessKeyLastUsed", params, "access_key", "GetAccessKeyLastUsedOutput")
        return answer

    def create_login_profile(
        self,
        *,
        user_name: str,
        password: str,
        password_reset_required: bool | None = None,
        mfa_bind_required: bool | None = None,
    ) -> models.CreateLoginProfileOutput:
        """Lets a user log in to the console.

        Args:
            user_name: Required.
            password: The password, as the account's password policy wants it. Required.
            password_reset_required: Whether it has to be changed at the next login.
            mfa_bind_required: Whether the user has to bind an MFA device at the next
                login.

        >>> import getpass
        >>> made = provider.create_login_profile(
        ...     user_name="alice", password=getpass.getpass(), password_reset_required=True)
        """
        params: dict[str, Any] = {
            "UserName": user_name,
            "Password": password,
            "PasswordResetRequired": password_reset_required,
            "MFABindRequired": mfa_bind_required,
        }
        answer: models.CreateLoginProfileOutput = self._call("CreateLoginProfile", params, "login_profile", "CreateLoginProfileOutput")
        return answer

    def get_login_profile(
        self,
        *,
        user_name: str,
    ) -> models.GetLoginProfileOutput:
        """Reads how a user logs in.

        Args:
            user_name: Required.

        >>> profile = provider.get_login_profile(user_name="alice").login_profile
        """
        params: dict[str, Any] = {
            "UserName": user_name,
        }
        answer: models.GetLoginProfileOutput = self._call("GetLoginProfile", params, "login_profile", "GetLoginProfileOutput")
        return answer

    def update_login_profile(
        self,
        *,
        user_name: str,
        password: str | None = None,
        password_reset_required: bool | None = None,
        mfa_bind_required: bool | None = None,
    ) -> None:
        """Changes how a user logs in; what is absent stays. A password that was used before
        may be refused, so a second one is not as good as the first.

        Args:
            user_name: Required.
            password: The new password.
            password_reset_required: Whether it has to be changed at the next login.
            mfa_bind_required: Whether the user has to bind an MFA device at the next
                login.

        >>> provider.update_login_profile(user_name="alice", password_reset_required=True)
        """
        params: dict[str, Any] = {
            "UserName": user_name,
            "Password": password,
            "PasswordResetRequired": password_reset_required,
            "MFABindRequired": mfa_bind_required,
        }
        self._call("UpdateLoginProfile", params, "", "")

    def delete_login_profile(
        self,
        *,
        user_name: str,
    ) -> None:
        """Lets a user no longer log in to the console.

        Args:
            user_name: Required.

        >>> provider.delete_login_profile(user_name="alice")
        """
        params: dict[str, Any] = {
            "UserName": user_name,
        }
        self._call("DeleteLoginProfile", params, "", "")

    def change_password(
        self,
        *,
        old_password: str,
        new_password: str,
    ) -> None:
        """Changes the calling user's own password.

        Args:
            old_password: The password until now. Required.
            new_password: The password from now on. Required.

        >>> import getpass
        >>> provider.change_password(old_password=getpass.getpass(), new_password=getpass.getpass())
        """
        params: dict[str, Any] = {
            "OldPassword": old_password,
            "NewPassword": new_password,
        }
        self._call("ChangePassword", params, "", "")

    def create_virtual_mfa_device(
        self,
        *,
        virtual_mfa_device_name: str,
    ) -> models.CreateVirtualMFADeviceOutput:
        """Makes a virtual device.

        Args:
            virtual_mfa_device_name: Required.

        >>> made = provider.create_virtual_mfa_device(virtual_mfa_device_name="phone")
        """
        params: dict[str, Any] = {
            "VirtualMFADeviceName": virtual_mfa_device_name,
        }
        answer: models.CreateVirtualMFADeviceOutput = self._call("CreateVirtualMFADevice", params, "mfa", "CreateVirtualMFADeviceOutput")
        return answer

    def list_virtual_mfa_devices(self) -> models.ListVirtualMFADevicesOutput:
        """Lists the virtual devices, all of them at once.

        >>> devices = provider.list_virtual_mfa_devices().virtual_mfa_devices
        """
        params: dict[str, Any] = {}
        answer: models.ListVirtualMFADevicesOutput = self._call("ListVirtualMFADevices", params, "mfa", "ListVirtualMFADevicesOutput")
        return answer

    def delete_virtual_mfa_device(
        self,
        *,
        serial_number: str,
    ) -> None:
        """Deletes a virtual device that is nobody's.

        Args:
            serial_number: `acs:ram::<account>:mfa/<name>`. Required.

        >>> provider.delete_virtual_mfa_device(serial_number="acs:ram::1234567890123456:mfa/phone")
        """
        params: dict[str, Any] = {
            "SerialNumber": serial_number,
        }
        self._call("DeleteVirtualMFADevice", params, "", "")

    def bind_mfa_device(
        self,
        *,
        serial_number: str,
        user_name: str,
        authentication_code1: str,
        authentication_code2: str,
    ) -> None:
        """Gives a user a device.

        Args:
            serial_number: `acs:ram::<account>:mfa/<name>`. Required.
            user_name: Required.
            authentication_code1: The code that the device shows. Required.
            authentication_code2: The code that it shows next. Required.

        >>> provider.bind_mfa_device(
        ...     serial_number="acs:ram::1234567890123456:mfa/phone", user_name="alice",
        ...     authentication_code1="123456", authentication_code2="654321")
        """
        params: dict[str, Any] = {
            "SerialNumber": serial_number,
            "UserName": user_name,
            "AuthenticationCode1": authentication_code1,
            "AuthenticationCode2": authentication_code2,
        }
        self._call("BindMFADevice", params, "", "")

    def unbind_mfa_device(
        self,
        *,
        user_name: str,
    ) -> models.UnbindMFADeviceOutput:
        """Takes a user's device away.

        Args:
            user_name: Required.

        >>> device = provider.unbind_mfa_device(user_name="alice").mfa_device
        """
        params: dict[str, Any] = {
            "UserName": user_name,
        }
        answer: models.UnbindMFADeviceOutput = self._call("UnbindMFADevice", params, "mfa", "UnbindMFADeviceOutput")
        return answer

    def get_user_mfa_info(
        self,
        *,
        user_name: str,
    ) -> models.GetUserMFAInfoOutput:
        """Asks for a user's device.

        Args:
            user_name: Required.

        >>> device = provider.get_user_mfa_info(user_name="alice").mfa_device
        """
        params: dict[str, Any] = {
            "UserName": user_name,
        }
        answer: models.GetUserMFAInfoOutput = self._call("GetUserMFAInfo", params, "mfa", "GetUserMFAInfoOutput")
        return answer

    def set_account_alias(
        self,
        *,
        account_alias: str,
    ) -> None:
        """Gives the account another name for logins, in place of the one before.

        Args:
            account_alias: Required.

        >>> provider.set_account_alias(account_alias="my-company")
        """
        params: dict[str, Any] = {
            "AccountAlias": account_alias,
        }
        self._call("SetAccountAlias", params, "", "")

    def get_account_alias(self) -> models.GetAccountAliasOutput:
        """Reads the account's alias.

        >>> alias = provider.get_account_alias().account_alias
        """
        params: dict[str, Any] = {}
        answer: models.GetAccountAliasOutput = self._call("GetAccountAlias", params, "account", "GetAccountAliasOutput")
        return answer

    def clear_account_alias(self) -> None:
        """Takes the account's alias away.

        >>> provider.clear_account_alias()
        """
        params: dict[str, Any] = {}
        self._call("ClearAccountAlias", params, "", "")

    def set_password_policy(
        self,
        *,
        minimum_password_length: int | None = None,
        require_lowercase_characters: bool | None = None,
        require_uppercase_characters: bool | None = None,
        require_numbers: bool | None = None,
        require_symbols: bool | None = None,
        hard_expiry: bool | None = None,
        max_login_attemps: int | None = None,
        password_reuse_prevention: int | None = None,
        max_password_age: int | None = None,
    ) -> models.SetPasswordPolicyOutput:
        """Sets the account's rules for passwords.

        Args:
            minimum_password_length: The fewest characters.
            require_lowercase_characters: Whether there has to be a lower-case letter.
            require_uppercase_characters: Whether there has to be an upper-case letter.
            require_numbers: Whether there has to be a digit.
            require_symbols: Whether there has to be a character that is neither letter
                nor digit.
            hard_expiry: Whether nobody can log in with a password that is too old.
            max_login_attemps: After how many failures within an hour nobody can log in
                for the rest of it. The wire name lacks a letter: `MaxLoginAttemps`.
            password_reuse_prevention: How many of the last passwords can't be used
                again.
            max_password_age: After how many days a password is too old; 0 is never.

        >>> policy = provider.set_password_policy(minimum_password_length=12).password_policy
        """
        params: dict[str, Any] = {
            "MinimumPasswordLength": minimum_password_length,
            "RequireLowercaseCharacters": require_lowercase_characters,
            "RequireUppercaseCharacters": require_uppercase_characters,
            "RequireNumbers": require_numbers,
            "RequireSymbols": require_symbols,
            "HardExpiry": hard_expiry,
            "MaxLoginAttemps": max_login_attemps,
            "PasswordReusePrevention": password_reuse_prevention,
            "MaxPasswordAge": max_password_age,
        }
        answer: models.SetPasswordPolicyOutput = self._call("SetPasswordPolicy", params, "account", "SetPasswordPolicyOutput")
        return answer

    def get_password_policy(self) -> models.GetPasswordPolicyOutput:
        """Reads the account's rules for passwords.

        >>> policy = provider.get_password_policy().password_policy
        """
        params: dict[str, Any] = {}
        answer: models.GetPasswordPolicyOutput = self._call("GetPasswordPolicy", params, "account", "GetPasswordPolicyOutput")
        return answer

    def set_security_preference(
        self,
        *,
        enable_save_mfa_ticket: bool | None = None,
        allow_user_to_change_password: bool | None = None,
        allow_user_to_manage_access_keys: bool | None = None,
        allow_user_to_manage_mfa_devices: bool | None = None,
        allow_user_to_manage_public_keys: bool | None = None,
        login_session_duration: int | None = None,
        login_network_masks: str | None = None,
    ) -> models.SetSecurityPreferenceOutput:
        """Sets what users may do themselves, and how they log in; what is absent stays.

        Args:
            enable_save_mfa_ticket: Whether a second factor holds for seven days.
            allow_user_to_change_password: Whether users may change their passwords.
            allow_user_to_manage_access_keys: Whether users may make, switch off and
                delete their own access keys.
            allow_user_to_manage_mfa_devices: Whether users may bind and unbind their
                own devices.
            allow_user_to_manage_public_keys: Whether users may manage their own public
                keys.
            login_session_duration: How long a login holds, in hours.
            login_network_masks: From where users may log in: masks, separated by `;`.

        >>> answer = provider.set_security_preference(login_session_duration=6)
        """
        params: dict[str, Any] = {
            "EnableSaveMFATicket": enable_save_mfa_ticket,
            "AllowUserToChangePassword": allow_user_to_change_password,
            "AllowUserToManageAccessKeys": allow_user_to_manage_access_keys,
            "AllowUserToManageMFADevices": allow_user_to_manage_mfa_devices,
            "AllowUserToManagePublicKeys": allow_user_to_manage_public_keys,
            "LoginSessionDuration": login_session_duration,
            "LoginNetworkMasks": login_network_masks,
        }
        answer: models.SetSecurityPreferenceOutput = self._call("SetSecurityPreference", params, "account", "SetSecurityPreferenceOutput")
        return answer

    def get_security_preference(self) -> models.GetSecurityPreferenceOutput:
        """Reads what users may do themselves, and how they log in.

        >>> preference = provider.get_security_preference().security_preference
        """
        params: dict[str, Any] = {}
        answer: models.GetSecurityPreferenceOutput = self._call("GetSecurityPreference", params, "account", "GetSecurityPreferenceOutput")
        return answer

    def decode_diagnostic_message(
        self,
        *,
        encoded_diagnostic_message: str,
    ) -> models.DecodeDiagnosticMessageOutput:
        """Reads the message that comes with a denial (`EncodedDiagnosticMessage` in its
        `AccessDeniedDetail`).

        Args:
            encoded_diagnostic_message: The message. Required.

        >>> answer = provider.decode_diagnostic_message(encoded_diagnostic_message="AQEAAAAA")
        """
        params: dict[str, Any] = {
            "EncodedDiagnosticMessage": encoded_diagnostic_message,
        }
        answer: models.DecodeDiagnosticMessageOutput = self._call("DecodeDiagnosticMessage", params, "diagnosis", "DecodeDiagnosticMessageOutput")
        return answer

    def get_caller_identity(self) -> models.CallerIdentity:
        """Asks whose credentials these are. Needs no permission.

        >>> provider.get_caller_identity().account_id
        '1234567890123456'
        """
        params: dict[str, Any] = {}
        answer: models.CallerIdentity = self._call("GetCallerIdentity", params, "sts", "CallerIdentity")
        return answer

    def assume_role(
        self,
        *,
        role_arn: str,
        role_session_name: str,
        duration_seconds: int | None = None,
        policy: Document | None = None,
        external_id: str | None = None,
    ) -> models.AssumeRoleOutput:
        """Opens a session of a role. `NoPermission` when the role does not trust the caller; a
        role that trusts only a service can't be assumed by a user.

        Args:
            role_arn: `acs:ram::<account>:role/<name>`. Required.
            role_session_name: 2 to 64 letters, digits, `.`, `@`, `-` and `_`. Required.
            duration_seconds: Seconds, 900 up to the role's own limit; the service takes
                3600 when absent.
            policy: A session policy that narrows the role's permissions, at most 2,048
                characters.
            external_id: The id that the role's trust policy may ask for.

        >>> made = provider.assume_role(
        ...     role_arn="acs:ram::1234567890123456:role/demo", role_session_name="build")
        Traceback (most recent call last):
        rolewright.PermissionDeniedError: ...
        """
        params: dict[str, Any] = {
            "RoleArn": role_arn,
            "RoleSessionName": role_session_name,
            "DurationSeconds": duration_seconds,
            "Policy": policy,
            "ExternalId": external_id,
        }
        answer: models.AssumeRoleOutput = self._call("AssumeRole", params, "sts", "AssumeRoleOutput")
        return answer

    def assume_role_with_oidc(
        self,
        *,
        oidc_provider_arn: str,
        role_arn: str,
        oidc_token: str,
        role_session_name: str,
        duration_seconds: int | None = None,
        policy: Document | None = None,
    ) -> models.AssumeRoleWithOIDCOutput:
        """Opens a session of a role for whoever holds a token of an OpenID Connect provider
        that the role trusts. It needs no key: the token says who calls.
        `AuthenticationFail.` and more when the token is not taken or the role does not
        trust it.

        Args:
            oidc_provider_arn: `acs:ram::<account>:oidc-provider/<name>`. Required.
            role_arn: `acs:ram::<account>:role/<name>`. Required.
            oidc_token: The token as the provider issued it, 4 to 20,000 characters.
                Required.
            role_session_name: 2 to 64 letters, digits, `.`, `@`, `-` and `_`. Required.
            duration_seconds: Seconds, 900 up to the role's own limit; the service takes
                3600 when absent.
            policy: A session policy that narrows the role's permissions, at most 2,048
                characters.

        >>> made = provider.assume_role_with_oidc(
        ...     oidc_provider_arn="acs:ram::1234567890123456:oidc-provider/ci", oidc_token="no token",
        ...     role_arn="acs:ram::1234567890123456:role/demo", role_session_name="build")
        Traceback (most recent call last):
        rolewright.CredentialError: ...
        """
        params: dict[str, Any] = {
            "OIDCProviderArn": oidc_provider_arn,
            "RoleArn": role_arn,
            "OIDCToken": oidc_token,
            "RoleSessionName": role_session_name,
            "DurationSeconds": duration_seconds,
            "Policy": policy,
        }
        answer: models.AssumeRoleWithOIDCOutput = self._call("AssumeRoleWithOIDC", params, "sts", "AssumeRoleWithOIDCOutput")
        return answer

    def assume_role_with_saml(
        self,
        *,
        saml_provider_arn: str,
        role_arn: str,
        saml_assertion: str,
        duration_seconds: int | None = None,
        policy: Document | None = None,
    ) -> models.AssumeRoleWithSAMLOutput:
        """Opens a session of a role for whoever holds an assertion of a SAML provider that the
        role trusts. It needs no key: the assertion says who calls. `AuthenticationFail.`
        and more when the assertion is not taken or the role does not trust it.

        Args:
            saml_provider_arn: `acs:ram::<account>:saml-provider/<name>`. Required.
            role_arn: `acs:ram::<account>:role/<name>`. Required.
            saml_assertion: The assertion in base 64, 4 to 100,000 characters. Required.
            duration_seconds: Seconds, 900 up to the role's own limit; the service takes
                3600 when absent.
            policy: A session policy that narrows the role's permissions, at most 2,048
                characters.

        >>> made = provider.assume_role_with_saml(
        ...     saml_provider_arn="acs:ram::1234567890123456:saml-provider/corp", saml_assertion="PHM+",
        ...     role_arn="acs:ram::1234567890123456:role/demo")
        """
        params: dict[str, Any] = {
            "SAMLProviderArn": saml_provider_arn,
            "RoleArn": role_arn,
            "SAMLAssertion": saml_assertion,
            "DurationSeconds": duration_seconds,
            "Policy": policy,
        }
        answer: models.AssumeRoleWithSAMLOutput = self._call("AssumeRoleWithSAML", params, "sts", "AssumeRoleWithSAMLOutput")
        return answer

    def get_instance(
        self,
        *,
        region_id: str,
        instance_id: str,
    ) -> models.GetInstanceOutput:
        """Reads one instance. `NoPrivilege` without the permission `cr:GetInstance`.

        Args:
            region_id: The region, for example `cn-hangzhou`. Required: it says which
                endpoint is asked.
            instance_id: The service's own id, `cri-...`. Required.

        >>> instance = provider.get_instance(region_id="cn-hangzhou", instance_id="cri-1")
        Traceback (most recent call last):
        rolewright.NotFoundError: ...
        """
        params: dict[str, Any] = {
            "RegionId": region_id,
            "InstanceId": instance_id,
        }
        answer: models.GetInstanceOutput = self._call("GetInstance", params, "instance", "GetInstanceOutput")
        return answer

    def list_instance(
        self,
        *,
        region_id: str,
        instance_status: str | None = None,
        page_no: int | None = None,
        page_size: int | None = None,
    ) -> models.ListInstanceOutput:
        """Lists the instances of one region, a page at a time. `NoPrivilege` without the
        permission `cr:ListInstance`.

        Args:
            region_id: The region, for example `cn-hangzhou`. Required: it says which
                endpoint is asked.
            instance_status: Only those of this status.
            page_no: The page to read, from 1; the service takes 1 when absent.
            page_size: The page's size; the service takes 30 when absent.

        >>> provider.list_instance(region_id="cn-hangzhou").instances
        ()
        """
        params: dict[str, Any] = {
            "RegionId": region_id,
            "InstanceStatus": instance_status,
            "PageNo": page_no,
            "PageSize": page_size,
        }
        answer: models.ListInstanceOutput = self._call("ListInstance", params, "instance", "ListInstanceOutput")
        return answer
