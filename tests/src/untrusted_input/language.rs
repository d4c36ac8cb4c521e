//! Policy language: documents, names, conditions and requests.

use rolewright::Arn;
use rolewright::access::compare;
use rolewright::evaluate::{Caller, Case, Context, PolicySet, Request, Rules, Verdict};
use rolewright::lint::{LintOptions, fix, lint};
use rolewright::policy::{
    ActionPattern, BucketPolicy, Glob, PolicyDocument, ResourcePattern, Statement, TrustPolicy,
    Wildcard, diff,
};

use super::{line, text};

/// Maximum size, above the limit of RAM.
const LARGEST: usize = 16 * 1024;

/// Limit for comparisons, whose cost is the product of the entries of both documents.
const COMPARED: usize = 2 * 1024;

pub(super) fn document(bytes: &[u8]) {
    let text = text(bytes.get(..LARGEST).unwrap_or(bytes));
    let options = LintOptions::default();
    let _ = (lint(text, &options), TrustPolicy::parse_input(text));
    let _ = (BucketPolicy::parse(text), PolicyDocument::parse_input(text));
    let fixed = fix(text, &options, |_| true);
    let again = fix(&fixed.text, &options, |_| true);
    assert_eq!(
        again.text, fixed.text,
        "a second fix changes the document again"
    );
    let Ok(read) = PolicyDocument::parse_either(text) else {
        return;
    };
    for written in [read.to_compact(), read.to_pretty()] {
        let again = PolicyDocument::parse_either(&written);
        assert_eq!(
            again.as_ref().ok(),
            Some(&read),
            "changed by printing: {written}"
        );
    }
    assert!(
        diff(&read, &read).is_empty(),
        "a document differs from itself"
    );
    if let Ok(policy) = PolicyDocument::parse(text) {
        ask(&policy);
        if text.len() < COMPARED {
            compared(&policy);
        }
    }
}

/// Compares a policy with an empty one, in both directions.
fn compared(policy: &PolicyDocument) {
    let nothing = PolicyDocument::new([]);
    let more = compare(&[&nothing], &[policy]);
    let less = compare(&[policy], &[&nothing]);
    assert_eq!(more.notes, less.notes);
    let turned = less
        .changes
        .iter()
        .map(|one| (one.after, one.before, &one.resource));
    let changes = more
        .changes
        .iter()
        .map(|one| (one.before, one.after, &one.resource));
    let (mut turned, mut changes): (Vec<_>, Vec<_>) = (turned.collect(), changes.collect());
    turned.sort();
    changes.sort();
    assert_eq!(turned, changes);
    assert!(compare(&[policy], &[policy, policy]).is_equal());
}

/// Evaluates a request, and checks that the decisions are consistent.
fn ask(policy: &PolicyDocument) {
    let request = Request::new("oss:GetObject", "acs:oss:*:1234567890123456:my-images/a");
    let set = PolicySet::new().identity("fuzzed", policy);
    let why = set.explain(&request);
    assert_eq!(why.decision, set.decide(&request));
    assert!(!why.to_string().is_empty());
    let open = set.decide(&Request {
        context: Context::unknown(),
        ..request
    });
    // With less context, Allow must not become more certain.
    assert!(open.verdict != Verdict::Allow || why.decision.at_best == Verdict::Allow);
}

pub(super) fn arn(bytes: &[u8]) {
    let (pattern, name) = line(text(bytes));
    if let Ok(arn) = name.parse::<Arn>() {
        assert_eq!(arn.to_string(), name, "an ARN prints differently");
    }
    let _ = (
        name.parse::<Caller>(),
        ActionPattern::from(pattern).matches(name),
    );
    let (small, short) = (pattern.len() <= 512, name.len() <= 512);
    let wildcard = Wildcard::new(pattern);
    let fits = wildcard.matches(name);
    assert!(Wildcard::new("*").matches(name));
    if small && short && !name.contains(['*', '?']) {
        let (one, other) = (Glob::new(pattern), Glob::new(name));
        assert_eq!(
            one.covers(&other),
            fits,
            "covers and matches differ for a literal"
        );
        assert_eq!(
            one.meets(&other),
            fits,
            "meets and matches differ for a literal"
        );
        assert_eq!(ResourcePattern::from(pattern).covers(name), fits);
    }
}

pub(super) fn condition(bytes: &[u8]) {
    let (operator, rest) = line(text(bytes));
    let (sent, values) = line(rest);
    let verdict = |operator: &str, request: Request| {
        let statement = Statement::allow(["*"])
            .on(["*"])
            .when(operator, "k", values.lines());
        let decision = PolicySet::new()
            .identity("fuzzed", &PolicyDocument::new([statement]))
            .decide(&request);
        (decision.verdict, decision.at_best)
    };
    let asked = || Request::new("a:B", "*");
    let _ = (
        verdict(operator, asked()),
        verdict("StringLike", asked().with("k", sent)),
    );
    let plain = verdict(operator, asked().with("k", sent));
    let negated = match operator {
        "IpAddress" => "NotIpAddress".to_owned(),
        _ => operator
            .replacen("Equals", "NotEquals", 1)
            .replacen("Like", "NotLike", 1),
    };
    let is_pair = negated != operator && !operator.contains("Than") && !operator.contains("Not");
    if is_pair && !values.is_empty() {
        let (at_worst, at_best) = verdict(&negated, asked().with("k", sent));
        let not = |verdict| match verdict {
            Verdict::Allow => Verdict::ImplicitDeny,
            _ => Verdict::Allow,
        };
        assert_eq!(
            (not(at_best), not(at_worst)),
            plain,
            "{operator} and {negated}"
        );
    }
}

pub(super) fn simulate(bytes: &[u8]) {
    for line in text(bytes).lines().take(8) {
        if let Ok(case) = Case::parse(line, Rules::default()) {
            let why = case.policies.explain(&case.request);
            assert_eq!(why.decision.verdict == case.expected, case.passes());
            assert!(!why.to_string().is_empty() && !why.sentence().is_empty());
        }
    }
}
