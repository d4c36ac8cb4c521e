//! Checks on condition keys: whether they exist, and whether requests send them.

use crate::catalogue::{Catalogue, is_key};
use crate::evaluate::family;
use crate::lint::check::{Example, LintCheck, Scope};
use crate::lint::document::{Document, Statement, Test};
use crate::lint::edit::quoted;
use crate::lint::finding::{Draft, Findings, Fix, Severity};
use crate::lint::near::shown;
use crate::lint::page;
use crate::lint::pattern::is_star;
use crate::model::{ActionPattern, Effect};

use Example::Statements as St;

const GOOD: Example = St(
    r#"{"Effect":"Allow","Action":"oss:ListObjects","Resource":"acs:oss:*:*:my-images","Condition":{"StringLike":{"oss:Prefix":"docker/*","acs:PrincipalARN":"acs:ram:*:*:role/ci"}}}"#,
);

pub(super) const CHECKS: &[LintCheck] = &[
    LintCheck {
        id: "unknown-condition-key",
        severity: Severity::Warning,
        scope: Scope::Any,
        finds: "an undocumented condition key; keys are case-sensitive",
        help: "check the key in the service's documentation",
        source: page::ELEMENTS,
        bad: St(
            r#"{"Effect":"Allow","Action":"oss:GetObject","Resource":"acs:oss:*:*:my-images/*","Condition":{"Bool":{"acs:RAMMFAPresent":"true"}}}"#,
        ),
        good: GOOD,
        run: unknown_key,
    },
    LintCheck {
        id: "invalid-condition-key-format",
        severity: Severity::Error,
        scope: Scope::Any,
        finds: "a condition key that is not `prefix:name`",
        help: "write the prefix too, for example `acs:SourceIp` or `oss:Prefix`",
        source: page::CHECKS,
        bad: St(
            r#"{"Effect":"Allow","Action":"oss:GetObject","Resource":"acs:oss:*:*:my-images/*","Condition":{"IpAddress":{"SourceIp":"192.0.2.7"}}}"#,
        ),
        good: GOOD,
        run: invalid_format,
    },
    LintCheck {
        id: "service-key-for-other-service",
        severity: Severity::Warning,
        scope: Scope::Policies,
        finds: "a condition key of a service in a statement without actions of that service",
        help: "remove the test, or move it to the statement with that service's actions",
        source: page::OSS,
        bad: St(
            r#"{"Effect":"Allow","Action":"ecs:DescribeInstances","Resource":"*","Condition":{"StringLike":{"oss:Prefix":"docker/*"}}}"#,
        ),
        good: GOOD,
        run: other_service,
    },
    LintCheck {
        id: "key-not-used-by-action",
        severity: Severity::Warning,
        scope: Scope::Policies,
        finds: "a condition key that none of the statement's actions sends, so that the test never matches",
        help: "use a key that the actions send, or split the statement",
        source: page::OSS,
        bad: St(
            r#"{"Effect":"Allow","Action":"oss:GetObject","Resource":"acs:oss:*:*:my-images/*","Condition":{"StringLike":{"oss:Prefix":"docker/*"}}}"#,
        ),
        good: GOOD,
        run: not_sent,
    },
    LintCheck {
        id: "missing-tag-key",
        severity: Severity::Error,
        scope: Scope::Any,
        finds: "a tag condition key without a tag key",
        help: "append a slash and the tag key, for example `acs:ResourceTag/team`",
        source: "pages on tags of ECS, VPC and Container Service",
        bad: St(
            r#"{"Effect":"Allow","Action":"ecs:StopInstance","Resource":"*","Condition":{"StringEquals":{"acs:ResourceTag":"team"}}}"#,
        ),
        good: St(
            r#"{"Effect":"Allow","Action":"ecs:StopInstance","Resource":"*","Condition":{"StringEquals":{"acs:ResourceTag/team":"images"}}}"#,
        ),
        run: missing_tag,
    },
    LintCheck {
        id: "missing-key-risk",
        severity: Severity::Security,
        scope: Scope::Policies,
        finds: "a condition on a key that requests often do not send: a Deny then does not apply, and an Allow grants nothing",
        help: "use an Allow with the opposite condition instead of a Deny, or a key that is always sent",
        source: "pages on tags of ECS and Container Service; field reports on `acs:MFAPresent`, which a call by AccessKey does not send",
        bad: St(
            r#"{"Effect":"Deny","Action":"ecs:*","Resource":"*","Condition":{"Bool":{"acs:MFAPresent":"false"}}}"#,
        ),
        good: St(
            r#"{"Effect":"Allow","Action":"ecs:StopInstance","Resource":"*","Condition":{"Bool":{"acs:MFAPresent":"true"}}}"#,
        ),
        run: missing_key_risk,
    },
    LintCheck {
        id: "principal-arn-letter-case",
        severity: Severity::Suggestion,
        scope: Scope::Any,
        finds: "upper case in a role name in `acs:PrincipalARN`, which holds role names in lower case",
        help: "write the role name in lower case",
        source: "examples of control policies, https://www.alibabacloud.com/help/pt-br/resource-management/resource-directory/user-guide/examples-of-custom-access-control-policies",
        bad: St(
            r#"{"Effect":"Deny","Action":"oss:DeleteBucket","Resource":"*","Condition":{"StringNotLike":{"acs:PrincipalARN":"acs:ram:*:*:role/CI"}}}"#,
        ),
        good: GOOD,
        run: principal_arn_case,
    },
];

