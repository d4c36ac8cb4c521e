//! Parts of an account that are accepted although the desired state doesn't have them.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;
use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorKind, Result};
use crate::policy::{PolicyDocument, Principal, Statement};

/// One principal, system policy or statement that is not desired and accepted nevertheless. It is no
/// drift, and reports name the reason.
///
/// Exactly one of `principal`, `system_policy` and `statement` is set. A custom policy can't be accepted
/// by its name, since its content can change.
///
/// ```
/// use rolewright_core::setup::Accept;
///
/// let accept = Accept {
///     system_policy: Some("AliyunOSSReadOnlyAccess".into()),
///     reason: "audit team, ticket 42".into(),
///     until: Some("2027-06-30".into()),
///     ..Accept::default()
/// };
/// assert!(accept.check().is_ok());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Accept {
    /// Trusted principal: an ARN or a service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub principal: Option<String>,
    /// Attached system policy, by its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub system_policy: Option<String>,
    /// Statement of the trust policy or of an attached policy, as JSON. Order, duplicates and empty
    /// conditions don't count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statement: Option<String>,
    /// Reason.
    pub reason: String,
    /// Last day on which it is accepted, in UTC: `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    #[doc(hidden)]
    #[serde(skip)]
    pub __non_exhaustive: (),
}

