//! Policy documents: validation, and evaluation of trust policies.

use rolewright_core::evaluate::{self, Context, Decision, PolicySet};
use rolewright_core::policy::{PolicyDocument, Principal, Statement, TrustPolicy};

use crate::account::Account;
use crate::error::{Answer, Refusal, refuse};

/// Validates a custom policy's document (rules `document-length`, `whitespace-counts` and
/// `document-grammar`).
pub(crate) fn check_policy(account: &Account, document: &str) -> Answer<()> {
    fits("PolicyDocument", document, account.limits.document_bytes)?;
    let read = PolicyDocument::parse(document).map_err(malformed)?;
    check(&read)
}

/// Validates a trust policy in this parameter (rule `trust-policy-length`).
pub(crate) fn check_trust(account: &Account, parameter: &str, document: &str) -> Answer<()> {
    fits(parameter, document, account.limits.trust_bytes)?;
    let read = TrustPolicy::parse(document).map_err(malformed)?;
    check(read.document())?;
    let mut trusted = read.document().statements().iter().flat_map(trusted);
    match trusted.find(|arn| !principal_exists(account, arn)) {
        Some(arn) => Err(malformed(format!("the principal {arn} does not exist"))),
        None => Ok(()),
    }
}

/// Whether a session policy is malformed.
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
        ("1", []) => Err(malformed("the statement list is empty")),
        _ => Err(malformed("the version must be \"1\"")),
    }
}

/// Returns http 400 in every case (rule `malformed-document-status`).
fn malformed(why: impl std::fmt::Display) -> Refusal {
    refuse("MalformedPolicyDocument").with_message(format!("The policy format is invalid: {why}."))
}

/// Returns the accounts, users and roles that a statement names.
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

/// Whether a principal of a trust policy exists; principals of other accounts are not checked (rule
/// `trusted-principal-exists`).
fn principal_exists(account: &Account, arn: &str) -> bool {
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

/// Evaluates a role's trust policy for a caller (rule `trust-conditions`); `None` if the policy
/// can't be parsed.
pub(crate) fn trust_decision(
    document: &str,
    caller: &evaluate::Caller,
    context: &Context,
) -> Option<Decision> {
    let trust = TrustPolicy::parse(document).ok()?;
    let set = PolicySet::new().trust("the trust policy", &trust);
    Some(set.decide_trust(caller, context))
}

/// Whether a trust policy allows the user or role with this ARN to open a session.
pub(crate) fn trusts(document: &str, principal: &str, context: &Context) -> bool {
    let mut arn = principal.to_owned();
    if principal.contains(":role/") {
        // Rule `role-arn-case`: the role's name is compared in the case of the trust policy.
        let named = TrustPolicy::parse(document).ok().and_then(|read| {
            let mut arns = read.document().statements().iter().flat_map(trusted);
            arns.find(|arn| arn.eq_ignore_ascii_case(principal))
        });
        arn = named.unwrap_or(arn);
    }
    let caller = evaluate::Caller::from(Principal::Ram(arn));
    trust_decision(document, &caller, context).is_some_and(|decision| decision.is_allowed())
}