/// Keys of trust policies and of session calls. The spelling of the last one is not documented in
/// full.
const OF_TRUST: [&str; 5] = [
    "saml:recipient",
    "oidc:iss",
    "oidc:aud",
    "oidc:sub",
    "sts:ExternalId",
];

/// Key prefixes of other clouds.
const FOREIGN: [&str; 3] = ["aws", "s3", "iam"];

fn is_tag_prefix(key: &str) -> bool {
    let catalogue = Catalogue::embedded();
    let own = catalogue.services.iter().flat_map(|service| {
        let sent = service.actions.iter().flat_map(|action| &action.keys);
        service.keys.keys().chain(sent)
    });
    let mut prefixes = catalogue.keys.keys().chain(own);
    let key = key.trim_end_matches('/');
    prefixes.any(|known| known.strip_suffix('/') == Some(key))
}

fn has_format(key: &str) -> bool {
    let parts = key.split_once(':');
    parts.is_some_and(|(prefix, name)| !prefix.is_empty() && !name.is_empty())
}

fn invalid_format(document: &Document<'_>, out: &mut Findings) {
    for test in document.tests().filter(|test| !has_format(test.key)) {
        let key = test.key;
        let mut known = Catalogue::embedded().keys.keys();
        let meant = known.find(|known| known.split_once(':').is_some_and(|(_, name)| name == key));
        let help = meant.map(|meant| format!("write `{meant}`"));
        let message = format!("the condition key {} has no prefix", shown(key));
        out.push(Draft::new(test.key_span, message).maybe_help(help));
    }
}

fn unknown_key(document: &Document<'_>, out: &mut Findings) {
    let catalogue = Catalogue::embedded();
    for test in document.tests().filter(|test| has_format(test.key)) {
        let key = test.key;
        let known = catalogue.key_type(key).is_some() || OF_TRUST.contains(&key);
        if known || is_tag_prefix(key) {
            continue;
        }
        let (code, _) = key.split_once(':').unwrap_or_default();
        let ours = catalogue
            .service(code)
            .is_some_and(|service| service.complete);
        let judged =
            code.is_empty() || code.eq_ignore_ascii_case("acs") || ours || FOREIGN.contains(&code);
        let of_service = ours.then(|| catalogue.service(code)).flatten();
        let sent = of_service
            .iter()
            .flat_map(|s| s.actions.iter().flat_map(|action| &action.keys));
        let candidates = catalogue.keys.keys().chain(sent).map(String::as_str);
        let near = document.nearest(key, candidates.chain(OF_TRUST));
        if judged || near.is_some() {
            let help = match near {
                Some(meant) => Some(format!("write `{meant}`")),
                None if FOREIGN.contains(&code) => {
                    Some("use a key of Alibaba Cloud; global keys start with `acs:`".into())
                }
                None if key.eq_ignore_ascii_case("acs:RAMMFAPresent") => {
                    Some("write `acs:MFAPresent`".into())
                }
                None => None,
            };
            let message = format!("unknown condition key {}", shown(key));
            out.push(Draft::new(test.key_span, message).maybe_help(help));
        }
    }
}

/// The service codes of a statement's actions; none when a code has a wildcard or the statement
/// uses `NotAction`.
fn codes<'s>(statement: &'s Statement<'_>) -> Option<Vec<&'s str>> {
    let code = |text: &'s str| {
        let (code, _) = text.split_once(':')?;
        (!code.contains(['*', '?'])).then_some(code)
    };
    let codes: Option<Vec<_>> = statement
        .actions
        .iter()
        .map(|action| code(action.text))
        .collect();
    codes.filter(|codes| !codes.is_empty())
}

