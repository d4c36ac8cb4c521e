//! What no page of Alibaba Cloud confirms and is decided here all the same.

/// One such decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AssumedRule {
    /// A short name in kebab case; the code that decides it names it too.
    pub id: &'static str,
    /// What is decided.
    pub rule: &'static str,
    /// Where it comes from, and what speaks against it.
    pub origin: &'static str,
}

const fn rule(id: &'static str, rule: &'static str, origin: &'static str) -> AssumedRule {
    AssumedRule { id, rule, origin }
}

/// Every assumed rule of the recipes and the set-up machine.
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
        "bucket-policy-principal",
        "a Deny of a bucket policy is about the role when its principal is `*`, empty, the role's \
         id or the ARN of all its sessions; about one session, the account, RAM's own ARN of the \
         role or another wildcard it can't be told",
        "OSS's page on authorization names ids and `*`; ARNs of sessions are seen with third parties",
    ),
];
