//! Compiled statements.

use super::condition::{self, Test};
use super::decision::{Fit, Layer, Part, Truth};
use super::principal;
use super::request::Request;
use super::resource::Asked;
use super::resources::Resources;
use super::rules::Rules;
use crate::model::{ActionPattern, Actions, Effect, Principal, Statement, Wildcard};

/// The action that permits all forms of assuming a role, including the federated ones. Source: the
/// official examples for SAML and OIDC.
pub(super) const ASSUME_ROLE: &str = "sts:assumerole";

/// A request, prepared once for all statements.
pub(super) struct Prepared<'r> {
    pub(super) request: &'r Request,
    /// The action in lower case; actions are not case-sensitive.
    action: String,
    pub(super) asked: Asked<'r>,
}

impl<'r> Prepared<'r> {
    pub(super) fn new(request: &'r Request, resource: &'r str) -> Self {
        Self {
            request,
            action: request.action.to_ascii_lowercase(),
            asked: Asked::new(resource, request.stars),
        }
    }

    fn service(&self) -> &str {
        self.action.split(':').next().unwrap_or_default()
    }

    /// Whether the action assumes a role.
    pub(super) fn assumes_role(&self) -> bool {
        let with = self.action.strip_prefix(ASSUME_ROLE);
        matches!(with, Some("" | "withsaml" | "withoidc"))
    }
}

#[derive(Clone, Debug)]
enum Action {
    Exact(String),
    Open(Wildcard),
}

impl Action {
    fn new(pattern: &ActionPattern) -> Self {
        let text = pattern.as_str().to_ascii_lowercase();
        if text.contains(['*', '?']) {
            Self::Open(Wildcard::new(&text))
        } else {
            Self::Exact(text)
        }
    }

    fn matches(&self, action: &str) -> bool {
        match self {
            Self::Exact(exact) => exact == action,
            Self::Open(wildcard) => wildcard.matches(action),
        }
    }
}

/// A compiled statement.
#[derive(Clone, Debug)]
pub(super) struct Compiled {
    /// The original statement, for explanations.
    pub(super) statement: Statement,
    layer: Layer,
    actions: Vec<Action>,
    all_but: bool,
    resources: Option<Resources>,
    principals: Option<Vec<Principal>>,
    tests: Vec<Test>,
    /// Whether it has an undocumented element.
    has_unknown_keys: bool,
    /// Whether its document has the documented version.
    is_current: bool,
}

impl Compiled {
    pub(super) fn new(
        statement: &Statement,
        layer: Layer,
        is_current: bool,
        rules: &Rules,
    ) -> Self {
        let (all_but, actions) = match &statement.actions {
            Actions::Action(list) => (false, list),
            Actions::NotAction(list) => (true, list),
        };
        let resources = statement.resources.as_ref();
        let principals = statement.principals.as_ref();
        Self {
            statement: statement.clone(),
            layer,
            actions: actions.iter().map(Action::new).collect(),
            all_but,
            resources: resources.map(|list| Resources::new(list.iter())),
            principals: principals.map(|list| list.iter().collect()),
            tests: condition::compile(statement.condition(), rules),
            has_unknown_keys: statement.has_unknown_keys(),
            is_current,
        }
    }

    /// Whether the statement applies. Cheap and selective parts are compared first.
    pub(super) fn fit(&self, asked: &Prepared<'_>) -> Fit {
        let mut fit = Fit::YES.and(Part::Action, self.action_fit(asked));
        if fit.truth == Truth::No {
            return fit;
        }
        fit = match self.layer {
            // The role itself is the resource.
            Layer::AssumeRolePolicy => fit.and(Part::Principal, self.principal_fit(asked)),
            Layer::ResourceBasedPolicy => fit
                .and(Part::Resource, self.resource_fit(asked))
                .and(Part::Principal, self.principal_fit(asked)),
            _ => fit.and(Part::Resource, self.resource_fit(asked)),
        };
        if fit.truth == Truth::No {
            return fit;
        }
        if !self.is_current {
            fit = fit.and(Part::Version, Truth::Perhaps);
        }
        if self.has_unknown_keys {
            fit = fit.and(Part::Element, Truth::Perhaps);
        }
        condition::holds(&self.tests, asked.request, fit)
    }

    /// An empty list is not documented: in an Allow it grants nothing, in a Deny it is undecided.
    fn of_empty_list(&self) -> Truth {
        Truth::of(self.statement.effect == Effect::Deny).and(Truth::Perhaps)
    }

    fn action_fit(&self, asked: &Prepared<'_>) -> Truth {
        if self.actions.is_empty() {
            return self.of_empty_list();
        }
        let has =
            |action: &str| self.actions.iter().any(|known| known.matches(action)) != self.all_but;
        if self.layer != Layer::AssumeRolePolicy || !asked.assumes_role() {
            return Truth::of(has(&asked.action));
        }
        // Examples permit the federated forms by `sts:AssumeRole`; whether their own names match is
        // not documented.
        if has(ASSUME_ROLE) {
            Truth::Yes
        } else {
            Truth::of(has(&asked.action)).and(Truth::Perhaps)
        }
    }

    fn resource_fit(&self, asked: &Prepared<'_>) -> Truth {
        match &self.resources {
            Some(list) if list.is_empty() => self.of_empty_list(),
            Some(list) => list.fit(self.statement.effect, &asked.asked, asked.service()),
            None => Truth::Perhaps,
        }
    }

    fn principal_fit(&self, asked: &Prepared<'_>) -> Truth {
        match &self.principals {
            Some(list) => principal::fit(list, &asked.request.caller),
            None => Truth::Perhaps,
        }
    }
}
