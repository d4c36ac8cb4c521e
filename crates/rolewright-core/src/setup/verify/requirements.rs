//! The requirements, each with its status.

use rolewright_policy::lint::shown;

use crate::policy::{Effect, Principal, Statement, TrustPolicy};
use crate::recipe::checks::decided_by_bucket;
use crate::recipe::{Checked, RequiredAccess};
use crate::remedy::{Remedy, RemedyKind, Setting};
use crate::setup::danger::of_principal;
use crate::setup::observe::PolicyKey;
use crate::setup::plan::linked_role;
use crate::setup::report::{Finding, Requirement, RequirementId, Status};
use crate::setup::snapshot::Snapshot;
use crate::setup::verify::attached_policies::satisfied_by_others;
use crate::setup::verify::decision::{AccessDecision, Answer, decide_trust, doubt};
use crate::setup::verify::documents::{Documents, access_requirement};
use crate::text::listed;

/// Returns the recipe's requirements, each with its status.
pub(crate) fn requirements(snapshot: &Snapshot<'_>, documents: &Documents) -> Vec<Requirement> {
    let mut all = trust_requirements(snapshot);
    all.push(attachment_requirement(snapshot));
    all.extend(further_attachments(snapshot));
    let judge = |access| {
        match granted_by_bucket(snapshot, documents, access) {
        Some(decision) if decision.answer == Answer::Allow => {
            access_requirement(access, decision, &[]).because(
                "the role's policies don't allow it, but the bucket policy does, and OSS accepts either",
            )
        }
        Some(decision) => access_requirement(access, decision, &[]),
        None => access_requirement(access, documents.decide(access), &documents.unread),
    }
    };
    all.extend(snapshot.desired.required.iter().map(judge));
    for check in snapshot.checks {
        let judged = check.requirements(&checked(snapshot, documents, &all));
        all.extend(judged);
    }
    let not_checked = |(text, reason): &(String, String)| {
        Requirement::new(RequirementId::ControlPolicies, text, Status::NotChecked).because(reason)
    };
    all.extend(snapshot.desired.control_policies.iter().map(not_checked));
    all
}

/// Returns the decision of the bucket policy, if it allows, or may allow, an access that the role's policies
/// neither allow nor deny.
pub(crate) fn granted_by_bucket(
    snapshot: &Snapshot<'_>,
    documents: &Documents,
    access: &RequiredAccess,
) -> Option<AccessDecision> {
    let decision = decided_by_bucket(snapshot.observed, access, documents.now);
    let is_open = || documents.decide(access).answer == Answer::ImplicitDeny;
    decision.filter(|_| documents.unread.is_empty() && is_open())
}

/// Returns the findings of the recipe's checks.
pub(crate) fn findings_of_checks(snapshot: &Snapshot<'_>, documents: &Documents) -> Vec<Finding> {
    let checked = checked(snapshot, documents, &[]);
    let checks = snapshot.checks.iter();
    checks.flat_map(|check| check.findings(&checked)).collect()
}

fn checked<'a>(
    snapshot: &Snapshot<'a>,
    documents: &'a Documents,
    judged: &'a [Requirement],
) -> Checked<'a> {
    Checked {
        goal: snapshot.goal,
        service: snapshot.recipe.service(),
        desired: snapshot.desired,
        observed: snapshot.observed,
        judged,
        force: snapshot.options.force,
        settings: [Setting::BucketRegion, Setting::KmsKey]
            .into_iter()
            .filter(|setting| snapshot.recipe.has(*setting))
            .collect(),
        documents,
    }
}

