//! Requirement by requirement: what is proven, refuted, or was not looked at.

use crate::policy::{Effect, Statement, TrustPolicy};
use crate::setup::report::{Requirement, Standing};
use crate::setup::snapshot::Snapshot;
use crate::setup::verify::attached_policies::{access_requirement, documents, satisfied_by_others};
use crate::setup::verify::bucket::bucket_requirements;
use crate::setup::verify::decision::{Answer, Weighed, doubt, weigh_trust};
use crate::setup::verify::instance::instance_requirements;
use crate::setup::verify::live_probe::live_requirements;

/// Everything that has to hold for the recipe's purpose, each with its standing.
pub(crate) fn requirements(snapshot: &Snapshot<'_>) -> Vec<Requirement> {
    let documents = documents(snapshot);
    let mut all = trust_requirements(snapshot);
    all.push(attachment_requirement(snapshot));
    let judge = |access| access_requirement(access, documents.decide(access), &documents.unread);
    all.extend(snapshot.desired.required.iter().map(judge));
    all.extend(bucket_requirements(snapshot, &documents));
    all.extend(live_requirements(snapshot));
    let holds =
        |one: &Requirement| matches!(one.standing, Standing::Proven | Standing::NotLookedAt);
    let others_hold = all.iter().all(holds);
    all.extend(instance_requirements(snapshot, others_hold));
    let unseen = |(text, reason): &(String, String)| {
        Requirement::new("out_of_sight", text, Standing::NotLookedAt).because(reason)
    };
    all.extend(snapshot.desired.out_of_sight.iter().map(unseen));
    all
}

fn trust_requirements(snapshot: &Snapshot<'_>) -> Vec<Requirement> {
    let assumer = &snapshot.desired.assumer;
    let text = format!("{} may assume the role", assumer.name);
    let trust = match snapshot.live_trust() {
        Ok(Some(trust)) => trust,
        Ok(None) => {
            let missing = Requirement::new("trust", text, Standing::Refuted);
            let missing = missing.because("the role does not exist");
            return vec![missing.advise("run `rolewright apply`")];
        }
        Err(error) => {
            let unread = Requirement::new("trust", text, Standing::CannotTell);
            let unread = unread.because(error.message().to_owned());
            return vec![unread.advise(error.help().unwrap_or_default())];
        }
    };
    let decision = weigh_trust(&trust, &assumer.principal);
    let service = Requirement {
        statement: decision.statement.clone(),
        ..Requirement::new("trust", text, decision.answer.into())
    };
    let mut all = as_asked(snapshot, &trust);
    all.push(match decision.answer {
        Answer::Allow => service.because(format!("assumed: {}", assumer.why)),
        Answer::CannotTell => {
            let (place, statement) = deciding(&trust, &decision);
            let denies = statement.is_some_and(|statement| statement.effect == Effect::Deny);
            let (verb, help) = if denies { ("keep it out", "take that statement out in the RAM console") } else { ("let it in", "run `rolewright apply` to add a plain statement") };
            let doubt = statement.map(doubt).unwrap_or_default();
            let text = format!("whether {place} would {verb} can't be told, since that depends on {doubt}");
            service.because(text).advise(help)
        }
        Answer::ExplicitDeny => {
            let (place, _) = deciding(&trust, &decision);
            service
                .because(format!("{place} denies it to {}", assumer.principal))
                .advise("take that statement out in the RAM console")
        }
        Answer::ImplicitDeny => service.because(not_trusted(snapshot, &trust)).advise(
            "run `rolewright apply` without `--trust` to add the service; whoever is trusted now stays",
        ),
    });
    all
}

fn not_trusted(snapshot: &Snapshot<'_>, trust: &TrustPolicy) -> String {
    let assumer = &snapshot.desired.assumer;
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
            statement.to_compact()
        ),
        None => format!(
            "the trust policy does not name {}, and whom it names ({}) is not {} ({})",
            assumer.principal,
            principals_text(trust),
            assumer.name,
            assumer.why
        ),
    }
}

/// Whether the trust is as it was asked for, or as some page says, where that is not the
/// same question as whether it works.
fn as_asked(snapshot: &Snapshot<'_>, trust: &TrustPolicy) -> Vec<Requirement> {
    let assumer = &snapshot.desired.assumer.principal;
    let wanted = &snapshot.desired.trust;
    let mut all = Vec::new();
    let holds = |wanted: &TrustPolicy| trust.merged_with(wanted) == *trust;
    let trusts_assumer = weigh_trust(trust, assumer).answer == Answer::Allow;
    let documented = snapshot
        .desired
        .documented_trusts
        .iter()
        .find(|d| !trusts_assumer && holds(&d.trust));
    if let Some(documented) = documented {
        all.push(Requirement::new(
            "trust_as_documented",
            format!("the trust policy is as {} says", documented.page),
            Standing::Proven,
        ));
    }
    let asked_for_assumer = *wanted == TrustPolicy::of([assumer.clone()]);
    if !asked_for_assumer && documented.is_none_or(|d| d.trust != *wanted) {
        let standing = if holds(wanted) {
            Standing::Proven
        } else {
            Standing::Refuted
        };
        all.push(Requirement::new(
            "trust_as_asked",
            "the trust policy is as asked for",
            standing,
        ));
    }
    all
}

fn attachment_requirement(snapshot: &Snapshot<'_>) -> Requirement {
    let key = snapshot.observed.own_key();
    let text = format!("policy {} is attached to the role", key.1);
    let refuted = Requirement::new("attachment", text.clone(), Standing::Refuted)
        .advise("run `rolewright apply`");
    let exists = snapshot.live_policy().is_some();
    if exists && snapshot.observed.is_attached(&key) {
        return Requirement::new("attachment", text, Standing::Proven);
    }
    if let Some(others) = satisfied_by_others(snapshot) {
        let reason = format!(
            "it is not, but everything is granted by {} already (assumed: Container Registry asks for \
             permissions, not for the policy's name)",
            others.join(", ")
        );
        let text = format!(
            "policy {}, or others in its place, are attached to the role",
            key.1
        );
        return Requirement::new("attachment", text, Standing::Proven).because(reason);
    }
    if exists {
        refuted.because("it is not in the list of the role's policies")
    } else {
        refuted.because("the policy does not exist")
    }
}

/// The statement of a trust policy that decided, and its place.
fn deciding<'t>(trust: &'t TrustPolicy, decision: &Weighed) -> (String, Option<&'t Statement>) {
    let place = decision.statement.as_ref();
    let statement = place.and_then(|place| trust.document().statements().get(place.index));
    (
        place.map(ToString::to_string).unwrap_or_default(),
        statement,
    )
}

fn principals_text(trust: &TrustPolicy) -> String {
    let names: Vec<_> = trust.principals().iter().map(ToString::to_string).collect();
    if names.is_empty() {
        "nobody".to_owned()
    } else {
        names.join(", ")
    }
}
