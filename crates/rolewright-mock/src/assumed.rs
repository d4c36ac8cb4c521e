//! What no page of Alibaba Cloud confirms and the simulation decides all the same.

use rolewright_core::AssumedRule;

const fn rule(id: &'static str, rule: &'static str, origin: &'static str) -> AssumedRule {
    AssumedRule { id, rule, origin }
}

/// Every assumed rule. A rule that a page confirms is not here.
pub const ASSUMED: &[AssumedRule] = &[
    rule(
        "order-of-checks",
        "of several failing checks the first of this order answers: missing parameters, form of \
         names and values, form of documents, what the call is about, what it is joined with, \
         conflicts, limits",
        "no page gives an order",
    ),
    rule(
        "missing-parameter",
        "a missing parameter is http 400 `MissingParameter.<Name>`",
        "the error page of AssumeRole; the gateway's list says `Missing<Name>`, and RAM's own \
         pages say nothing",
    ),
    rule(
        "empty-is-absent",
        "an empty value, or an empty list, counts as a parameter that was not sent; so a \
         description can't be emptied",
        "descriptions are documented as 1 to 1,024 characters",
    ),
    rule(
        "unreadable-value",
        "a value that is not of its parameter's type is http 400 `InvalidParameter`",
        "the family of the documented codes",
    ),
    rule(
        "unknown-action",
        "an unknown action or service is http 404 `InvalidAction.NotFound`, another version of a \
         known service http 400 `InvalidVersion`",
        "the gateway's error list; its older name is `InvalidApi.NotFound`",
    ),
    rule(
        "names-are-case-sensitive",
        "two names that differ in case are two names, and each is found only as it was written",
        "no page says it; error texts of the service show role names in lower case, which hints \
         at the opposite",
    ),
    rule(
        "role-arn-case",
        "a role's ARN keeps the case of its name; where an ARN is given, the case of the role's \
         name does not count",
        "samples in the documentation keep the case; error texts of the service are in lower case",
    ),
    rule(
        "role-name-characters",
        "a role's name has letters, digits, `.` and `-`, and neither `@` nor `_`",
        "the SDK's model comments; a page of 2017 allows `@`, and service-linked roles have `_`",
    ),
    rule(
        "user-name-characters",
        "a user's name has letters, digits, `.`, `-`, `_` and `@`; mail addresses and phone \
         numbers are not looked at",
        "the error page lists all of them but `@`, which user principal names have",
    ),
    rule(
        "ids",
        "ids of roles, users and groups are made from a count",
        "the service gives long decimal numbers of unknown making",
    ),
    rule(
        "role-principal-name",
        "`RolePrincipalName` has the account's id",
        "the documentation has the id or the account's alias; the simulation knows no alias",
    ),
    rule(
        "session-length-out-of-range",
        "a session length outside 3,600 to 43,200 seconds is http 400 \
         `InvalidParameter.MaxSessionDuration`, or `.NewMaxSessionDuration`",
        "guides by third parties",
    ),
    rule(
        "update-dates",
        "`UpdateDate` starts as `CreateDate`; it moves when a role is updated, and when a policy \
         gets a version, another default version or a description",
        "no page says what moves it",
    ),
    rule(
        "document-grammar",
        "what the strict reader of policy documents refuses, another version than `1` and an \
         empty statement list are `MalformedPolicyDocument`; one statement without its list, \
         unknown keys such as `Sid`, and `NotResource` are taken",
        "the code is documented, the grammar behind it is not in full",
    ),
    rule(
        "malformed-document-status",
        "`MalformedPolicyDocument` is http 400, for UpdateRole too",
        "RAM's error page; a page of Resource Management says 409 for UpdateRole",
    ),
    rule(
        "document-length",
        "a document's length is counted in bytes",
        "one page says characters, another bytes; they differ outside ASCII only",
    ),
    rule(
        "whitespace-counts",
        "every byte of a document counts, white space too",
        "no page says that it is left out",
    ),
    rule(
        "documents-as-sent",
        "documents come back byte for byte as they were sent",
        "sample answers keep the sender's spacing",
    ),
    rule(
        "trust-policy-length",
        "a trust policy has at most as many bytes as a custom policy, 6,144",
        "the code for a longer one is documented, the number is not",
    ),
    rule(
        "trusted-principal-exists",
        "a user or role of the same account that a trust policy names must exist when it is \
         saved, else `MalformedPolicyDocument`; those of other accounts are not looked at",
        "the trust policy page says that it must exist; the code is a guess",
    ),
    rule(
        "trust-conditions",
        "a trust policy is judged with the condition keys `sts:ExternalId`, where it was given, and \
         `acs:CurrentTime`; a statement that can't be judged counts against the caller",
        "the key's spelling is not confirmed",
    ),
    rule(
        "request-context",
        "where policies are judged, a request has the condition keys `acs:CurrentTime`, \
         `acs:SourceIp` (127.0.0.1) and `acs:SecureTransport` (false)",
        "the emulator speaks plain http on loopback",
    ),
    rule(
        "session-tokens",
        "a session's security token carries what the session is, sealed with the account's seed; it \
         ends with its time, and with its role, and a role that is made again is another one",
        "the service's tokens can't be looked into",
    ),
    rule(
        "keys-of-nobody",
        "a session has no access keys of its own: without a user's name it is http 404 \
         `EntityNotExist.User`; another status than `Active` and `Inactive` is http 400 \
         `InvalidParameter.Status`, and a key that the user doesn't have http 404 \
         `EntityNotExist.User.AccessKey`",
        "no page says it; the codes are those of the operations' error pages of 2017",
    ),
    rule(
        "last-use",
        "a key's last use is told to the minute, whatever it was used for; of one that was never \
         used the date is empty, as it is where nobody signs with keys",
        "the SDK's model knows the date alone",
    ),
    rule(
        "no-permission-checks",
        "every caller may do everything, except that a role must trust who opens a session of it",
        "a simulation for set-up, not for authorization",
    ),
    rule(
        "deleted-caller",
        "a caller whose user or role is gone gets http 404 `InvalidAccessKeyId.NotFound`",
        "keys go with their user; the code is the gateway's for an unknown key",
    ),
    rule(
        "session-identity",
        "a session's ARN is `acs:ram::<id>:assumed-role/<role>/<session>` for GetCallerIdentity, \
         and `UserId` is given to users and the account, `RoleId` to sessions",
        "the models have all these fields as optional",
    ),
    rule(
        "session-errors",
        "a session longer than the role's own limit is `InvalidParameter.DurationSeconds`, an \
         external id out of form `InvalidParameter.ExternalId`; a role of another account does \
         not exist",
        "the codes' family; the simulation knows one account",
    ),
    rule(
        "oidc-token-is-read",
        "`AssumeRoleWithOIDC` reads the token's claims and its end and verifies no signature; an \
         identity provider is there when it is one of this account that the role trusts, and the \
         trust policy decides by `oidc:iss`, `oidc:sub` and one of the `oidc:aud`; a refusal is \
         http 401 `AuthenticationFail` and more",
        "identity providers belong to another API; the page on RRSA lists the codes without their \
         statuses",
    ),
    rule(
        "version-numbers-grow",
        "a policy's version numbers only grow, also after versions were deleted",
        "no page says it",
    ),
    rule(
        "oldest-version",
        "the version that makes room is the one of the lowest number that is not in force before \
         the call",
        "the SDK's comment on RotateStrategy says oldest and not default",
    ),
    rule(
        "unknown-rotate-strategy",
        "a RotateStrategy that is not documented is http 400 `InvalidParameter.RotateStrategy`",
        "the codes' family",
    ),
    rule(
        "policy-attached-to-role",
        "deleting a policy that a role has is http 409 `DeleteConflict.Policy.Role`; users are \
         looked at before groups, groups before roles, roles before versions",
        "a page of Resource Management; RAM's own pages name users and groups only",
    ),
    rule(
        "detach-what-is-not-attached",
        "detaching what is not attached is http 404 `EntityNotExist.Role.Policy`, and likewise \
         for users and groups",
        "the official Terraform provider; RAM's pages document it for users and groups only",
    ),
    rule(
        "attachments-of-users-and-groups",
        "as many policies may be attached to a user or a group as to a role",
        "the limits page of 2025 counts for all three; older pages differ",
    ),
    rule(
        "groups-per-user",
        "a user may be in any number of groups",
        "a page of 2021 says 5; today's number was not found",
    ),
    rule(
        "errors-by-analogy",
        "UpdatePolicyDescription, ListEntitiesForPolicy, the description of UpdateRole and the \
         document of CreatePolicyVersion are refused with the codes of their neighbours",
        "their own pages do not list these errors",
    ),
    rule(
        "custom-beside-system",
        "a custom policy may have the name of a system policy",
        "every operation asks for the type beside the name",
    ),
    rule(
        "system-policies",
        "nine system policies exist. The texts of AliyunOSSReadOnlyAccess and \
         AliyunRAMReadOnlyAccess are published; those with full access, \
         AliyunContainerRegistryReadOnlyAccess, AliyunSTSAssumeRoleAccess and all other dates are guessed; \
         AliyunContainerRegistryRolePolicy is shown without statements",
        "their pages in the RAM documentation, where there is one",
    ),
    rule(
        "list-order",
        "lists are sorted by name, custom policies before system policies",
        "no page gives an order",
    ),
    rule(
        "marker-is-a-key",
        "a marker is the name of the last item that was given; any text is taken for one",
        "markers are documented as opaque; an error for a wrong one is not documented",
    ),
    rule(
        "page-size-out-of-range",
        "a page size out of range is http 400 `InvalidParameter.MaxItems`, or `.PageSize`; a page \
         of tags has 100 rows when no size is given",
        "the codes' family",
    ),
    rule(
        "tags-per-resource",
        "a role or policy has at most 20 tags, else http 409 `LimitExceeded.Tag`",
        "the number is that of a call and of a RAM user; the code is a guess",
    ),
    rule(
        "tag-errors",
        "tags, names and keys out of form or number are http 400 `InvalidParameter.Tag`, \
         `.ResourceNames`, `.TagKeys` or `.ResourceType`; every named role or policy must exist, \
         else nothing is changed",
        "the numbers are the SDK's, the codes are guesses",
    ),
    rule(
        "instance-region",
        "`RegionId` says which region's instances of Container Registry are listed and must be \
         there; a region that there is not has none",
        "Container Registry has an endpoint in each region, the simulation one for all; older \
         pages and the official Terraform provider send the parameter, the official SDKs don't",
    ),
    rule(
        "instance-unknown",
        "an instance that is not in the region is http 404 `INSTANCE_NOT_EXIST`",
        "the page of `GetInstance` lists no code for it",
    ),
    rule(
        "instance-paging",
        "a page number or page size of 0 is http 400 `InvalidParameter.PageNo` or `.PageSize`, \
         any larger one is taken; a page behind the last one is empty",
        "the codes' family; no page gives a range",
    ),
    rule(
        "buckets-from-everywhere",
        "a bucket is found whichever region it is asked for in",
        "the page on GetBucketInfo says that any endpoint serves; error pages of OSS say that a \
         bucket must be addressed at its own",
    ),
    rule(
        "put-bucket-again",
        "making a bucket that the account has already succeeds and changes nothing but the access \
         control list, where one is given",
        "older pages of PutBucket",
    ),
    rule(
        "registry-calls",
        "before an instance runs on a custom bucket, Container Registry assumes the role as \
         cr.aliyuncs.com and makes each call that OSS, VPC and CloudMonitor authorise by an action \
         of the page's five groups; it puts settings back as they were, suspends versioning and \
         encrypts with AES256 where nothing was set, and keeps nothing of it when one is refused",
        "the page lists the permissions and what they are for, no page the calls",
    ),
    rule(
        "registry-tries-again",
        "an instance that waits for its bucket is tried again whenever somebody looks at \
         instances; its issue is `OSS_SERVICE_ROLE_UNAUTHORIZED` when a call was refused",
        "by public reports the instance stays PENDING without the role's permissions; no page \
         says how often the service tries",
    ),
    rule(
        "agreement",
        "a change is seen by every call after it",
        "no delay is documented; clouds usually have one",
    ),
];

