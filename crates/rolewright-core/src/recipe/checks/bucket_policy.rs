//! Checks whether a bucket policy denies the role. Bucket policies have principals of their own; the
//! rest of the language is that of RAM policies.

use serde_json::Value;

use crate::bucket::{BucketFacts, Fact};
use crate::evaluate::PolicySet;
use crate::policy::{Glob, PolicyDocument};
use crate::recipe::check::Checked;
use crate::recipe::desired::BucketNeed;
use crate::setup::report::{Requirement, RequirementId, Status};
use crate::setup::verify::decision::{AccessDecision, Answer, request_for, some_of};

/// Whether a statement applies to the role.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Meant {
    No,
    Perhaps,
    Yes,
}

/// A Deny statement that applies, or may apply, to the role.
struct Hit {
    index: usize,
    certain: bool,
    actions: Vec<String>,
}

pub(super) fn bucket_policy(
    checked: &Checked<'_>,
    need: &BucketNeed,
    facts: &BucketFacts,
) -> Requirement {
    let text = format!(
        "the bucket policy of {} does not deny the role",
        need.bucket
    );
    let of = |status| {
        Requirement::new(RequirementId::BucketPolicy, text.clone(), status).about(&need.bucket)
    };
    let document = match &facts.policy {
        Fact::NotChecked { reason } => return of(Status::NotChecked).because(reason),
        Fact::Is(None) => return of(Status::Passed).because("the bucket has no policy"),
        Fact::Is(Some(document)) => document,
    };
    let Ok(policy) = serde_json::from_str::<Value>(document) else {
        return of(Status::Inconclusive)
            .because(format!("the bucket policy of {} is not JSON", need.bucket));
    };
    let statements = match policy.get("Statement") {
        Some(Value::Array(statements)) => statements.clone(),
        Some(one) => vec![one.clone()],
        None => Vec::new(),
    };
    let hits = statements.iter().enumerate();
    let hits: Vec<Hit> = hits.filter_map(|(i, s)| hit(checked, need, i, s)).collect();
    let worst = hits.iter().find(|hit| hit.certain).or(hits.first());
    match worst {
        None => of(Status::Passed),
        Some(hit) => {
            let status = if hit.certain {
                Status::Failed
            } else {
                Status::Inconclusive
            };
            let verb = if hit.certain { "denies" } else { "may deny" };
            of(status)
                .because(format!(
                    "statement {} of the bucket policy of {} {verb} {}",
                    hit.index + 1,
                    need.bucket,
                    some_of(hit.actions.iter().map(String::as_str))
                ))
                .advise("exclude the role from that statement in the OSS console")
        }
    }
}

fn hit(checked: &Checked<'_>, need: &BucketNeed, index: usize, statement: &Value) -> Option<Hit> {
    if statement.get("Effect").and_then(Value::as_str) != Some("Deny") {
        return None;
    }
    let meant = means_the_role(checked, statement);
    if meant == Meant::No {
        return None;
    }
    // Without its principal, it is a statement of a RAM policy.
    let mut plain = statement.clone();
    if let Some(fields) = plain.as_object_mut() {
        fields.remove("Principal");
        fields.remove("NotPrincipal");
    }
    let document = serde_json::json!({"Version": "1", "Statement": [plain]});
    let Ok(document) = PolicyDocument::parse(&document.to_string()) else {
        return Some(Hit {
            index,
            certain: false,
            actions: vec!["something".into()],
        });
    };
    let required = checked.desired.required.iter();
    let on_bucket = required.filter(|a| a.subject.as_deref() == Some(need.bucket.as_str()));
    let mut certain = meant == Meant::Yes;
    let mut actions = Vec::new();
    let allow = PolicyDocument::new([crate::policy::Statement::allow(["*"]).on(["*"])]);
    let both = PolicySet::new()
        .identity("allow", &allow)
        .identity("bucket policy", &document);
    for access in on_bucket {
        match AccessDecision::from(both.decide(&request_for(access))).answer {
            Answer::ExplicitDeny => actions.push(access.action.clone()),
            Answer::Inconclusive => {
                certain = false;
                actions.push(access.action.clone());
            }
            Answer::Allow | Answer::ImplicitDeny => {}
        }
    }
    (!actions.is_empty()).then_some(Hit {
        index,
        certain,
        actions,
    })
}

/// Principals are ids of users, roles and accounts, `*`, or the ARN of an assumed role; an empty list
/// means all principals. Source: "OSS authorization syntax and elements".
fn means_the_role(checked: &Checked<'_>, statement: &Value) -> Meant {
    let Some(principal) = statement.get("Principal") else {
        return Meant::Perhaps;
    };
    let names: Vec<&str> = match principal {
        Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
        Value::String(name) => vec![name.as_str()],
        _ => return Meant::Perhaps,
    };
    let each = names.iter().map(|name| one_means_the_role(checked, name));
    each.max().unwrap_or(Meant::Yes)
}

/// The effect of a RAM ARN of a role or account is not documented, so it counts as possible.
fn one_means_the_role(checked: &Checked<'_>, name: &str) -> Meant {
    let (account, role) = (
        checked.observed.account(),
        checked.observed.role_name().as_str(),
    );
    let id = checked.observed.role().map(|role| role.role_id.as_str());
    let sessions = format!("arn:sts::{account}:assumed-role/{role}/*").to_lowercase();
    if name == "*" || Some(name) == id || name.to_lowercase() == sessions {
        return Meant::Yes;
    }
    let perhaps = [
        account.to_owned(),
        format!("acs:ram::{account}:root"),
        format!("acs:ram::{account}:role/{role}"),
        sessions,
    ];
    let name = Glob::new(&name.to_lowercase());
    let meets = |form: &String| name.meets(&Glob::new(&form.to_lowercase()));
    if perhaps.iter().any(meets) {
        Meant::Perhaps
    } else {
        Meant::No
    }
}
