//! A set of policies, and the order of evaluation.
//!
//! Source: the pages on policy evaluation (full text of 2021, newer copies of January 2024 and
//! June 2026) and on evaluation when a role is assumed.

use super::decision::{Decision, Layer, Undecided, Verdict, View};
use super::request::{Caller, Context, Request, account_of};
use super::rules::Rules;
use super::statement::{ASSUME_ROLE, Prepared};
use super::unit::{Slot, Tally, Unit};
use super::wording;
use crate::model::{BucketPolicy, Effect, PolicyDocument, TrustPolicy};

/// All policies that apply to a request, compiled once for many decisions.
///
/// A layer without policies is skipped; without identity policies, they allow nothing.
///
/// ```
/// use rolewright_policy::evaluate::{Layer, PolicySet, Request, Verdict};
/// use rolewright_policy::{PolicyDocument, Statement};
///
/// let read = PolicyDocument::new([Statement::allow(["oss:Get*"]).on(["acs:oss:*:*:my-images/*"])]);
/// let policies = PolicySet::new().identity("demo", &read);
/// let decision = policies.decide(&Request::new("oss:GetObject", "acs:oss:*:1234567890123456:my-images/a"));
/// assert_eq!(decision.verdict, Verdict::Allow);
/// assert_eq!(decision.layer, Layer::AccountLevelIdentityBasedPolicy);
/// assert_eq!(decision.statement.unwrap().to_string(), "statement 1 of demo");
/// ```
#[derive(Clone, Debug)]
pub struct PolicySet {
    rules: Rules,
    pub(super) controls: Vec<Unit>,
    pub(super) session: Unit,
    pub(super) account: Unit,
    pub(super) group: Unit,
    pub(super) bucket: Unit,
    pub(super) trust: Unit,
}

/// A verdict with its unit and statement.
#[derive(Clone, Copy)]
struct Reached<'p> {
    verdict: Verdict,
    unit: &'p Unit,
    slot: Option<Slot>,
}

