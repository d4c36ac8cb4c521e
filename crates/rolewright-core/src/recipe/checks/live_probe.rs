//! What using the buckets with the role showed.

use crate::error::{ErrorKind, Problem};
use crate::name::BucketName;
use crate::probe::{ProbeAction, Probed};
use crate::recipe::check::{Check, Checked};
use crate::recipe::desired::BucketNeed;
use crate::remedy::{Remedy, RemedyKind};
use crate::setup::goal::Goal;
use crate::setup::observe::Observed;
use crate::setup::query::Query;
use crate::setup::report::{Requirement, RequirementId, Status};

/// That the role, assumed by the caller, can use the buckets: with [`Goal::Verify`] when it says
/// `live`, and only where there is a role to assume.
#[derive(Debug)]
pub struct LiveProbe {
    needs: Vec<BucketNeed>,
}

impl LiveProbe {
    /// Checks these buckets.
    #[must_use]
    pub fn new(needs: Vec<BucketNeed>) -> Self {
        Self { needs }
    }
}

impl Check for LiveProbe {
    fn queries(&self, goal: &Goal, observed: &Observed) -> Vec<Query> {
        let role = observed.role().filter(|_| is_live(goal));
        let needs = role.into_iter().flat_map(|role| {
            let query = |need: &BucketNeed| Query::ProbeBucket {
                bucket: need.bucket.clone(),
                region: need.region.clone(),
                role_arn: role.arn.clone(),
            };
            self.needs.iter().map(query)
        });
        needs.collect()
    }

    fn requirements(&self, checked: &Checked<'_>) -> Vec<Requirement> {
        let needs = self.needs.iter().filter(|_| is_live(checked.goal));
        needs.map(|need| on_trial(checked, &need.bucket)).collect()
    }
}

fn is_live(goal: &Goal) -> bool {
    matches!(goal, Goal::Verify { live: true })
}

fn on_trial(checked: &Checked<'_>, bucket: &BucketName) -> Requirement {
    let caller = checked.observed.caller();
    let text =
        format!("the role, assumed by {caller}, puts, reads and deletes an object in {bucket}");
    let about = |status| Requirement::new(RequirementId::Live, text.clone(), status).about(bucket);
    match checked.observed.answers().probe(bucket) {
        Some(probed) => judged(checked.service, bucket, probed, about),
        None if checked.observed.role().is_none() => {
            about(Status::NotChecked).because("there is no role to assume")
        }
        None => about(Status::NotChecked).because("this provider can't use buckets with a role"),
    }
}

fn judged(
    service: &str,
    bucket: &BucketName,
    probed: &Probed,
    about: impl Fn(Status) -> Requirement,
) -> Requirement {
    let object = &probed.object;
    let Some((action, problem)) = probed.failure() else {
        return about(Status::Passed).because(format!(
            "object {object} came and went; that {service} itself can is what the other requirements are for"
        ));
    };
    let denied = problem.kind == ErrorKind::PermissionDenied;
    let reach = || Remedy::from(RemedyKind::ReachObjects);
    let (status, step, remedy) = match action {
        ProbeAction::Assume if denied => (
            Status::Inconclusive,
            "the role could not be assumed",
            RemedyKind::TrustCaller.into(),
        ),
        ProbeAction::Assume => (
            Status::Inconclusive,
            "the role could not be assumed",
            "correct that, then verify again".into(),
        ),
        ProbeAction::Put => (status(denied), "the object could not be put", reach()),
        ProbeAction::Get => (status(denied), "the object could not be read back", reach()),
        ProbeAction::Delete => (status(denied), "the object could not be deleted", reach()),
    };
    let left = if probed.left_behind {
        format!(
            "; object {object} may still be in bucket {bucket}: delete it with `ossutil rm oss://{bucket}/{object}`"
        )
    } else {
        String::new()
    };
    about(status)
        .because(format!("{step}: {}{left}", said(problem)))
        .advise(remedy)
}

/// What was denied is refuted; what failed otherwise shows nothing.
fn status(denied: bool) -> Status {
    if denied {
        Status::Failed
    } else {
        Status::Inconclusive
    }
}

fn said(problem: &Problem) -> &str {
    &problem.message
}
