//! The report of the doctor.

use std::fmt::Write as _;

use rolewright_core::connection::{ConnectionReport, CredentialSlot, MOST_SKEW_SECONDS, SlotState};
use rolewright_core::doctor::{DoctorReport, Health, NeededPermission};
use rolewright_core::remedy::{Remedy, Terms};
use rolewright_core::setup::{Rights, Status};
use rolewright_core::text::excerpt;

use crate::setup::{target, word};
use crate::wrap::wrapped;
use crate::{Display, Paint};

/// The width of the text after the labels; both together fit in 80 columns.
const TEXT_WIDTH: usize = 64;

/// The width of a label.
const LABEL_WIDTH: usize = 15;

/// The maximum characters of a message.
const MAX_MESSAGE: usize = 600;

/// Renders the report of the doctor as text; `terms` are the front end's names in remedies.
#[must_use]
pub fn text(report: &DoctorReport, display: Display, terms: &dyn Terms) -> String {
    let paint = display.paint;
    let mut out = String::new();
    let account = report.caller.as_ref().map(|caller| caller.account.as_str());
    let head = target(&report.provider, account.unwrap_or("unknown"));
    for line in wrapped(&head, LABEL_WIDTH + TEXT_WIDTH) {
        let _ = writeln!(out, "{line}");
    }
    if let Some(connection) = &report.connection {
        out.push_str(&connection_text(connection, paint, terms));
    }
    out.push_str(&caller(report, paint, terms));
    if !report.permissions.is_empty() {
        let _ = writeln!(out, "\n{}", paint.bold("Permissions"));
        for one in &report.permissions {
            out.push_str(&permission(one, paint));
        }
    }
    let who = match report.rights {
        Rights::Read => "Least policy to plan and verify",
        Rights::Write => "Least policy to apply",
    };
    let policy = serde_json::to_string_pretty(&report.operator_policy).unwrap_or_default();
    let _ = writeln!(out, "\n{}\n{policy}", paint.bold(who));
    let _ = writeln!(out, "\n{}", verdict(report, paint));
    out
}

fn connection_text(connection: &ConnectionReport, paint: Paint, terms: &dyn Terms) -> String {
    let mut out = format!("\n{}\n", paint.bold("Credentials"));
    for slot in &connection.credentials {
        out.push_str(&credential(slot, paint, terms));
    }
    let _ = writeln!(out, "\n{}", paint.bold("Endpoints"));
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
            Status::Passed => paint.green(&padded("reachable")),
            Status::NotChecked => paint.yellow(&padded("unknown")),
            _ => paint.red(&padded("unreachable")),
        };
        out.push_str(&line(&word, &text));
        if let Some(problem) = &one.problem {
            out.push_str(&detail_lines(&problem.message, paint));
            out.push_str(&remedy_lines(problem.remedy.as_ref(), terms));
        }
    }
    out + &clock(connection, paint)
}

fn credential(slot: &CredentialSlot, paint: Paint, terms: &dyn Terms) -> String {
    let word = match slot.state {
        SlotState::Used => paint.green(&padded("used")),
        SlotState::Broken => paint.red(&padded("broken")),
        SlotState::NotConfigured => paint.dim(&padded("not configured")),
        SlotState::Passed => paint.dim(&padded("skipped")),
        SlotState::NotChecked => paint.dim(&padded("not checked")),
    };
    let place = if slot.place.is_empty() {
        String::new()
    } else {
        format!(": {}", excerpt(&slot.place, MAX_MESSAGE))
    };
    let mut out = line(&word, &format!("{}{place}", slot.name));
    if let Some(detail) = &slot.detail {
        out.push_str(&detail_lines(detail, paint));
    }
    out + &remedy_lines(slot.remedy.as_ref(), terms)
}

fn clock(connection: &ConnectionReport, paint: Paint) -> String {
    let head = format!("\n{}\n", paint.bold("Clock"));
    let Some(clock) = &connection.clock else {
        let word = paint.dim(&padded("not checked"));
        return head + &line(&word, "no endpoint returned its time");
    };
    let off = clock.ahead_seconds.unsigned_abs();
    let side = if clock.ahead_seconds >= 0 {
        "ahead of"
    } else {
        "behind"
    };
    let text = format!("this machine is {off} s {side} {}", clock.by);
    match clock.ahead_seconds.abs() {
        0..=60 => head + &line(&paint.green(&padded("correct")), &text),
        MOST_SKEW_SECONDS.. => {
            let refused = "requests with a time 15 minutes off are rejected";
            let word = paint.red(&padded("wrong"));
            head + &line(&word, &text)
                + &detail_lines(refused, paint)
                + &help_lines("set this machine's clock")
        }
        _ => {
            let word = paint.yellow(&padded("off"));
            head + &line(&word, &text) + &help_lines("set this machine's clock")
        }
    }
}

