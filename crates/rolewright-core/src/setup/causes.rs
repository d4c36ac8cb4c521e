//! Why requirements are refuted or can't be told: the few causes behind the many symptoms, the
//! one that has to be mended first in front.

use super::observed::PolicyKey;
use super::plan::Planner;
use super::report::{Cause, Requirement, Standing};
use super::requirements::Documents;
use super::versions::version_number;
use crate::evaluate::{Decision, StatementRef, Verdict};
use crate::policy::{PolicyDocument, Statement};
use crate::recipe::RequiredAccess;

impl Planner<'_> {
    /// The causes of everything in `requirements` that is refuted or can't be told.
    pub(super) fn causes(&self, requirements: &[Requirement]) -> Vec<Cause> {
        let bad = |r: &&Requirement| matches!(r.standing, Standing::Refuted | Standing::CannotTell);
        let mut causes: Vec<Cause> = requirements
            .iter()
            .filter(bad)
            .filter(|requirement| requirement.id != "access" && requirement.id != "attachment")
            .map(cause_of)
            .collect();
        let documents = self.documents();
        let mut open: Vec<&RequiredAccess> = self.desired.required.iter().collect();
        open.retain(|access| documents.decide(access).verdict != Verdict::Allow);
        let detached = requirements
            .iter()
            .filter(bad)
            .find(|r| r.id == "attachment");
        let documents = match detached {
            Some(requirement) => {
                causes.push(self.not_attached(requirement, open.len()));
                self.as_if_attached(documents)
            }
            None => documents,
        };
        if detached.is_some() && self.live_policy().is_none() {
            // Without the policy there is nothing more to say about what it grants.
            open.retain(|access| documents.decide(access).verdict == Verdict::ExplicitDeny);
        }
        if !documents.unread.is_empty() {
            causes.push(unread(&documents, open.len()));
            open.retain(|access| documents.decide(access).verdict != Verdict::ImplicitDeny);
        }
        open.retain(|access| documents.decide(access).verdict != Verdict::Allow);
        self.moved_version(&documents, &mut open, &mut causes);
        statements(&documents, &mut open, &mut causes);
        self.lacking(&documents, open, &mut causes);
        causes.sort_by_key(|cause| cause.id == "trust_as_asked");
        causes
    }

    fn not_attached(&self, requirement: &Requirement, refutes: usize) -> Cause {
        let name = self.observed.own_key().1;
        let role = self.recipe.role();
        match (self.role().is_some(), self.live_policy().is_some()) {
            (_, false) => Cause::new("policy_missing", format!("policy {name} does not exist")),
            (false, true) => Cause::new("role_missing", format!("role {role} does not exist")),
            (true, true) => {
                let text = format!("policy {name} is not attached to role {role}");
                Cause::new("not_attached", text)
            }
        }
        .refuting(refutes + 1)
        .advised(requirement.help.as_deref())
    }

    /// What would hold if our own policy were attached, so that what is wrong with it is told too.
    fn as_if_attached(&self, mut documents: Documents) -> Documents {
        let key = self.observed.own_key();
        let live = self
            .live_policy()
            .and_then(|live| PolicyDocument::parse(&live.document).ok());
        documents.read.extend(live.map(|document| (key, document)));
        documents
    }

    /// Another version of our own policy would allow what is refused now.
    fn moved_version(
        &self,
        documents: &Documents,
        open: &mut Vec<&RequiredAccess>,
        causes: &mut Vec<Cause>,
    ) {
        let key = self.observed.own_key();
        let versions = self.observed.versions_of(&key.1).into_iter().flatten();
        let live = self
            .live_policy()
            .map_or("", |live| live.default_version.as_str());
        let mut later: Vec<_> = versions
            .filter(|version| !version.is_default_version)
            .collect();
        later.sort_by_key(|version| std::cmp::Reverse(version_number(&version.version_id)));
        for version in later {
            if open.is_empty() {
                return;
            }
            let Ok(document) = PolicyDocument::parse(&version.policy_document) else {
                continue;
            };
            let instead = with_document(documents, &key, document);
            let mended =
                |access: &&RequiredAccess| instead.decide(access).verdict == Verdict::Allow;
            let count = open.iter().filter(|access| mended(access)).count();
            let newer = version_number(&version.version_id) > version_number(live);
            if newer && count == open.len() {
                let id = &version.version_id;
                let text = format!(
                    "version {live} of policy {} is in force, and not {id}, made later, which allows what is refused: \
                     the default version was moved",
                    key.1
                );
                causes.push(
                    Cause::new("version_moved", text)
                        .refuting(count)
                        .advised(Some(&format!(
                            "run `rolewright rollback --to {id}`, or `rolewright apply`"
                        ))),
                );
                open.clear();
            }
        }
    }

    /// What no statement allows: by group and bucket, with the statement that comes nearest.
    fn lacking(
        &self,
        documents: &Documents,
        mut open: Vec<&RequiredAccess>,
        causes: &mut Vec<Cause>,
    ) {
        let live = self
            .live_policy()
            .and_then(|live| PolicyDocument::parse(&live.document).ok());
        let generation = live.and_then(|document| self.recipe.generation_of(&document));
        let granted = self.granted_subjects();
        if let Some(generation) = generation.filter(|_| self.stands_in_another_form()) {
            let known = |access: &&RequiredAccess| {
                access
                    .subject
                    .as_ref()
                    .is_none_or(|subject| granted.contains(subject))
            };
            let explained = open.iter().filter(|access| known(access)).count();
            open.retain(|access| !known(access));
            let text = format!(
                "policy {} is {generation}, which does not allow all that is required today",
                self.recipe.policy()
            );
            causes.extend((explained > 0).then(|| {
                Cause::new("older_generation", text)
                    .refuting(explained)
                    .advised(Some("run `rolewright apply` to bring it to today's"))
            }));
        }
        while let Some(first) = open.first().copied() {
            let same = |access: &&RequiredAccess| {
                access.group == first.group && access.subject == first.subject
            };
            let part: Vec<_> = open.iter().copied().filter(same).collect();
            open.retain(|access| !same(access));
            causes.push(self.lack(documents, &part, &granted));
        }
    }

    fn stands_in_another_form(&self) -> bool {
        matches!(self.live_grants(), Ok(Some((live, _))) if !live.former.is_empty())
    }

    fn granted_subjects(&self) -> Vec<String> {
        match self.live_grants() {
            Ok(Some((live, _))) => live.subjects(self.recipe),
            _ => Vec::new(),
        }
    }

    fn lack(&self, documents: &Documents, part: &[&RequiredAccess], granted: &[String]) -> Cause {
        let group = part.first().map_or("", |access| access.group.as_str());
        let subject = part.first().and_then(|access| access.subject.clone());
        let on = subject
            .as_ref()
            .map(|s| format!(" on {s}"))
            .unwrap_or_default();
        let actions = join(part.iter().map(|access| access.action.as_str()));
        let all = self.desired.required.iter();
        let whole: Vec<_> = all
            .filter(|a| a.group == group && a.subject == subject)
            .collect();
        let near = nearest(documents, &whole);
        let cause = match (near, &subject) {
            (_, Some(subject)) if part.len() == whole.len() && !granted.contains(subject) => {
                let near = granted
                    .iter()
                    .find(|known| strsim::levenshtein(known, subject) <= 2);
                let instead = near
                    .map(|known| format!("; it names {known}"))
                    .unwrap_or_default();
                let text = format!("no statement names {subject} for {group}{instead}");
                Cause::new("resource_missing", text)
            }
            (None, _) => Cause::new(
                "group_missing",
                format!("no statement allows {group}{on}: {actions}"),
            ),
            (Some((place, statement)), _) => {
                let lacks = |access: &&RequiredAccess| !allows_action(statement, &access.action);
                let missing: Vec<_> = part.iter().copied().filter(lacks).collect();
                let cause = match missing.is_empty() {
                    false => {
                        let actions = join(missing.iter().map(|access| access.action.as_str()));
                        Cause::new(
                            "action_missing",
                            format!("{place} does not allow {actions}{on}"),
                        )
                    }
                    true => {
                        let resources = join(part.iter().map(|access| access.resource.as_str()));
                        let text = format!("{place} allows {group}, but not on {resources}");
                        Cause::new("resource_missing", text)
                    }
                };
                cause.at(place)
            }
        };
        let cause = Cause { subject, ..cause };
        cause
            .refuting(part.len())
            .advised(Some("run `rolewright apply`"))
    }
}

