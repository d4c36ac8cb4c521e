//! Assumed rules: behaviour that no Alibaba Cloud documentation confirms.

pub use rolewright_policy::AssumedRule;

const fn rule(id: &'static str, rule: &'static str, origin: &'static str) -> AssumedRule {
    AssumedRule { id, rule, origin }
}

/// Assumed rules of recipes, the set-up engine and permissions. Those of the policy language are in
/// [`policy::ASSUMED`](crate::policy::ASSUMED).
pub const ASSUMED: &[AssumedRule] = &[
    rule(
        "service-trust",
        "Container Registry assumes its role as the service `cr.aliyuncs.com`, and can't assume \
         one that trusts accounts, users or roles only",
        "older revisions of the reference page replaced the trust in a third step, the revision of \
         Jun 20 2026 creates the role for the service, and the test of the official Terraform \
         provider trusts only the service; not tested with a live account",
    ),
    rule(
        "judged-by-permission",
        "Container Registry checks permissions, not the policy's name: grants of other attached \
         policies count, including those of numbered policies on the same role",
        "RAM evaluates all attached policies; the reference page names one policy and does not \
         mention others",
    ),
    rule(
        "aliases-not-required",
        "four actions on the reference page are granted but not required, since OSS authorises by \
         others: \
         `oss:InitiateMultipartUpload` and `oss:CompleteMultipartUpload` by `oss:PutObject`, \
         `oss:DeleteMultipleObjects` by `oss:DeleteObject`, `oss:GetBucket` by `oss:ListObjects`",
        "the action table of OSS's authorization page; the reference page lists all four",
    ),
    rule(
        "numbered-policies",
        "numbered policies have the name of the first one with `-2`, `-3` and so on, up to 10 custom \
         policies on the role",
        "the reference page names one policy; the limits page of December 2025 says 10, adjustable",
    ),
    rule(
        "version-numbers-tell-order",
        "the version numbers of a policy only increase, so a gap means that another writer created a \
         version",
        "not documented; consistent with the documented examples",
    ),
    rule(
        "default-bucket-role",
        "the default bucket needs the role `AliyunContainerRegistryDefaultRole`, trusted by the \
         service, with the system policy `AliyunContainerRegistryRolePolicy`",
        "third-party Terraform code and a listing in an Alibaba tutorial; no Container Registry \
         documentation",
    ),
    rule(
        "bucket-standard",
        "the bucket must have the storage class `Standard` and be in the instance's region and \
         account",
        "the test of the official Terraform provider; no documentation found",
    ),
    rule(
        "bucket-key",
        "for a bucket that is encrypted with a KMS key, the role needs `kms:GenerateDataKey` and \
         `kms:Decrypt` on `acs:kms:REGION:ACCOUNT:key/ID` in the bucket's region",
        "OSS's page on server-side encryption lists the actions; the resource has the form that \
         other services use",
    ),
    rule(
        "instances-that-count",
        "an instance that is RUNNING, STARTING or PENDING may need the role; the API does not return \
         its bucket",
        "the models of the official Python SDK have no field for the bucket",
    ),
    rule(
        "region-endpoints",
        "undocumented endpoints: RAM has one host for all regions; the hosts of STS, Container Registry \
         and OSS follow the pattern of documented regions; an undocumented VPC endpoint of Container \
         Registry is not used",
        "the official SDKs derive hosts by these patterns for regions that their tables lack; \
         docs/regions.md marks these regions",
    ),
    rule(
        "instance-issue",
        "an instance's issue means what its name says; after `OSS_SERVICE_ROLE_UNAUTHORIZED` \
         Container Registry retries automatically",
        "the models of the official Python SDK list only the names; a comment in the test of the \
         official Terraform provider says that an instance stays PENDING until its creation times out",
    ),
    rule(
        "bucket-policy-principal",
        "a Deny in a bucket policy applies to the role if its principal is `*`, empty, the role's ID \
         or the ARN of all its sessions; for one session, the account, RAM's ARN of the role or \
         another wildcard, the result is inconclusive",
        "OSS's authorization page lists IDs and `*`; third parties use ARNs of sessions",
    ),
    rule(
        "permission-resources",
        "resources of users, groups and instances have the same form as those of roles: \
         `acs:ram:*:<account>:user/<name>`, `acs:cr:<region>:<account>:instance/<id>`; lists need \
         `role/*` and so on, access keys need their user, adding a user to a group needs both, tags \
         need each named resource, and bucket checks need `oss:GetBucketInfo` and \
         `oss:GetBucketPolicy` on the bucket's ARN",
        "the operations' pages give the forms of roles, policies and instances; the others are \
         assumed to be alike",
    ),
    rule(
        "create-role-keys",
        "for `CreateRole`, `ram:TrustedPrincipalTypes` is the principal type in the trust policy \
         (`Service`, `RAM`, `Federated`) and `ram:ServiceNames` the service's name; no other operation \
         sets them",
        "the page of `CreateRole` (March 2026) lists the keys without values; a public Terraform \
         module compares the first with `Service`",
    ),
];
