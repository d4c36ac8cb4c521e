//! The permission matrix: what has to hold, whether it does, and by which statement.

use std::fmt::Write as _;

use rolewright::setup::{Requirement, Standing};
use rolewright::text::excerpt;

use super::paint::Paint;

const WIDTH: usize = 96;

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
        let _ = write!(out, "{}", paint.dim(&format!("  by {statement}")));
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
        .map(ToString::to_string)
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
    out.push_str(&paint_lines(&actions(&granted), paint));
    for requirement in block.iter().filter(|r| r.standing != Standing::Proven) {
        let _ = write!(out, "    {}", single_text(requirement, paint));
    }
    out
}

fn actions(granted: &[&Requirement]) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for action in granted
        .iter()
        .filter_map(|requirement| requirement.action.as_deref())
    {
        match lines.last_mut() {
            Some(line) if line.len() + action.len() < WIDTH => {
                line.push(' ');
                line.push_str(action);
            }
            _ => lines.push(action.to_owned()),
        }
    }
    lines
}

fn paint_lines(lines: &[String], paint: Paint) -> String {
    lines
        .iter()
        .map(|line| format!("    {}\n", paint.dim(line)))
        .collect()
}

fn why(requirement: &Requirement, paint: Paint) -> String {
    let mut out = String::new();
    if let Some(reason) = &requirement.reason {
        let _ = writeln!(out, "      {}", paint.dim(&excerpt(reason, 900)));
    }
    if let Some(help) = &requirement.help {
        let _ = writeln!(out, "      help: {help}");
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
