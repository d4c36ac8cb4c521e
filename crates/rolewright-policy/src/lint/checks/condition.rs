//! Checks on condition operators and the values they compare.

use crate::catalogue::{Catalogue, KeyType};
use crate::evaluate::{Family, OPERATORS, could_hold, family, is_in_form};
use crate::lint::check::{Example, LintCheck, Scope};
use crate::lint::document::{Document, Test};
use crate::lint::finding::{Draft, Findings, Severity};
use crate::lint::near::shown;
use crate::lint::page;
use crate::model::Effect;

use Example::Statements as St;

const GOOD: Example = St(
    r#"{"Effect":"Allow","Action":"oss:GetObject","Resource":"acs:oss:*:*:my-images/*","Condition":{"StringLike":{"acs:UserAgent":"docker*"},"Bool":{"acs:SecureTransport":"true"},"DateLessThan":{"acs:CurrentTime":"2030-01-01T00:00:00Z"}}}"#,
);

const fn check(
    id: &'static str,
    severity: Severity,
    run: fn(&Document<'_>, &mut Findings),
) -> LintCheck {
    LintCheck {
        id,
        severity,
        scope: Scope::Any,
        finds: "",
        help: "",
        source: page::OPERATORS,
        bad: GOOD,
        good: GOOD,
        run,
    }
}

pub(super) const CHECKS: &[LintCheck] = &[
    LintCheck {
        finds: "an undocumented operator",
        help: "use a documented operator",
        bad: St(
            r#"{"Effect":"Allow","Action":"oss:GetObject","Resource":"*","Condition":{"ArnLike":{"acs:PrincipalARN":"*"}}}"#,
        ),
        ..check("unknown-operator", Severity::Error, unknown_operator)
    },
    LintCheck {
        finds: "`Null`, or an operator that ends with `IfExists`, which RAM is reported to reject",
        help: "use separate statements for requests with and without the key",
        source: "field reports: \"The condition operator 'IfExists/Null' is not supported\"",
        bad: St(
            r#"{"Effect":"Deny","Action":"oss:GetObject","Resource":"*","Condition":{"BoolIfExists":{"acs:MFAPresent":"true"}}}"#,
        ),
        ..check("ifexists-null-not-supported", Severity::Error, if_exists)
    },
    LintCheck {
        finds: "the undocumented prefix `ForAllValues:` or `ForAnyValue:`; a system policy uses `ForAnyValue:`",
        help: "remove the prefix; a key has one value",
        bad: St(
            r#"{"Effect":"Allow","Action":"oss:GetObject","Resource":"*","Condition":{"ForAnyValue:StringEquals":{"acs:UserAgent":"docker"}}}"#,
        ),
        ..check(
            "set-operator-not-supported",
            Severity::Warning,
            set_operator,
        )
    },
    LintCheck {
        finds: "an operator of another type than its key, or a value that the operator can't compare",
        help: "use an operator of the key's type; dates are ISO 8601 with an offset, booleans `true` or `false`",
        bad: St(
            r#"{"Effect":"Allow","Action":"oss:GetObject","Resource":"*","Condition":{"StringEquals":{"acs:SourceIp":"192.0.2.7"}}}"#,
        ),
        ..check("operator-type-mismatch", Severity::Error, type_mismatch)
    },
    LintCheck {
        finds: "`Bool` with several values; with both `true` and `false` it matches every request that sends the key",
        help: "keep one of the values",
        source: page::CHECKS,
        bad: St(
            r#"{"Effect":"Allow","Action":"oss:GetObject","Resource":"*","Condition":{"Bool":{"acs:SecureTransport":["true","false"]}}}"#,
        ),
        ..check("bool-multiple-values", Severity::Error, bool_values)
    },
    LintCheck {
        finds: "`*` or `?` in a value of an operator that does not support wildcards",
        help: "use `StringLike` or `StringNotLike`",
        bad: St(
            r#"{"Effect":"Allow","Action":"oss:GetObject","Resource":"*","Condition":{"StringEquals":{"acs:UserAgent":"docker*"}}}"#,
        ),
        ..check("wildcard-without-like", Severity::Warning, wildcard)
    },
    LintCheck {
        finds: "an Allow with a `StringLike` test of `*`, which matches every request that sends the key",
        help: "write the intended value, or remove the test",
        bad: St(
            r#"{"Effect":"Allow","Action":"oss:GetObject","Resource":"*","Condition":{"StringLike":{"acs:UserAgent":"*"}}}"#,
        ),
        ..check("condition-always-holds", Severity::Security, always_holds)
    },
    LintCheck {
        finds: "two tests of one key that exclude each other",
        help: "remove one of them, or split the statement; all tests of a statement must match",
        source: page::ELEMENTS,
        bad: St(
            r#"{"Effect":"Allow","Action":"oss:GetObject","Resource":"*","Condition":{"StringEquals":{"acs:UserAgent":"a"},"StringNotLike":{"acs:UserAgent":"a*"}}}"#,
        ),
        ..check("contradictory-condition", Severity::Warning, contradiction)
    },
    LintCheck {
        finds: "a time window that ends before it begins",
        help: "swap the two dates, or split the statement",
        source: page::ELEMENTS,
        bad: St(
            r#"{"Effect":"Allow","Action":"oss:GetObject","Resource":"*","Condition":{"DateGreaterThan":{"acs:CurrentTime":"2031-01-01T00:00:00Z"},"DateLessThan":{"acs:CurrentTime":"2030-01-01T00:00:00Z"}}}"#,
        ),
        ..check("empty-time-window", Severity::Warning, empty_window)
    },
    LintCheck {
        finds: "a statement whose latest date has passed, so that it never applies again",
        help: "remove the statement, or set a new date",
        source: page::ELEMENTS,
        bad: St(
            r#"{"Effect":"Allow","Action":"oss:GetObject","Resource":"*","Condition":{"DateLessThan":{"acs:CurrentTime":"2020-01-01T00:00:00Z"}}}"#,
        ),
        ..check("expired-date", Severity::Warning, expired)
    },
    LintCheck {
        finds: "a negated operator with several values; it matches only when none of the values matches",
        help: "no change is needed if that is intended",
        source: "page on access from IP addresses, https://www.alibabacloud.com/help/en/ram/access-alibaba-cloud-resources-by-using-a-specific-ip-address-or-cidr-block",
        bad: St(
            r#"{"Effect":"Deny","Action":"oss:GetObject","Resource":"*","Condition":{"StringNotEquals":{"acs:UserAgent":["a","b"]}}}"#,
        ),
        ..check(
            "negated-operator-multi-value",
            Severity::Suggestion,
            negated_values,
        )
    },
];

/// Named but not explained on the OSS page.
const BORDER: [&str; 2] = ["IpAddressIncludeBorder", "NotIpAddressIncludeBorder"];

fn is_set_operator(operator: &str) -> bool {
    operator.starts_with("ForAllValues:") || operator.starts_with("ForAnyValue:")
}

fn is_if_exists(operator: &str) -> bool {
    operator.ends_with("IfExists") || operator == "Null"
}

fn unknown_operator(document: &Document<'_>, out: &mut Findings) {
    for test in document.tests() {
        let name = test.operator;
        if family(name).is_some() || is_set_operator(name) || is_if_exists(name) {
            continue;
        }
        let message = if BORDER.contains(&name) {
            format!(
                "{} is named in the OSS documentation, but its meaning is not documented",
                shown(name)
            )
        } else {
            format!("unknown operator {}", shown(name))
        };
        let help = document
            .nearest(name, OPERATORS)
            .map(|meant| format!("did you mean `{meant}`?"));
        out.push(Draft::new(test.operator_span, message).maybe_help(help));
    }
}

fn if_exists(document: &Document<'_>, out: &mut Findings) {
    for test in document.tests().filter(|test| is_if_exists(test.operator)) {
        let message = format!("RAM rejects the operator {}", shown(test.operator));
        out.at(test.operator_span, message);
    }
}

fn set_operator(document: &Document<'_>, out: &mut Findings) {
    for test in document
        .tests()
        .filter(|test| is_set_operator(test.operator))
    {
        out.at(
            test.operator_span,
            format!("the operator {} is not documented", shown(test.operator)),
        );
    }
}

fn type_mismatch(document: &Document<'_>, out: &mut Findings) {
    for test in document.tests() {
        let Some((compared, _)) = family(test.operator) else {
            continue;
        };
        let holds = Catalogue::embedded().key_type(test.key);
        let expected = match (holds, compared) {
            (Some(KeyType::Ip), Family::Ip)
            | (Some(KeyType::Date), Family::Date)
            | (Some(KeyType::Bool), Family::Bool)
            | (Some(KeyType::String), Family::Text | Family::Pattern)
            | (None, _) => None,
            (Some(KeyType::Ip), _) => Some("an IP address: use `IpAddress` or `NotIpAddress`"),
            (Some(KeyType::Date), _) => {
                Some("a date: use `DateLessThan` or another `Date..` operator")
            }
            (Some(KeyType::Bool), _) => Some("`true` or `false`: use `Bool`"),
            (Some(KeyType::String), _) => Some("a string: use `StringEquals` or `StringLike`"),
        };
        if let Some(expected) = expected {
            let message = format!("{} can't compare {}", shown(test.operator), shown(test.key));
            out.push(
                Draft::new(test.operator_span, message).help(format!("the key holds {expected}")),
            );
            continue;
        }
        // Addresses have their own check, `invalid-cidr`.
        for value in test.values.iter().filter(|_| compared != Family::Ip) {
            if !is_in_form(test.operator, value.text) {
                let message = format!(
                    "{} can't compare {}",
                    shown(test.operator),
                    shown(value.text)
                );
                let help = match value.text {
                    "HTTP" | "HTTPS" => Some(
                        "write `false` or `true`; `HTTP` and `HTTPS` come from older OSS pages"
                            .to_owned(),
                    ),
                    _ => None,
                };
                out.push(Draft::new(value.span, message).maybe_help(help));
            }
        }
    }
}

fn bool_values(document: &Document<'_>, out: &mut Findings) {
    for test in document.tests().filter(|test| test.operator == "Bool") {
        let problem = match test.values.len() {
            0 | 1 => continue,
            _ if test.always_holds() => "matches every request that sends the key",
            _ => "has several values",
        };
        out.at(test.key_span, format!("{} {problem}", shown(test.key)));
    }
}

fn wildcard(document: &Document<'_>, out: &mut Findings) {
    for test in document.tests() {
        if !matches!(family(test.operator), Some((Family::Text, _))) {
            continue;
        }
        for value in test.values.iter().filter(|value| value.is_pattern()) {
            let message = format!(
                "the wildcard in {} is compared literally",
                shown(value.text)
            );
            out.at(value.span, message);
        }
    }
}

fn always_holds(document: &Document<'_>, out: &mut Findings) {
    let tests = document.allows().flat_map(|statement| &statement.tests);
    // Addresses and booleans have their own checks.
    for test in tests.filter(|test| test.operator == "StringLike" && test.always_holds()) {
        out.at(
            test.key_span,
            format!(
                "the test of {} matches every request that sends the key",
                shown(test.key)
            ),
        );
    }
}

fn texts<'t>(test: &Test<'t>) -> impl Iterator<Item = &'t str> {
    test.values.iter().map(|value| value.text)
}