/// An unmanaged part of the account.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Unmanaged<'a> {
    Principal(&'a Principal),
    SystemPolicy(&'a str),
    Statement(&'a Statement),
    /// A custom policy that can't be read.
    Unreadable,
}

impl Accept {
    /// Checks that one part is named, with a reason and a valid date.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidInput`] with the key at fault.
    pub fn check(&self) -> Result<()> {
        let invalid = |text: String| Err(Error::new(ErrorKind::InvalidInput, text));
        let parts = [&self.principal, &self.system_policy, &self.statement];
        if parts.iter().filter(|part| part.is_some()).count() != 1 {
            let text = "an accepted part has one of `principal`, `system_policy` and `statement`";
            return invalid(text.to_owned());
        }
        if self.reason.trim().is_empty() {
            return invalid(format!("the accepted {} has no `reason`", self.name()));
        }
        if let Some(until) = &self.until
            && until.parse::<Date>().is_err()
        {
            let shown = crate::text::excerpt(until, 40);
            return invalid(format!(
                "`until` is `{shown}`, not a date such as `2027-06-30`"
            ));
        }
        match &self.statement {
            Some(text) if canonical_text(text).is_none() => {
                let shown = crate::text::excerpt(text, 200);
                invalid(format!("the accepted statement `{shown}` can't be read"))
            }
            _ => Ok(()),
        }
    }

    /// Returns its part, for messages.
    pub(crate) fn name(&self) -> String {
        let name = |kind: &str, text: &str| format!("{kind} `{}`", crate::text::excerpt(text, 200));
        match (&self.principal, &self.system_policy, &self.statement) {
            (Some(principal), ..) => name("principal", principal),
            (_, Some(policy), _) => name("system policy", policy),
            (.., Some(statement)) => name("statement", statement),
            _ => "part".to_owned(),
        }
    }

    pub(crate) fn is(&self, part: Unmanaged<'_>) -> bool {
        match part {
            Unmanaged::Principal(principal) => self.principal.as_deref() == Some(principal.value()),
            Unmanaged::SystemPolicy(name) => self.system_policy.as_deref() == Some(name),
            Unmanaged::Statement(statement) => {
                let accepted = self.statement.as_deref().and_then(canonical_text);
                accepted.is_some_and(|accepted| accepted == canonical(statement))
            }
            Unmanaged::Unreadable => false,
        }
    }

    /// Whether its last day has passed. Without a time, that is unknown and taken as passed.
    pub(crate) fn has_expired(&self, now: Option<Timestamp>) -> bool {
        let Some(until) = &self.until else {
            return false;
        };
        let today = now.map(|now| Offset::UTC.to_datetime(now).date());
        match (until.parse::<Date>(), today) {
            (Ok(until), Some(today)) => today > until,
            _ => true,
        }
    }
}

fn canonical(statement: &Statement) -> String {
    PolicyDocument::new([statement.clone()]).to_canonical()
}

fn canonical_text(statement: &str) -> Option<String> {
    let document = format!(r#"{{"Version":"1","Statement":[{statement}]}}"#);
    let document = PolicyDocument::parse_either(&document).ok()?;
    match document.statements() {
        [statement] => Some(canonical(statement)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STATEMENT: &str = r#"{"Effect":"Allow","Action":["a:B","a:A"],"Resource":"*"}"#;

    fn accept(statement: &str) -> Accept {
        Accept {
            statement: Some(statement.into()),
            reason: "why".into(),
            ..Accept::default()
        }
    }

    #[test]
    fn a_statement_is_compared_by_its_normalised_content() {
        let live = Statement::allow(["a:A", "a:B"]).on(["*"]);
        assert!(accept(STATEMENT).is(Unmanaged::Statement(&live)));
        let wider = Statement::allow(["a:A", "a:B", "a:C"]).on(["*"]);
        assert!(!accept(STATEMENT).is(Unmanaged::Statement(&wider)));
        assert!(!accept(STATEMENT).is(Unmanaged::Unreadable));
    }

    #[test]
    fn an_acceptance_covers_only_the_part_that_it_names() {
        let named = |key: &str, name: &str| {
            let text = format!(r#"{{"{key}":"{name}","reason":"why"}}"#);
            serde_json::from_str::<Accept>(&text).unwrap()
        };
        let (bob, eve) = ("acs:ram::1:user/bob", "acs:ram::1:user/eve");
        let (principal, other) = (Principal::Ram(bob.into()), Principal::Ram(eve.into()));
        let policy = "AliyunOSSReadOnlyAccess";
        let parts = [
            Unmanaged::Principal(&principal),
            Unmanaged::Principal(&other),
            Unmanaged::SystemPolicy(policy),
            Unmanaged::SystemPolicy("AdministratorAccess"),
            Unmanaged::Unreadable,
        ];
        let covered = |accept: Accept| parts.map(|part| accept.is(part));
        assert_eq!(
            covered(named("principal", bob)),
            [true, false, false, false, false]
        );
        assert_eq!(
            covered(named("system_policy", policy)),
            [false, false, true, false, false]
        );
        assert_eq!(covered(named("principal", policy)), [false; 5]);
        assert_eq!(covered(accept(STATEMENT)), [false; 5]);
    }

    #[test]
    fn one_part_and_a_reason_are_required() {
        assert!(accept(STATEMENT).check().is_ok());
        assert!(accept("{}").check().is_err());
        let two = format!("{STATEMENT},{STATEMENT}");
        assert!(accept(&two).check().is_err());
        let both = Accept {
            principal: Some("x".into()),
            ..accept(STATEMENT)
        };
        assert!(both.check().is_err());
        assert!(Accept::default().check().is_err());
        let silent = Accept {
            reason: " ".into(),
            ..accept(STATEMENT)
        };
        assert!(silent.check().is_err());
    }

    #[test]
    fn it_ends_after_its_last_day() {
        let until = Accept {
            until: Some("2027-06-30".into()),
            ..accept(STATEMENT)
        };
        let at = |time: &str| Some(time.parse::<Timestamp>().unwrap());
        assert!(!until.has_expired(at("2027-06-30T23:59:59Z")));
        assert!(until.has_expired(at("2027-07-01T00:00:00Z")));
        assert!(until.has_expired(None));
        let never = accept(STATEMENT);
        assert!(!never.has_expired(None));
        let wrong = Accept {
            until: Some("June".into()),
            ..never
        };
        assert!(wrong.check().is_err() && wrong.has_expired(at("2020-01-01T00:00:00Z")));
    }
}