fn caller(report: &DoctorReport, paint: Paint, terms: &dyn Terms) -> String {
    let mut out = format!("\n{}\n", paint.bold("Caller"));
    if let Some(caller) = &report.caller {
        let text = format!("{} ({})", caller.arn, caller.identity_type);
        let word = paint.green(&padded("known"));
        out.push_str(&line(&word, &excerpt(&text, MAX_MESSAGE)));
    }
    if let Some(problem) = &report.problem {
        let word = match report.caller {
            Some(_) => "no plan",
            None => "unknown",
        };
        let word = paint.red(&padded(word));
        out.push_str(&line(&word, &excerpt(&problem.message, MAX_MESSAGE)));
        out.push_str(&remedy_lines(problem.remedy.as_ref(), terms));
    }
    if let Some(changes) = report.changes {
        let text = match changes {
            0 => "no changes".to_owned(),
            1 => "1 change is pending".to_owned(),
            more => format!("{more} changes are pending"),
        };
        out.push_str(&line(&paint.green(&padded("plan")), &text));
    }
    out
}

fn permission(one: &NeededPermission, paint: Paint) -> String {
    let word = padded(match one.status {
        Status::Failed => "missing",
        Status::Passed => "granted",
        status => word(status),
    });
    let word = match one.status {
        Status::Passed => paint.green(&word),
        Status::Failed => paint.red(&word),
        Status::Inconclusive => paint.yellow(&word),
        Status::NotChecked => paint.dim(&word),
    };
    let purpose = if one.writes { " (to apply)" } else { "" };
    let head = format!("{}{purpose}", one.action);
    let mut out = line(&word, &head);
    for resource in &one.resources {
        out.push_str(&detail_lines(&format!("on {}", short_arn(resource)), paint));
    }
    if one.status != Status::Passed {
        out.push_str(&detail_lines(&excerpt(&one.reason, MAX_MESSAGE), paint));
    }
    out
}

/// The resource part of a RAM ARN of the account; any other ARN unchanged.
fn short_arn(arn: &str) -> &str {
    let own = arn.starts_with("acs:ram:") && !arn.contains(":system:");
    let id = arn.splitn(5, ':').nth(4);
    id.filter(|_| own).unwrap_or(arn)
}

fn verdict(report: &DoctorReport, paint: Paint) -> String {
    match report.health {
        Health::Fit => paint.green("Ready: credentials, endpoints and permissions are in order."),
        Health::Locked => paint.red("No valid credentials."),
        Health::Degraded => {
            let missing = report.permissions.iter();
            let missing = missing.filter(|one| one.status == Status::Failed).count();
            match missing {
                0 => paint.yellow("Not ready: a check failed or is inconclusive."),
                1 => paint.red("1 permission is missing."),
                more => paint.red(&format!("{more} permissions are missing.")),
            }
        }
    }
}

fn padded(word: &str) -> String {
    format!("{word:LABEL_WIDTH$}")
}

/// A label and its text, wrapped.
fn line(mark: &str, text: &str) -> String {
    let mut lines = wrapped(text, TEXT_WIDTH).into_iter();
    let mut out = format!("{mark}{}\n", lines.next().unwrap_or_default());
    out.extend(lines.map(|more| format!("{:LABEL_WIDTH$}{more}\n", "")));
    out
}

fn detail_lines(text: &str, paint: Paint) -> String {
    let lines = wrapped(&excerpt(text, MAX_MESSAGE), TEXT_WIDTH);
    lines
        .iter()
        .map(|line| format!("{:LABEL_WIDTH$}{}\n", "", paint.dim(line)))
        .collect()
}

fn remedy_lines(remedy: Option<&Remedy>, terms: &dyn Terms) -> String {
    let help = remedy.map(|remedy| help_lines(&remedy.in_terms(terms)));
    help.unwrap_or_default()
}

fn help_lines(help: &str) -> String {
    wrapped(&format!("help: {help}"), TEXT_WIDTH)
        .iter()
        .map(|line| format!("{:LABEL_WIDTH$}{line}\n", ""))
        .collect()
}
