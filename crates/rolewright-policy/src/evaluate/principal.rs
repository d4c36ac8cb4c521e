//! Whether a statement's principals match the caller.

use super::decision::Truth;
use super::request::{Caller, account_of};
use crate::model::{Glob, Principal, Wildcard};

/// The best match of all principals; an empty list matches every caller.
pub(super) fn fit(principals: &[Principal], caller: &Caller) -> Truth {
    let each = principals.iter().map(|known| one_fit(known, caller));
    each.max().unwrap_or(Truth::Yes)
}

fn one_fit(known: &Principal, caller: &Caller) -> Truth {
    if let Principal::Id(id) = known {
        return id_fit(id, caller);
    }
    let Some(asked) = &caller.principal else {
        return Truth::Perhaps;
    };
    if known.same_as(asked) {
        return Truth::Yes;
    }
    match (known, asked) {
        (Principal::Ram(known), Principal::Ram(asked)) => {
            let inside = known.strip_suffix(":root").is_some_and(|root| {
                let rest = asked.strip_prefix(root).unwrap_or_default();
                rest.starts_with(":user/") || rest.starts_with(":role/") || rest == ":root"
            });
            Truth::of(inside).max(by_wildcard(known, asked))
        }
        (Principal::Service(known), Principal::Service(asked)) => {
            // `<account>@<service>` is the service acting for that account.
            let qualified = known
                .split_once('@')
                .is_some_and(|(_, service)| service == asked);
            let perhaps = Truth::of(qualified).and(Truth::Perhaps);
            perhaps.max(by_wildcard(known, asked))
        }
        (Principal::Other(..), _) => Truth::Perhaps,
        _ if known.value() == "*" => Truth::Perhaps,
        _ => Truth::No,
    }
}

/// Wildcards and letter case in principals are not documented, so a match is undecided.
fn by_wildcard(known: &str, asked: &str) -> Truth {
    let known = Wildcard::new(&known.to_ascii_lowercase());
    Truth::of(known.matches(&asked.to_ascii_lowercase())).and(Truth::Perhaps)
}

/// In a bucket policy, `*`, the caller's id and the ARN of all sessions of its role match (rule
/// `bucket-policy-principal`); its account, one session and its RAM ARN are undecided, and so is a
/// principal of any other form, for example with blanks.
fn id_fit(known: &str, caller: &Caller) -> Truth {
    let perhaps = |holds: bool| Truth::of(holds).and(Truth::Perhaps);
    if known == "*" {
        return Truth::Yes;
    }
    if !known.is_empty() && known.bytes().all(|byte| byte.is_ascii_digit()) {
        return match &caller.id {
            Some(id) if id == known => Truth::Yes,
            Some(_) => perhaps(caller.account() == Some(known)),
            None => Truth::Perhaps,
        };
    }
    let is_arn = known.starts_with("acs:") || known.starts_with("arn:");
    let Some(arn) = caller
        .arn()
        .filter(|_| is_arn && !known.contains(char::is_whitespace))
    else {
        return Truth::Perhaps;
    };
    let account = account_of(arn).unwrap_or_default();
    let id = arn.splitn(5, ':').nth(4).unwrap_or_default();
    let sessions = format!("arn:sts::{account}:assumed-{id}/*").to_ascii_lowercase();
    let known = known.to_ascii_lowercase();
    if id.starts_with("role/") && known == sessions {
        return Truth::Yes;
    }
    let root = format!("acs:ram::{account}:root");
    let known = Glob::new(&known);
    let forms = [arn.to_ascii_lowercase(), root, sessions];
    perhaps(forms.iter().any(|form| known.meets(&Glob::new(form))))
}
