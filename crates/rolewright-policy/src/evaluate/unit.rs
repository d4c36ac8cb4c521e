//! The policies of one layer, evaluated together: Deny before Allow before implicit deny. Source:
//! "basic unit" on the page about policy evaluation.

use super::decision::{Fit, Layer, StatementRef, Truth, Verdict, View};
use super::rules::Rules;
use super::statement::{Compiled, Prepared};
use crate::model::{Effect, PolicyDocument};

/// The only documented version of the policy language.
const CURRENT_VERSION: &str = "1";

/// A policy of a unit.
#[derive(Clone, Debug)]
struct Named {
    name: String,
    statements: Vec<Compiled>,
}

/// The policies of one layer, or of one level of the control policies.
#[derive(Clone, Debug)]
pub(super) struct Unit {
    pub(super) layer: Layer,
    policies: Vec<Named>,
}

/// Position of a statement: index of its policy, and its index there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Slot {
    policy: usize,
    index: usize,
}

/// The first statement that applies, or may apply, per effect.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tally {
    pub(super) denies: Option<Slot>,
    pub(super) may_deny: Option<(Slot, Fit)>,
    pub(super) allows: Option<Slot>,
    pub(super) may_allow: Option<(Slot, Fit)>,
}

impl Unit {
    pub(super) fn new(layer: Layer) -> Self {
        Self {
            layer,
            policies: Vec::new(),
        }
    }

    pub(super) fn add(&mut self, name: &str, document: &PolicyDocument, rules: &Rules) {
        let statements = document.statements().iter();
        let is_current = document.version() == CURRENT_VERSION;
        self.policies.push(Named {
            name: name.to_owned(),
            statements: statements
                .map(|statement| Compiled::new(statement, self.layer, is_current, rules))
                .collect(),
        });
    }

    pub(super) fn is_empty(&self) -> bool {
        self.policies.is_empty()
    }

    /// Every statement with its position.
    pub(super) fn statements(&self) -> impl Iterator<Item = (Slot, &Compiled)> {
        let policies = self.policies.iter().enumerate();
        policies.flat_map(|(policy, named)| {
            let statements = named.statements.iter().enumerate();
            statements.map(move |(index, statement)| (Slot { policy, index }, statement))
        })
    }

    pub(super) fn tally(&self, asked: &Prepared<'_>) -> Tally {
        let mut tally = Tally::default();
        for (slot, compiled) in self.statements() {
            let effect = compiled.statement.effect;
            // Once something allows, only a Deny can change the result.
            if effect == Effect::Allow && tally.allows.is_some() {
                continue;
            }
            let fit = compiled.fit(asked);
            match (effect, fit.truth) {
                (_, Truth::No) => {}
                (Effect::Deny, Truth::Yes) => {
                    tally.denies = Some(slot);
                    break;
                }
                (Effect::Deny, Truth::Perhaps) => {
                    tally.may_deny.get_or_insert((slot, fit));
                }
                (Effect::Allow, Truth::Yes) => {
                    tally.allows = Some(slot);
                    tally.may_allow = None;
                }
                (Effect::Allow, Truth::Perhaps) => {
                    tally.may_allow.get_or_insert((slot, fit));
                }
            }
        }
        tally
    }

    pub(super) fn statement(&self, slot: Slot) -> Option<&Compiled> {
        self.policies.get(slot.policy)?.statements.get(slot.index)
    }

    pub(super) fn place(&self, slot: Slot) -> StatementRef {
        let policy = self.policies.get(slot.policy);
        StatementRef {
            policy: policy.map(|policy| policy.name.clone()).unwrap_or_default(),
            index: slot.index,
        }
    }
}

impl Tally {
    /// Returns the verdict of the unit and its statement.
    pub(super) fn verdict(&self, view: View) -> (Verdict, Option<Slot>) {
        let perhaps = |effect, one: Option<(Slot, Fit)>| {
            let applies = view.applies(effect, Truth::Perhaps);
            one.map(|(slot, _)| slot).filter(|_| applies)
        };
        let deny = self.denies.or(perhaps(Effect::Deny, self.may_deny));
        let allow = self.allows.or(perhaps(Effect::Allow, self.may_allow));
        match (deny, allow) {
            (Some(slot), _) => (Verdict::ExplicitDeny, Some(slot)),
            (None, Some(slot)) => (Verdict::Allow, Some(slot)),
            (None, None) => (Verdict::ImplicitDeny, None),
        }
    }
}