/// A requirement that is its own cause.
fn cause_of(requirement: &Requirement) -> Cause {
    let reason = requirement.reason.as_deref().unwrap_or("it is not so");
    let text = format!("not so: {}; {reason}", requirement.text);
    Cause {
        statement: requirement.statement.clone(),
        subject: requirement.subject.clone(),
        ..Cause::new(&requirement.id, text)
            .refuting(1)
            .advised(requirement.help.as_deref())
    }
}

fn unread(documents: &Documents, refutes: usize) -> Cause {
    let names = documents.unread.join(", ");
    let text =
        format!("policy {names} is attached to the role, and its document could not be read");
    Cause::new("unread_policy", text)
        .refuting(refutes)
        .advised(Some(
            "let the caller read it (`ram:GetPolicy`), then verify again",
        ))
}

/// The statements that deny, or that make it impossible to tell.
fn statements(documents: &Documents, open: &mut Vec<&RequiredAccess>, causes: &mut Vec<Cause>) {
    let mut places: Vec<(StatementRef, Verdict, Vec<&RequiredAccess>)> = Vec::new();
    open.retain(|access| {
        let Decision { verdict, statement } = documents.decide(access);
        let Some(place) = statement.filter(|_| verdict != Verdict::Allow) else {
            return true;
        };
        match places
            .iter_mut()
            .find(|(known, as_known, _)| *known == place && *as_known == verdict)
        {
            Some((_, _, accesses)) => accesses.push(access),
            None => places.push((place, verdict, vec![access])),
        }
        false
    });
    places.sort_by_key(|(_, verdict, _)| *verdict != Verdict::ExplicitDeny);
    for (place, verdict, accesses) in places {
        let actions = join(accesses.iter().map(|access| access.action.as_str()));
        let cause = match verdict {
            Verdict::ExplicitDeny => Cause::new(
                "denied",
                format!("{place} denies {actions}, and a deny wins over every allow"),
            )
            .advised(Some(
                "take that statement out, or narrow it, in the RAM console",
            )),
            _ => {
                let text = format!(
                    "{place} decides over {actions}, and depends on a condition or on a key that can't be weighed"
                );
                Cause::new("condition", text).advised(Some(
                    "take the condition out, or run `rolewright apply` for a plain statement",
                ))
            }
        };
        causes.push(cause.refuting(accesses.len()).at(place));
    }
}

