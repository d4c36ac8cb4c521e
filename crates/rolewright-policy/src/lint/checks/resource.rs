//! Checks on resources: their format, and whether the statement's actions apply to them.

use std::collections::BTreeSet;

use crate::catalogue::{Catalogue, CatalogueAction, CatalogueService};
use crate::lint::check::{Example, LintCheck, Scope};
use crate::lint::document::{Document, Item, Statement};
use crate::lint::edit::without;
use crate::lint::finding::{Draft, Findings, Severity};
use crate::lint::included::covered;
use crate::lint::near::shown;
use crate::lint::page;
use crate::lint::pattern::{is_left_open, is_star, is_whole_service, parts};

use Example::Statements as St;

pub(super) const GOOD: Example = St(
    r#"{"Effect":"Allow","Action":["oss:GetObject","oss:ListObjects"],"Resource":["acs:oss:*:1234567890123456:my-images","acs:oss:*:*:my-images/*"]}"#,
);

pub(super) const CHECKS: &[LintCheck] = &[
    LintCheck {
        id: "invalid-arn",
        severity: Severity::Error,
        scope: Scope::Policies,
        finds: "a resource that is neither `*` nor `acs:service:region:account:id`",
        help: "write all five parts; region and account may be `*`",
        source: page::ELEMENTS,
        bad: St(
            r#"{"Effect":"Allow","Action":"oss:GetObject","Resource":"arn:aws:s3:::my-images/*"}"#,
        ),
        good: GOOD,
        run: invalid_arn,
    },
    LintCheck {
        id: "arn-service-mismatch",
        severity: Severity::Warning,
        scope: Scope::Policies,
        finds: "a statement whose actions and resources belong to different services, so that it has no effect; only for actions whose resource types are known",
        help: "use resources of the actions' service",
        source: page::ELEMENTS,
        bad: St(
            r#"{"Effect":"Allow","Action":"oss:GetObject","Resource":"acs:ecs:*:*:instance/*"}"#,
        ),
        good: GOOD,
        run: service_mismatch,
    },
    LintCheck {
        id: "arn-region-not-allowed",
        severity: Severity::Warning,
        scope: Scope::Policies,
        finds: "a region in a resource of a service without regions (OSS, RAM, STS), or an empty region whose meaning is not documented",
        help: "write `*` for the region",
        source: page::OSS,
        bad: St(
            r#"{"Effect":"Allow","Action":"oss:GetObject","Resource":"acs:oss:cn-hangzhou:*:my-images/*"}"#,
        ),
        good: GOOD,
        run: region,
    },
    LintCheck {
        id: "invalid-account-id",
        severity: Severity::Warning,
        scope: Scope::Policies,
        finds: "an account that is neither a numeric id nor `*` or `system`",
        help: "write the account id, or `*`",
        source: page::ELEMENTS,
        bad: St(
            r#"{"Effect":"Allow","Action":"oss:GetObject","Resource":"acs:oss:*:my-account:my-images/*"}"#,
        ),
        good: GOOD,
        run: account_id,
    },
    LintCheck {
        id: "resource-level-unsupported",
        severity: Severity::Warning,
        scope: Scope::Policies,
        finds: "an action without resource-level permissions with resources other than `*`, so that the statement has no effect on it",
        help: "move it to a statement whose resource is `*`",
        source: "the pages \"RAM authorization\": such an action is listed with \"All Resources\"",
        bad: St(
            r#"{"Effect":"Allow","Action":"cms:QueryMetricList","Resource":"acs:cms:*:*:metric/*"}"#,
        ),
        good: St(r#"{"Effect":"Allow","Action":"cms:QueryMetricList","Resource":"*"}"#),
        run: resource_level,
    },
    LintCheck {
        id: "redundant-resource",
        severity: Severity::Suggestion,
        scope: Scope::Policies,
        finds: "a resource that is listed twice, or that another one of the same list covers",
        help: "remove the narrower one, or the broader one if it grants more than intended",
        source: page::SAVES_SPACE,
        bad: St(
            r#"{"Effect":"Allow","Action":"oss:GetObject","Resource":["acs:oss:*:*:my-images/*","acs:oss:*:*:my-images/a"]}"#,
        ),
        good: GOOD,
        run: redundant_resource,
    },
    LintCheck {
        id: "resource-effectively-star",
        severity: Severity::Suggestion,
        scope: Scope::Policies,
        finds: "a resource pattern that matches everything but is not `*`",
        help: "write `*`, or list the intended resources",
        source: page::ELEMENTS,
        bad: St(r#"{"Effect":"Allow","Action":"oss:GetObject","Resource":"acs:*:*:*:*"}"#),
        good: GOOD,
        run: effectively_star,
    },
];

/// Services whose resources have no region.
const REGIONLESS: [&str; 4] = ["oss", "ram", "sts", "ossvector"];

pub(super) fn resources<'d, 't>(document: &'d Document<'t>) -> impl Iterator<Item = &'d Item<'t>> {
    document.statements.iter().flat_map(|s| &s.resources)
}

fn invalid_arn(document: &Document<'_>, out: &mut Findings) {
    for resource in resources(document) {
        let text = resource.text;
        if text.is_empty() || is_star(text) {
            continue;
        }
        let (why, help) = match parts(text) {
            _ if is_joined(text) => (
                "is several ARNs",
                Some("write each ARN as an item of a list"),
            ),
            _ if text.starts_with("arn:") => (
                "has the format of another cloud",
                Some("write `acs:service:region:account:id`"),
            ),
            None => ("has fewer than five parts", None),
            Some([acs, ..]) if acs != "acs" && !acs.contains(['*', '?']) => {
                ("does not start with `acs`", None)
            }
            Some([_, "", ..]) => ("names no service", None),
            Some([.., ""]) => ("has nothing after the account", None),
            Some(_) => continue,
        };
        let message = format!("the resource {} {why}", shown(text));
        out.push(Draft::new(resource.span, message).maybe_help(help.map(str::to_owned)));
    }
}

/// Whether a text has an ARN after a separator.
fn is_joined(text: &str) -> bool {
    text.match_indices("acs:").any(|(at, _)| {
        let before = text.get(..at).unwrap_or_default().chars().next_back();
        before.is_some_and(|c| c.is_whitespace() || ",;|，；、".contains(c))
    })
}

/// The service codes in resources of an action with this code; none when its resource types are
/// not known.
fn codes_of_resources(code: &str) -> Option<BTreeSet<String>> {
    let service = Catalogue::embedded().service(code)?;
    let forms = service.forms.values().flatten();
    let codes = forms.filter_map(|form| parts(form).map(|[_, code, ..]| code.to_owned()));
    let mut codes: BTreeSet<String> = codes.collect();
    if codes.is_empty() {
        return None;
    }
    codes.insert(code.to_owned());
    if code == "oss" {
        codes.insert("ossvector".to_owned());
    }
    Some(codes)
}

fn service_mismatch(document: &Document<'_>, out: &mut Findings) {
    for statement in &document.statements {
        let code = |action: &Item<'_>| {
            let code = action
                .text
                .split_once(':')
                .map(|(code, _)| code.to_ascii_lowercase());
            code.filter(|code| !code.contains(['*', '?']))
        };
        let codes: Option<BTreeSet<String>> = statement.actions.iter().map(code).collect();
        let Some(codes) = codes.filter(|codes| !codes.is_empty()) else {
            continue;
        };
        // Services use resources of others: official pages have actions of SLB on instances of ECS.
        let expected: Option<Vec<_>> = codes.iter().map(|code| codes_of_resources(code)).collect();
        let Some(expected) = expected else { continue };
        let expected: BTreeSet<String> = expected.into_iter().flatten().collect();
        let named = |resource: &Item<'_>| {
            let [_, service, ..] = parts(resource.text)?;
            (!service.contains(['*', '?'])).then(|| service.to_owned())
        };
        let named: Option<BTreeSet<String>> = statement.resources.iter().map(named).collect();
        if let Some(named) = named
            && !named.is_empty()
            && named.is_disjoint(&expected)
        {
            let list =
                |codes: &BTreeSet<String>| codes.iter().cloned().collect::<Vec<_>>().join(", ");
            let message = format!(
                "the actions belong to {}, but the resources to {}",
                crate::text::excerpt(&list(&codes), 80),
                crate::text::excerpt(&list(&named), 80),
            );
            out.at(statement.place_of("Resource"), message);
        }
    }
}

