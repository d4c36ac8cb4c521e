//! Rules that the Alibaba Cloud documentation does not confirm.

pub use rolewright_policy::AssumedRule;

const fn rule(id: &'static str, rule: &'static str, origin: &'static str) -> AssumedRule {
    AssumedRule::new(id, rule, origin)
}

/// All assumed rules of the recipes, the set-up engine and the permissions of calls; those of the
/// policy language are in [`policy::ASSUMED`](crate::policy::ASSUMED).
pub const ASSUMED: &[AssumedRule] = &[
    rule(
        "service-trust",
        "Container Registry assumes its role as the service `cr.aliyuncs.com`; it can't assume a \
         role that trusts only accounts, users or roles",
        "older copies of the reference page replace the trust policy in a third step, the copy of \
         Jun 20 2026 creates the role for the service, and the official Terraform provider's test \
         trusts only the service; not tested against a live account",
    )
    .settled_by(
        "`GetInstance` of a running instance with a custom bucket, and the principals in the \
         document of `GetRole`",
    ),
    rule(
        "judged-by-permission",
        "Container Registry checks permissions, not the policy's name: permissions from other \
         attached policies and from numbered further policies on the same role count",
        "RAM evaluates all attached policies; the reference page names one policy and mentions no \
         others",
    )
    .settled_by(
        "`GetInstance` of a running instance with a custom bucket, although `GetPolicy` is \
         `EntityNotExist.Policy`",
    ),
    rule(
        "aliases-not-required",
        "four actions of the reference policy are granted but not required, because OSS checks \
         other actions: `oss:PutObject` for `oss:InitiateMultipartUpload` and \
         `oss:CompleteMultipartUpload`, `oss:DeleteObject` for `oss:DeleteMultipleObjects`, \
         `oss:ListObjects` for `oss:GetBucket`",
        "the action table of OSS's page on authorization; Container Registry's page lists all four",
    ),
    rule(
        "numbered-policies",
        "a further policy has the reference policy's name with `-2`, `-3` and so on, up to 10 \
         custom policies on the role",
        "the reference page names one policy; the limits page of December 2025 says 10, adjustable",
    ),
    rule(
        "letter-case-of-names",
        "a role or policy whose name differs only in letter case is not the desired one: it is named, \
         and does not count; RAM may refuse to create the desired one beside it",
        "not documented; error messages have role names in lower case, which suggests that RAM takes \
         both for one name",
    )
    .settled_by(
        "`GetRole` with the name in another letter case: whether `Role.RoleName` has the same \
         letters as the parameter",
    ),
    rule(
        "version-numbers-tell-order",
        "a policy's version numbers only increase; a gap in the numbers means another writer",
        "not documented; the documented examples agree",
    ),
    rule(
        "default-bucket-role",
        "the default bucket needs the role `AliyunContainerRegistryDefaultRole`, trusted by the \
         service, with the system policy `AliyunContainerRegistryRolePolicy`",
        "third-party Terraform code and a listing in an Alibaba tutorial; no page of Container \
         Registry",
    )
    .settled_by(
        "`GetInstance` of a running instance with the default bucket, although `GetRole` is \
         `EntityNotExist.Role`",
    ),
    rule(
        "bucket-standard",
        "the bucket must have storage class `Standard` and be in the instance's region and in the \
         same account",
        "the official Terraform provider's test; no available page says so",
    )
    .settled_by(
        "`GetInstance` of a running instance, and `Bucket.StorageClass` and `Bucket.Location` \
         of `GetBucketInfo`",
    ),
    rule(
        "bucket-key",
        "for a bucket encrypted with a KMS key the role needs `kms:GenerateDataKey` and \
         `kms:Decrypt` on `acs:kms:REGION:ACCOUNT:key/ID`, in the bucket's region",
        "OSS's page on server-side encryption names the actions; the resource format is that of \
         other services",
    ),
    rule(
        "instances-that-count",
        "an instance that is RUNNING, STARTING or PENDING may need the role; the API does not \
         return the instance's bucket",
        "the models of the official Python SDK have no bucket field",
    )
    .settled_by(
        "`GetInstance`: whether a field has the bucket",
    ),
    rule(
        "region-endpoints",
        "without a documented endpoint: RAM's single host serves every region; STS, Container \
         Registry and OSS hosts follow the pattern of the documented ones; a VPC endpoint of \
         Container Registry without a source is not used",
        "the official SDKs build hosts the same way for regions missing from their tables; \
         docs/regions.md marks these endpoints",
    )
    .settled_by(
        "`ping`: any answer of the endpoint",
    ),
    rule(
        "instance-issue",
        "an instance issue means what its name says; after `OSS_SERVICE_ROLE_UNAUTHORIZED` \
         Container Registry retries by itself",
        "the models of the official Python SDK have only the names; a comment in the official \
         Terraform provider's test says that an instance stays PENDING until its creation times out",
    )
    .settled_by(
        "`GetInstance`: `InstanceStatus` and `InstanceIssue`, before and after a repair",
    ),
    rule(
        "bucket-policy-principal",
        "a bucket policy's Deny applies to the role when its principal is `*`, empty, the role's id \
         or the ARN of all its sessions; it is inconclusive for one session, the account, the \
         role's RAM ARN, other wildcards and any other form, and so is a policy that is not in the \
         documented form",
        "OSS's page on authorization names ids and `*`; session ARNs appear in third-party policies",
    ),
    rule(
        "attachments-of-groups",
        "`ListPoliciesForRole` lists the attachments to the whole account; a policy that is attached \
         for one resource group is not listed and does not count",
        "a policy can be attached for the account or for one resource group, and the documented reply \
         has no field that tells which",
    ),
    rule(
        "time-of-service",
        "a condition on `acs:CurrentTime` is decided with the `Date` of the latest reply of RAM or STS",
        "the page on policy elements: the time at which the service receives the request; other \
         services are assumed to have the same time",
    ),
    rule(
        "permission-resources",
        "resources of users, groups and instances have the same format as those of roles: \
         `acs:ram:*:<account>:user/<name>`, `acs:cr:<region>:<account>:instance/<id>`; list \
         operations need `role/*` and so on, access key operations the user; adding a user to a \
         group needs both, tagging each named resource; inspecting a bucket needs \
         `oss:GetBucketInfo` and `oss:GetBucketPolicy` on the bucket's ARN",
        "the operation pages give the formats of roles, policies and instances; the others are \
         assumed to match",
    )
    .settled_by(
        "a call that is denied: `AccessDeniedDetail.AuthAction` names the action",
    ),
    rule(
        "create-role-keys",
        "`CreateRole` sends `ram:TrustedPrincipalTypes` with the key of the trust policy's \
         `Principal` (`Service`, `RAM`, `Federated`) and `ram:ServiceNames` with the service's \
         name; no other operation sends them",
        "the page of `CreateRole` (March 2026) lists the keys without values; a public Terraform \
         module compares the first with `Service`",
    ),
];
