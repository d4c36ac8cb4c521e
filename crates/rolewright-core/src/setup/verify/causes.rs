//! The causes of failed and inconclusive requirements: few causes for many symptoms, the one to fix
//! first in front.

use crate::policy::{ActionPattern, Actions, Effect, PolicyDocument, ResourcePattern, Statement};
use crate::recipe::RequiredAccess;
use crate::remedy::{Remedy, RemedyKind};
use crate::setup::observe::{PolicyKey, Seen, version_number};
use crate::setup::report::{Cause, CauseId, Requirement, RequirementId, Status};
use crate::setup::snapshot::Snapshot;
use crate::setup::verify::decision::{AccessDecision, Answer, doubt, some_of};
use crate::setup::verify::documents::Documents;
use crate::setup::verify::letter_case::{self, OtherCase};
use crate::setup::verify::missing_access::missing_access;
use crate::setup::verify::requirements::granted_by_bucket;
use crate::text::listed;

/// Returns the causes of all failed and inconclusive requirements.
pub(crate) fn causes(
    snapshot: &Snapshot<'_>,
    documents: &Documents,
    requirements: &[Requirement],
) -> Vec<Cause> {
    let bad = |r: &&Requirement| matches!(r.status, Status::Failed | Status::Inconclusive);
    if !requirements.iter().any(|one| bad(&one)) {
        return Vec::new();
    }
    let mut open: Vec<&RequiredAccess> = snapshot.desired.required.iter().collect();
    open.retain(|access| {
        let is_granted = || {
            let granted = granted_by_bucket(snapshot, documents, access);
            granted.is_some_and(|decision| decision.answer == Answer::Allow)
        };
        documents.decide(access).answer != Answer::Allow && !is_granted()
    });
    let mut all = requirements.iter().filter(bad);
    let detached = all.find(|requirement| requirement.id == RequirementId::Attachment);
    let policy_exists = snapshot.live_policy().is_some();
    let mut causes = Vec::new();
    if snapshot.role().is_none() {
        let other = letter_case::role(snapshot);
        let clause = other.as_ref().map(OtherCase::clause).unwrap_or_default();
        let text = format!("role {} does not exist{clause}", snapshot.recipe.role());
        // The trust, the attachment and all access through the policy depend on the role.
        let dependent = if policy_exists { open.len() + 2 } else { 1 };
        let missing = Cause::new(CauseId::RoleMissing, text).explaining(dependent);
        let remedy = other.map_or(RemedyKind::Apply.into(), |other| other.remedy());
        causes.push(missing.advise(remedy));
    }
    let own = requirements.iter().filter(bad).filter(|requirement| {
        use RequirementId::{Access, Attachment, Trust};
        let elsewhere = matches!(requirement.id, Access | Attachment);
        !elsewhere && (requirement.id != Trust || snapshot.role().is_some())
    });
    causes.extend(own.map(cause_of));
    // The policy of a service-linked role comes with the role.
    let own_policy = snapshot.recipe.linked_to().is_none();
    let hanging = detached.filter(|_| snapshot.role().is_some() || (!policy_exists && own_policy));
    let mut not_attached = hanging.map(|r| not_attached(snapshot, r, open.len()));
    // Attaching doesn't help if all that remains is denied.
    let helps = open
        .iter()
        .any(|access| documents.decide(access).answer != Answer::ExplicitDeny);
    let as_attached = detached.map(|_| as_if_attached(snapshot, documents.clone()));
    let documents = as_attached.as_ref().unwrap_or(documents);
    if let Some(missing) = not_attached.take_if(|_| helps) {
        causes.push(missing);
    }
    if detached.is_some() && !policy_exists {
        // Without the policy there are no grants to explain.
        open.retain(|access| documents.decide(access).answer == Answer::ExplicitDeny);
    }
    if !documents.unread.is_empty() {
        causes.push(unread(snapshot, documents, open.len()));
        open.retain(|access| documents.decide(access).answer != Answer::ImplicitDeny);
    }
    open.retain(|access| documents.decide(access).answer != Answer::Allow);
    newer_version(snapshot, documents, &mut open, &mut causes);
    statements(documents, &mut open, &mut causes);
    missing_access(snapshot, documents, open, &mut causes);
    causes.extend(not_attached);
    // Consequences come last, and so does the status that a service reports.
    causes.sort_by_key(|cause| match &cause.id {
        CauseId::Requirement(RequirementId::Other(_)) => 3,
        CauseId::Requirement(RequirementId::Live) => 2,
        CauseId::Requirement(RequirementId::TrustAsDesired) => 1,
        _ => 0,
    });
    causes
}