fn region(document: &Document<'_>, out: &mut Findings) {
    for resource in resources(document) {
        let Some(["acs", service, region, ..]) = parts(resource.text) else {
            continue;
        };
        let message = match region {
            "" if !matches!(service, "ram" | "sts" | "tag") => {
                format!(
                    "the region of {} is empty, which is not documented",
                    shown(resource.text)
                )
            }
            "" => continue,
            _ if is_star(region) || is_left_open(region) => continue,
            _ if REGIONLESS.contains(&service) => {
                format!(
                    "resources of {service} have no region, but this one has {}",
                    shown(region)
                )
            }
            _ => continue,
        };
        out.at(resource.span, message);
    }
}

fn account_id(document: &Document<'_>, out: &mut Findings) {
    for resource in resources(document) {
        let Some(["acs", _, _, account, _]) = parts(resource.text) else {
            continue;
        };
        let digits = account
            .bytes()
            .all(|byte| byte.is_ascii_digit() || b"*?".contains(&byte));
        if account.is_empty() {
            let message = format!(
                "the account of {} is empty, which is not documented",
                shown(resource.text)
            );
            out.at(resource.span, message);
        } else if !digits && account != "system" && !is_left_open(account) {
            out.at(
                resource.span,
                format!("{} is not an account id", shown(account)),
            );
        }
    }
}

