//! The permission matrix: what has to hold, whether it does, and by which statement.

use std::fmt::Write as _;

use rolewright::evaluate::StatementRef;
use rolewright::recipe::container_registry::POLICY;
use rolewright::setup::{Requirement, Standing};
use rolewright::text::excerpt;

use super::paint::Paint;
use super::wrap::wrapped;

/// Where lines of a block are broken.
const WIDTH: usize = 90;

pub(super) fn text(requirements: &[Requirement], paint: Paint) -> String {
    if requirements.is_empty() {
        return String::new();
    }
    let mut out = String::from("\n");
    let mut rest = requirements;
    while let Some(first) = rest.first() {
        let same = |other: &Requirement| {
            other.id == first.id && other.group == first.group && other.subject == first.subject
        };
        let length = if first.group.is_some() {
            rest.iter().take_while(|r| same(r)).count()
        } else {
            1
        };
        let (block, tail) = rest.split_at(length.clamp(1, rest.len()));
        match first.group {
            Some(_) => out.push_str(&group_text(block, paint)),
            None => out.push_str(&single_text(first, paint)),
        }
        rest = tail;
    }
    out
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

/// One group of permissions on one bucket: granted actions in a block, each other one by itself.
fn group_text(block: &[Requirement], paint: Paint) -> String {
    let Some(first) = block.first() else {
        return String::new();
    };
    let granted: Vec<_> = block
        .iter()
        .filter(|r| r.standing == Standing::Proven)
        .collect();
    let worst = block
        .iter()
        .map(|r| r.standing)
        .max_by_key(|s| severity(*s))
        .unwrap_or(Standing::Proven);
    let group = first.group.as_deref().unwrap_or_default();
    let subject = first
        .subject
        .as_ref()
        .map(|subject| format!(" on {subject}"))
        .unwrap_or_default();
    let mut out = format!(
        "{} {group}{subject}: {} of {} granted",
        mark(worst, paint),
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
    for requirement in block.iter().filter(|r| r.standing != Standing::Proven) {
        let _ = write!(out, "    {}", single_text(requirement, paint));
    }
    out
}

fn actions(granted: &[&Requirement]) -> String {
    let actions: Vec<_> = granted
        .iter()
        .filter_map(|requirement| requirement.action.as_deref())
        .collect();
    actions.join(" ")
}

/// The statement, with the one policy that everybody knows by its short name.
fn place(statement: &StatementRef) -> String {
    match statement.policy.as_str() {
        POLICY => format!("statement {} of the policy", statement.index + 1),
        _ => statement.to_string(),
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
        out.push_str(&dim_block(&excerpt(reason, 900), 14, paint));
    }
    if let Some(help) = &requirement.help {
        for line in wrapped(&format!("help: {help}"), WIDTH) {
            let _ = writeln!(out, "{:14}{line}", "");
        }
    }
    out
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
    match standing {
        Standing::Proven => paint.green("proven       "),
        Standing::Refuted => paint.red("refuted      "),
        Standing::CannotTell => paint.yellow("can't tell   "),
        Standing::NotLookedAt => paint.dim("not looked at"),
    }
}
