//! Checks on common mistakes in the documents that Container Registry needs.

use std::collections::BTreeSet;

use crate::catalogue::Catalogue;
use crate::lint::check::{Example, LintCheck, Scope};
use crate::lint::document::{Document, Item, Statement};
use crate::lint::finding::{Draft, Findings, Severity};
use crate::lint::near::shown;
use crate::lint::page;
use crate::lint::pattern::{is_whole_service, parts, whole_service};
use crate::model::{ActionPattern, Effect, placeholder};

use Example::Statements as St;

/// The service principal of Container Registry.
const SERVICE: &str = "cr.aliyuncs.com";

const PAGE: &str = "Container Registry's page on the access to a custom OSS bucket, in its copies from 2019 to Jun 20 2026";

const GOOD: Example = St(
    r#"{"Effect":"Allow","Action":["oss:GetObject","oss:ListObjects"],"Resource":["acs:oss:*:*:my-images","acs:oss:*:*:my-images/*"]}"#,
);

pub(super) const CHECKS: &[LintCheck] = &[
    LintCheck {
        id: "placeholder-left",
        severity: Severity::Error,
        scope: Scope::Any,
        finds: "a placeholder that was not replaced: `<..>`, `****`, `$accountId`, `{..}`, and Chinese ones such as `【..】` and `您的..`",
        help: "replace it with the real value",
        source: PAGE,
        bad: St(
            r#"{"Effect":"Allow","Action":"oss:GetObject","Resource":"acs:oss:*:*:<YOUR_BUCKET_NAME>/*"}"#,
        ),
        good: GOOD,
        run: placeholder_left,
    },
    LintCheck {
        id: "unsupported-variable",
        severity: Severity::Error,
        scope: Scope::Any,
        finds: "a policy variable (`${..}`): RAM documents none, so it is compared literally",
        help: "replace it with the value",
        source: page::ELEMENTS,
        bad: St(
            r#"{"Effect":"Allow","Action":"oss:GetObject","Resource":"acs:oss:*:*:my-images/${acs:UserName}/*"}"#,
        ),
        good: GOOD,
        run: variable,
    },
    LintCheck {
        id: "bucket-without-objects",
        severity: Severity::Warning,
        scope: Scope::Grants,
        finds: "a bucket without its objects (`/*`) in a statement with object actions and the objects of other buckets",
        help: "add the objects as `acs:oss:*:*:BUCKET/*`",
        source: PAGE,
        bad: St(
            r#"{"Effect":"Allow","Action":["oss:GetObject","oss:ListObjects"],"Resource":["acs:oss:*:*:one","acs:oss:*:*:one/*","acs:oss:*:*:two"]}"#,
        ),
        good: GOOD,
        run: bucket_without_objects,
    },
    LintCheck {
        id: "older-revision",
        severity: Severity::Warning,
        scope: Scope::Grants,
        finds: "a statement of an older revision of Container Registry's reference policy, without the actions added since",
        help: "use the statement of the current revision; render the policy for your bucket to get it",
        source: PAGE,
        bad: St(
            r#"{"Effect":"Allow","Action":["oss:PutBucket","oss:GetBucket","oss:GetBucketLocation","oss:PutBucketEncryption","oss:GetBucketEncryption","oss:PutBucketAcl","oss:GetBucketAcl","oss:PutBucketLogging","oss:GetBucketReferer","oss:PutBucketReferer","oss:GetBucketLogging"],"Resource":["acs:oss:*:*:my-images","acs:oss:*:*:my-images/*"]}"#,
        ),
        good: GOOD,
        run: older_revision,
    },
    LintCheck {
        id: "over-broad",
        severity: Severity::Security,
        scope: Scope::Grants,
        finds: "every action of OSS on every bucket",
        help: "list the buckets and actions; a rendered policy has those that Container Registry needs",
        source: PAGE,
        bad: St(r#"{"Effect":"Allow","Action":"oss:*","Resource":"*"}"#),
        good: GOOD,
        run: over_broad,
    },
    LintCheck {
        id: "trust-without-service",
        severity: Severity::Suggestion,
        scope: Scope::Trust,
        finds: "a trust policy that only trusts whole accounts, as an older copy of the documentation recommends: Container Registry can't assume such a role",
        help: "for Container Registry, trust the service: {\"Service\": [\"cr.aliyuncs.com\"]}",
        source: PAGE,
        bad: St(
            r#"{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"RAM":["acs:ram::1234567890123456:root"]}}"#,
        ),
        good: St(
            r#"{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":["cr.aliyuncs.com"]}}"#,
        ),
        run: trust_without_service,
    },
];

/// Actions, resources and principals (marked true), which never look like a placeholder when they
/// are valid; then condition values.
fn texts<'d, 't>(document: &'d Document<'t>) -> impl Iterator<Item = (&'d Item<'t>, bool)> {
    let named = document.statements.iter().flat_map(|s| {
        let principals = s.principals.iter().map(|principal| &principal.item);
        let lists = [&s.actions, &s.not_actions, &s.resources];
        lists.into_iter().flatten().chain(principals)
    });
    let values = document.tests().flat_map(|test| &test.values);
    named
        .map(|item| (item, true))
        .chain(values.map(|item| (item, false)))
}

/// The part of a text that looks like a placeholder.
fn left_in(text: &str, is_name: bool) -> Option<&str> {
    if let Some(found) = placeholder(text) {
        return Some(found);
    }
    if let Some(at) = text.find("****") {
        let rest = text.get(at..)?;
        let stars = rest.len() - rest.trim_start_matches('*').len();
        let before = text.get(..at)?.bytes().next_back();
        // Stars alone are a pattern.
        return before
            .filter(u8::is_ascii_alphanumeric)
            .and(rest.get(..stars));
    }
    if let Some(found) = chinese_placeholder(text).filter(|_| is_name) {
        return Some(found);
    }
    let at = text
        .find(['{', '$'])
        .filter(|_| is_name && !text.contains("${"))?;
    let rest = text.get(at..)?;
    match rest.strip_prefix('$') {
        Some(name) => {
            let end = name
                .find(|c: char| !c.is_ascii_alphanumeric())
                .unwrap_or(name.len());
            let letter = name.starts_with(|c: char| c.is_ascii_alphabetic());
            letter.then(|| rest.get(..=end)).flatten()
        }
        None => rest.get(..=rest.find('}')?),
    }
}

/// Text in Chinese brackets, or after a Chinese "your".
fn chinese_placeholder(text: &str) -> Option<&str> {
    const BRACKETS: [(char, char); 4] = [('【', '】'), ('＜', '＞'), ('《', '》'), ('「', '」')];
    let inside = BRACKETS.iter().find_map(|(open, close)| {
        let rest = text.get(text.find(*open)?..)?;
        rest.get(..rest.find(*close)? + close.len_utf8())
    });
    let rest = || {
        let start = ["您的", "你的"].iter().filter_map(|your| text.find(your));
        let rest = text.get(start.min()?..)?;
        rest.get(..rest.find(['/', ':', '*']).unwrap_or(rest.len()))
    };
    inside.or_else(rest)
}

fn placeholder_left(document: &Document<'_>, out: &mut Findings) {
    for (item, is_name) in texts(document) {
        if let Some(found) = left_in(item.text, is_name) {
            out.at(item.span, format!("{} is a placeholder", shown(found)));
        }
    }
}

fn variable(document: &Document<'_>, out: &mut Findings) {
    for (item, _) in texts(document).filter(|(item, _)| item.text.contains("${")) {
        out.at(
            item.span,
            format!(
                "the variable in {} is not replaced; RAM has no policy variables",
                shown(item.text)
            ),
        );
    }
}

/// The bucket, when a resource is a bucket without objects.
fn bucket<'t>(resource: &Item<'t>) -> Option<&'t str> {
    match parts(resource.text)? {
        ["acs", "oss", _, _, id] => (!id.contains(['/', '*', '?'])).then_some(id),
        _ => None,
    }
}

