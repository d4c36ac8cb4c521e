//! The report of the doctor.

use std::fmt::Write as _;

use rolewright_core::connection::{ConnectionReport, CredentialSlot, MOST_SKEW_SECONDS, SlotState};
use rolewright_core::doctor::{DoctorReport, Health, NeededPermission};
use rolewright_core::remedy::{Remedy, Terms};
use rolewright_core::setup::{Rights, Status};
use rolewright_core::text::excerpt;
use serde_json::Value;

use crate::setup::{target, word};
use crate::wrap::{hanging, wrapped};
use crate::{Detail, Display};

/// The width of a label.
const LABEL_WIDTH: usize = 15;

/// The maximum characters of a message.
const MAX_MESSAGE: usize = 600;

/// Renders the report of the doctor as text; `terms` are the front end's names in remedies.
#[must_use]
pub fn text(report: &DoctorReport, display: Display, terms: &dyn Terms) -> String {
    let verdict = hanging("", 0, &verdict(report, display), display.width);
    if display.detail == Detail::Verdict {
        return verdict;
    }
    let mut out = String::new();
    let account = report.caller.as_ref().map(|caller| caller.account.as_str());
    let head = target(&report.provider, account.unwrap_or("unknown"));
    for line in wrapped(&head, display.width) {
        let _ = writeln!(out, "{line}");
    }
    if let Some(connection) = &report.connection {
        out.push_str(&connection_text(connection, display, terms));
    }
    out.push_str(&caller(report, display, terms));
    if !report.permissions.is_empty() {
        let _ = writeln!(out, "\n{}", display.paint.bold("Permissions"));
        for one in &report.permissions {
            out.push_str(&permission(one, display));
        }
    }
    out.push_str(&outdated(report, display));
    let is_missing = |one: &NeededPermission| one.status == Status::Failed;
    if let Some(policy) = &report.operator_policy
        && report.permissions.iter().any(is_missing)
    {
        out.push_str(&operator_policy(policy, report.rights, display));
    }
    let _ = write!(out, "\n{verdict}");
    out
}

fn operator_policy(policy: &Value, rights: Rights, display: Display) -> String {
    let who = match rights {
        Rights::Read => "Least policy to plan and verify",
        Rights::Write => "Least policy to apply",
    };
    let policy = serde_json::to_string_pretty(policy).unwrap_or_default();
    format!("\n{}\n{policy}\n", display.paint.bold(who))
}

/// The data of this version that may no longer be right.
fn outdated(report: &DoctorReport, display: Display) -> String {
    if report.outdated.is_empty() {
        return String::new();
    }
    let mut out = format!("\n{}\n", display.paint.bold("Data of this version"));
    for one in &report.outdated {
        let word = display.paint.yellow(&padded("outdated"));
        let text = format!("{}, of {}", one.name, one.checked);
        out.push_str(&line(display, &word, &text));
    }
    out + &help_lines(
        display,
        "use a newer version of rolewright, if there is one",
    )
}

fn connection_text(connection: &ConnectionReport, display: Display, terms: &dyn Terms) -> String {
    let mut out = format!("\n{}\n", display.paint.bold("Credentials"));
    for slot in &connection.credentials {
        out.push_str(&credential(slot, display, terms));
    }
    let _ = writeln!(out, "\n{}", display.paint.bold("Endpoints"));
    for one in &connection.endpoints {
        let service = one.service.to_uppercase();
        let region = one.region.as_ref().map(|region| format!(" in {region}"));
        let address = one.endpoint.as_deref().unwrap_or("unknown");
        let took = one.milliseconds.map(|time| format!(", {time} ms"));
        let text = format!(
            "{service}{} {address}{}",
            region.unwrap_or_default(),
            took.unwrap_or_default()
        );
        let word = match one.status {
            Status::Passed => display.paint.green(&padded("reachable")),
            Status::NotChecked => display.paint.yellow(&padded("unknown")),
            _ => display.paint.red(&padded("unreachable")),
        };
        out.push_str(&line(display, &word, &text));
        if let Some(problem) = &one.problem {
            out.push_str(&detail_lines(&problem.message, display));
            out.push_str(&remedy_lines(display, problem.remedy.as_ref(), terms));
        }
    }
    out + &clock(connection, display)
}

fn credential(slot: &CredentialSlot, display: Display, terms: &dyn Terms) -> String {
    let word = match slot.state {
        SlotState::Used => display.paint.green(&padded("used")),
        SlotState::Broken => display.paint.red(&padded("broken")),
        SlotState::NotConfigured => display.paint.dim(&padded("not configured")),
        SlotState::Passed => display.paint.dim(&padded("skipped")),
        SlotState::NotChecked => display.paint.dim(&padded("not checked")),
    };
    let place = if slot.place.is_empty() {
        String::new()
    } else {
        format!(": {}", excerpt(&slot.place, MAX_MESSAGE))
    };
    let mut out = line(display, &word, &format!("{}{place}", slot.name));
    if let Some(detail) = &slot.detail {
        out.push_str(&detail_lines(detail, display));
    }
    out + &remedy_lines(display, slot.remedy.as_ref(), terms)
}

