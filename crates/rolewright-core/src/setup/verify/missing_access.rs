//! Missing access: why it is not allowed, which statement should allow it, and what that one lacks.

use crate::evaluate::{Stars, StatementRef, meets};
use crate::policy::{Effect, PolicyDocument, ResourcePattern, Statement};
use crate::recipe::RequiredAccess;
use crate::remedy::RemedyKind;
use crate::setup::report::{Cause, CauseId};
use crate::setup::snapshot::Snapshot;
use crate::setup::verify::decision::{Answer, some_of};
use crate::setup::verify::documents::Documents;

/// Why one access is missing, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Missing {
    /// No statement covers its group.
    Group,
    /// The statement covers its group but not the action.
    Action(StatementRef),
    /// The statement has the action but not the resource.
    Resource(StatementRef),
}

/// A statement that allows some action of a group.
struct Candidate<'d> {
    place: StatementRef,
    statement: &'d Statement,
    /// The number of the group's accesses that it grants, and of those whose action it has.
    score: (usize, usize),
    /// Whether it covers the group's subject, at least in part.
    on_subject: bool,
}

/// Adds causes for missing access, by group and bucket, with the closest statement.
pub(crate) fn missing_access(
    snapshot: &Snapshot<'_>,
    documents: &Documents,
    mut open: Vec<&RequiredAccess>,
    causes: &mut Vec<Cause>,
) {
    if open.is_empty() {
        return;
    }
    causes.extend(older_revision_requested(snapshot, &mut open));
    causes.extend(older_revision_live(snapshot, &mut open));
    causes.extend(unnamed_subjects(snapshot, documents, &mut open));
    while let Some(first) = open.first().copied() {
        let candidates = candidates(snapshot, documents, first);
        let missing_part = missing_part(&candidates, first);
        let same = |access: &&RequiredAccess| {
            same_group(access, first) && self::missing_part(&candidates, access) == missing_part
        };
        let part: Vec<_> = open.iter().copied().filter(same).collect();
        open.retain(|access| !same(access));
        causes.push(missing_cause(&candidates, missing_part, &part));
    }
}

/// Returns a cause for what the desired policy itself does not allow, in an older revision.
fn older_revision_requested(
    snapshot: &Snapshot<'_>,
    open: &mut Vec<&RequiredAccess>,
) -> Option<Cause> {
    let form = snapshot.recipe.revision_of(&snapshot.desired.document())?;
    let not_in_desired = snapshot.desired.not_allowed(snapshot.recipe);
    let missing: Vec<_> = open
        .extract_if(.., |access| not_in_desired.contains(access))
        .collect();
    let actions = some_of(missing.iter().map(|access| access.action.as_str()));
    let text = format!("the requested {form} does not allow {actions}");
    (!missing.is_empty()).then(|| {
        Cause::new(CauseId::OlderRevision, text)
            .explaining(missing.len())
            .advise(RemedyKind::UseCurrentRevision)
    })
}

/// Returns a cause for what an older revision of the live policy does not allow.
fn older_revision_live(snapshot: &Snapshot<'_>, open: &mut Vec<&RequiredAccess>) -> Option<Cause> {
    let Ok(Some((live, document))) = snapshot.live_grants() else {
        return None;
    };
    if live.former.is_empty() {
        return None;
    }
    let whole = snapshot.recipe.revision_of(&document);
    let granted = live.subjects(snapshot.recipe);
    let forms = live.former.iter().filter_map(|(index, name)| {
        let grant = snapshot.desired.grants.get(*index)?;
        Some((grant, name.as_str()))
    });
    let forms: Vec<_> = forms.collect();
    let known = |access: &&RequiredAccess| {
        let subject = access.subject.as_ref();
        subject.is_none_or(|subject| granted.contains(subject))
            && (whole.is_some()
                || forms.iter().any(|(grant, name)| {
                    let has = grant
                        .actions_in(Some(name))
                        .contains(&access.action.as_str());
                    grant.name == access.group && !has
                }))
    };
    let explained = open.iter().filter(|access| known(access)).count();
    open.retain(|access| !known(access));
    let policy = snapshot.recipe.policy();
    let text = match whole {
        Some(revision) => format!("policy {policy} is {revision}"),
        None => {
            let forms = forms
                .iter()
                .map(|(grant, name)| format!("{} (revision {name})", grant.name));
            let forms: Vec<_> = forms.collect();
            format!(
                "policy {policy} has {} in an older revision",
                forms.join(" and ")
            )
        }
    };
    (explained > 0).then(|| {
        Cause::new(
            CauseId::OlderRevision,
            format!("{text}, which lacks required actions"),
        )
        .explaining(explained)
        .advise(RemedyKind::Apply)
    })
}

/// Returns a cause for each bucket that no statement names, if statements name others.
fn unnamed_subjects(
    snapshot: &Snapshot<'_>,
    documents: &Documents,
    open: &mut Vec<&RequiredAccess>,
) -> Vec<Cause> {
    let mut causes = Vec::new();
    let mut subjects: Vec<_> = open.iter().filter_map(|a| a.subject.clone()).collect();
    subjects.dedup();
    for subject in subjects {
        let about = |access: &&RequiredAccess| access.subject.as_ref() == Some(&subject);
        let part: Vec<_> = open.iter().copied().filter(about).collect();
        let all = snapshot.desired.required.iter();
        if part.len() < all.filter(about).count() {
            continue;
        }
        let candidates: Vec<_> = part
            .iter()
            .flat_map(|access| candidates(snapshot, documents, access))
            .collect();
        let Some(first) = part.first().filter(|_| !candidates.is_empty()) else {
            continue;
        };
        if candidates.iter().any(|candidate| candidate.on_subject) {
            continue;
        }
        let statements = candidates.iter().map(|candidate| candidate.statement);
        let text = format!("no statement names {subject}{}", instead(statements, first));
        let cause = Cause::new(CauseId::ResourceMissing, text).explaining(part.len());
        causes.push(Cause {
            subject: Some(subject.clone()),
            ..cause.advise(RemedyKind::Apply)
        });
        open.retain(|access| !about(access));
    }
    causes
}

