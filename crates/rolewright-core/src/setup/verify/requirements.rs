//! Requirement by requirement: what is proven, refuted, or was not looked at.

use crate::setup::verify::bucket::bucket_requirements;
use crate::setup::verify::instance::instance_requirements;
use crate::setup::verify::live_probe::live_requirements;
use std::cell::OnceCell;

use crate::evaluate::{PolicySet, StatementRef};
use crate::operation::PolicyType;
use crate::policy::{Effect, PolicyDocument, Statement, TrustPolicy};
use crate::recipe::RequiredAccess;
use crate::setup::observe::{PolicyKey, Seen};
use crate::setup::report::{Requirement, Standing};
use crate::setup::snapshot::Snapshot;
use crate::setup::verify::decision::{Answer, Weighed, doubt, request_for, weigh_trust};

/// The documents of all policies that are attached to the role.
#[derive(Clone, Debug, Default)]
pub(crate) struct Documents {
    pub(crate) read: Vec<(PolicyKey, PolicyDocument)>,
    /// Those that could not be read.
    pub(crate) unread: Vec<PolicyKey>,
    /// What was read, ready to be asked; made when it is asked first.
    policies: OnceCell<PolicySet>,
}

impl Documents {
    pub(crate) fn new(read: Vec<(PolicyKey, PolicyDocument)>, unread: Vec<PolicyKey>) -> Self {
        Self {
            read,
            unread,
            policies: OnceCell::new(),
        }
    }

    /// Decides over all of them.
    pub(crate) fn decide(&self, access: &RequiredAccess) -> Weighed {
        let policies = self.policies.get_or_init(|| {
            let add = |set: PolicySet, (key, document): &(PolicyKey, PolicyDocument)| {
                set.identity(&key.1, document)
            };
            self.read.iter().fold(PolicySet::new(), add)
        });
        policies.decide(&request_for(access)).into()
    }

    /// The statement at that place.
    pub(crate) fn statement(&self, place: &StatementRef) -> Option<&Statement> {
        let mut read = self.read.iter();
        let (_, document) = read.find(|(key, _)| key.1 == place.policy)?;
        document.statements().get(place.index)
    }
}

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

pub(crate) fn documents(snapshot: &Snapshot<'_>) -> Documents {
    let (mut read, mut unread) = (Vec::new(), Vec::new());
    for key in snapshot.observed.attached_keys() {
        // The text of the default bucket's system policy is published nowhere.
        if key.0 == PolicyType::System && key == snapshot.observed.own_key() {
            continue;
        }
        let document = match snapshot.observed.policy(&key) {
            Seen::Is(Some(live)) => PolicyDocument::parse(&live.document).ok(),
            _ => None,
        };
        match document {
            Some(document) => read.push((key, document)),
            None => unread.push(key),
        }
    }
    Documents::new(read, unread)
}

/// The policies that grant everything without ours, when there are such: then nothing has to
/// be written. Where ours is in use, it is kept complete all the same.
pub(crate) fn satisfied_by_others(snapshot: &Snapshot<'_>) -> Option<Vec<String>> {
    let key = snapshot.observed.own_key();
    let mut attached = snapshot.observed.attached_keys();
    let in_use = attached.any(|key| snapshot.observed.number(&key).is_some());
    if in_use || snapshot.options.exact.policy || key.0 != PolicyType::Custom {
        return None;
    }
    let documents = documents(snapshot);
    let mut names = Vec::new();
    for access in &snapshot.desired.required {
        let decision = documents.decide(access);
        let statement = decision
            .statement
            .filter(|_| decision.answer == Answer::Allow)?;
        if !names.contains(&statement.policy) {
            names.push(statement.policy);
        }
    }
    (documents.unread.is_empty() && !names.is_empty()).then_some(names)
}

/// The required accesses that the wanted policy itself does not allow, in the form of an older
/// page for example.
pub(crate) fn left_out<'s>(snapshot: &'s Snapshot<'_>) -> Vec<&'s RequiredAccess> {
    let key = snapshot.observed.own_key();
    if key.0 != PolicyType::Custom {
        return Vec::new();
    }
    let wanted = Documents::new(vec![(key, snapshot.desired.document())], Vec::new());
    let required = snapshot.desired.required.iter();
    let lacking = required.filter(|access| wanted.decide(access).answer != Answer::Allow);
    lacking.collect()
}

/// Whether some required access is not allowed.
pub(crate) fn refuses_something(snapshot: &Snapshot<'_>) -> bool {
    let documents = documents(snapshot);
    let mut required = snapshot.desired.required.iter();
    required.any(|access| documents.decide(access).answer != Answer::Allow)
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

pub(crate) fn access_requirement(
    access: &RequiredAccess,
    decision: Weighed,
    unread: &[PolicyKey],
) -> Requirement {
    let text = format!("{} on {}", access.action, access.resource);
    let mut requirement = Requirement {
        group: Some(access.group.clone()),
        subject: access.subject.clone(),
        action: Some(access.action.clone()),
        resource: Some(access.resource.clone()),
        statement: decision.statement,
        ..Requirement::new("access", text, decision.answer.into())
    };
    let unread_text = || {
        let names: Vec<_> = unread.iter().map(|(_, name)| name.as_str()).collect();
        format!(
            "policy {} is attached to the role, but its document could not be read",
            names.join(", ")
        )
    };
    match decision.answer {
        // A policy that was not read may deny, or allow, whatever the others say.
        Answer::Allow if !unread.is_empty() => {
            requirement.standing = Standing::CannotTell;
            requirement
                .because(unread_text())
                .advise("let the caller read it (`ram:GetPolicy`), then verify again")
        }
        Answer::ImplicitDeny if !unread.is_empty() => {
            requirement.standing = Standing::CannotTell;
            requirement
                .because(unread_text())
                .advise("let the caller read it (`ram:GetPolicy`), then verify again")
        }
        Answer::Allow => requirement,
        Answer::ImplicitDeny => requirement
            .because("no statement of any policy that is attached to the role allows it")
            .advise("run `rolewright apply`"),
        Answer::ExplicitDeny => requirement
            .because("a statement denies it, and a deny wins over every allow")
            .advise("take that statement out in the RAM console"),
        Answer::CannotTell => requirement
            .because(
                "it depends on a condition, or on a part of the statement that no page documents",
            )
            .advise("look at that statement in the RAM console"),
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
