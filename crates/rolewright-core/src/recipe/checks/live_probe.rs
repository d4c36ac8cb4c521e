//! Judges the live check of the buckets.

use crate::error::ErrorKind;
use crate::name::BucketName;
use crate::probe::{ProbeAction, Probed};
use crate::recipe::check::{Check, Checked};
use crate::recipe::desired::BucketNeed;
use crate::remedy::{Remedy, RemedyKind};
use crate::setup::goal::Goal;
use crate::setup::observe::Observed;
use crate::setup::query::Query;
use crate::setup::report::{Requirement, RequirementId, Status};

/// Checks that the role, assumed by the caller, can use the buckets. Runs only with
/// [`Goal::Verify`] and `live`, and only if the role exists.
#[derive(Debug)]
pub struct LiveProbe {
    needs: Vec<BucketNeed>,
}

impl LiveProbe {
    /// Creates the check of these buckets.
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
        needs.map(|need| on_bucket(checked, &need.bucket)).collect()
    }
}

fn is_live(goal: &Goal) -> bool {
    matches!(goal, Goal::Verify { live: true })
}

fn on_bucket(checked: &Checked<'_>, bucket: &BucketName) -> Requirement {
    let caller = checked.observed.caller();
    let text = format!(
        "{caller} can assume the role and write, read and delete an object in bucket {bucket}"
    );
    let about = |status| Requirement::new(RequirementId::Live, text.clone(), status).about(bucket);
    match checked.observed.answers().probe(bucket) {
        Some(probed) => judged(checked.service, bucket, probed, about),
        None if checked.observed.role().is_none() => {
            about(Status::NotChecked).because("the role does not exist")
        }
        None => about(Status::Inconclusive)
            .because("this provider can't test buckets with a role")
            .advise(RemedyKind::UseProbe),
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
            "object {object} was written, read and deleted; the other requirements judge whether {service} itself can"
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
            "fix that, then verify again".into(),
        ),
        ProbeAction::Put => (
            status(denied),
            "no object could be written to the bucket",
            reach(),
        ),
        ProbeAction::Get => (status(denied), "the object could not be read back", reach()),
        ProbeAction::Delete => (status(denied), "the object could not be deleted", reach()),
    };
    let left = if probed.left_behind {
        format!(
            "; object {object} may be left in bucket {bucket}: delete it with `ossutil rm oss://{bucket}/{object}`"
        )
    } else {
        String::new()
    };
    about(status)
        .because(format!(
            "bucket {bucket}: {step}: {}{left}",
            problem.message
        ))
        .advise(remedy)
}

/// A denial is a failure; any other error is inconclusive.
fn status(denied: bool) -> Status {
    if denied {
        Status::Failed
    } else {
        Status::Inconclusive
    }
}
