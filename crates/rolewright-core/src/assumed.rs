//! What no page of Alibaba Cloud confirms and is decided here all the same.

pub use rolewright_policy::AssumedRule;

const fn rule(id: &'static str, rule: &'static str, origin: &'static str) -> AssumedRule {
    AssumedRule { id, rule, origin }
}

/// Every assumed rule of the recipes, the set-up machine and what calls need; those of the policy
/// language are [`policy::ASSUMED`](crate::policy::ASSUMED).
pub const ASSUMED: &[AssumedRule] = &[
    rule(
        "service-trust",
        "Container Registry assumes its role as the service `cr.aliyuncs.com`, and can't assume \
         one that trusts accounts, users or roles only",
        "the page's older copies replaced the trust in a third step, its copy of Jun 20 2026 makes \
         the role for the service, and the official Terraform provider's test trusts it alone; no \
         live account was tried",
    ),
    rule(
        "judged-by-permission",
        "Container Registry asks for permissions and not for the policy's name: what another \
         attached policy grants counts, and so do numbered further policies on the same role",
        "RAM decides over all policies that are attached; the page names one policy, and says \
         nothing about others",
    ),
    rule(
        "aliases-not-required",
        "four names on the page are granted and not required, since OSS authorises by others: \
         `oss:InitiateMultipartUpload` and `oss:CompleteMultipartUpload` by `oss:PutObject`, \
         `oss:DeleteMultipleObjects` by `oss:DeleteObject`, `oss:GetBucket` by `oss:ListObjects`",
        "the action table of OSS's page on authorization; the page of Container Registry lists them",
    ),
    rule(
        "numbered-policies",
        "a further policy is named as the page's with `-2`, `-3` and so on, up to 10 custom \
         policies on the role",
        "the page names one policy; the limits page of December 2025 says 10, and calls it \
         adjustable",
    ),
    rule(
        "version-numbers-tell-order",
        "a policy's version numbers only grow, so that a number that is not the next one shows \
         another writer",
        "no page says it; the documented examples fit",
    ),
    rule(
        "default-bucket-role",
        "the default bucket needs the role `AliyunContainerRegistryDefaultRole`, trusted by the \
         service, with the system policy `AliyunContainerRegistryRolePolicy`",
        "Terraform code of third parties, and a listing of an Alibaba tutorial; no page of \
         Container Registry",
    ),
    rule(
        "bucket-standard",
        "the bucket has to be of storage class `Standard`, in the instance's region and of the \
         same account",
        "the official Terraform provider's test; no page that could be read says it",
    ),
    rule(
        "bucket-key",
        "a bucket that a KMS key encrypts needs `kms:GenerateDataKey` and `kms:Decrypt` on \
         `acs:kms:REGION:ACCOUNT:key/ID` for the role, in the bucket's region",
        "OSS's page on server-side encryption names the actions; the form of the resource is that \
         of other services",
    ),
    rule(
        "instances-that-count",
        "an instance that is RUNNING, STARTING or PENDING may need the role; the API does not say \
         which bucket it uses",
        "the models of the official Python SDK know no bucket",
    ),
    rule(
        "region-endpoints",
        "where no page names an endpoint: RAM's one host serves every region, and STS, Container \
         Registry and OSS have theirs by the rule of the others; a VPC endpoint of Container Registry \
         that no source names is not used",
        "the official SDKs make hosts by these rules for regions that their tables lack; docs/regions.md \
         marks which",
    ),
    rule(
        "instance-issue",
        "what an instance's issue means is what its name says; after `OSS_SERVICE_ROLE_UNAUTHORIZED` \
         Container Registry tries again by itself",
        "the models of the official Python SDK have the names alone, and a comment in the official \
         Terraform provider's test says that an instance stays PENDING until its creation times out",
    ),
    rule(
        "bucket-policy-principal",
        "a Deny of a bucket policy is about the role when its principal is `*`, empty, the role's \
         id or the ARN of all its sessions; about one session, the account, RAM's own ARN of the \
         role or another wildcard it can't be told",
        "OSS's page on authorization names ids and `*`; ARNs of sessions are seen with third parties",
    ),
    rule(
        "permission-resources",
        "users, groups and instances stand in policies as roles do: `acs:ram:*:<account>:user/<name>`, \
         `acs:cr:<region>:<account>:instance/<id>`; lists need `role/*` and so on, keys their user; \
         joining a group needs user and group, tags each resource that is named, and looks at a \
         bucket `oss:GetBucketInfo` and `oss:GetBucketPolicy` on the bucket's ARN",
        "the pages of single operations give the forms of roles, policies and instances; for the \
         others the same form is taken",
    ),
    rule(
        "create-role-keys",
        "`CreateRole` sends `ram:TrustedPrincipalTypes` as the key in the trust policy's \
         `Principal` (`Service`, `RAM`, `Federated`) and `ram:ServiceNames` as the service's name, \
         and no other operation sends them",
        "the page of `CreateRole` (March 2026) lists the keys without their values; a public \
         Terraform module compares the first with `Service`",
    ),
];
