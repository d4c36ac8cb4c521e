//! How much of its quota a document takes.

use crate::lint::check::{Check, Example, Scope};
use crate::lint::document::Document;
use crate::lint::finding::{Draft, Findings, Severity};
use crate::lint::page;
use crate::model::{POLICY_DOCUMENT_BYTES, Span};

const GOOD: Example = Example::Bytes(1000);

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: "size-over-quota",
        severity: Severity::Error,
        scope: Scope::Any,
        finds: "a document that has more bytes than RAM takes, white space aside: 6,144 for a policy, 4,096 for a control policy, 2,048 for a session's",
        help: "grant the same in fewer words (wildcards, pooled statements), or split it over several policies",
        source: page::LIMITS,
        bad: Example::Bytes(POLICY_DOCUMENT_BYTES + 1),
        good: GOOD,
        run: over_quota,
    },
    Check {
        id: "size-near-quota",
        severity: Severity::Warning,
        scope: Scope::Any,
        finds: "a document that takes over nine tenths of its quota, or that only fits without its white space, of which no page says whether it counts",
        help: "send it without white space, and consider splitting it",
        source: page::LIMITS,
        bad: Example::Bytes(POLICY_DOCUMENT_BYTES * 95 / 100),
        good: GOOD,
        run: near_quota,
    },
];

/// The bytes without white space between the elements.
fn compact(text: &str) -> usize {
    let (mut count, mut inside, mut escaped) = (0, false, false);
    for byte in text.bytes() {
        if inside || !byte.is_ascii_whitespace() {
            count += 1;
        }
        match byte {
            _ if escaped => escaped = false,
            b'\\' if inside => escaped = true,
            b'"' => inside = !inside,
            _ => {}
        }
    }
    count
}

/// Where it begins, the bytes without white space, and the quota.
fn sizes(document: &Document<'_>) -> Option<(Span, usize, usize)> {
    let quota = document.options.quota.or_else(|| document.kind.quota())?;
    let start = document.tree?.span.start;
    Some((
        Span {
            start,
            end: start + 1,
        },
        compact(document.text),
        quota,
    ))
}

fn over_quota(document: &Document<'_>, out: &mut Findings) {
    if let Some((start, bytes, quota)) = sizes(document).filter(|(_, bytes, quota)| bytes > quota) {
        out.at(
            start,
            format!(
                "the document has {bytes} bytes without white space, {} more than {quota}",
                bytes - quota
            ),
        );
    }
}

fn near_quota(document: &Document<'_>, out: &mut Findings) {
    let Some((start, bytes, quota)) = sizes(document).filter(|(_, bytes, quota)| bytes <= quota)
    else {
        return;
    };
    let written = document.text.trim().len();
    if bytes * 10 > quota * 9 {
        out.at(
            start,
            format!("the document has {bytes} bytes of {quota}, white space aside"),
        );
    } else if written > quota {
        let message = format!(
            "the document has {written} bytes, more than {quota}, and {bytes} without white space"
        );
        let help = "send it without white space";
        out.push(Draft::new(start, message).help(help));
    }
}