fn clock(connection: &ConnectionReport, display: Display) -> String {
    let head = format!("\n{}\n", display.paint.bold("Clock"));
    let Some(clock) = &connection.clock else {
        let word = display.paint.dim(&padded("not checked"));
        return head + &line(display, &word, "no endpoint returned its time");
    };
    let off = clock.ahead_seconds.unsigned_abs();
    let side = if clock.ahead_seconds >= 0 {
        "ahead of"
    } else {
        "behind"
    };
    let text = format!("this machine is {off} s {side} {}", clock.by);
    match clock.ahead_seconds.abs() {
        0..=60 => head + &line(display, &display.paint.green(&padded("correct")), &text),
        MOST_SKEW_SECONDS.. => {
            let refused = "requests with a time 15 minutes off are rejected";
            let word = display.paint.red(&padded("wrong"));
            head + &line(display, &word, &text)
                + &detail_lines(refused, display)
                + &help_lines(display, "set this machine's clock")
        }
        _ => {
            let word = display.paint.yellow(&padded("off"));
            head + &line(display, &word, &text) + &help_lines(display, "set this machine's clock")
        }
    }
}

fn caller(report: &DoctorReport, display: Display, terms: &dyn Terms) -> String {
    let mut out = format!("\n{}\n", display.paint.bold("Caller"));
    if let Some(caller) = &report.caller {
        let text = format!("{} ({})", caller.arn, caller.identity_type);
        let word = display.paint.green(&padded("known"));
        out.push_str(&line(display, &word, &excerpt(&text, MAX_MESSAGE)));
    }
    if let Some(problem) = &report.problem {
        let word = match report.caller {
            Some(_) => "no plan",
            None => "unknown",
        };
        let word = display.paint.red(&padded(word));
        out.push_str(&line(
            display,
            &word,
            &excerpt(&problem.message, MAX_MESSAGE),
        ));
        out.push_str(&remedy_lines(display, problem.remedy.as_ref(), terms));
    }
    if let Some(changes) = report.changes {
        let text = match changes {
            0 => "no changes".to_owned(),
            1 => "1 change is pending".to_owned(),
            more => format!("{more} changes are pending"),
        };
        out.push_str(&line(display, &display.paint.green(&padded("plan")), &text));
    }
    out
}

fn permission(one: &NeededPermission, display: Display) -> String {
    let word = padded(match one.status {
        Status::Failed => "missing",
        Status::Passed => "granted",
        status => word(status),
    });
    let word = match one.status {
        Status::Passed => display.paint.green(&word),
        Status::Failed => display.paint.red(&word),
        Status::Inconclusive => display.paint.yellow(&word),
        Status::NotChecked => display.paint.dim(&word),
    };
    let purpose = if one.writes { " (to apply)" } else { "" };
    let head = format!("{}{purpose}", one.action);
    let mut out = line(display, &word, &head);
    for resource in &one.resources {
        out.push_str(&detail_lines(
            &format!("on {}", short_arn(resource)),
            display,
        ));
    }
    if one.status != Status::Passed {
        out.push_str(&detail_lines(&excerpt(&one.reason, MAX_MESSAGE), display));
    }
    out
}

/// The resource part of a RAM ARN of the account; any other ARN unchanged.
fn short_arn(arn: &str) -> &str {
    let own = arn.starts_with("acs:ram:") && !arn.contains(":system:");
    let id = arn.splitn(5, ':').nth(4);
    id.filter(|_| own).unwrap_or(arn)
}

fn verdict(report: &DoctorReport, display: Display) -> String {
    match report.health {
        Health::Fit => display
            .paint
            .green("Ready: credentials, endpoints and permissions are in order."),
        Health::Locked => display.paint.red("No valid credentials."),
        Health::Degraded => {
            let missing = report.permissions.iter();
            let missing = missing.filter(|one| one.status == Status::Failed).count();
            match missing {
                0 => display
                    .paint
                    .yellow("Not ready: a check failed or is inconclusive."),
                1 => display.paint.red("1 permission is missing."),
                more => display
                    .paint
                    .red(&format!("{more} permissions are missing.")),
            }
        }
    }
}

/// The width of the text behind the labels.
fn text_width(display: Display) -> usize {
    display.width.saturating_sub(LABEL_WIDTH).max(20)
}

fn padded(word: &str) -> String {
    format!("{word:LABEL_WIDTH$}")
}

/// A label and its text, wrapped.
fn line(display: Display, mark: &str, text: &str) -> String {
    let mut lines = wrapped(text, text_width(display)).into_iter();
    let mut out = format!("{mark}{}\n", lines.next().unwrap_or_default());
    out.extend(lines.map(|more| format!("{:LABEL_WIDTH$}{more}\n", "")));
    out
}

fn detail_lines(text: &str, display: Display) -> String {
    let lines = wrapped(&excerpt(text, MAX_MESSAGE), text_width(display));
    lines
        .iter()
        .map(|line| format!("{:LABEL_WIDTH$}{}\n", "", display.paint.dim(line)))
        .collect()
}

fn remedy_lines(display: Display, remedy: Option<&Remedy>, terms: &dyn Terms) -> String {
    let help = remedy.map(|remedy| help_lines(display, &remedy.in_terms(terms)));
    help.unwrap_or_default()
}

fn help_lines(display: Display, help: &str) -> String {
    wrapped(&format!("help: {help}"), text_width(display))
        .iter()
        .map(|line| format!("{:LABEL_WIDTH$}{line}\n", ""))
        .collect()
}
