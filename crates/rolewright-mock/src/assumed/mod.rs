//! Rules of the simulation that the Alibaba Cloud documentation does not confirm.

#[cfg(test)]
mod tests;

use rolewright_core::AssumedRule;

const fn rule(id: &'static str, rule: &'static str, origin: &'static str) -> AssumedRule {
    AssumedRule::new(id, rule, origin)
}

/// All assumed rules of the simulated services. Documented rules are not listed.
pub const ASSUMED: &[AssumedRule] = &[
    rule(
        "order-of-checks",
        "when several checks fail, the first in this order gives the error: missing parameters, \
         format of names and values, format of documents, the object of the call, related \
         objects, conflicts, limits",
        "no order is documented",
    ),
    rule(
        "missing-parameter",
        "a missing parameter returns http 400 `MissingParameter.<Name>`",
        "the error page of AssumeRole; the gateway's error list has `Missing<Name>`, RAM's own \
         pages have neither",
    ),
    rule(
        "empty-is-absent",
        "an empty value or an empty list counts as a parameter that is not set, but for the \
         texts that an update clears",
        "descriptions are documented as 1 to 1,024 characters",
    ),
    rule(
        "unreadable-value",
        "a value of the wrong type returns http 400 `InvalidParameter`",
        "by analogy with the documented codes",
    ),
    rule(
        "unknown-action",
        "an unknown action or service returns http 404 `InvalidAction.NotFound`, an unknown version \
         of a known service http 400 `InvalidVersion`",
        "the gateway's error list; the older name is `InvalidApi.NotFound`",
    ),
    rule(
        "names-are-case-sensitive",
        "names are case-sensitive: names that differ only in case are different names",
        "not documented; error messages of the service have role names in lower case, which \
         suggests the opposite",
    )
    .settled_by(
        "`GetRole` with the name in another letter case: the status",
    ),
    rule(
        "role-arn-case",
        "a role's ARN keeps the case of the role's name; in an ARN that a call passes, the case of \
         the role's name is ignored",
        "documentation samples keep the case; error messages of the service are in lower case",
    )
    .settled_by(
        "`GetRole`: whether the name in `Role.Arn` is `Role.RoleName`, or only has the same \
         letters",
    ),
    rule(
        "role-name-characters",
        "a role name consists of letters, digits, `.` and `-`; `@` and `_` are not allowed",
        "the SDK's model comments; a page of 2017 allows `@`, and service-linked roles have `_`",
    ),
    rule(
        "user-name-characters",
        "a user name consists of letters, digits, `.`, `-`, `_` and `@`; mail addresses and phone \
         numbers are not validated",
        "the error page lists all of these except `@`, which user principal names contain",
    ),
    rule(
        "ids",
        "ids of roles, users and groups come from a counter",
        "the service returns long decimal numbers of an undocumented scheme",
    )
    .settled_by(
        "`GetRole`: form and length of `Role.RoleId`",
    ),
    rule(
        "role-principal-name",
        "`RolePrincipalName` contains the account id",
        "documented with the account id or the account alias; aliases are not simulated",
    )
    .settled_by(
        "`GetRole`: the parts of `Role.RolePrincipalName`",
    ),
    rule(
        "session-length-out-of-range",
        "a maximum session duration outside 3,600 to 43,200 seconds returns http 400 \
         `InvalidParameter.MaxSessionDuration` or `.NewMaxSessionDuration`",
        "third-party guides",
    ),
    rule(
        "update-dates",
        "`UpdateDate` starts equal to `CreateDate`; it changes when a role is updated, and when a \
         policy gets a new version, default version or description",
        "not documented",
    )
    .settled_by(
        "`GetRole` of a role that was never updated: whether `Role.CreateDate` and \
         `Role.UpdateDate` are one value",
    ),
    rule(
        "document-grammar",
        "a document that the strict policy parser rejects, a version other than `1` or an empty \
         statement list returns `MalformedPolicyDocument`; a single statement outside a list, \
         unknown keys such as `Sid`, and `NotResource` are accepted",
        "the code is documented, the full grammar is not",
    ),
    rule(
        "malformed-document-status",
        "`MalformedPolicyDocument` has status 400, also for UpdateRole",
        "RAM's error page; a page of Resource Management says 409 for UpdateRole",
    ),
    rule(
        "document-length",
        "the length of a document is its length in bytes",
        "one page says characters, another bytes; they differ only outside ASCII",
    ),
    rule(
        "whitespace-counts",
        "white space counts toward the length of a document",
        "no exception is documented",
    ),
    rule(
        "documents-as-sent",
        "documents are returned byte for byte as they were sent",
        "sample responses keep the sender's white space",
    )
    .settled_by(
        "`GetPolicy` of a document that was written with white space: length and white space",
    ),
    rule(
        "trust-policy-length",
        "a trust policy has the same size limit as a custom policy, 6,144 bytes",
        "the error code is documented, the limit is not",
    ),
    rule(
        "trusted-principal-exists",
        "a user or role of the same account named in a trust policy must exist when the policy is \
         saved, otherwise `MalformedPolicyDocument`; principals of other accounts are not checked",
        "the trust policy page says that it must exist; the code is a guess",
    ),
    rule(
        "trust-conditions",
        "a trust policy is evaluated with the condition keys `sts:ExternalId`, if set, and \
         `acs:CurrentTime`; an inconclusive statement counts against the caller",
        "the spelling of the key is not confirmed",
    ),
    rule(
        "request-context",
        "policies are evaluated with the condition keys `acs:CurrentTime`, `acs:SourceIp` \
         (127.0.0.1) and `acs:SecureTransport` (whether the emulator serves TLS)",
        "the emulator listens on loopback",
    ),
    rule(
        "session-tokens",
        "a security token contains its session, authenticated with the account's seed; it expires \
         after the session duration or when the role is deleted, and is not valid for a new role of \
         the same name",
        "the service's tokens are opaque",
    ),
    rule(
        "keys-of-sessions",
        "a session has no access keys: without `UserName` its access key calls return http 404 \
         `EntityNotExist.User`; a status other than `Active` or `Inactive` returns http 400 \
         `InvalidParameter.Status`, a key that the user does not have http 404 \
         `EntityNotExist.User.AccessKey`",
        "not documented; the codes are from the error pages of these operations of 2017",
    ),
    rule(
        "last-use",
        "the last use of a key is recorded to the minute, for any service; the date is empty for \
         an unused key, and for providers without signed requests",
        "the SDK's model has only the date",
    ),
    rule(
        "no-permission-checks",
        "every caller may do everything, except open a session of a role that does not trust it",
        "the simulation is for set-up, not for authorization",
    ),
    rule(
        "deleted-caller",
        "a caller whose user or role was deleted gets http 404 `InvalidAccessKeyId.NotFound`",
        "keys are deleted with their user; the code is the gateway's for an unknown key",
    )
    .settled_by(
        "`GetCallerIdentity` with the key of a deleted user: status and code",
    ),
    rule(
        "session-identity",
        "GetCallerIdentity returns `acs:ram::<id>:assumed-role/<role>/<session>` as the ARN of a \
         session; `UserId` is set for users and the account, `RoleId` for sessions",
        "all these fields are optional in the models",
    )
    .settled_by(
        "`GetCallerIdentity` with the credentials of a session: the parts of `Arn`, and the \
         fields",
    ),
    rule(
        "session-errors",
        "a session longer than the role's maximum returns `InvalidParameter.DurationSeconds`, a \
         malformed external id `InvalidParameter.ExternalId`; a role of an unknown account does \
         not exist",
        "by analogy with the documented codes; an unknown account has no code of its own",
    ),
    rule(
        "oidc-token-is-read",
        "`AssumeRoleWithOIDC` reads the token's claims and expiry without verifying its signature; \
         an identity provider exists if it belongs to this account and the role trusts it; the trust \
         policy is evaluated with `oidc:iss`, `oidc:sub` and one `oidc:aud` at a time; refusals are http 401 \
         `AuthenticationFail` with a suffix",
        "identity providers belong to another API; the page on RRSA lists the codes without their \
         statuses",
    ),
    rule(
        "version-numbers-grow",
        "a policy's version numbers only increase, even after versions were deleted",
        "not documented",
    ),
    rule(
        "oldest-version",
        "rotation deletes the lowest-numbered version that was not the default version before the \
         call",
        "the SDK's comment on RotateStrategy says oldest and not default",
    ),
    rule(
        "unknown-rotate-strategy",
        "an undocumented RotateStrategy returns http 400 `InvalidParameter.RotateStrategy`",
        "by analogy with the documented codes",
    ),
    rule(
        "policy-attached-to-role",
        "deleting a policy attached to a role returns http 409 `DeleteConflict.Policy.Role`; \
         conflicts are checked in the order users, groups, roles, versions",
        "a page of Resource Management; RAM's own pages name only users and groups",
    ),
    rule(
        "detach-what-is-not-attached",
        "detaching a policy that is not attached returns http 404 `EntityNotExist.Role.Policy`, and \
         likewise for users and groups",
        "the official Terraform provider; RAM's pages document it only for users and groups",
    ),
    rule(
        "attachments-of-users-and-groups",
        "a user or a group has the same attachment limits as a role",
        "the limits page of 2025 applies to all three; older pages differ",
    ),
    rule(
        "groups-per-user",
        "a user may be in any number of groups",
        "a page of 2021 says 5; no current limit was found",
    ),
    rule(
        "errors-by-analogy",
        "UpdatePolicyDescription, ListEntitiesForPolicy, the description of UpdateRole and the \
         document of CreatePolicyVersion return the error codes of related operations",
        "their own pages do not list these errors",
    ),
    rule(
        "custom-beside-system",
        "a custom policy may have the same name as a system policy",
        "every operation takes the policy type with the name",
    ),
    rule(
        "system-policies",
        "ten system policies and those of known service roles exist. The documents of AliyunOSSReadOnlyAccess and \
         AliyunRAMReadOnlyAccess are published; the full-access policies, \
         AliyunContainerRegistryReadOnlyAccess, AliyunSTSAssumeRoleAccess and all other dates are \
         guesses; AliyunContainerRegistryRolePolicy and \
         those of service roles have no statements here",
        "their pages in the RAM documentation, if any",
    ),
    rule(
        "list-order",
        "lists are sorted by name, custom policies before system policies",
        "no order is documented",
    ),
    rule(
        "marker-is-a-key",
        "a marker is the name of the last item returned; any text is accepted as a marker",
        "markers are documented as opaque; no error for an invalid marker is documented",
    ),
    rule(
        "page-size-out-of-range",
        "a page size out of range returns http 400 `InvalidParameter.MaxItems` or `.PageSize`; the \
         default page size of tags is 100",
        "by analogy with the documented codes",
    ),
    rule(
        "tags-per-resource",
        "a role or policy has at most 20 tags; more return http 409 `LimitExceeded.Tag`",
        "the number is the limit of one call and of a RAM user; the code is a guess",
    ),
    rule(
        "tag-errors",
        "an invalid format or number of tags, names or keys returns http 400 \
         `InvalidParameter.Tag`, `.ResourceNames`, `.TagKeys` or `.ResourceType`; all named roles or \
         policies must exist, otherwise nothing changes",
        "the numbers are the SDK's, the codes are guesses",
    ),
    rule(
        "instance-region",
        "`RegionId` selects the region of Container Registry instances and is required; an unknown \
         region has no instances",
        "Container Registry has an endpoint in each region, the simulation has one for all; older \
         pages and the official Terraform provider send the parameter, the official SDKs don't",
    ),
    rule(
        "instance-unknown",
        "an instance that is not in the region returns http 200 with the code `INSTANCE_NOT_EXIST`",
        "no page lists a code; the official Terraform provider reads it there",
    )
    .settled_by(
        "`GetInstance` of an instance that doesn't exist: status and code",
    ),
    rule(
        "instance-paging",
        "a page number or page size of 0 returns http 400 `InvalidParameter.PageNo` or `.PageSize`, \
         any larger number is accepted; a page after the last one is empty",
        "by analogy with the documented codes; no range is documented",
    ),
    rule(
        "buckets-from-everywhere",
        "only GetBucketInfo and GetBucketLocation find a bucket from any region's endpoint",
        "the page on GetBucketInfo says that any endpoint works; OSS's error pages require the \
         bucket's own endpoint",
    )
    .settled_by(
        "`GetBucketInfo` at the endpoint of another region than `Bucket.Location`: the status",
    ),
    rule(
        "put-bucket-again",
        "PutBucket on a bucket that the account already owns succeeds and changes only the access \
         control list, if one is set",
        "older pages of PutBucket",
    ),
    rule(
        "registry-calls",
        "before an instance runs on a custom bucket, Container Registry assumes the role as \
         cr.aliyuncs.com and makes each call that OSS, VPC and CloudMonitor authorize with an action \
         of the reference policy's five groups; it writes settings back unchanged, and leaves \
         none where none are set; if any call is refused, all changes are discarded",
        "the reference page lists the permissions and their purpose, not the calls; a test of the \
         official Terraform provider expects that the bucket is unchanged",
    ),
    rule(
        "registry-tries-again",
        "Container Registry retries a pending instance each time instances are read; the instance's \
         issue is `OSS_SERVICE_ROLE_UNAUTHORIZED` if a call was denied",
        "public reports say that the instance stays PENDING without the role's permissions; no \
         page gives a retry interval",
    )
    .settled_by(
        "`GetInstance` of an instance that was pending, after a repair: `InstanceStatus` and \
         `InstanceIssue`",
    ),
    rule(
        "agreement",
        "every call sees all changes of the calls before it",
        "no delay is documented; most clouds have one",
    ),
    rule(
        "default-resource-group",
        "the default resource group has the id `rg-default-id` and always exists; any other group \
         must be set up first",
        "OSS shows this id for buckets of the default group; what RAM accepts is not documented",
    )
    .settled_by(
        "`GetBucketInfo`: whether `Bucket.ResourceGroupId` is `rg-default-id`",
    ),
    rule(
        "attachments-in-a-resource-group",
        "an attachment in a resource group is separate from one in the account: it is detached \
         with its group, and `ListPoliciesForRole`, its counterparts and `ListEntitiesForPolicy` \
         list only attachments in the account",
        "not documented; otherwise a policy that grants in one group would seem to grant \
         everywhere",
    ),
    rule(
        "resources-in-a-group",
        "a policy attached in a resource group grants only on the account's own buckets in that \
         group and their objects; RAM objects, instances and lists are in no group",
        "not documented for each service; the safer choice",
    ),
];