fn not_attached(snapshot: &Snapshot<'_>, requirement: &Requirement, failed: usize) -> Cause {
    let name = snapshot.observed.own_key().1;
    let other = letter_case::policy(snapshot);
    let cause = if snapshot.live_policy().is_some() {
        let attached: Vec<_> = snapshot
            .observed
            .attached_keys()
            .map(|key| named(&key))
            .collect();
        let instead = if attached.is_empty() {
            String::new()
        } else {
            format!("; attached: {}", listed(&attached))
        };
        let role = snapshot.recipe.role();
        let text = format!("policy {name} is not attached to role {role}{instead}");
        Cause::new(CauseId::NotAttached, text)
    } else {
        let clause = other.as_ref().map(OtherCase::clause).unwrap_or_default();
        Cause::new(
            CauseId::PolicyMissing,
            format!("policy {name} does not exist{clause}"),
        )
    };
    let remedy = other.map(|other| other.remedy());
    Cause {
        remedy: remedy.or_else(|| requirement.remedy.clone()),
        ..cause.explaining(failed + 1)
    }
}

/// Returns a cause for the policies whose document can't be read, each with the reason.
fn unread(snapshot: &Snapshot<'_>, documents: &Documents, failed: usize) -> Cause {
    let mut help = "grant `ram:GetPolicy` to the caller, then verify again";
    let reasons: Vec<_> = documents
        .unread
        .iter()
        .map(|key| {
            let why = match snapshot.observed.policy(key) {
                Seen::Failed(error) => error.to_string(),
                Seen::NotYet => "it was not read".to_owned(),
                Seen::Is(None) => "the policy does not exist".to_owned(),
                Seen::Is(Some(live)) => {
                    help = "fix its document in the RAM console, then verify again";
                    let error = PolicyDocument::parse(&live.document).err();
                    error.map_or_else(String::new, |error| error.to_string())
                }
            };
            format!(
                "{} is attached to the role, but its document can't be read: {why}",
                named(key)
            )
        })
        .collect();
    Cause::new(CauseId::UnreadablePolicy, reasons.join("; "))
        .explaining(failed)
        .advise(help)
}

/// Treats the recipe's policy as attached, so that its defects are reported too.
fn as_if_attached(snapshot: &Snapshot<'_>, documents: Documents) -> Documents {
    let key = snapshot.observed.own_key();
    let live = snapshot
        .live_policy()
        .and_then(|live| PolicyDocument::parse(&live.document).ok());
    let mut read = documents.read;
    read.extend(live.map(|document| (key, document)));
    Documents::new(read, documents.unread, documents.now)
}

/// Adds a cause if a newer version of the recipe's policy allows what is missing.
fn newer_version(
    snapshot: &Snapshot<'_>,
    documents: &Documents,
    open: &mut Vec<&RequiredAccess>,
    causes: &mut Vec<Cause>,
) {
    let key = snapshot.observed.own_key();
    let versions = snapshot.observed.versions_of(&key.1).into_iter().flatten();
    let live = snapshot
        .live_policy()
        .map_or("", |live| live.default_version.as_str());
    let mut later: Vec<_> = versions
        .filter(|version| !version.is_default_version)
        .collect();
    later.sort_by_key(|version| std::cmp::Reverse(version_number(&version.version_id)));
    for version in later {
        if open.is_empty() {
            return;
        }
        let Ok(document) = PolicyDocument::parse(&version.policy_document) else {
            continue;
        };
        let instead = with_document(documents, &key, document);
        let fixed = |access: &&RequiredAccess| instead.decide(access).answer == Answer::Allow;
        let count = open.iter().filter(|access| fixed(access)).count();
        let newer = version_number(&version.version_id) > version_number(live);
        if newer && count == open.len() {
            let id = &version.version_id;
            let text = format!(
                "the default version of policy {} is {live}, but the newer {id} allows what is missing: an older \
                 version was set as the default, by a rollback or outside rolewright",
                key.1
            );
            let denied =
                |access: &&RequiredAccess| documents.decide(access).answer == Answer::ExplicitDeny;
            let moved = Cause::new(CauseId::DefaultVersionChanged, text).explaining(count);
            // Apply keeps a Deny.
            let remedy = if open.iter().any(denied) {
                RemedyKind::Rollback
            } else {
                RemedyKind::RollbackOrApply
            };
            causes.push(moved.advise(remedy.with(id)));
            open.clear();
        }
    }
}

