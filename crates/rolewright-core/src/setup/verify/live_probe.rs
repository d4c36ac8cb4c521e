//! What trying the buckets with the role showed.

use crate::name::BucketName;
use crate::probe::{ProbeAction, Probed};
use crate::setup::observe::Seen;
use crate::setup::report::{Problem, Requirement, Standing};
use crate::setup::snapshot::Snapshot;

/// What the trials showed, bucket by bucket.
pub(crate) fn live_requirements(snapshot: &Snapshot<'_>) -> Vec<Requirement> {
    if !snapshot.options.live {
        return Vec::new();
    }
    let buckets = snapshot.desired.buckets.iter();
    buckets
        .map(|need| on_trial(snapshot, &need.bucket))
        .collect()
}

fn on_trial(snapshot: &Snapshot<'_>, bucket: &BucketName) -> Requirement {
    let caller = snapshot.observed.caller();
    let text =
        format!("the role, assumed by {caller}, puts, reads and deletes an object in {bucket}");
    let about = |standing| Requirement {
        subject: Some(bucket.to_string()),
        ..Requirement::new("live", text.clone(), standing)
    };
    match snapshot.observed.probes.get(bucket.as_str()) {
        Some(Seen::Is(probed)) => judged(bucket, probed, about),
        Some(Seen::Failed(error)) => about(Standing::CannotTell).because(error.to_string()),
        Some(Seen::NotYet) | None if snapshot.role().is_none() => {
            about(Standing::NotLookedAt).because("there is no role to assume")
        }
        Some(Seen::NotYet) | None => {
            about(Standing::NotLookedAt).because("this provider has nobody who can try it")
        }
    }
}

fn judged(
    bucket: &BucketName,
    probed: &Probed,
    about: impl Fn(Standing) -> Requirement,
) -> Requirement {
    let object = &probed.object;
    let Some((action, problem)) = probed.failure() else {
        return about(Standing::Proven).because(format!(
            "object {object} came and went; that Container Registry itself can is what the other requirements are for"
        ));
    };
    let denied = problem.kind == "permission_denied";
    let (standing, step, help) = match action {
        ProbeAction::Assume if denied => (
            Standing::CannotTell,
            "the role could not be assumed",
            "the role has to trust the caller, too (`rolewright apply --trust service --trust user:NAME`), and the \
             caller needs `sts:AssumeRole` on it",
        ),
        ProbeAction::Assume => (
            Standing::CannotTell,
            "the role could not be assumed",
            "mend that, then verify again",
        ),
        ProbeAction::Put => (standing(denied), "the object could not be put", WHY),
        ProbeAction::Get => (standing(denied), "the object could not be read back", WHY),
        ProbeAction::Delete => (standing(denied), "the object could not be deleted", WHY),
    };
    let left = if probed.left_behind {
        format!("; object {object} may still be in bucket {bucket}")
    } else {
        String::new()
    };
    let by_hand = if probed.left_behind {
        format!("delete it: `ossutil rm oss://{bucket}/{object}`; then ")
    } else {
        String::new()
    };
    about(standing)
        .because(format!("{step}: {}{left}", said(problem)))
        .advise(format!("{by_hand}{help}"))
}

const WHY: &str = "look at the role's policy (`rolewright apply`), at the bucket policy, and at control policies; on \
                   the Chinese mainland a public endpoint may refuse objects to accounts made since March 2025: \
                   run inside a VPC with `--vpc`, or name a domain with `--oss-endpoint`";

/// What was denied is refuted; what failed otherwise shows nothing.
fn standing(denied: bool) -> Standing {
    if denied {
        Standing::Refuted
    } else {
        Standing::CannotTell
    }
}

fn said(problem: &Problem) -> &str {
    &problem.message
}
