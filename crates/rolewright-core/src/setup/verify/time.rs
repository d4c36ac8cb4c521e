//! Conditions on the time, which are decided now: the first date at which an answer changes.

use jiff::{Span, Timestamp};

use crate::evaluate::StatementRef;
use crate::policy::{ConditionTest, Statement};
use crate::setup::report::{Finding, FindingId};
use crate::setup::snapshot::Snapshot;
use crate::setup::verify::decision::{AccessDecision, Answer, CURRENT_TIME, decide_trust, some_of};
use crate::setup::verify::documents::Documents;

/// The maximum number of dates that are compared, the earliest first.
const MOST_DATES: usize = 16;

/// Returns a warning for the policies and one for the trust policy, if an answer changes.
pub(crate) fn time_findings(snapshot: &Snapshot<'_>, documents: &Documents) -> Vec<Finding> {
    let now = snapshot.observed.date;
    let required = &snapshot.desired.required;
    let statements = documents.read.iter().flat_map(|(_, d)| d.statements());
    let actions: Vec<_> = required.iter().map(|one| one.action.as_str()).collect();
    let decide = |at| {
        let at_date = |access| documents.decide_at(access, Some(at));
        required.iter().map(at_date).collect()
    };
    let mut all: Vec<_> = time_finding(now, statements, &actions, decide)
        .into_iter()
        .collect();
    if let Ok(Some(trust)) = snapshot.live_trust() {
        let assumer = &snapshot.desired.assumer.principal;
        let statements = trust.document().statements().iter();
        let decide = |at| vec![decide_trust(&trust, assumer, Some(at))];
        all.extend(time_finding(now, statements, &["sts:AssumeRole"], decide));
    }
    let remedy =
        |finding: Finding| finding.advise("remove or change that condition in the RAM console");
    all.into_iter().map(remedy).collect()
}

/// Returns a warning that names the first date at which the answer to one of these actions changes.
/// `decide` decides each of them at a time.
pub(crate) fn time_finding<'s>(
    now: Option<Timestamp>,
    statements: impl Iterator<Item = &'s Statement>,
    actions: &[&str],
    decide: impl Fn(Timestamp) -> Vec<AccessDecision>,
) -> Option<Finding> {
    let now = now?;
    let mut dates: Vec<_> = statements
        .flat_map(dates)
        .filter(|date| *date >= now)
        .collect();
    dates.sort_unstable();
    dates.dedup();
    if dates.is_empty() {
        return None;
    }
    let before = decide(now);
    dates.into_iter().take(MOST_DATES).find_map(|date| {
        // `DateLessThanEquals` still matches at the date itself.
        let after = date.checked_add(Span::new().seconds(1)).ok();
        let times = [Some(date), after].into_iter().flatten();
        times
            .into_iter()
            .find_map(|at| changed(date, actions, &before, &decide(at)))
    })
}

fn dates(statement: &Statement) -> impl Iterator<Item = Timestamp> + '_ {
    let tests = statement
        .condition()
        .into_iter()
        .flat_map(|one| one.tests());
    let of_time = tests.filter(|test: &&ConditionTest| test.key == CURRENT_TIME);
    of_time.flat_map(|test| {
        test.values
            .iter()
            .filter_map(|value| value.as_str().parse().ok())
    })
}

fn changed(
    date: Timestamp,
    actions: &[&str],
    before: &[AccessDecision],
    after: &[AccessDecision],
) -> Option<Finding> {
    let pairs = actions.iter().zip(before.iter().zip(after));
    let differing: Vec<_> = pairs
        .filter(|(_, (one, two))| one.answer != two.answer)
        .collect();
    let (_, (first, then)) = *differing.first()?;
    let same = |(_, (one, two)): &&(&&str, (&AccessDecision, &AccessDecision))| {
        one.answer == first.answer && two.answer == then.answer
    };
    let text = format!(
        "{}: {} until {date} and {} after that, by the condition on the time of {}",
        some_of(differing.iter().filter(same).map(|(action, _)| **action)),
        word(first.answer),
        word(then.answer),
        place(first, then)
            .map(ToString::to_string)
            .unwrap_or_default(),
    );
    Some(Finding::warning(FindingId::TimeCondition, text))
}

/// The statement that denies or is undecided, else the one that allows.
fn place<'d>(before: &'d AccessDecision, after: &'d AccessDecision) -> Option<&'d StatementRef> {
    let mut both = [before, after];
    both.sort_by_key(|decision| decision.answer == Answer::Allow);
    both.into_iter()
        .find_map(|decision| decision.statement.as_ref())
}

fn word(answer: Answer) -> &'static str {
    match answer {
        Answer::Allow => "allowed",
        Answer::ExplicitDeny | Answer::ImplicitDeny => "denied",
        Answer::Inconclusive => "undecided",
    }
}