fn other_service(document: &Document<'_>, out: &mut Findings) {
    for statement in &document.statements {
        let Some(codes) = codes(statement) else {
            continue;
        };
        for test in &statement.tests {
            let Some((code, _)) = test.key.split_once(':') else {
                continue;
            };
            let known = Catalogue::embedded().codes().any(|known| known == code);
            if known
                && !codes
                    .iter()
                    .any(|of_action| of_action.eq_ignore_ascii_case(code))
            {
                let message = format!(
                    "no action of this statement belongs to {code}, so none sends {}",
                    shown(test.key)
                );
                out.at(test.key_span, message);
            }
        }
    }
}

fn not_sent(document: &Document<'_>, out: &mut Findings) {
    let catalogue = Catalogue::embedded();
    for statement in document.statements.iter().filter(|_| document.is_small()) {
        let Some(codes) = codes(statement) else {
            continue;
        };
        for test in &statement.tests {
            let Some((code, _)) = test.key.split_once(':') else {
                continue;
            };
            let Some(service) = catalogue.service(code).filter(|service| service.complete) else {
                continue;
            };
            if service.keys.keys().any(|known| is_key(test.key, known))
                || catalogue.key_type(test.key).is_none()
                || !codes
                    .iter()
                    .any(|of_action| of_action.eq_ignore_ascii_case(code))
            {
                continue;
            }
            let sends = |text: &str| {
                let pattern = ActionPattern::from(text);
                let mut all = catalogue.matching(&pattern);
                all.any(|(_, action)| action.keys.iter().any(|known| is_key(test.key, known)))
            };
            if !statement.actions.iter().any(|action| sends(action.text)) {
                out.at(
                    test.key_span,
                    format!("no action of this statement sends {}", shown(test.key)),
                );
            }
        }
    }
}

fn missing_tag(document: &Document<'_>, out: &mut Findings) {
    for test in document.tests().filter(|test| is_tag_prefix(test.key)) {
        out.at(test.key_span, format!("{} has no tag key", shown(test.key)));
    }
}

/// Services that were observed to send no resource tags.
const TAGLESS: [&str; 3] = ["oss", "rds", "swas"];

fn missing_key_risk(document: &Document<'_>, out: &mut Findings) {
    for statement in &document.statements {
        for test in &statement.tests {
            if let Some(message) = risk(statement, test) {
                out.at(test.key_span, message);
            }
        }
    }
}

fn risk(statement: &Statement<'_>, test: &Test<'_>) -> Option<String> {
    let denies = statement.effect == Some(Effect::Deny);
    let has = |text: &str| test.values.iter().any(|value| value.text == text);
    if denies && test.key == "acs:MFAPresent" && test.operator == "Bool" && has("false") {
        return Some(
            "a call by AccessKey does not send `acs:MFAPresent`, so this does not deny it".into(),
        );
    }
    let of_resource = is_key(test.key, "acs:ResourceTag/");
    let positive = matches!(family(test.operator), Some((_, false)));
    if !(of_resource || is_key(test.key, "acs:RequestTag/")) || !positive {
        return None;
    }
    let codes = statement
        .actions
        .iter()
        .filter_map(|action| Some(action.text.split_once(':')?.0));
    let tagless = codes.into_iter().find(|code| TAGLESS.contains(code));
    if let Some(code) = tagless.filter(|_| of_resource) {
        return Some(format!(
            "{code} was observed not to send {}, so the test never matches",
            shown(test.key)
        ));
    }
    let lists = statement.actions.iter().find(|action| {
        let name = action.text.split_once(':').map(|(_, name)| name);
        name.is_some_and(|name| name.starts_with("List") || name.starts_with("Describe"))
    });
    if let Some(action) = lists {
        return Some(format!(
            "{} sends {} only when the caller filters by that tag",
            shown(action.text),
            shown(test.key)
        ));
    }
    let everything = statement.actions.iter().any(|action| is_star(action.text));
    (denies && everything).then(|| {
        format!(
            "some services do not send {}, so this does not deny their requests",
            shown(test.key)
        )
    })
}

fn principal_arn_case(document: &Document<'_>, out: &mut Findings) {
    for test in document
        .tests()
        .filter(|test| test.key == "acs:PrincipalARN")
    {
        for value in &test.values {
            let Some((before, name)) = value.text.split_once(":role/") else {
                continue;
            };
            if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
                let message = format!(
                    "the role name in {} has upper case letters; the service uses lower case",
                    shown(value.text)
                );
                // For the other operators the letter case changes nothing, or the value is invalid.
                let same = matches!(
                    test.operator,
                    "StringEquals" | "StringNotEquals" | "StringLike" | "StringNotLike"
                );
                let lower = format!("{before}:role/{}", name.to_ascii_lowercase());
                let fix = same.then(|| {
                    Fix::one(
                        "convert the role name to lower case",
                        value.span,
                        quoted(&lower),
                    )
                });
                out.push(Draft::new(value.span, message).fix(fix));
            }
        }
    }
}