/// The tally of each unit that applies, in the order of evaluation.
struct Counted<'p> {
    gates: Vec<(&'p Unit, Tally)>,
    account: (&'p Unit, Tally),
    group: (&'p Unit, Tally),
    /// The resource's policy: a bucket policy or a trust policy.
    resource: Option<(&'p Unit, Tally)>,
    /// Whether identity and resource must both allow.
    both: bool,
    /// Whether the caller's identity policies apply.
    identity: bool,
}

impl Default for PolicySet {
    fn default() -> Self {
        Self::new()
    }
}

impl PolicySet {
    /// An empty set, which denies everything.
    #[must_use]
    pub fn new() -> Self {
        Self::with_rules(Rules::default())
    }

    /// An empty set with these rules.
    #[must_use]
    pub fn with_rules(rules: Rules) -> Self {
        Self {
            rules,
            controls: Vec::new(),
            session: Unit::new(Layer::SessionPolicy),
            account: Unit::new(Layer::AccountLevelIdentityBasedPolicy),
            group: Unit::new(Layer::ResourceGroupLevelIdentityBasedPolicy),
            bucket: Unit::new(Layer::ResourceBasedPolicy),
            trust: Unit::new(Layer::AssumeRolePolicy),
        }
    }

    /// Adds a policy attached to the caller, one of its groups or its role at account level.
    #[must_use]
    pub fn identity(mut self, name: &str, document: &PolicyDocument) -> Self {
        self.account.add(name, document, &self.rules);
        self
    }

    /// Adds a policy attached to them for the resource group of the resource.
    #[must_use]
    pub fn resource_group(mut self, name: &str, document: &PolicyDocument) -> Self {
        self.group.add(name, document, &self.rules);
        self
    }

    /// Adds the control policies of one level of the resource directory of the account that owns
    /// the resource. Call it once per level, starting with the account; every level must allow. A
    /// level without control policies is skipped, as documented. Control policies don't apply to
    /// the management account.
    #[must_use]
    pub fn control_level<'d>(
        mut self,
        policies: impl IntoIterator<Item = (&'d str, &'d PolicyDocument)>,
    ) -> Self {
        let mut level = Unit::new(Layer::ControlPolicy);
        for (name, document) in policies {
            level.add(name, document, &self.rules);
        }
        if !level.is_empty() {
            self.controls.push(level);
        }
        self
    }

    /// Adds a session policy.
    #[must_use]
    pub fn session(mut self, name: &str, document: &PolicyDocument) -> Self {
        self.session.add(name, document, &self.rules);
        self
    }

    /// Adds the bucket policy.
    #[must_use]
    pub fn bucket(mut self, name: &str, policy: &BucketPolicy) -> Self {
        self.bucket.add(name, policy.document(), &self.rules);
        self
    }

    /// Adds the trust policy of the assumed role.
    #[must_use]
    pub fn trust(mut self, name: &str, trust: &TrustPolicy) -> Self {
        self.trust.add(name, trust.document(), &self.rules);
        self
    }

    /// Decides a request. Several resources are decided separately, and the most restrictive
    /// decision is returned.
    #[must_use]
    pub fn decide(&self, request: &Request) -> Decision {
        let mut worst = self.decide_on(request, resource_of(request, 0), 0);
        for (index, resource) in request.resources.iter().enumerate().skip(1) {
            let next = self.decide_on(request, resource, index);
            let at_best = worse(worst.at_best, next.at_best);
            if rank(next.verdict) > rank(worst.verdict) {
                worst = next;
            }
            worst.at_best = at_best;
        }
        worst
    }

    /// Decides each action on each resource; caller and context come from the request. The
    /// decisions are in the order of the actions, then of the resources.
    ///
    /// ```
    /// use rolewright_policy::evaluate::{PolicySet, Request};
    /// use rolewright_policy::{PolicyDocument, Statement};
    ///
    /// let read = PolicyDocument::new([Statement::allow(["oss:Get*"]).on(["acs:oss:*:*:my-images/*"])]);
    /// let policies = PolicySet::new().identity("demo", &read);
    /// let (actions, resources) = (
    ///     ["oss:GetObject", "oss:PutObject"],
    ///     ["acs:oss:*:1234567890123456:my-images/a", "acs:oss:*:1234567890123456:others/a"],
    /// );
    /// let request = Request::new("", "").with("acs:SourceIp", "192.0.2.7");
    /// let matrix = policies.decide_all(&actions, &resources, &request);
    /// let allowed: Vec<bool> = matrix.iter().map(|decision| decision.is_allowed()).collect();
    /// assert_eq!(allowed, [true, false, false, false]);
    /// ```
    #[must_use]
    pub fn decide_all(
        &self,
        actions: &[&str],
        resources: &[&str],
        request: &Request,
    ) -> Vec<Decision> {
        let mut asked = request.clone();
        let mut decisions = Vec::with_capacity(actions.len() * resources.len());
        for action in actions {
            asked.action = (*action).to_owned();
            for resource in resources {
                asked.resources = vec![(*resource).to_owned()];
                decisions.push(self.decide(&asked));
            }
        }
        decisions
    }

    /// Decides whether the trust policy allows the caller to assume the role, regardless of the
    /// caller's own policies.
    #[must_use]
    pub fn decide_trust(&self, caller: &Caller, context: &Context) -> Decision {
        let request = Request {
            caller: caller.clone(),
            context: context.clone(),
            ..Request::new(ASSUME_ROLE, "*")
        };
        let asked = Prepared::new(&request, "*");
        let silent = |unit| (unit, Tally::default());
        let counted = Counted {
            gates: Vec::new(),
            account: silent(&self.account),
            group: silent(&self.group),
            resource: Some((&self.trust, self.trust.tally(&asked))),
            both: false,
            identity: false,
        };
        self.decided(&counted, &request, 0)
    }

    fn decide_on(&self, request: &Request, resource: &str, index: usize) -> Decision {
        let asked = Prepared::new(request, resource);
        self.decided(&self.count(&asked), request, index)
    }

    fn decided(&self, counted: &Counted<'_>, request: &Request, index: usize) -> Decision {
        let reached = counted.walk(View::Against, &self.rules);
        let at_best = counted.walk(View::For, &self.rules).verdict;
        let statement = reached.slot.and_then(|slot| reached.unit.statement(slot));
        let undecided = if reached.verdict == at_best {
            Vec::new()
        } else {
            counted.undecided(request)
        };
        Decision {
            verdict: reached.verdict,
            at_best,
            layer: reached.unit.layer,
            statement: reached.slot.map(|slot| reached.unit.place(slot)),
            span: statement.and_then(|compiled| compiled.statement.span()),
            resource: index,
            undecided,
        }
    }

    fn count<'p>(&'p self, asked: &Prepared<'_>) -> Counted<'p> {
        let caller = &asked.request.caller;
        let assumes = asked.assumes_role() && !self.trust.is_empty();
        let identity = !caller.has_no_identity() && (assumes || !is_foreign(asked));
        let tally = |unit: &'p Unit| (unit, unit.tally(asked));
        let gates = self.controls.iter();
        let session =
            (!self.session.is_empty() && !caller.has_no_identity()).then_some(&self.session);
        let resource = match (assumes, self.bucket.is_empty()) {
            (true, _) => Some(tally(&self.trust)),
            (false, false) => Some(tally(&self.bucket)),
            (false, true) => None,
        };
        let own = |unit: &'p Unit| {
            if identity {
                tally(unit)
            } else {
                (unit, Tally::default())
            }
        };
        Counted {
            gates: gates.chain(session).map(tally).collect(),
            account: own(&self.account),
            group: own(&self.group),
            resource,
            both: assumes && identity,
            identity,
        }
    }
}

/// Whether the resource belongs to another account. Identity policies don't grant access to it;
/// only the resource's policy does. Source: "OSS authentication" for buckets; assumed for other
/// services (rule `cross-account`).
fn is_foreign(asked: &Prepared<'_>) -> bool {
    let owner = account_of(asked.asked.text);
    let caller = asked.request.caller.account();
    matches!((caller, owner), (Some(caller), Some(owner)) if caller != owner)
}

pub(super) fn resource_of(request: &Request, index: usize) -> &str {
    request.resources.get(index).map_or("*", String::as_str)
}

fn rank(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Allow => 0,
        Verdict::ImplicitDeny => 1,
        Verdict::ExplicitDeny => 2,
    }
}

