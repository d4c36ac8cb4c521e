//! The policies of one side and what they grant.

use std::collections::BTreeSet;

use super::change::Granted;
use crate::evaluate::{Context, PolicySet, Request, TracedOutcome, TracedPart, Verdict};
use crate::model::{Actions, List, PolicyDocument, Statement};

/// What one side grants, and what it depends on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Answer {
    pub(super) granted: Granted,
    /// The statements that it depends on, in canonical form.
    open: BTreeSet<String>,
}

/// The answers of both sides.
pub(super) type Cell = [Answer; 2];

pub(super) fn has_changed([before, after]: &Cell) -> bool {
    before != after
}

/// The policies of one side.
pub(super) struct Side<'d> {
    documents: &'d [&'d PolicyDocument],
    set: PolicySet,
}

/// In [`Answer::open`]: an unconditional Allow, so that only Deny statements are undecided.
const ALLOWED: &str = "allowed";

impl<'d> Side<'d> {
    pub(super) fn new(documents: &'d [&'d PolicyDocument]) -> Self {
        let documents_by_number = documents.iter().enumerate();
        let set = documents_by_number.fold(PolicySet::new(), |set, (index, document)| {
            set.identity(&index.to_string(), document)
        });
        Self { documents, set }
    }

    pub(super) fn statements(&self) -> impl Iterator<Item = &'d Statement> {
        let documents = self.documents.iter();
        documents.flat_map(|document| document.statements())
    }

    /// The least access on any of these resources; the action needs all of them.
    pub(super) fn answer(&self, action: &str, resources: &[String]) -> Answer {
        let request = |resource: &String| Request {
            context: Context::unknown(),
            ..Request::new(action, resource.as_str())
        };
        let all = resources
            .iter()
            .map(|resource| self.one(&request(resource)));
        all.min_by_key(|answer| answer.granted).unwrap_or(Answer {
            granted: Granted::No,
            open: BTreeSet::new(),
        })
    }

    fn one(&self, request: &Request) -> Answer {
        let decision = self.set.decide(request);
        let granted = match (decision.verdict, decision.at_best) {
            (Verdict::Allow, _) => Granted::Yes,
            (_, Verdict::Allow) => Granted::Perhaps,
            _ => Granted::No,
        };
        let open = match granted {
            Granted::Perhaps => self.open(request),
            _ => BTreeSet::new(),
        };
        Answer { granted, open }
    }

    /// The undecided statements. When another statement allows unconditionally, only those that
    /// deny.
    fn open(&self, request: &Request) -> BTreeSet<String> {
        let why = self.set.explain(request);
        let fits = why
            .statements
            .iter()
            .filter(|traced| traced.outcome != TracedOutcome::DoesNotFit);
        let is_allowed = fits
            .clone()
            .any(|traced| traced.part.is_none() && !traced.denies);
        let undecided = fits.filter(|traced| traced.part.is_some());
        let undecided = undecided.filter(|traced| traced.denies || !is_allowed);
        let statements = undecided.filter_map(|traced| {
            let policy = traced.statement.policy.parse::<usize>().ok()?;
            let statements = self.documents.get(policy)?.statements();
            let of_resource = traced.part == Some(TracedPart::Resource);
            Some(depends_on(
                statements.get(traced.statement.index)?,
                of_resource,
            ))
        });
        let allowed = is_allowed.then(|| ALLOWED.to_owned());
        statements.chain(allowed).collect()
    }
}

/// The statement without actions, in canonical form; with its resources when they are undecided.
pub(super) fn depends_on(statement: &Statement, of_resource: bool) -> String {
    let mut bare = statement.clone();
    bare.actions = Actions::Action(List::bare("*".into()));
    if !of_resource {
        bare.resources = Some(List::bare("*".into()));
    }
    PolicyDocument::new([bare]).to_canonical()
}
