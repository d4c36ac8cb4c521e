//! Checks whether a bucket policy denies the role.

use jiff::Timestamp;

use crate::bucket::{BucketFacts, Fact};
use crate::evaluate::{Caller, PolicySet, Request};
use crate::name::BucketName;
use crate::policy::{BucketPolicy, PolicyDocument, Principal, Statement};
use crate::recipe::check::Checked;
use crate::recipe::desired::{BucketNeed, RequiredAccess};
use crate::remedy::RemedyKind;
use crate::setup::observe::{Observed, Seen};
use crate::setup::report::{Finding, FindingId, Requirement, RequirementId, Status};
use crate::setup::verify::decision::{AccessDecision, Answer, request_for, some_of};
use crate::setup::verify::time::time_finding;

/// A statement that denies, or may deny, actions of the role.
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
    let judged = match Judged::new(checked, need, document) {
        Ok(judged) => judged,
        // OSS may read it otherwise, and then a Deny may apply.
        Err(error) => {
            return of(Status::Inconclusive)
                .because(format!(
                    "the bucket policy of {} can't be read: {error}",
                    need.bucket
                ))
                .advise("correct it in the OSS console, then verify again");
        }
    };
    match judged.hit() {
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

/// Returns the decision of a bucket's policy on an access to the bucket, if it allows it or may do so. OSS
/// allows what either the role's policies or the bucket policy allow, unless one of them denies it; source:
/// RAM's page on policy evaluation.
pub(crate) fn decided_by_bucket(
    observed: &Observed,
    access: &RequiredAccess,
    now: Option<Timestamp>,
) -> Option<AccessDecision> {
    let bucket = BucketName::new(access.subject.as_deref()?).ok()?;
    let facts = observed.answers().bucket(&bucket).value()?.as_ref()?;
    let policy = BucketPolicy::parse(facts.policy.known()?.as_ref()?).ok()?;
    let policies = PolicySet::new().bucket(&format!("the bucket policy of {bucket}"), &policy);
    let request = Request {
        caller: caller(observed),
        ..request_for(access, now)
    };
    let decision: AccessDecision = policies.decide(&request).into();
    matches!(decision.answer, Answer::Allow | Answer::Inconclusive).then_some(decision)
}

/// Returns a note if the bucket policy allows what the role's policies don't: then the set-up works, and
/// its plan has changes nevertheless.
pub(super) fn bucket_grant_finding(checked: &Checked<'_>, need: &BucketNeed) -> Option<Finding> {
    let required = checked.desired.required.iter();
    let only_by_bucket = required.filter(|access| {
        access.subject.as_deref() == Some(need.bucket.as_str())
            && checked.documents.decide(access).answer == Answer::ImplicitDeny
            && decided_by_bucket(checked.observed, access, checked.documents.now)
                .is_some_and(|decision| decision.answer == Answer::Allow)
    });
    let actions: Vec<_> = only_by_bucket
        .map(|access| access.action.as_str())
        .collect();
    if actions.is_empty() {
        return None;
    }
    let text = format!(
        "the bucket policy of {} allows {}, which the role's policies don't: {} can use the bucket, but the \
         policy differs from the desired one until it is completed",
        need.bucket,
        some_of(actions.into_iter()),
        checked.service,
    );
    Some(Finding::info(FindingId::BucketPolicyGrants, text).advise(RemedyKind::Apply))
}

fn caller(observed: &Observed) -> Caller {
    let (account, role) = (observed.account(), observed.role_name());
    let caller = Caller::from(Principal::Ram(format!("acs:ram::{account}:role/{role}")));
    let id = match &observed.role {
        Seen::Is(Some(role)) => Some(role.role_id.clone()),
        // A role that does not exist yet has none of the ids in the policy.
        Seen::Is(None) => Some(String::new()),
        Seen::NotYet | Seen::Failed(_) => None,
    };
    Caller { id, ..caller }
}

/// Returns a warning if a condition on the time changes what the bucket policy denies.
pub(super) fn bucket_policy_finding(
    checked: &Checked<'_>,
    need: &BucketNeed,
    facts: &BucketFacts,
) -> Option<Finding> {
    let document = facts.policy.known()?.as_ref()?;
    let judged = Judged::new(checked, need, document).ok()?;
    let actions: Vec<_> = judged.accesses.iter().map(|a| a.action.as_str()).collect();
    let statements = judged.policy.document().statements().iter();
    let finding = time_finding(checked.documents.now, statements, &actions, |at| {
        judged.decide(Some(at))
    })?;
    Some(finding.advise("remove or change that condition in the OSS console"))
}

/// A bucket policy, and the accesses of the role that it may deny.
struct Judged<'a> {
    policy: BucketPolicy,
    policies: PolicySet,
    accesses: Vec<&'a RequiredAccess>,
    caller: Caller,
    now: Option<Timestamp>,
}

impl<'a> Judged<'a> {
    fn new(
        checked: &Checked<'a>,
        need: &BucketNeed,
        document: &str,
    ) -> Result<Self, crate::policy::PolicyError> {
        let policy = BucketPolicy::parse(document)?;
        let name = format!("the bucket policy of {}", need.bucket);
        let required = checked.desired.required.iter();
        let accesses = required.filter(|a| a.subject.as_deref() == Some(need.bucket.as_str()));
        let allow = PolicyDocument::new([Statement::allow(["*"]).on(["*"])]);
        Ok(Self {
            policies: PolicySet::new().identity("", &allow).bucket(&name, &policy),
            policy,
            accesses: accesses.collect(),
            caller: caller(checked.observed),
            now: checked.documents.now,
        })
    }

    fn decide(&self, now: Option<Timestamp>) -> Vec<AccessDecision> {
        let decide = |access: &&RequiredAccess| {
            let request = Request {
                caller: self.caller.clone(),
                ..request_for(access, now)
            };
            self.policies.decide(&request).into()
        };
        self.accesses.iter().map(decide).collect()
    }

    /// Returns the first statement that denies, else the first one that may deny.
    fn hit(&self) -> Option<Hit> {
        let mut hits: Vec<Hit> = Vec::new();
        for (access, decision) in self.accesses.iter().zip(self.decide(self.now)) {
            let certain = match decision.answer {
                Answer::ExplicitDeny => true,
                Answer::Inconclusive => false,
                Answer::Allow | Answer::ImplicitDeny => continue,
            };
            let index = decision.statement.map_or(0, |place| place.index);
            let action = access.action.clone();
            match hits
                .iter_mut()
                .find(|hit| (hit.index, hit.certain) == (index, certain))
            {
                Some(hit) => hit.actions.push(action),
                None => hits.push(Hit {
                    index,
                    certain,
                    actions: vec![action],
                }),
            }
        }
        hits.into_iter().min_by_key(|hit| (!hit.certain, hit.index))
    }
}