/// Whether the test matches only the values that it lists.
fn names_values(test: &Test<'_>) -> bool {
    matches!(
        test.operator,
        "StringEquals" | "NumericEquals" | "DateEquals" | "Bool"
    )
}

fn contradiction(document: &Document<'_>, out: &mut Findings) {
    for statement in document.statements.iter().filter(|_| document.is_small()) {
        for test in statement.tests.iter().filter(|test| names_values(test)) {
            for other in statement
                .tests_of(test.key)
                .filter(|o| o.operator != test.operator)
            {
                let both = texts(test).any(|value| could_hold(other.operator, texts(other), value));
                if !both && !test.values.is_empty() && !other.values.is_empty() {
                    let message = format!(
                        "{} can't match both {} and {}",
                        shown(test.key),
                        shown(test.operator),
                        shown(other.operator)
                    );
                    out.at(other.key_span, message);
                }
            }
        }
    }
}

type Date = jiff::Timestamp;

fn dates(test: &Test<'_>) -> Vec<Date> {
    texts(test).filter_map(|text| text.parse().ok()).collect()
}

/// The latest date that the tests of a key allow; one matching value per test suffices.
fn end<'s>(tests: impl Iterator<Item = &'s Test<'s>>) -> Option<(&'s Test<'s>, Date)> {
    let ends = tests.filter(|test| test.operator.starts_with("DateLessThan"));
    let ends = ends.filter_map(|test| Some((test, dates(test).into_iter().max()?)));
    ends.min_by_key(|(_, date)| *date)
}

