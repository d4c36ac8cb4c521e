//! A digest of the requirements: counts of passed ones, and each other one.

use std::collections::HashMap;

use rolewright_core::setup::{Cause, Requirement, Status};
use rolewright_core::text::excerpt;

use super::matrix::{self, LABEL, MAX_REASON};
use super::summary::MAX_LINE;
use crate::style::Style;
use crate::wrap::hanging;

/// The maximum number of subjects with a line of their own.
const MOST_SUBJECTS: usize = 5;

/// The requirements on one subject, such as a bucket, or those without a subject.
struct Subject<'a> {
    name: Option<&'a str>,
    all: Vec<&'a Requirement>,
}

impl Subject<'_> {
    fn passed(&self) -> usize {
        let passed = self.all.iter().filter(|one| one.status == Status::Passed);
        passed.count()
    }
}

/// Groups the requirements by subject, in order of appearance.
fn subjects(requirements: &[Requirement]) -> Vec<Subject<'_>> {
    let mut subjects: Vec<Subject<'_>> = Vec::new();
    let mut places = HashMap::new();
    for one in requirements {
        let name = one.subject.as_deref();
        let place = *places.entry(name).or_insert(subjects.len());
        match subjects.get_mut(place) {
            Some(subject) => subject.all.push(one),
            None => subjects.push(Subject {
                name,
                all: vec![one],
            }),
        }
    }
    subjects
}

/// Renders a line per subject with the count of passed requirements; further subjects share the last
/// line.
pub(super) fn passed(requirements: &[Requirement], style: Style<'_>) -> String {
    let subjects = subjects(requirements);
    let subjects: Vec<_> = subjects.iter().filter(|one| one.passed() > 0).collect();
    let shown = if subjects.len() > MOST_SUBJECTS + 1 {
        MOST_SUBJECTS
    } else {
        subjects.len()
    };
    let (first, others) = subjects.split_at(shown);
    let mark = matrix::mark(Status::Passed, style.paint);
    let mut out: String = first
        .iter()
        .map(|subject| {
            let name = excerpt(subject.name.unwrap_or("role and account"), MAX_LINE);
            match (subject.passed(), subject.all.len()) {
                (passed, all) if passed == all => format!("{mark}{all} on {name}\n"),
                (passed, all) => format!("{mark}{passed} of {all} on {name}\n"),
            }
        })
        .collect();
    if !others.is_empty() {
        let passed: usize = others.iter().map(|subject| subject.passed()).sum();
        let all: usize = others.iter().map(|subject| subject.all.len()).sum();
        out.push_str(&format!(
            "{mark}{passed} of {all} on {} more\n",
            others.len()
        ));
    }
    out
}

/// The requirements with these statuses, in this order within each subject. What the causes explain has no
/// reason and remedy here, and a requirement that is a cause itself is left out.
pub(super) fn open(
    requirements: &[Requirement],
    statuses: &[Status],
    causes: &[Cause],
    style: Style<'_>,
) -> String {
    let mut out = String::new();
    for subject in subjects(requirements) {
        for status in statuses {
            let blocks = subject.all.chunk_by(|one, other| {
                one.group.is_some() && one.id == other.id && one.group == other.group
            });
            for block in blocks {
                let alike = same_result(block);
                let alike = alike
                    .iter()
                    .filter(|alike| alike.first().is_some_and(|first| first.status == *status));
                for alike in alike {
                    out.push_str(&one(alike, block.len(), causes, style));
                }
            }
        }
    }
    out
}

fn same_result<'a>(block: &[&'a Requirement]) -> Vec<Vec<&'a Requirement>> {
    matrix::same_result(block.iter().copied()).collect()
}

/// Requirements of one block with the same result.
fn one(alike: &[&Requirement], of: usize, causes: &[Cause], style: Style<'_>) -> String {
    let Some(first) = alike.first() else {
        return String::new();
    };
    let claim = matrix::claim(first);
    let head = match first.group {
        Some(_) => matrix::count(first, alike.len(), of, first.status),
        None if causes.iter().any(|cause| cause.text == claim) => return String::new(),
        None => excerpt(&claim, MAX_LINE),
    };
    let mark = matrix::mark(first.status, style.paint);
    let mut out = hanging(&mark, LABEL, &head, style.width_after(LABEL));
    if first.group.is_some() && alike.len() < of {
        out.push_str(&matrix::block(&matrix::actions(alike), style));
    }
    let is_negative = matches!(first.status, Status::Failed | Status::Inconclusive);
    if is_negative && !causes.is_empty() {
        return out;
    }
    if let Some(reason) = first.reason.as_ref().filter(|reason| **reason != claim) {
        out.push_str(&matrix::dim_block(&excerpt(reason, MAX_REASON), style));
    }
    if let Some(help) = style.help(first.remedy.as_ref(), MAX_REASON) {
        out.push_str(&matrix::block(&format!("help: {help}"), style));
    }
    out
}
