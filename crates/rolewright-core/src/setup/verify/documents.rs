//! The documents of attached policies, and what they decide.

use std::cell::OnceCell;

use jiff::Timestamp;

use crate::evaluate::{PolicySet, StatementRef};
use crate::policy::{PolicyDocument, Statement};
use crate::recipe::desired::RequiredAccess;
use crate::remedy::RemedyKind;
use crate::setup::observe::PolicyKey;
use crate::setup::report::{Requirement, RequirementId, Status};
use crate::setup::verify::decision::{AccessDecision, Answer, request_for};

/// The documents of all policies that are attached to the role.
#[derive(Clone, Debug, Default)]
pub(crate) struct Documents {
    pub(crate) read: Vec<(PolicyKey, PolicyDocument)>,
    /// The policies that can't be read.
    pub(crate) unread: Vec<PolicyKey>,
    /// The time at which accesses are decided, if known.
    pub(crate) now: Option<Timestamp>,
    /// The readable policies, prepared for decisions on first use.
    policies: OnceCell<PolicySet>,
}

impl Documents {
    pub(crate) fn new(
        read: Vec<(PolicyKey, PolicyDocument)>,
        unread: Vec<PolicyKey>,
        now: Option<Timestamp>,
    ) -> Self {
        Self {
            read,
            unread,
            now,
            policies: OnceCell::new(),
        }
    }

    /// Decides an access over all readable policies.
    pub(crate) fn decide(&self, access: &RequiredAccess) -> AccessDecision {
        self.decide_at(access, self.now)
    }

    /// Decides an access at another time.
    pub(crate) fn decide_at(
        &self,
        access: &RequiredAccess,
        now: Option<Timestamp>,
    ) -> AccessDecision {
        let policies = self.policies.get_or_init(|| {
            let add = |set: PolicySet, (key, document): &(PolicyKey, PolicyDocument)| {
                set.identity(&key.1, document)
            };
            self.read.iter().fold(PolicySet::new(), add)
        });
        policies.decide(&request_for(access, now)).into()
    }

    /// Returns the statement at `place`, with its document.
    pub(crate) fn statement(&self, place: &StatementRef) -> Option<(&PolicyDocument, &Statement)> {
        let mut read = self.read.iter();
        let (_, document) = read.find(|(key, _)| key.1 == place.policy)?;
        Some((document, document.statements().get(place.index)?))
    }
}

pub(crate) fn access_requirement(
    access: &RequiredAccess,
    decision: AccessDecision,
    unread: &[PolicyKey],
) -> Requirement {
    let text = format!("{} on {}", access.action, access.resource);
    let mut requirement = Requirement {
        group: Some(access.group.clone()),
        subject: access.subject.clone(),
        action: Some(access.action.clone()),
        resource: Some(access.resource.clone()),
        statement: decision.statement,
        ..Requirement::new(RequirementId::Access, text, decision.answer.into())
    };
    let unread_text = || {
        let names: Vec<_> = unread.iter().map(|(_, name)| name.as_str()).collect();
        format!(
            "policy {} is attached to the role, but its document can't be read",
            names.join(", ")
        )
    };
    match decision.answer {
        // An unread policy may deny or allow, whatever the others do.
        Answer::Allow if !unread.is_empty() => {
            requirement.status = Status::Inconclusive;
            requirement
                .because(unread_text())
                .advise("grant `ram:GetPolicy` to the caller, then verify again")
        }
        Answer::ImplicitDeny if !unread.is_empty() => {
            requirement.status = Status::Inconclusive;
            requirement
                .because(unread_text())
                .advise("grant `ram:GetPolicy` to the caller, then verify again")
        }
        Answer::Allow => requirement,
        Answer::ImplicitDeny => requirement
            .because("no policy of the role allows it")
            .advise(RemedyKind::Apply),
        Answer::ExplicitDeny => requirement
            .because("a statement denies it, and a Deny overrides every Allow")
            .advise("remove that statement in the RAM console"),
        Answer::Inconclusive => requirement
            .because("it depends on a condition, or on an undocumented part of the statement")
            .advise("check that statement in the RAM console"),
    }
}