/// The known actions that a statement lists without wildcards.
pub(super) fn known<'s>(
    statement: &'s Statement<'_>,
) -> impl Iterator<
    Item = (
        &'s Item<'s>,
        &'static CatalogueService,
        &'static CatalogueAction,
    ),
> {
    let named = statement
        .actions
        .iter()
        .filter(|action| !action.is_pattern());
    named.filter_map(|item| {
        let (service, action) = Catalogue::embedded().action(item.text)?;
        Some((item, service, action))
    })
}

fn resource_level(document: &Document<'_>, out: &mut Findings) {
    for statement in document
        .statements
        .iter()
        .filter(|s| !s.resources.is_empty())
    {
        if statement.is_about_everything() {
            continue;
        }
        for (item, service, action) in known(statement).filter(|(_, _, a)| a.is_on_everything()) {
            let name = service.full_name(action);
            out.at(
                item.span,
                format!(
                    "`{name}` has no resource-level permissions, so these resources never match"
                ),
            );
        }
    }
}

fn redundant_resource(document: &Document<'_>, out: &mut Findings) {
    for statement in document.statements.iter().filter(|_| document.is_small()) {
        let mut known = BTreeSet::new();
        for resource in &statement.resources {
            if !known.insert(resource.text) {
                let message = format!("duplicate resource {}", shown(resource.text));
                out.push(Draft::new(resource.span, message).fix(without(resource)));
            }
        }
        for (resource, by) in covered(&statement.resources, str::to_owned) {
            if resource.text == by.text {
                continue;
            }
            let message = format!(
                "{} is already matched by {}",
                shown(resource.text),
                shown(by.text)
            );
            // A pattern for everything is more likely to be the mistake.
            let fix = without(resource).filter(|_| !is_whole_service(by.text));
            out.push(Draft::new(resource.span, message).fix(fix));
        }
    }
}

fn effectively_star(document: &Document<'_>, out: &mut Findings) {
    for resource in resources(document).filter(|resource| !is_star(resource.text)) {
        let open = |part: &str| is_star(part);
        let whole = match parts(resource.text) {
            Some([acs, rest @ ..]) => (open(acs) || acs == "acs") && rest.into_iter().all(open),
            None => {
                let text = resource.text;
                text.ends_with('*') && "acs:".starts_with(text.trim_end_matches('*'))
            }
        };
        if whole {
            out.at(
                resource.span,
                format!("{} matches everything", shown(resource.text)),
            );
        }
    }
}
