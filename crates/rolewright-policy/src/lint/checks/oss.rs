//! Checks of OSS resources.

use super::resource::{GOOD, known, resources};
use crate::lint::check::{Example, LintCheck, Scope};
use crate::lint::document::Document;
use crate::lint::finding::{Findings, Severity};
use crate::lint::near::shown;
use crate::lint::page;
use crate::lint::pattern::{is_left_open, parts};
use crate::model::placeholder;

use Example::Statements as St;

pub(super) const CHECKS: &[LintCheck] = &[
    LintCheck {
        id: "oss-bucket-vs-object",
        severity: Severity::Warning,
        scope: Scope::Policies,
        finds: "an OSS bucket action with only objects as resources, or an object action with only buckets",
        help: "write a bucket as `acs:oss:*:*:BUCKET`, its objects as `acs:oss:*:*:BUCKET/*`",
        source: page::OSS,
        bad: St(
            r#"{"Effect":"Allow","Action":"oss:ListObjects","Resource":"acs:oss:*:*:my-images/*"}"#,
        ),
        good: GOOD,
        run: bucket_or_object,
    },
    LintCheck {
        id: "invalid-oss-name",
        severity: Severity::Warning,
        scope: Scope::Policies,
        finds: "a bucket or object that can't exist, so that the resource matches nothing: a bucket with capital letters, `_` or another character than `a-z`, `0-9` and `-`, an object without a name, or one that begins with `/`",
        help: "write the name of the bucket, and its objects as `acs:oss:*:*:BUCKET/*`",
        source: "OSS's pages on the names of buckets and objects",
        bad: St(
            r#"{"Effect":"Allow","Action":"oss:GetObject","Resource":"acs:oss:*:*:my-images//*"}"#,
        ),
        good: GOOD,
        run: oss_name,
    },
];

/// The kind of an OSS resource.
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

/// Resources of OSS other than buckets and objects.
const NO_BUCKETS: [&str; 1] = ["resourcepool"];

fn oss_name(document: &Document<'_>, out: &mut Findings) {
    for resource in resources(document) {
        let Some(["acs", "oss", _, _, id]) = parts(resource.text) else {
            continue;
        };
        let (bucket, object) = match id.split_once('/') {
            Some((bucket, object)) => (bucket, Some(object)),
            None => (id, None),
        };
        if is_left_open(bucket) || placeholder(bucket).is_some() || NO_BUCKETS.contains(&bucket) {
            continue;
        }
        let fits =
            |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '*' | '?');
        let problem = match object {
            _ if !bucket.chars().all(fits) => format!("{} is not a bucket name", shown(bucket)),
            Some("") => format!("{} names an object without a name", shown(id)),
            // A wildcard before the slash can match a slash too.
            Some(object) if object.starts_with('/') && !bucket.contains('*') => {
                format!("the object in {} begins with `/`", shown(id))
            }
            _ => continue,
        };
        out.at(resource.span, problem);
    }
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
            let problem = match () {
                () if action.is_on("bucket") && only_objects => {
                    "applies to buckets, but all resources are objects"
                }
                () if action.is_on("object") && only_buckets => {
                    "applies to objects, but all resources are buckets"
                }
                () if action.is_on("service") && (only_objects || only_buckets) => {
                    "applies to all buckets, but no resource is `acs:oss:*:*:*`"
                }
                () => continue,
            };
            out.at(item.span, format!("`{name}` {problem}"));
        }
    }
}
