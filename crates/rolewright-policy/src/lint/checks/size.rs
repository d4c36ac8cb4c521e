//! Checks of a document's size against its quota.

use crate::lint::check::{Example, LintCheck, Scope};
use crate::lint::document::Document;
use crate::lint::finding::{Draft, Findings, Severity};
use crate::lint::page;
use crate::model::{POLICY_DOCUMENT_BYTES, Span};

const GOOD: Example = Example::Bytes(1000);

pub(super) const CHECKS: &[LintCheck] = &[
    LintCheck {
        id: "size-over-quota",
        severity: Severity::Error,
        scope: Scope::Any,
        finds: "a document larger than its quota, without white space: 6,144 bytes for a policy, 4,096 for a control policy, 2,048 for a session policy",
        help: "shorten it (wildcards, merged statements), or split it into several policies",
        source: page::LIMITS,
        bad: Example::Bytes(POLICY_DOCUMENT_BYTES + 1),
        good: GOOD,
        run: over_quota,
    },
    LintCheck {
        id: "size-near-quota",
        severity: Severity::Warning,
        scope: Scope::Any,
        finds: "a document that uses more than 90% of its quota, or that exceeds it with white space; whether white space counts is not documented",
        help: "send it without white space, and consider splitting it",
        source: page::LIMITS,
        bad: Example::Bytes(POLICY_DOCUMENT_BYTES * 95 / 100),
        good: GOOD,
        run: near_quota,
    },
];

/// The size in bytes, without white space between elements.
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

/// The start of the document, its size in bytes without white space, and the quota.
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
                "the document has {bytes} bytes without white space, {} over the quota of {quota}",
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
            format!("the document uses {bytes} of {quota} bytes, without white space"),
        );
    } else if written > quota {
        let message = format!(
            "the document has {written} bytes, over the quota of {quota}, but {bytes} without white space"
        );
        let help = "send it without white space";
        out.push(Draft::new(start, message).help(help));
    }
}