/// Returns a requirement as its own cause.
fn cause_of(requirement: &Requirement) -> Cause {
    let text = match (&requirement.reason, &requirement.action) {
        (Some(reason), None) => reason.clone(),
        (Some(reason), Some(_)) => format!("{}: {reason}", requirement.text),
        (None, _) => format!("not met: {}", requirement.text),
    };
    Cause {
        statement: requirement.statement.clone(),
        subject: requirement.subject.clone(),
        remedy: requirement.remedy.clone(),
        ..Cause::new(CauseId::Requirement(requirement.id.clone()), text).explaining(1)
    }
}

/// Returns a policy's type and name.
fn named((policy_type, name): &PolicyKey) -> String {
    format!("{} policy {name}", policy_type.to_string().to_lowercase())
}

/// Adds causes for the statements that deny, and those that are inconclusive.
fn statements(documents: &Documents, open: &mut Vec<&RequiredAccess>, causes: &mut Vec<Cause>) {
    let mut places: Vec<(AccessDecision, Vec<&RequiredAccess>)> = Vec::new();
    open.retain(|access| {
        let mut decision = documents.decide(access);
        if decision.answer == Answer::ImplicitDeny {
            // A statement that allows it at another time.
            let undecided = documents.decide_at(access, None).statement;
            decision.statement = undecided.filter(|place| {
                let found = documents.statement(place);
                found.is_some_and(|(_, statement)| statement.effect == Effect::Allow)
            });
        }
        if decision.statement.is_none() || decision.answer == Answer::Allow {
            return true;
        }
        match places.iter_mut().find(|(known, _)| *known == decision) {
            Some((_, accesses)) => accesses.push(access),
            None => places.push((decision, vec![access])),
        }
        false
    });
    places.sort_by_key(|(decision, _)| decision.answer != Answer::ExplicitDeny);
    for (decision, accesses) in places {
        let Some(place) = decision.statement else {
            continue;
        };
        let actions = some_of(accesses.iter().map(|access| access.action.as_str()));
        let found = documents.statement(&place);
        let denies = found.is_some_and(|(_, statement)| statement.effect == Effect::Deny);
        let cause = match decision.answer {
            Answer::ExplicitDeny => {
                let said = found.map(|(_, statement)| statement_text(statement));
                let said = said.unwrap_or_default();
                let text =
                    format!("{place} denies {actions} ({said}); a Deny overrides every Allow");
                Cause::new(CauseId::Denied, text)
            }
            Answer::ImplicitDeny => {
                let doubt = found.map(|(document, statement)| doubt(document, statement, true));
                let doubt = doubt.unwrap_or_default();
                let text = format!("{place} does not allow {actions} now, because of {doubt}");
                Cause::new(CauseId::Condition, text)
            }
            _ => {
                let verb = if denies { "may deny" } else { "may allow" };
                let doubt = found.map(|(document, statement)| {
                    doubt(document, statement, decision.is_conditional)
                });
                let doubt = doubt.unwrap_or_default();
                let text = format!("{place} {verb} {actions}, depending on {doubt}");
                Cause::new(CauseId::Condition, text)
            }
        };
        let cause = cause.advise(if denies {
            "remove or narrow that statement in the RAM console".into()
        } else {
            Remedy::from(RemedyKind::Apply)
        });
        causes.push(cause.explaining(accesses.len()).at(place));
    }
}

fn with_document(documents: &Documents, key: &PolicyKey, document: PolicyDocument) -> Documents {
    let others = documents.read.iter().filter(|(known, _)| known != key);
    let mut read: Vec<_> = others.cloned().collect();
    read.push((key.clone(), document));
    Documents::new(read, documents.unread.clone(), documents.now)
}

/// Returns the actions and resources of a statement.
fn statement_text(statement: &Statement) -> String {
    let (but, list) = match &statement.actions {
        Actions::Action(list) => ("", list),
        Actions::NotAction(list) => ("all except ", list),
    };
    let actions = some_of(list.iter().map(ActionPattern::as_str));
    match &statement.resources {
        Some(list) => {
            let resources = some_of(list.iter().map(ResourcePattern::as_str));
            format!("{but}{actions} on {resources}")
        }
        None => format!("{but}{actions}"),
    }
}
