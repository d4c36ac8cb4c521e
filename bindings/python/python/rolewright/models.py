"""What operations answer, and what reports are made of: frozen dataclasses.

Made by `cargo xtask codegen`; change the code it is made from.
"""

from __future__ import annotations

from ._lazy import lazy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .generated.access import (
        AccessChange as AccessChange,
        AccessDiff as AccessDiff,
        AccessException as AccessException,
    )
    from .generated.access_key import (
        AccessKey as AccessKey,
        AccessKeyLastUsed as AccessKeyLastUsed,
        AccessKeys as AccessKeys,
        CreateAccessKeyOutput as CreateAccessKeyOutput,
        GetAccessKeyLastUsedOutput as GetAccessKeyLastUsedOutput,
        ListAccessKeysOutput as ListAccessKeysOutput,
        NewAccessKey as NewAccessKey,
    )
    from .generated.account import (
        AccessKeyPreference as AccessKeyPreference,
        GetAccountAliasOutput as GetAccountAliasOutput,
        GetPasswordPolicyOutput as GetPasswordPolicyOutput,
        GetSecurityPreferenceOutput as GetSecurityPreferenceOutput,
        LoginProfilePreference as LoginProfilePreference,
        MFAPreference as MFAPreference,
        PasswordPolicy as PasswordPolicy,
        PublicKeyPreference as PublicKeyPreference,
        SecurityPreference as SecurityPreference,
        SetPasswordPolicyOutput as SetPasswordPolicyOutput,
        SetSecurityPreferenceOutput as SetSecurityPreferenceOutput,
    )
    from .generated.attachment import (
        AttachedGroup as AttachedGroup,
        AttachedGroups as AttachedGroups,
        AttachedPolicies as AttachedPolicies,
        AttachedPolicy as AttachedPolicy,
        AttachedRole as AttachedRole,
        AttachedRoles as AttachedRoles,
        AttachedUser as AttachedUser,
        AttachedUsers as AttachedUsers,
        ListEntitiesForPolicyOutput as ListEntitiesForPolicyOutput,
        ListPoliciesForGroupOutput as ListPoliciesForGroupOutput,
        ListPoliciesForRoleOutput as ListPoliciesForRoleOutput,
        ListPoliciesForUserOutput as ListPoliciesForUserOutput,
    )
    from .generated.common import (
        DeletionTask as DeletionTask,
        PolicyVersion as PolicyVersion,
        Problem as Problem,
        ProviderInfo as ProviderInfo,
        Role as Role,
        Span as Span,
        StatementRef as StatementRef,
        Tag as Tag,
        TagItem as TagItem,
        Tags as Tags,
        Wait as Wait,
    )
    from .generated.diagnosis import (
        AuthCondition as AuthCondition,
        AuthPrincipal as AuthPrincipal,
        DecodeDiagnosticMessageOutput as DecodeDiagnosticMessageOutput,
        DecodedDiagnosticMessage as DecodedDiagnosticMessage,
        MatchedPolicy as MatchedPolicy,
    )
    from .generated.doctor import (
        ClockReport as ClockReport,
        ConnectionReport as ConnectionReport,
        CredentialSlot as CredentialSlot,
        DoctorCaller as DoctorCaller,
        DoctorReport as DoctorReport,
        EndpointReport as EndpointReport,
        NeededPermission as NeededPermission,
    )
    from .generated.group import (
        CreateGroupOutput as CreateGroupOutput,
        GetGroupOutput as GetGroupOutput,
        Group as Group,
        GroupMember as GroupMember,
        GroupMembers as GroupMembers,
        Groups as Groups,
        ListGroupsForUserOutput as ListGroupsForUserOutput,
        ListGroupsOutput as ListGroupsOutput,
        ListUsersForGroupOutput as ListUsersForGroupOutput,
        UpdateGroupOutput as UpdateGroupOutput,
    )
    from .generated.instance import (
        GetInstanceOutput as GetInstanceOutput,
        Instance as Instance,
        ListInstanceOutput as ListInstanceOutput,
    )
    from .generated.lint import (
        LintEdit as LintEdit,
        LintFinding as LintFinding,
        LintFix as LintFix,
        LintFixed as LintFixed,
    )
    from .generated.login_profile import (
        CreateLoginProfileOutput as CreateLoginProfileOutput,
        GetLoginProfileOutput as GetLoginProfileOutput,
        LoginProfile as LoginProfile,
    )
    from .generated.mfa import (
        CreateVirtualMFADeviceOutput as CreateVirtualMFADeviceOutput,
        GetUserMFAInfoOutput as GetUserMFAInfoOutput,
        ListVirtualMFADevicesOutput as ListVirtualMFADevicesOutput,
        MFADevice as MFADevice,
        MFADeviceUser as MFADeviceUser,
        NewVirtualMFADevice as NewVirtualMFADevice,
        UnbindMFADeviceOutput as UnbindMFADeviceOutput,
        VirtualMFADevice as VirtualMFADevice,
        VirtualMFADevices as VirtualMFADevices,
    )
    from .generated.policy import (
        CreatePolicyOutput as CreatePolicyOutput,
        GetPolicyOutput as GetPolicyOutput,
        ListPoliciesOutput as ListPoliciesOutput,
        Policies as Policies,
        Policy as Policy,
        UpdatePolicyDescriptionOutput as UpdatePolicyDescriptionOutput,
    )
    from .generated.policy_version import (
        CreatePolicyVersionOutput as CreatePolicyVersionOutput,
        GetPolicyVersionOutput as GetPolicyVersionOutput,
        ListPolicyVersionsOutput as ListPolicyVersionsOutput,
        PolicyVersions as PolicyVersions,
    )
    from .generated.report import (
        Call as Call,
        Cause as Cause,
        Change as Change,
        DiffLine as DiffLine,
        DocumentChange as DocumentChange,
        Finding as Finding,
        LivePolicyState as LivePolicyState,
        LiveRole as LiveRole,
        LiveState as LiveState,
        Requirement as Requirement,
        Service as Service,
    )
    from .generated.role import (
        CreateRoleOutput as CreateRoleOutput,
        GetRoleOutput as GetRoleOutput,
        ListRolesOutput as ListRolesOutput,
        RoleSummary as RoleSummary,
        Roles as Roles,
        UpdateRoleOutput as UpdateRoleOutput,
    )
    from .generated.service_linked_role import (
        CreateServiceLinkedRoleOutput as CreateServiceLinkedRoleOutput,
        DeleteServiceLinkedRoleOutput as DeleteServiceLinkedRoleOutput,
        GetServiceLinkedRoleTemplateOutput as GetServiceLinkedRoleTemplateOutput,
        RoleDescription as RoleDescription,
        RoleDescriptions as RoleDescriptions,
        ServiceLinkedRoleTemplate as ServiceLinkedRoleTemplate,
    )
    from .generated.simulation import (
        PolicySimulation as PolicySimulation,
        Traced as Traced,
        Undecided as Undecided,
    )
    from .generated.sts import (
        AssumeRoleOutput as AssumeRoleOutput,
        AssumeRoleWithOIDCOutput as AssumeRoleWithOIDCOutput,
        AssumeRoleWithSAMLOutput as AssumeRoleWithSAMLOutput,
        AssumedRoleUser as AssumedRoleUser,
        CallerIdentity as CallerIdentity,
        Credentials as Credentials,
        OIDCTokenInfo as OIDCTokenInfo,
        SAMLAssertionInfo as SAMLAssertionInfo,
    )
    from .generated.tag import (
        ListTagResourcesOutput as ListTagResourcesOutput,
        TagResource as TagResource,
    )
    from .generated.user import (
        CreateUserOutput as CreateUserOutput,
        GetUserOutput as GetUserOutput,
        ListUsersOutput as ListUsersOutput,
        UpdateUserOutput as UpdateUserOutput,
        User as User,
        Users as Users,
    )
    from ._model import Secret as Secret

