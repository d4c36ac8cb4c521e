//! Rules of the policy language that the Alibaba Cloud documentation does not confirm.

/// A rule that the Alibaba Cloud documentation does not confirm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AssumedRule {
    /// The id in kebab case; comments in the code refer to it.
    pub id: &'static str,
    /// The rule itself.
    pub rule: &'static str,
    /// Evidence for the rule and against it.
    pub origin: &'static str,
}

const fn rule(id: &'static str, rule: &'static str, origin: &'static str) -> AssumedRule {
    AssumedRule { id, rule, origin }
}

/// All assumed rules of the policy language and of the action catalogue.
pub const ASSUMED: &[AssumedRule] = &[
    rule(
        "undecided-counts-against",
        "a statement whose match is inconclusive counts against the request: a Deny counts as a \
         match, an Allow does not; the result lists what it depends on",
        "no documentation covers an evaluator with incomplete information; compare \
         `Indeterminate` in XACML 3.0",
    ),
    rule(
        "missing-key",
        "a non-negated operator is false for a key that the request does not send; the result of \
         a negated operator is inconclusive by default and configurable",
        "the pages on tags, buckets and external ids show the first; OSS's example policies \
         support both readings of the second",
    ),
    rule(
        "condition-key-case",
        "condition key names are case-sensitive",
        "the documentation uses one spelling throughout; a third party reports that another \
         spelling was accepted but not enforced",
    ),
    rule(
        "operator-case",
        "operator names are case-sensitive; an undocumented operator, `IfExists` and \
         `IpAddressIncludeBorder` included, is inconclusive",
        "the page on condition operators uses one spelling; third parties report that `IfExists` \
         and `Null` were refused",
    ),
    rule(
        "condition-values",
        "a value that is not in its operator's documented format is inconclusive; the formats are \
         decimal numbers, ISO 8601 dates with an offset, `true` and `false` in lower case, and \
         addresses and CIDR blocks, `/32` included; host bits of a block are ignored",
        "the page on policy elements gives the formats and defines no others; pages of 2020 to \
         2024 forbid `/32`, a field report uses it",
    ),
    rule(
        "no-escaping",
        "`*` and `?` can't be escaped and match colons and slashes; `${..}` is literal text",
        "slashes are documented; the examples support colons; no page mentions escapes or \
         variables",
    ),
    rule(
        "resource-case",
        "resources are case-sensitive, except role names; role names in `acs:PrincipalARN` are \
         not case-sensitive either",
        "not documented; bucket and object names are case-sensitive, and role ARNs have the name \
         in lower case",
    ),
    rule(
        "empty-region",
        "for RAM, STS, IMS and Resource Management, an empty region in a request equals `*`; an \
         empty region or account in a policy's resource is inconclusive for other services",
        "tables on RAM authorization have `*`, outputs and principals leave it empty",
    ),
    rule(
        "federated-action",
        "trust policies are evaluated with `sts:AssumeRole` for every way to assume a role; \
         whether the federated operations' own names work too is inconclusive",
        "every official example for SAML and OIDC has `sts:AssumeRole`",
    ),
    rule(
        "cross-account",
        "a caller's own policies do not apply to another account's resources, except roles; only \
         the resource's policy can allow access",
        "the page on OSS authentication says so for buckets; most services have no cross-account \
         access",
    ),
    rule(
        "principal-arn",
        "`acs:PrincipalARN` defaults to the caller's ARN; for a session, to the ARN of its role",
        "official control policies compare it with `acs:ram:*:*:role/..`",
    ),
    rule(
        "principal-wildcards",
        "whether a principal with a wildcard, different letter case or `ACCOUNT@service` matches \
         more than the exact principal is inconclusive",
        "no page on roles mentions wildcards in principals; `ACCOUNT@service` is the service \
         acting for that account",
    ),
    rule(
        "access-levels",
        "an action's access level (list, get, create, update, delete) follows the verb in its name",
        "OSS documents no levels; for other services only single tables are available, and their \
         levels match the verbs",
    ),
];
