//! Decisions with an unknown request context: what depends on it is inconclusive.

use crate::evaluate::{
    Caller, Context, Decision, PolicySet, Request, Stars, StatementRef, Verdict,
};
use jiff::Timestamp;

use crate::policy::{
    Actions, Condition, PolicyDocument, Principal, ResourcePattern, Statement, TrustPolicy,
};
use crate::recipe::desired::RequiredAccess;
use crate::setup::report::Status;

/// The result of a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    Allow,
    ExplicitDeny,
    ImplicitDeny,
    /// It depends on something unknown, for example a condition.
    Inconclusive,
}

/// A result, and the statement that it is based on or depends on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AccessDecision {
    pub(crate) answer: Answer,
    pub(crate) statement: Option<StatementRef>,
    /// Whether an inconclusive result depends on a condition.
    pub(crate) is_conditional: bool,
}

impl From<Decision> for AccessDecision {
    fn from(decision: Decision) -> Self {
        let open = decision.undecided.into_iter().next();
        let is_conditional = open.as_ref().is_some_and(|one| one.key.is_some());
        let (answer, statement) = match (decision.verdict, decision.at_best) {
            (Verdict::Allow, _) => (Answer::Allow, decision.statement),
            (_, Verdict::Allow) => (Answer::Inconclusive, open.map(|one| one.statement)),
            (_, Verdict::ExplicitDeny) => (Answer::ExplicitDeny, decision.statement),
            (_, Verdict::ImplicitDeny) => (Answer::ImplicitDeny, None),
        };
        Self {
            answer,
            statement,
            is_conditional,
        }
    }
}

impl From<Answer> for Status {
    fn from(answer: Answer) -> Self {
        match answer {
            Answer::Allow => Self::Passed,
            Answer::ExplicitDeny | Answer::ImplicitDeny => Self::Failed,
            Answer::Inconclusive => Self::Inconclusive,
        }
    }
}

/// The condition key of the time at which the service receives a request.
pub(crate) const CURRENT_TIME: &str = "acs:CurrentTime";

/// Returns a context of which only the time is known, if it is.
pub(crate) fn context(now: Option<Timestamp>) -> Context {
    let mut context = Context::unknown();
    if let Some(now) = now {
        context.insert(CURRENT_TIME, now.to_string());
    }
    context
}

/// Returns the request for an access at a time, on every resource that it matches.
pub(crate) fn request_for(access: &RequiredAccess, now: Option<Timestamp>) -> Request {
    Request {
        stars: if access.literal {
            Stars::EveryButId
        } else {
            Stars::Every
        },
        context: context(now),
        ..Request::new(access.action.as_str(), access.resource.as_str())
    }
}

/// Decides whether a trust policy lets a principal assume the role at a time.
pub(crate) fn decide_trust(
    trust: &TrustPolicy,
    principal: &Principal,
    now: Option<Timestamp>,
) -> AccessDecision {
    let caller = Caller::from(principal.clone());
    let trust = PolicySet::new().trust("the trust policy", trust);
    trust.decide_trust(&caller, &context(now)).into()
}

/// Returns why a statement of a document is inconclusive, as the end of a sentence.
pub(crate) fn doubt(
    document: &PolicyDocument,
    statement: &Statement,
    is_conditional: bool,
) -> String {
    let condition = statement.condition().filter(|_| is_conditional);
    let tests = condition.map(Condition::tests).unwrap_or_default();
    let tests: Vec<_> = tests
        .iter()
        .map(|test| format!("{} of {}", test.operator, test.key))
        .collect();
    if !tests.is_empty() {
        return format!("its condition ({})", tests.join(", "));
    }
    let keys: Vec<_> = statement
        .unknown_keys()
        .map(|key| format!("`{}`", crate::text::excerpt(key, 40)))
        .collect();
    if !keys.is_empty() {
        return format!("{}, which is not documented", keys.join(", "));
    }
    if document.version() != "1" {
        let version = crate::text::excerpt(document.version(), 40);
        return format!("version `{version}` of the document, which is not documented");
    }
    let (Actions::Action(actions) | Actions::NotAction(actions)) = &statement.actions;
    if actions.is_empty() {
        return "the meaning of an empty list of actions".to_owned();
    }
    match &statement.principals {
        Some(principals) => {
            let names: Vec<_> = principals
                .iter()
                .map(|one| one.value().to_owned())
                .collect();
            format!("the meaning of principal {}", names.join(", "))
        }
        None => {
            let resources = statement.resources.as_deref().unwrap_or_default();
            let names: Vec<_> = resources.iter().map(ResourcePattern::as_str).collect();
            format!(
                "the meaning of resource {} to the service",
                names.join(", ")
            )
        }
    }
}

/// Joins the texts, each once; only the first few if there are many.
pub(crate) fn some_of<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    const ALL: usize = 10;
    const FIRST: usize = 5;
    let mut all: Vec<&str> = Vec::new();
    for text in texts {
        if !all.contains(&text) {
            all.push(text);
        }
    }
    if all.len() <= ALL {
        return all.join(", ");
    }
    let more = all.len() - FIRST;
    all.truncate(FIRST);
    format!("{} and {more} more", all.join(", "))
}