/// Whether a statement has an action that OSS checks on objects.
fn is_about_objects(statement: &Statement<'_>) -> bool {
    let catalogue = Catalogue::embedded();
    statement.actions.iter().any(|action| {
        let pattern = ActionPattern::from(action.text);
        let mut all = catalogue.matching(&pattern);
        all.any(|(service, action)| service.code == "oss" && action.is_on("object"))
    })
}

fn bucket_without_objects(document: &Document<'_>, out: &mut Findings) {
    for statement in document.allows().filter(|_| document.is_small()) {
        let objects = |resource: &&Item<'_>| matches!(parts(resource.text), Some(["acs", "oss", _, _, id]) if id.contains(['/', '*']));
        let objects: Vec<_> = statement.resources.iter().filter(objects).collect();
        let buckets: Vec<_> = statement
            .resources
            .iter()
            .filter_map(|r| Some((r, bucket(r)?)))
            .collect();
        if objects.is_empty() || buckets.is_empty() || !is_about_objects(statement) {
            continue;
        }
        for (resource, name) in buckets {
            let inside = format!("{}/x", resource.text);
            let covered = objects.iter().any(|object| {
                crate::model::Wildcard::new(object.text).matches(&inside)
                    || matches!(parts(object.text), Some([.., id]) if id.strip_prefix(name).is_some_and(|rest| rest.starts_with('/')))
            });
            if !covered {
                let message = format!("bucket {} is listed without its objects", shown(name));
                let all_objects = format!("{}/*", resource.text);
                out.push(
                    Draft::new(resource.span, message).help(format!("add {}", shown(&all_objects))),
                );
            }
        }
    }
}

fn older_revision(document: &Document<'_>, out: &mut Findings) {
    let Some(older_form) = document.options.older_forms else {
        return;
    };
    for statement in document.allows() {
        let actions: BTreeSet<&str> = statement.actions.iter().map(|action| action.text).collect();
        if let Some(form) = older_form(&actions) {
            let message = format!(
                "these {} are from revision {} of Container Registry's reference policy ({}); the current revision is {}",
                form.group, form.revision, form.published, form.current
            );
            out.at(statement.place_of("Action"), message);
        }
    }
}

fn over_broad(document: &Document<'_>, out: &mut Findings) {
    let all = document
        .allows()
        .filter(|s| s.resources.iter().any(|r| is_whole_service(r.text)));
    for statement in all {
        for action in statement
            .actions
            .iter()
            .filter(|action| whole_service(action.text) == Some("oss"))
        {
            out.at(action.span, "this allows every OSS action on every bucket");
        }
    }
}

fn trust_without_service(document: &Document<'_>, out: &mut Findings) {
    let all = || {
        document
            .allows()
            .flat_map(|s| s.principals.iter().map(move |p| (s, p)))
    };
    let root = |text: &str| text.ends_with(":root");
    let mut trusted = all().peekable();
    if trusted.peek().is_none() || !trusted.all(|(_, p)| p.kind == "RAM" && root(p.item.text)) {
        return;
    }
    let denied = document
        .statements
        .iter()
        .any(|s| s.effect == Some(Effect::Deny));
    if let Some((statement, _)) = all().next().filter(|_| !denied) {
        let message = format!("`{SERVICE}` is not trusted, nor is any other service");
        out.at(statement.place_of("Principal"), message);
    }
}
