//! Rules that the documentation of Alibaba Cloud does not confirm.

/// An assumed rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AssumedRule {
    /// Id in kebab case; comments in the code refer to it.
    pub id: &'static str,
    /// The rule.
    pub rule: &'static str,
    /// Evidence for and against it.
    pub origin: &'static str,
    /// The call in the evidence of a diagnosis, and what its answer shows, that confirm or refute the
    /// rule; empty if no diagnosis can.
    pub settled_by: &'static str,
}

impl AssumedRule {
    /// Creates a rule that no diagnosis settles.
    #[must_use]
    pub const fn new(id: &'static str, rule: &'static str, origin: &'static str) -> Self {
        Self {
            id,
            rule,
            origin,
            settled_by: "",
        }
    }

    /// Sets the [evidence](Self::settled_by) that confirms or refutes the rule.
    #[must_use]
    pub const fn settled_by(self, settled_by: &'static str) -> Self {
        Self { settled_by, ..self }
    }
}

const fn rule(id: &'static str, rule: &'static str, origin: &'static str) -> AssumedRule {
    AssumedRule::new(id, rule, origin)
}

/// All assumed rules of the policy language and of the catalogue.
pub const ASSUMED: &[AssumedRule] = &[
    rule(
        "undecided-counts-against",
        "a statement that can't be decided counts against the request: a Deny applies, an Allow does \
         not; the decision lists what it depends on",
        "not documented for evaluators that know less than the service; compare `Indeterminate` in \
         XACML 3.0",
    ),
    rule(
        "missing-key",
        "an operator that is not negated does not match a key that the request does not send; for a \
         negated operator the result is undecided by default and configurable",
        "pages on tags, buckets and external ids confirm the first; OSS's example policies contradict \
         each other on the second",
    ),
    rule(
        "condition-key-case",
        "condition keys are case-sensitive",
        "all pages use one spelling; a third party reports that another spelling was accepted but not \
         enforced",
    ),
    rule(
        "operator-case",
        "operators are case-sensitive; an undocumented operator, including `IfExists` and \
         `IpAddressIncludeBorder`, is undecided",
        "the page on conditional operators uses one spelling; third parties report that `IfExists` and \
         `Null` are rejected",
    ),
    rule(
        "condition-values",
        "a value without its operator's documented format can't be compared: decimal numbers, ISO 8601 \
         dates with an offset, lower-case `true` and `false`, IP addresses and CIDR blocks including \
         `/32`; host bits of a block are ignored",
        "the page on policy elements gives the formats; other formats are not documented. Pages of \
         2020 to 2024 forbid `/32`, a field report uses it",
    ),
    rule(
        "no-escaping",
        "`*` and `?` can't be escaped and also match colons and slashes; `${..}` is literal text",
        "slashes are documented, examples agree for colons; escapes and variables are not documented",
    ),
    rule(
        "resource-case",
        "resources are case-sensitive, except role names, also in `acs:PrincipalARN`; whether the \
         letter case of `acs`, the service and the region matters is undecided",
        "not documented; names of buckets and objects are case-sensitive, and ARNs of roles have the \
         name in lower case",
    ),
    rule(
        "empty-region",
        "for RAM, STS, IMS and Resource Management, an empty region and `*` in a request are \
         equivalent; an empty region or account in a policy's resource is otherwise undecided",
        "RAM authorization tables use `*`; outputs and principals have an empty region",
    ),
    rule(
        "oss-region",
        "a resource of OSS with a region other than `*` is undecided",
        "OSS's page on authorization: the region supports only `*`; what another one does is not \
         documented",
    ),
    rule(
        "oss-names",
        "a bucket name has lower-case letters, digits and hyphens, and an object name is not empty and \
         does not start with `/`; an Allow need not cover other names, and a Deny on them applies to \
         nothing",
        "the pages on bucket and object names; that OSS rejects every other name in all operations is \
         not tested",
    ),
    rule(
        "empty-list",
        "an empty list of actions or resources grants nothing in an Allow and is undecided in a Deny",
        "the grammar has lists of one or more; RAM is expected to reject an empty one",
    ),
    rule(
        "version",
        "a statement of a document whose version is not `1` is undecided",
        "`1` is the only documented version; RAM is expected to reject others",
    ),
    rule(
        "federated-action",
        "trust policies are checked for `sts:AssumeRole` in all forms of assuming a role; whether the \
         names of the federated forms match is undecided",
        "all official examples for SAML and OIDC use `sts:AssumeRole`",
    ),
    rule(
        "cross-account",
        "identity policies do not grant access to another account's resources, except roles; only the \
         resource's policy does",
        "documented for buckets on the page on OSS authentication; most services have no cross-account \
         access",
    ),
    rule(
        "principal-arn",
        "`acs:PrincipalARN` defaults to the caller's ARN; for a session, that of its role",
        "official control policies compare it with `acs:ram:*:*:role/..`",
    ),
    rule(
        "principal-wildcards",
        "whether a principal with wildcards, in another letter case or of the form `ACCOUNT@service` \
         matches a caller other than its exact text is undecided; in a bucket policy, so is a principal \
         that is neither an id, an ARN nor `*`",
        "wildcards in principals are not documented for roles; `ACCOUNT@service` is the service acting \
         for that account; OSS documents ids and `*`",
    ),
    rule(
        "access-levels",
        "an action's access level (list, get, create, update, delete) follows the verb in its name",
        "OSS documents no levels, and only some tables of other services were available; their levels \
         match the verbs",
    ),
];