fn with_document(documents: &Documents, key: &PolicyKey, document: PolicyDocument) -> Documents {
    let mut instead = documents.clone();
    instead.read.retain(|(known, _)| known != key);
    instead.read.push((key.clone(), document));
    instead
}

/// The allowing statement that has most of the group's actions.
fn nearest<'d>(
    documents: &'d Documents,
    whole: &[&RequiredAccess],
) -> Option<(StatementRef, &'d Statement)> {
    let statements = documents.read.iter().flat_map(|((_, policy), document)| {
        let statements = document.statements().iter().enumerate();
        statements.map(move |(index, statement)| {
            (
                StatementRef {
                    policy: policy.clone(),
                    index,
                },
                statement,
            )
        })
    });
    let score = |statement: &Statement| {
        let alone = PolicyDocument::new([statement.clone()]);
        let alone = Documents {
            read: vec![(PolicyKey::default(), alone)],
            ..Documents::default()
        };
        let grants = |access: &&&RequiredAccess| alone.decide(access).verdict == Verdict::Allow;
        let allows = |access: &&&RequiredAccess| allows_action(statement, &access.action);
        (
            whole.iter().filter(grants).count(),
            whole.iter().filter(allows).count(),
        )
    };
    statements
        .filter(|(_, statement)| statement.effect == crate::policy::Effect::Allow)
        .map(|(place, statement)| (score(statement), place, statement))
        .filter(|(score, _, _)| score.1 > 0)
        .reduce(|best, next| if next.0 > best.0 { next } else { best })
        .map(|(_, place, statement)| (place, statement))
}

fn allows_action(statement: &Statement, action: &str) -> bool {
    let list = statement.action_list();
    list.is_some_and(|list| list.iter().any(|pattern| pattern.matches(action)))
}

fn join<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    let mut all: Vec<&str> = Vec::new();
    for text in texts {
        if !all.contains(&text) {
            all.push(text);
        }
    }
    all.join(", ")
}