fn worse(one: Verdict, other: Verdict) -> Verdict {
    if rank(other) > rank(one) { other } else { one }
}

impl<'p> Counted<'p> {
    /// The order of evaluation.
    fn walk(&self, view: View, rules: &Rules) -> Reached<'p> {
        let reached = |(unit, tally): &(&'p Unit, Tally)| {
            let (verdict, slot) = tally.verdict(view);
            Reached {
                verdict,
                unit,
                slot,
            }
        };
        let mut gates = self.gates.iter().map(reached);
        if let Some(stop) = gates.find(|gate| gate.verdict != Verdict::Allow) {
            return stop;
        }
        let account = reached(&self.account);
        let group = reached(&self.group);
        let denied = rules.resource_group_deny_wins && group.verdict == Verdict::ExplicitDeny;
        let identity = match account.verdict {
            Verdict::Allow if denied => group,
            Verdict::ImplicitDeny if group.slot.is_some() => group,
            _ => account,
        };
        match self.resource.as_ref().map(reached) {
            None => identity,
            Some(resource) if !self.identity => resource,
            Some(resource) => merged(identity, resource, self.both),
        }
    }

    fn undecided(&self, request: &Request) -> Vec<Undecided> {
        let identity = [&self.account, &self.group];
        let units = self.gates.iter().chain(identity).chain(&self.resource);
        let open = |(unit, tally): &(&Unit, Tally)| {
            let both = [tally.may_deny, tally.may_allow].into_iter().flatten();
            let each = both.filter_map(|(slot, fit)| {
                let compiled = unit.statement(slot)?;
                let (key, reason) = wording::doubt(&compiled.statement, fit.part?, request);
                Some(Undecided {
                    statement: unit.place(slot),
                    denies: compiled.statement.effect == Effect::Deny,
                    key,
                    reason,
                })
            });
            each.collect::<Vec<_>>()
        };
        let mut all: Vec<_> = units.flat_map(open).collect();
        all.sort_by_key(|one| !one.denies);
        all
    }
}

/// Combines identity policies and the resource's policy: either may deny; one or both must allow.
fn merged<'p>(identity: Reached<'p>, resource: Reached<'p>, both: bool) -> Reached<'p> {
    let has = |side: &Reached<'_>, verdict| side.verdict == verdict;
    if has(&identity, Verdict::ExplicitDeny) || has(&resource, Verdict::ImplicitDeny) && !both {
        return identity;
    }
    if has(&resource, Verdict::ExplicitDeny) {
        return resource;
    }
    if has(&identity, Verdict::Allow) == both {
        resource
    } else {
        identity
    }
}
