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

/// Every assumed rule of the policy language and of the catalogue.
pub const ASSUMED: &[AssumedRule] = &[
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
        "access-levels",
        "an action lists, gets, creates, updates or deletes as its name's verb says",
        "OSS's page has no levels, and of other services only single tables could be read; there the \
         levels fit the verbs",
    ),
];
