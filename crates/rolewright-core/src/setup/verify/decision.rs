//! Decisions as set-up weighs them: of what a request sends nothing is known, so that whatever
//! depends on it can't be told.

use crate::evaluate::{
    Caller, Context, Decision, PolicySet, Request, Stars, StatementRef, Verdict,
};
use crate::policy::{Condition, Principal, ResourcePattern, Statement, TrustPolicy};
use crate::recipe::desired::RequiredAccess;
use crate::setup::report::Status;

/// What can be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    Allow,
    ExplicitDeny,
    ImplicitDeny,
    /// It depends on something that is not known, for example a condition.
    Inconclusive,
}

/// What can be told, and the statement that it rests on or depends on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Weighed {
    pub(crate) answer: Answer,
    pub(crate) statement: Option<StatementRef>,
}

impl From<Decision> for Weighed {
    fn from(decision: Decision) -> Self {
        let open = decision.undecided.into_iter().map(|one| one.statement);
        let (answer, statement) = match (decision.verdict, decision.at_best) {
            (Verdict::Allow, _) => (Answer::Allow, decision.statement),
            (_, Verdict::Allow) => (Answer::Inconclusive, open.take(1).next()),
            (_, Verdict::ExplicitDeny) => (Answer::ExplicitDeny, decision.statement),
            (_, Verdict::ImplicitDeny) => (Answer::ImplicitDeny, None),
        };
        Self { answer, statement }
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

/// The request that an access stands for: whatever is sent with it, on all that it names.
pub(crate) fn request_for(access: &RequiredAccess) -> Request {
    Request {
        stars: if access.literal {
            Stars::EveryButId
        } else {
            Stars::Every
        },
        context: Context::unknown(),
        ..Request::new(access.action.as_str(), access.resource.as_str())
    }
}

/// Whether a trust policy lets a principal assume the role.
pub(crate) fn weigh_trust(trust: &TrustPolicy, principal: &Principal) -> Weighed {
    let caller = Caller::from(principal.clone());
    let trust = PolicySet::new().trust("the trust policy", trust);
    trust.decide_trust(&caller, &Context::unknown()).into()
}

/// What keeps a statement from being weighed, as the end of a sentence.
pub(crate) fn doubt(statement: &Statement) -> String {
    let tests = statement
        .condition()
        .map(Condition::tests)
        .unwrap_or_default();
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
        return format!("{}, which no page documents", keys.join(", "));
    }
    match &statement.principals {
        Some(principals) => {
            let names: Vec<_> = principals
                .iter()
                .map(|one| one.value().to_owned())
                .collect();
            format!("whom {} means", names.join(", "))
        }
        None => {
            let resources = statement.resources.as_deref().unwrap_or_default();
            let names: Vec<_> = resources.iter().map(ResourcePattern::as_str).collect();
            format!(
                "what the resource {} means to the service",
                names.join(", ")
            )
        }
    }
}

/// The texts, each once; the first of them where there are many.
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