/// Returns the statements that could be expected to allow an access: those that cover its subject,
/// and those of the managed policies.
fn candidates<'d>(
    snapshot: &Snapshot<'_>,
    documents: &'d Documents,
    access: &RequiredAccess,
) -> Vec<Candidate<'d>> {
    let all = snapshot.desired.required.iter();
    let whole: Vec<_> = all.filter(|other| same_group(other, access)).collect();
    let mut candidates = Vec::new();
    for (key, document) in &documents.read {
        let own = snapshot.observed.number(key).is_some();
        for (index, statement) in document.statements().iter().enumerate() {
            let alone = PolicyDocument::new([statement.clone()]);
            let alone = Documents::new(vec![(key.clone(), alone)], Vec::new(), documents.now);
            let count = |test: &dyn Fn(&RequiredAccess) -> bool| {
                whole.iter().filter(|access| test(access)).count()
            };
            let grants = count(&|access| alone.decide(access).answer == Answer::Allow);
            let allows = count(&|access| statement.has_action(&access.action));
            let on_subject = names(statement, &whole);
            let named = own || (access.subject.is_some() && on_subject && !is_wide(statement));
            if statement.effect == Effect::Allow && allows > 0 && named {
                candidates.push(Candidate {
                    place: StatementRef::new(&key.1, index),
                    statement,
                    score: (grants, allows),
                    on_subject,
                });
            }
        }
    }
    // Best first; equal ones keep their order.
    candidates.sort_by_key(|candidate| std::cmp::Reverse(candidate.score));
    candidates
}

fn same_group(one: &RequiredAccess, other: &RequiredAccess) -> bool {
    one.group == other.group && one.subject == other.subject
}

fn missing_part(candidates: &[Candidate<'_>], access: &RequiredAccess) -> Missing {
    let has = |candidate: &&Candidate<'_>| candidate.statement.has_action(&access.action);
    let on_subject = candidates.iter().filter(|candidate| candidate.on_subject);
    let best = on_subject.clone().find(has);
    match (best, on_subject.clone().next().or(candidates.first())) {
        (Some(candidate), _) => Missing::Resource(candidate.place.clone()),
        (None, Some(candidate)) if has(&candidate) => Missing::Resource(candidate.place.clone()),
        (None, Some(candidate)) => Missing::Action(candidate.place.clone()),
        (None, None) => Missing::Group,
    }
}

fn missing_cause(
    candidates: &[Candidate<'_>],
    missing_part: Missing,
    part: &[&RequiredAccess],
) -> Cause {
    let first = part.first();
    let group = first.map_or("", |access| access.group.as_str());
    let subject = first.and_then(|access| access.subject.clone());
    let actions = some_of(part.iter().map(|access| access.action.as_str()));
    let on = subject
        .as_ref()
        .map(|subject| format!(" on {subject}"))
        .unwrap_or_default();
    let cause = match missing_part {
        Missing::Group => Cause::new(
            CauseId::GroupMissing,
            format!("no statement allows {group}{on}: {actions}"),
        ),
        Missing::Action(place) => {
            let text = format!("{place} does not allow {actions}{on}");
            Cause::new(CauseId::ActionMissing, text).at(place)
        }
        Missing::Resource(place) => {
            let resources = some_of(part.iter().map(|access| access.resource.as_str()));
            let there = candidates.iter().filter(|c| c.place == place);
            let instead = first.map(|access| instead(there.map(|c| c.statement), access));
            let text = format!(
                "{place} allows {actions}, but not on {resources}{}",
                instead.unwrap_or_default()
            );
            Cause::new(CauseId::ResourceMissing, text).at(place)
        }
    };
    let cause = cause.explaining(part.len()).advise(RemedyKind::Apply);
    Cause { subject, ..cause }
}

/// Returns a text with the closest resource pattern of the statements.
fn instead<'s>(statements: impl Iterator<Item = &'s Statement>, access: &RequiredAccess) -> String {
    let patterns = statements.flat_map(|s| s.resources.as_deref().unwrap_or_default());
    let distance =
        |pattern: &&ResourcePattern| strsim::levenshtein(pattern.as_str(), &access.resource);
    let nearest = patterns.min_by_key(distance);
    nearest.map_or_else(String::new, |pattern| {
        format!("; the closest pattern is {pattern}")
    })
}

/// Whether a statement covers a resource of one of these accesses, at least in part.
fn names(statement: &Statement, whole: &[&RequiredAccess]) -> bool {
    let patterns = statement.resources.as_deref().unwrap_or_default();
    let needed = |pattern: &ResourcePattern| {
        let mut whole = whole.iter();
        whole.any(|access| meets(pattern.as_str(), &access.resource, Stars::Every))
    };
    patterns.iter().any(needed)
}

/// Whether it covers all resources of a service, and so none in particular.
fn is_wide(statement: &Statement) -> bool {
    let patterns = statement.resources.as_deref().unwrap_or_default();
    let wide =
        |pattern: &ResourcePattern| pattern.as_str() == "*" || pattern.as_str().ends_with(":*");
    patterns.iter().any(wide)
}
