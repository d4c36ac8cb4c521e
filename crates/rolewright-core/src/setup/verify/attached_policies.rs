//! The policies that are attached to the role, and what they decide.

use std::cell::OnceCell;

use crate::evaluate::{PolicySet, StatementRef};
use crate::operation::PolicyType;
use crate::policy::{PolicyDocument, Statement};
use crate::recipe::RequiredAccess;
use crate::setup::observe::{PolicyKey, Seen};
use crate::setup::report::{Requirement, Standing};
use crate::setup::snapshot::Snapshot;
use crate::setup::verify::decision::{Answer, Weighed, request_for};

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
