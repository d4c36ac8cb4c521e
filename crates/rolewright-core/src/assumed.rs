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

/// Every assumed rule of the recipes, the set-up machine and the evaluator.
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
        "undecided-counts-against",
        "a statement of which it can't be told whether it fits counts against the request: a Deny \
         as fitting, an Allow as not; the answer says what it depends on",
        "no page says what an evaluator does that knows less than the service; compare \
         `Indeterminate` in XACML 3.0",
    ),
    rule(
        "missing-key",
        "an operator that is not negated does not hold for a key that the request does not send; \
         whether a negated one does can't be told, and can be switched",
        "pages on tags, buckets and external ids show the first; for the second OSS's example \
         policies speak for either",
    ),
    rule(
        "condition-key-case",
        "names of condition keys are compared letter by letter",
        "all pages write them in one way; a third party saw another spelling taken and not enforced",
    ),
    rule(
        "operator-case",
        "names of operators are compared letter by letter; what a page does not list, `IfExists` and \
         `IpAddressIncludeBorder` included, can't be decided",
        "the page on conditional operators lists them in one way; third parties saw `IfExists` and \
         `Null` refused",
    ),
    rule(
        "condition-values",
        "a value that has not its operator's documented form can't be compared: numbers in decimal, \
         dates in ISO 8601 with an offset, `true` and `false` in lower case, addresses and CIDR \
         blocks, `/32` included; host bits of a block don't count",
        "the page on policy elements gives the forms; what others mean stands nowhere. Pages of 2020 \
         to 2024 forbid `/32`, a field report uses it",
    ),
    rule(
        "no-escaping",
        "`*` and `?` can't be escaped, they cross colons and slashes, and `${..}` is text",
        "slashes are documented; for colons the examples fit, and no page knows escapes or variables",
    ),
    rule(
        "resource-case",
        "letter case counts in resources, and not in names of roles, in `acs:PrincipalARN` neither",
        "no page says it; names of buckets and objects are case-sensitive, and ARNs of roles carry \
         the name in lower case",
    ),
    rule(
        "empty-region",
        "for RAM, STS, IMS and Resource Management an empty region and `*` in a request mean the \
         same; what an empty region or account in a policy's resource means elsewhere can't be told",
        "tables on RAM authorization write `*`, outputs and principals have it empty",
    ),
    rule(
        "federated-action",
        "all forms of assuming a role are judged as `sts:AssumeRole` in trust policies; whether the \
         federated forms' own names would do can't be told",
        "every official example for SAML and OIDC has `sts:AssumeRole`",
    ),
    rule(
        "cross-account",
        "policies of a caller's own account say nothing about another account's resources, those \
         that are roles excepted: there the resource's policy alone allows",
        "the page on OSS authentication says it of buckets; most services don't work across accounts",
    ),
    rule(
        "principal-arn",
        "`acs:PrincipalARN` is the caller's ARN, that of its role for a session, when the request \
         does not say otherwise",
        "official control policies compare it with `acs:ram:*:*:role/..`",
    ),
    rule(
        "principal-wildcards",
        "whether wildcards, letter case or `ACCOUNT@service` let somebody else in than the very \
         principal they name can't be told",
        "no page on roles knows wildcards in principals; `ACCOUNT@service` is the service acting for \
         that account",
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
    rule(
        "access-levels",
        "an action lists, gets, creates, updates or deletes as its name's verb says",
        "OSS's page has no levels, and of other services only single tables could be read; there the \
         levels fit the verbs",
    ),
];