fn empty_window(document: &Document<'_>, out: &mut Findings) {
    for statement in document.statements.iter().filter(|_| document.is_small()) {
        for test in statement
            .tests
            .iter()
            .filter(|t| t.operator.starts_with("DateGreaterThan"))
        {
            let Some(begin) = dates(test).into_iter().min() else {
                continue;
            };
            if let Some((last, end)) = end(statement.tests_of(test.key))
                && end <= begin
            {
                out.at(
                    last.key_span,
                    format!("{} must be after {begin} and before {end}", shown(test.key)),
                );
            }
        }
    }
}

fn expired(document: &Document<'_>, out: &mut Findings) {
    let now = document
        .options
        .now
        .and_then(|now| Date::from_second(i64::try_from(now.as_secs()).ok()?).ok());
    let Some(now) = now else { return };
    for statement in &document.statements {
        if let Some((test, end)) = end(statement.tests_of("acs:CurrentTime"))
            && end <= now
        {
            let does = match statement.effect {
                Some(Effect::Deny) => "denies",
                _ => "allows",
            };
            out.at(
                test.key_span,
                format!("the statement {does} nothing since {end}"),
            );
        }
    }
}

fn negated_values(document: &Document<'_>, out: &mut Findings) {
    for test in document.tests() {
        if matches!(family(test.operator), Some((_, true))) && test.values.len() > 1 {
            let message = format!(
                "{} matches only when none of the {} values matches",
                shown(test.operator),
                test.values.len()
            );
            out.at(test.operator_span, message);
        }
    }
}
