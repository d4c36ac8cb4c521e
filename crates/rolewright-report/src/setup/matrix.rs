//! The permission matrix: what has to hold, whether it does, and by which statement.

use std::fmt::Write as _;

use rolewright_core::evaluate::StatementRef;
use rolewright_core::recipe::container_registry::POLICY;
use rolewright_core::setup::{Requirement, Standing};
use rolewright_core::text::excerpt;

use crate::Paint;
use crate::wrap::wrapped;

/// Where lines of a block are broken.
const WIDTH: usize = 90;

/// A reason is cut here.
pub(super) const REASON: usize = 900;

pub(super) fn text(requirements: &[Requirement], paint: Paint) -> String {
    if requirements.is_empty() {
        return String::new();
    }
    let block_text = |block: &[Requirement]| match block {
        [first, ..] if first.group.is_some() => group_text(block, first, paint),
        block => block.iter().map(|one| single_text(one, paint)).collect(),
    };
    format!(
        "\n{}",
        blocks(requirements).map(block_text).collect::<String>()
    )
}

/// The requirements that are told together: those of one group on one subject.
pub(super) fn blocks(requirements: &[Requirement]) -> impl Iterator<Item = &[Requirement]> {
    requirements.chunk_by(|one, other| {
        one.group.is_some()
            && one.id == other.id
            && one.group == other.group
            && one.subject == other.subject
    })
}

/// What the requirements of a block are about.
pub(super) fn block_name(first: &Requirement) -> String {
    let group = first.group.as_deref().unwrap_or_default();
    let name = match &first.subject {
        Some(subject) => format!("{group} on {subject}"),
        None => group.to_owned(),
    };
    excerpt(&name, REASON)
}

fn single_text(requirement: &Requirement, paint: Paint) -> String {
    let mut out = format!(
        "{} {}",
        mark(requirement.standing, paint),
        excerpt(&requirement.text, 300)
    );
    if let Some(statement) = &requirement.statement {
        let _ = write!(out, "{}", paint.dim(&format!("  by {}", place(statement))));
    }
    out.push('\n');
    out.push_str(&why(requirement, paint));
    out
}

/// One group of permissions on one bucket: granted actions in a block, and the others by what keeps
/// them from being so.
fn group_text(block: &[Requirement], first: &Requirement, paint: Paint) -> String {
    let granted: Vec<_> = block
        .iter()
        .filter(|r| r.standing == Standing::Proven)
        .collect();
    let mut out = format!(
        "{} {}: {} of {} granted",
        mark(worst(block), paint),
        block_name(first),
        granted.len(),
        block.len()
    );
    let mut statements: Vec<String> = granted
        .iter()
        .filter_map(|r| r.statement.as_ref())
        .map(place)
        .collect();
    statements.dedup();
    if !statements.is_empty() {
        let _ = write!(
            out,
            "{}",
            paint.dim(&format!("  by {}", statements.join(" and ")))
        );
    }
    out.push('\n');
    out.push_str(&dim_block(&actions(&granted), 14, paint));
    for refused in alike(block).filter(|group| group.iter().all(|r| r.standing != Standing::Proven))
    {
        let is_whole = refused.len() == block.len();
        out.push_str(&refused_text(&refused, is_whole, paint));
    }
    out
}

/// Requirements that are refused for the same reason: the reason is said once. Of a whole block its
/// head says how it stands.
fn refused_text(refused: &[&Requirement], is_whole: bool, paint: Paint) -> String {
    let Some(first) = refused.first() else {
        return String::new();
    };
    let statement = first.statement.as_ref();
    let by = statement
        .map(|s| format!("  by {}", place(s)))
        .unwrap_or_default();
    let mut out = String::new();
    if !is_whole || !by.is_empty() {
        let standing = mark(first.standing, paint);
        let _ = writeln!(out, "    {}{}", standing.trim_end(), paint.dim(&by));
    }
    for line in wrapped(&actions(refused), WIDTH) {
        let _ = writeln!(out, "{:14}{line}", "");
    }
    out + &why(first, paint)
}

/// The requirements of a block, those together that stand alike for the same reason.
pub(super) fn alike(block: &[Requirement]) -> impl Iterator<Item = Vec<&Requirement>> {
    let mut groups: Vec<Vec<&Requirement>> = Vec::new();
    for one in block {
        let same = |group: &&mut Vec<&Requirement>| {
            group.first().is_some_and(|other| {
                (other.standing, &other.statement) == (one.standing, &one.statement)
                    && (&other.reason, &other.help) == (&one.reason, &one.help)
            })
        };
        match groups.iter_mut().find(same) {
            Some(group) => group.push(one),
            None => groups.push(vec![one]),
        }
    }
    groups.into_iter()
}

fn actions(granted: &[&Requirement]) -> String {
    let actions: Vec<_> = granted
        .iter()
        .filter_map(|requirement| requirement.action.as_deref())
        .collect();
    excerpt(&actions.join(" "), usize::MAX)
}

/// The statement, with the one policy that everybody knows by its short name.
pub(super) fn place(statement: &StatementRef) -> String {
    match statement.policy.as_str() {
        POLICY => format!("statement {} of the policy", statement.index + 1),
        _ => excerpt(&statement.to_string(), REASON),
    }
}

fn dim_block(text: &str, indent: usize, paint: Paint) -> String {
    wrapped(text, WIDTH)
        .iter()
        .map(|line| format!("{:indent$}{}\n", "", paint.dim(line)))
        .collect()
}

fn why(requirement: &Requirement, paint: Paint) -> String {
    let mut out = String::new();
    if let Some(reason) = &requirement.reason {
        out.push_str(&dim_block(&excerpt(reason, REASON), 14, paint));
    }
    if let Some(help) = &requirement.help {
        for line in wrapped(&format!("help: {}", excerpt(help, REASON)), WIDTH) {
            let _ = writeln!(out, "{:14}{line}", "");
        }
    }
    out
}

/// The standing that matters most of these.
pub(super) fn worst(requirements: &[Requirement]) -> Standing {
    let standings = requirements.iter().map(|one| one.standing);
    standings
        .max_by_key(|one| severity(*one))
        .unwrap_or(Standing::Proven)
}

fn severity(standing: Standing) -> u8 {
    match standing {
        Standing::Proven => 0,
        Standing::NotLookedAt => 1,
        Standing::CannotTell => 2,
        Standing::Refuted => 3,
    }
}

fn mark(standing: Standing, paint: Paint) -> String {
    let word = format!("{:13}", word(standing));
    match standing {
        Standing::Proven => paint.green(&word),
        Standing::Refuted => paint.red(&word),
        Standing::CannotTell => paint.yellow(&word),
        Standing::NotLookedAt => paint.dim(&word),
    }
}

pub(crate) fn word(standing: Standing) -> &'static str {
    match standing {
        Standing::Proven => "proven",
        Standing::Refuted => "refuted",
        Standing::CannotTell => "can't tell",
        Standing::NotLookedAt => "not looked at",
    }
}