_NAMES = {
    "generated.access": "AccessChange AccessDiff AccessException",
    "generated.access_key": "AccessKey AccessKeyLastUsed AccessKeys CreateAccessKeyOutput GetAccessKeyLastUsedOutput ListAccessKeysOutput NewAccessKey",
    "generated.account": "AccessKeyPreference GetAccountAliasOutput GetPasswordPolicyOutput GetSecurityPreferenceOutput LoginProfilePreference MFAPreference PasswordPolicy PublicKeyPreference SecurityPreference SetPasswordPolicyOutput SetSecurityPreferenceOutput",
    "generated.attachment": "AttachedGroup AttachedGroups AttachedPolicies AttachedPolicy AttachedRole AttachedRoles AttachedUser AttachedUsers ListEntitiesForPolicyOutput ListPoliciesForGroupOutput ListPoliciesForRoleOutput ListPoliciesForUserOutput",
    "generated.common": "DeletionTask PolicyVersion Problem ProviderInfo Role Span StatementRef Tag TagItem Tags Wait",
    "generated.diagnosis": "AuthCondition AuthPrincipal DecodeDiagnosticMessageOutput DecodedDiagnosticMessage MatchedPolicy",
    "generated.doctor": "ClockReport ConnectionReport CredentialSlot DoctorCaller DoctorReport EndpointReport NeededPermission",
    "generated.group": "CreateGroupOutput GetGroupOutput Group GroupMember GroupMembers Groups ListGroupsForUserOutput ListGroupsOutput ListUsersForGroupOutput UpdateGroupOutput",
    "generated.instance": "GetInstanceOutput Instance ListInstanceOutput",
    "generated.lint": "LintEdit LintFinding LintFix LintFixed",
    "generated.login_profile": "CreateLoginProfileOutput GetLoginProfileOutput LoginProfile",
    "generated.mfa": "CreateVirtualMFADeviceOutput GetUserMFAInfoOutput ListVirtualMFADevicesOutput MFADevice MFADeviceUser NewVirtualMFADevice UnbindMFADeviceOutput VirtualMFADevice VirtualMFADevices",
    "generated.policy": "CreatePolicyOutput GetPolicyOutput ListPoliciesOutput Policies Policy UpdatePolicyDescriptionOutput",
    "generated.policy_version": "CreatePolicyVersionOutput GetPolicyVersionOutput ListPolicyVersionsOutput PolicyVersions",
    "generated.report": "Call Cause Change DiffLine DocumentChange Finding LivePolicyState LiveRole LiveState Requirement Service",
    "generated.role": "CreateRoleOutput GetRoleOutput ListRolesOutput RoleSummary Roles UpdateRoleOutput",
    "generated.service_linked_role": "CreateServiceLinkedRoleOutput DeleteServiceLinkedRoleOutput GetServiceLinkedRoleTemplateOutput RoleDescription RoleDescriptions ServiceLinkedRoleTemplate",
    "generated.simulation": "PolicySimulation Traced Undecided",
    "generated.sts": "AssumeRoleOutput AssumeRoleWithOIDCOutput AssumeRoleWithSAMLOutput AssumedRoleUser CallerIdentity Credentials OIDCTokenInfo SAMLAssertionInfo",
    "generated.tag": "ListTagResourcesOutput TagResource",
    "generated.user": "CreateUserOutput GetUserOutput ListUsersOutput UpdateUserOutput User Users",
    "_model": "Secret",
}

__getattr__, __dir__ = lazy(__name__, "rolewright", _NAMES)
