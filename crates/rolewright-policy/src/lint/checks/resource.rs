//! Resources: their form, and whether they and the actions can meet.

use std::collections::BTreeSet;

use crate::catalogue::{Catalogue, CatalogueAction, CatalogueService};
use crate::lint::check::{Check, Example, Scope};
use crate::lint::document::{Document, Item, Statement};
use crate::lint::edit::without;
use crate::lint::finding::{Draft, Findings, Severity};
use crate::lint::included::included;
use crate::lint::near::shown;
use crate::lint::page;
use crate::lint::pattern::{is_left_open, is_star, is_whole_service, parts};

use Example::Statements as St;

const GOOD: Example = St(
    r#"{"Effect":"Allow","Action":["oss:GetObject","oss:ListObjects"],"Resource":["acs:oss:*:1234567890123456:my-images","acs:oss:*:*:my-images/*"]}"#,
);

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: "invalid-arn",
        severity: Severity::Error,
        scope: Scope::Policies,
        finds: "a resource that is neither `*` nor of the form `acs:service:region:account:id`",
        help: "write all five parts; region and account may be `*`",
        source: page::ELEMENTS,
        bad: St(
            r#"{"Effect":"Allow","Action":"oss:GetObject","Resource":"arn:aws:s3:::my-images/*"}"#,
        ),
        good: GOOD,
        run: invalid_arn,
    },
    Check {
        id: "arn-service-mismatch",
        severity: Severity::Warning,
        scope: Scope::Policies,
        finds: "a statement whose actions and resources are of different services, so that they can never meet",
        help: "name resources of the actions' service",
        source: page::ELEMENTS,
        bad: St(
            r#"{"Effect":"Allow","Action":"oss:GetObject","Resource":"acs:ecs:*:*:instance/*"}"#,
        ),
        good: GOOD,
        run: service_mismatch,
    },
    Check {
        id: "arn-region-not-allowed",
        severity: Severity::Warning,
        scope: Scope::Policies,
        finds: "a region where the service's resources have none (OSS, RAM, STS), or an empty one where it is not known what it means",
        help: "write `*` for the region",
        source: page::OSS,
        bad: St(
            r#"{"Effect":"Allow","Action":"oss:GetObject","Resource":"acs:oss:cn-hangzhou:*:my-images/*"}"#,
        ),
        good: GOOD,
        run: region,
    },
    Check {
        id: "invalid-account-id",
        severity: Severity::Warning,
        scope: Scope::Policies,
        finds: "an account that is neither an id in digits nor `*`, `system` or empty",
        help: "write the account's id, or `*`",
        source: page::ELEMENTS,
        bad: St(
            r#"{"Effect":"Allow","Action":"oss:GetObject","Resource":"acs:oss:*:my-account:my-images/*"}"#,
        ),
        good: GOOD,
        run: account_id,
    },
    Check {
        id: "oss-bucket-vs-object",
        severity: Severity::Warning,
        scope: Scope::Policies,
        finds: "an action of OSS on buckets beside resources that are objects only, or the other way round",
        help: "name the bucket as `acs:oss:*:*:BUCKET`, its objects as `acs:oss:*:*:BUCKET/*`",
        source: page::OSS,
        bad: St(
            r#"{"Effect":"Allow","Action":"oss:ListObjects","Resource":"acs:oss:*:*:my-images/*"}"#,
        ),
        good: GOOD,
        run: bucket_or_object,
    },
    Check {
        id: "resource-level-unsupported",
        severity: Severity::Warning,
        scope: Scope::Policies,
        finds: "an action that knows no resources beside resources other than `*`, so that the statement never applies to it",
        help: "move it to a statement whose resource is `*`",
        source: "the pages \"RAM authorization\": such an action is listed with \"All Resources\"",
        bad: St(
            r#"{"Effect":"Allow","Action":"cms:QueryMetricList","Resource":"acs:cms:*:*:metric/*"}"#,
        ),
        good: St(r#"{"Effect":"Allow","Action":"cms:QueryMetricList","Resource":"*"}"#),
        run: resource_level,
    },
    Check {
        id: "redundant-resource",
        severity: Severity::Suggestion,
        scope: Scope::Policies,
        finds: "a resource that stands twice, or that another one of the same list includes",
        help: "take one of the two out: the narrow one, or the wide one when less was meant",
        source: page::SAVES_SPACE,
        bad: St(
            r#"{"Effect":"Allow","Action":"oss:GetObject","Resource":["acs:oss:*:*:my-images/*","acs:oss:*:*:my-images/a"]}"#,
        ),
        good: GOOD,
        run: redundant_resource,
    },
    Check {
        id: "resource-effectively-star",
        severity: Severity::Suggestion,
        scope: Scope::Policies,
        finds: "a resource that means everything but does not look so",
        help: "write `*`, or name what is meant",
        source: page::ELEMENTS,
        bad: St(r#"{"Effect":"Allow","Action":"oss:GetObject","Resource":"acs:*:*:*:*"}"#),
        good: GOOD,
        run: effectively_star,
    },
];

/// Services whose resources have no region.
const REGIONLESS: [&str; 4] = ["oss", "ram", "sts", "ossvector"];

fn resources<'d, 't>(document: &'d Document<'t>) -> impl Iterator<Item = &'d Item<'t>> {
    document.statements.iter().flat_map(|s| &s.resources)
}

fn invalid_arn(document: &Document<'_>, out: &mut Findings) {
    for resource in resources(document) {
        let text = resource.text;
        if text.is_empty() || is_star(text) {
            continue;
        }
        let (why, help) = match parts(text) {
            _ if text.starts_with("arn:") => (
                "has the form of another cloud",
                Some("write `acs:service:region:account:id`"),
            ),
            None => ("has fewer than five parts", None),
            Some([acs, ..]) if acs != "acs" && !acs.contains(['*', '?']) => {
                ("does not begin with `acs`", None)
            }
            Some([_, "", ..]) => ("names no service", None),
            Some([.., ""]) => ("names nothing behind the account", None),
            Some(_) => continue,
        };
        let message = format!("the resource {} {why}", shown(text));
        out.push(Draft::new(resource.span, message).maybe_help(help.map(str::to_owned)));
    }
}

/// The codes that stand in resources of an action of this code.
fn codes_of_resources(code: &str) -> BTreeSet<String> {
    let service = Catalogue::embedded().service(code);
    let forms = service.iter().flat_map(|s| s.forms.values().flatten());
    let codes = forms.filter_map(|form| parts(form).map(|[_, code, ..]| code.to_owned()));
    let mut codes: BTreeSet<String> = codes.collect();
    codes.insert(code.to_owned());
    if code == "oss" {
        codes.insert("ossvector".to_owned());
    }
    codes
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
        let wanted: BTreeSet<String> = codes
            .iter()
            .flat_map(|code| codes_of_resources(code))
            .collect();
        let named = |resource: &Item<'_>| {
            let [_, service, ..] = parts(resource.text)?;
            (!service.contains(['*', '?'])).then(|| service.to_owned())
        };
        let named: Option<BTreeSet<String>> = statement.resources.iter().map(named).collect();
        if let Some(named) = named
            && !named.is_empty()
            && named.is_disjoint(&wanted)
        {
            let list =
                |codes: &BTreeSet<String>| codes.iter().cloned().collect::<Vec<_>>().join(", ");
            let message = format!(
                "the actions are of {}, the resources of {}: they never meet",
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
                    "the region of {} is empty, and no page says what that means",
                    shown(resource.text)
                )
            }
            "" => continue,
            _ if is_star(region) || is_left_open(region) => continue,
            _ if REGIONLESS.contains(&service) => {
                format!(
                    "resources of {service} have no region, and this one names {}",
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
        if !digits && account != "system" && !is_left_open(account) {
            out.at(
                resource.span,
                format!("{} is no account's id", shown(account)),
            );
        }
    }
}

/// What a resource of OSS can be.
enum Level {
    Bucket,
    Object,
    Either,
}

fn level(resource: &str) -> Level {
    match parts(resource) {
        Some(["acs", "oss", _, _, id]) if id.starts_with("resourcepool/") => Level::Either,
        Some(["acs", "oss", _, _, id]) if id.contains('/') => Level::Object,
        Some(["acs", "oss", _, _, id]) if !id.ends_with('*') => Level::Bucket,
        _ => Level::Either,
    }
}

/// The known actions of OSS that a statement names without wildcards.
fn known<'s>(
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

fn bucket_or_object(document: &Document<'_>, out: &mut Findings) {
    for statement in document
        .statements
        .iter()
        .filter(|s| !s.resources.is_empty())
    {
        let levels: Vec<_> = statement.resources.iter().map(|r| level(r.text)).collect();
        let only_objects = levels.iter().all(|level| matches!(level, Level::Object));
        let only_buckets = levels.iter().all(|level| matches!(level, Level::Bucket));
        for (item, service, action) in known(statement).filter(|(_, s, _)| s.code == "oss") {
            let name = service.full_name(action);
            let says = match () {
                () if action.is_on("bucket") && only_objects => {
                    "is about buckets, and all resources here are objects"
                }
                () if action.is_on("object") && only_buckets => {
                    "is about objects, and all resources here are buckets"
                }
                () if action.is_on("service") && (only_objects || only_buckets) => {
                    "is about all buckets, and no resource here is (`acs:oss:*:*:*`)"
                }
                () => continue,
            };
            out.at(item.span, format!("`{name}` {says}"));
        }
    }
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
                format!("`{name}` knows no resources, so it never meets the ones named here"),
            );
        }
    }
}

fn redundant_resource(document: &Document<'_>, out: &mut Findings) {
    for statement in document.statements.iter().filter(|_| document.is_small()) {
        let mut known = BTreeSet::new();
        for resource in &statement.resources {
            if !known.insert(resource.text) {
                let message = format!("the resource {} stands here twice", shown(resource.text));
                out.push(Draft::new(resource.span, message).fix(without(resource)));
            }
        }
        for (resource, by) in included(&statement.resources, str::to_owned) {
            if resource.text == by.text {
                continue;
            }
            let message = format!("{} is included in {}", shown(resource.text), shown(by.text));
            // Rather the wide one should go.
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
                format!("{} means everything", shown(resource.text)),
            );
        }
    }
}
