//! Policy documents: what is refused, and whom a trust policy lets in.

use rolewright_core::policy::{
    ConditionTest, ConditionValue, Effect, PolicyDocument, Principal, Statement, TrustPolicy,
};

use crate::account::Account;
use crate::caller::Caller;
use crate::error::{Answer, Refusal, refuse};

/// A custom policy's document. Every byte counts, white space too (rules `document-length` and
/// `whitespace-counts`); what is refused is rule `document-grammar`.
pub(crate) fn check_policy(account: &Account, document: &str) -> Answer<()> {
    fits("PolicyDocument", document, account.limits.document_bytes)?;
    let read = PolicyDocument::parse(document).map_err(malformed)?;
    check(&read)
}

/// A trust policy, given in that parameter (rule `trust-policy-length`).
pub(crate) fn check_trust(account: &Account, parameter: &str, document: &str) -> Answer<()> {
    fits(parameter, document, account.limits.trust_bytes)?;
    let read = TrustPolicy::parse(document).map_err(malformed)?;
    check(read.document())?;
    let mut trusted = read.document().statements().iter().flat_map(trusted);
    match trusted.find(|arn| !names_somebody(account, arn)) {
        Some(arn) => Err(malformed(format!("the principal {arn} does not exist"))),
        None => Ok(()),
    }
}

/// Whether a session policy is out of form.
pub(crate) fn is_policy(document: &str) -> bool {
    PolicyDocument::parse(document).is_ok_and(|read| check(&read).is_ok())
}

fn fits(parameter: &str, document: &str, limit: u32) -> Answer<()> {
    if u64::try_from(document.len()).is_ok_and(|bytes| bytes <= u64::from(limit)) {
        return Ok(());
    }
    let refusal = refuse(format!("InvalidParameter.{parameter}.Length"));
    Err(refusal.with_message(format!("The document must not exceed {limit} characters.")))
}

fn check(document: &PolicyDocument) -> Answer<()> {
    match (document.version(), document.statements()) {
        ("1", [_, ..]) => Ok(()),
        ("1", []) => Err(malformed("there is no statement")),
        _ => Err(malformed("the version must be \"1\"")),
    }
}

/// Always http 400 (rule `malformed-document-status`).
fn malformed(why: impl std::fmt::Display) -> Refusal {
    refuse("MalformedPolicyDocument").with_message(format!("The policy format is invalid: {why}."))
}

/// The accounts, users and roles that a statement names.
fn trusted(statement: &Statement) -> Vec<String> {
    let principals = statement
        .principals
        .iter()
        .flat_map(|principals| principals.iter());
    let arns = principals.filter_map(|principal| match principal {
        Principal::Ram(arn) => Some(arn),
        _ => None,
    });
    arns.collect()
}

/// Whether a user or role of this account that a trust policy names exists; those of other
/// accounts are not known here (rule `trusted-principal-exists`).
fn names_somebody(account: &Account, arn: &str) -> bool {
    let Some(id) = arn.strip_prefix(&account.arn("")) else {
        return true;
    };
    match id.split_once('/') {
        Some(("user", name)) => account.users.contains_key(name),
        Some(("role", name)) => account
            .roles
            .keys()
            .any(|role| role.eq_ignore_ascii_case(name)),
        _ => true,
    }
}

/// Whether a trust policy lets this caller open a session: some statement allows it, and none
/// that fits denies it.
pub(crate) fn trusts(
    account: &Account,
    document: &str,
    caller: &Caller,
    external_id: Option<&str>,
) -> bool {
    let Ok(read) = TrustPolicy::parse(document) else {
        return false;
    };
    let fits = |statement: &&Statement| {
        trusted(statement)
            .iter()
            .any(|arn| is(account, arn, caller))
            && is_about_sessions(statement)
            && holds(statement, external_id)
    };
    let effects: Vec<_> = read
        .document()
        .statements()
        .iter()
        .filter(fits)
        .map(|statement| statement.effect)
        .collect();
    effects.contains(&Effect::Allow) && !effects.contains(&Effect::Deny)
}

fn is_about_sessions(statement: &Statement) -> bool {
    let actions = statement.action_list();
    actions.is_some_and(|list| list.iter().any(|action| action.matches("sts:AssumeRole")))
}

/// Whether the ARN stands for the caller. The account itself is never trusted: the page of
/// `AssumeRole` says that it can't call that.
fn is(account: &Account, arn: &str, caller: &Caller) -> bool {
    let Some(id) = arn.strip_prefix(&account.arn("")) else {
        return false;
    };
    match caller {
        Caller::Account => false,
        Caller::User(_) | Caller::Session { .. } if id == "root" => true,
        Caller::User(name) => id.strip_prefix("user/") == Some(name),
        // Rule `role-arn-case`.
        Caller::Session { role, .. } => id
            .strip_prefix("role/")
            .is_some_and(|named| named.eq_ignore_ascii_case(role)),
    }
}

/// Only `StringEquals` of `sts:ExternalId` is understood; with any other condition a statement
/// is taken not to fit (rule `trust-conditions`).
fn holds(statement: &Statement, external_id: Option<&str>) -> bool {
    let given = external_id.map(|id| ConditionValue::Text(id.to_owned()));
    let fits = |test: &ConditionTest| {
        test.operator == "StringEquals"
            && test.key.eq_ignore_ascii_case("sts:ExternalId")
            && given
                .as_ref()
                .is_some_and(|given| test.values.contains(given))
    };
    statement
        .condition()
        .is_none_or(|condition| condition.tests().iter().all(fits))
}