fn trust_requirements(snapshot: &Snapshot<'_>) -> Vec<Requirement> {
    let assumer = &snapshot.desired.assumer;
    let text = format!("{} can assume the role", snapshot.recipe.service());
    let trust = match snapshot.live_trust() {
        Ok(Some(trust)) => trust,
        Ok(None) => {
            let missing = Requirement::new(RequirementId::Trust, text, Status::Failed);
            let role = snapshot.recipe.role();
            let missing = missing.because(format!("role {role} does not exist"));
            return vec![missing.advise(RemedyKind::Apply)];
        }
        Err(error) => {
            let unread = Requirement::new(RequirementId::Trust, text, Status::Inconclusive);
            let unread = unread.because(error.message().to_owned());
            let remedy = error.remedy().cloned();
            return vec![Requirement { remedy, ..unread }];
        }
    };
    let decision = decide_trust(&trust, &assumer.principal, snapshot.observed.date);
    let service = Requirement {
        statement: decision.statement.clone(),
        ..Requirement::new(RequirementId::Trust, text, decision.answer.into())
    };
    let mut all = as_desired(snapshot, &trust);
    all.push(match decision.answer {
        Answer::Allow if assumer.why.is_empty() => service,
        Answer::Allow if assumer.is_sourced => service.because(format!("source: {}", assumer.why)),
        Answer::Allow => service.because(format!("assumed: {}", assumer.why)),
        Answer::Inconclusive => {
            let (place, statement) = deciding(&trust, &decision);
            let denies = statement.is_some_and(|statement| statement.effect == Effect::Deny);
            let (verb, remedy) = if denies {
                ("deny", "remove that statement in the RAM console".into())
            } else {
                ("allow", Remedy::from(RemedyKind::Apply))
            };
            let doubt = statement
                .map(|statement| doubt(trust.document(), statement, decision.is_conditional));
            let doubt = doubt.unwrap_or_default();
            let principal = &assumer.principal;
            let text =
                format!("{place} may {verb} {principal} to assume the role, depending on {doubt}");
            service.because(text).advise(remedy)
        }
        Answer::ExplicitDeny => {
            let (place, _) = deciding(&trust, &decision);
            service
                .because(format!(
                    "{place} denies {} to assume the role",
                    assumer.principal
                ))
                .advise("remove that statement in the RAM console")
        }
        Answer::ImplicitDeny => service
            .because(not_trusted(snapshot, &trust))
            .advise(trust_remedy(snapshot)),
    });
    all
}

fn trust_remedy(snapshot: &Snapshot<'_>) -> Remedy {
    match snapshot.recipe.linked_to() {
        Some(_) => linked_role::REPLACE.into(),
        None if snapshot.recipe.has(Setting::Trust) => RemedyKind::TrustService.into(),
        None => RemedyKind::Apply.into(),
    }
}

fn not_trusted(snapshot: &Snapshot<'_>, trust: &TrustPolicy) -> String {
    let assumer = &snapshot.desired.assumer;
    let at_another_time = decide_trust(trust, &assumer.principal, None);
    if let (place, Some(statement)) = deciding(trust, &at_another_time) {
        let doubt = doubt(trust.document(), statement, true);
        let principal = &assumer.principal;
        return format!("{place} does not trust {principal} now, because of {doubt}");
    }
    let mut statements = trust.document().statements().iter().enumerate();
    let named = statements.find(|(_, statement)| {
        let mut principals = statement.principals.iter().flat_map(|all| all.iter());
        statement.effect == Effect::Allow && principals.any(|one| one.same_as(&assumer.principal))
    });
    match named {
        Some((index, statement)) => format!(
            "statement {} of the trust policy names {}, but not for sts:AssumeRole: {}",
            index + 1,
            assumer.principal,
            shown(statement, snapshot.account().as_ref())
        ),
        None if trust.principals().is_empty() => format!(
            "the trust policy names no principal; it must name {}",
            assumer.principal
        ),
        None => format!(
            "the trust policy names {}, but not {}; it must name {}{}",
            principals_text(snapshot, trust),
            snapshot.recipe.service(),
            assumer.principal,
            in_brackets(&assumer.why)
        ),
    }
}