#[cfg(test)]
mod tests {
    use super::ASSUMED;
    use std::collections::BTreeSet;
    use std::path::Path;

    #[test]
    fn ids_are_unique_and_in_kebab_case() {
        let ids: BTreeSet<_> = ASSUMED.iter().map(|rule| rule.id).collect();
        assert_eq!(ids.len(), ASSUMED.len());
        for id in ids {
            assert!(id.split('-').all(|word| !word.is_empty()), "{id}");
            assert!(
                id.chars().all(|c| c.is_ascii_lowercase() || c == '-'),
                "{id}"
            );
        }
    }

    #[test]
    fn every_rule_is_named_by_the_code_that_decides_it_and_the_code_names_no_other() {
        let mut code = String::new();
        read(
            &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
            &mut code,
        );
        for rule in ASSUMED {
            assert!(
                code.contains(&format!("`{}`", rule.id)),
                "nothing names {}",
                rule.id
            );
        }
        let named = code
            .split("ule `")
            .skip(1)
            .map(|rest| rest.split('`').next().unwrap());
        for id in named {
            assert!(ASSUMED.iter().any(|rule| rule.id == id), "no rule {id}");
        }
    }

    fn read(folder: &Path, code: &mut String) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.ends_with("emulator") {
                // The emulator has a table of its own.
            } else if path.is_dir() {
                read(&path, code);
            } else if path.file_name().unwrap() != "assumed.rs" {
                code.push_str(&std::fs::read_to_string(path).unwrap());
            }
        }
    }
}