/// Returns requirements for a documented or requested trust, if it is not just that of the service.
fn as_desired(snapshot: &Snapshot<'_>, trust: &TrustPolicy) -> Vec<Requirement> {
    let assumer = &snapshot.desired.assumer.principal;
    let desired = &snapshot.desired.trust;
    let mut all = Vec::new();
    let holds = |desired: &TrustPolicy| trust.merged_with(desired) == *trust;
    let trusts_assumer =
        decide_trust(trust, assumer, snapshot.observed.date).answer == Answer::Allow;
    let documented = snapshot
        .desired
        .documented_trusts
        .iter()
        .find(|d| !trusts_assumer && holds(&d.trust));
    if let Some(documented) = documented {
        all.push(Requirement::new(
            RequirementId::TrustAsDocumented,
            format!("the trust policy is that of {}", documented.page),
            Status::Passed,
        ));
    }
    let only_assumer = *desired == TrustPolicy::of([assumer.clone()]);
    if !only_assumer && documented.is_none_or(|d| d.trust != *desired) {
        let text = "the trust policy is as requested";
        let of = |status| Requirement::new(RequirementId::TrustAsDesired, text, status);
        all.push(if holds(desired) {
            of(Status::Passed)
        } else {
            let principals = desired.principals().into_iter();
            let missing = principals.filter(|one| !trust.principals().contains(one));
            let missing: Vec<_> = missing.map(|one| one.to_string()).collect();
            of(Status::Failed).because(match &missing[..] {
                [] => "the trust policy lacks a requested statement".to_owned(),
                missing => format!(
                    "the trust policy does not name {}, as requested",
                    listed(missing)
                ),
            })
        });
    }
    all
}

fn attachment_requirement(snapshot: &Snapshot<'_>) -> Requirement {
    if snapshot.recipe.linked_to().is_some() {
        return linked_role::attachment_requirement(snapshot);
    }
    let key = snapshot.observed.own_key();
    let text = format!("policy {} is attached to the role", key.1);
    let failed = Requirement::new(RequirementId::Attachment, text.clone(), Status::Failed)
        .advise(RemedyKind::Apply);
    let exists = snapshot.live_policy().is_some();
    if exists && snapshot.observed.is_attached(&key) {
        return Requirement::new(RequirementId::Attachment, text, Status::Passed);
    }
    if let Some(others) = satisfied_by_others(snapshot) {
        let reason = format!(
            "it is not, but {} already grants everything (assumed: {} checks permissions, not the policy's \
             name)",
            others.join(", "),
            snapshot.recipe.service()
        );
        let text = format!(
            "policy {}, or an equivalent, is attached to the role",
            key.1
        );
        return Requirement::new(RequirementId::Attachment, text, Status::Passed).because(reason);
    }
    failed.because(not_attached(snapshot, &key, exists))
}

/// Why a policy is not attached to the role.
fn not_attached(snapshot: &Snapshot<'_>, key: &PolicyKey, exists: bool) -> String {
    let name = &key.1;
    if exists {
        let role = snapshot.recipe.role();
        format!("policy {name} is not attached to role {role}")
    } else {
        format!("policy {name} does not exist")
    }
}

/// Returns a requirement for each further system policy.
fn further_attachments(snapshot: &Snapshot<'_>) -> Vec<Requirement> {
    let further = snapshot.further_policies().into_iter();
    let judge = |key: PolicyKey| {
        let text = format!("policy {} is attached to the role", key.1);
        let of = |status| Requirement::new(RequirementId::Attachment, text.clone(), status);
        if snapshot.observed.is_attached(&key) {
            return of(Status::Passed);
        }
        let exists = snapshot.observed.policy(&key).value();
        let reason = not_attached(snapshot, &key, !matches!(exists, Some(None)));
        of(Status::Failed).because(reason).advise(RemedyKind::Apply)
    };
    further.map(judge).collect()
}

/// Returns the text in brackets, or nothing if it is empty.
pub(crate) fn in_brackets(text: &str) -> String {
    if text.is_empty() {
        String::new()
    } else {
        format!(" ({text})")
    }
}

/// Returns the statement of a trust policy that decided, with its place.
fn deciding<'t>(
    trust: &'t TrustPolicy,
    decision: &AccessDecision,
) -> (String, Option<&'t Statement>) {
    let place = decision.statement.as_ref();
    let statement = place.and_then(|place| trust.document().statements().get(place.index));
    (
        place.map(ToString::to_string).unwrap_or_default(),
        statement,
    )
}

/// Lists the trusted principals, the dangerous ones first.
fn principals_text(snapshot: &Snapshot<'_>, trust: &TrustPolicy) -> String {
    let account = snapshot.account();
    let mut principals = trust.principals();
    let rank = |one: &Principal| of_principal(one, account.as_ref()).map(|danger| danger.rank());
    principals.sort_by_key(|one| rank(one).unwrap_or(usize::MAX));
    let names: Vec<_> = principals.iter().map(ToString::to_string).collect();
    listed(&names)
}
