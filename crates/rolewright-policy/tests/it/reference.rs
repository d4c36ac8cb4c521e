//! A naive implementation of the policy language on plain JSON, slow but simple. Undecided
//! statements count for or against the request, as the caller chooses.

use std::collections::BTreeMap;
use std::net::IpAddr;

use serde_json::Value;

/// A request.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) action: String,
    pub(crate) resource: String,
    pub(crate) context: BTreeMap<String, String>,
    /// An ARN or a service principal; for a session, the ARN of its role.
    pub(crate) caller: Option<String>,
    /// The id of the caller in bucket policies.
    pub(crate) id: Option<String>,
}

impl Asked {
    fn is_ram(&self) -> bool {
        let ram = |caller: &String| caller.contains(":user/") || caller.contains(":role/");
        self.caller.as_ref().is_some_and(ram)
    }

    /// A service or an identity provider.
    fn has_no_identity(&self) -> bool {
        self.caller.is_some() && !self.is_ram()
    }

    fn assumes(&self) -> bool {
        let ways = [
            "sts:assumerole",
            "sts:assumerolewithsaml",
            "sts:assumerolewithoidc",
        ];
        ways.contains(&self.action.to_lowercase().as_str())
    }

    fn sent(&self, key: &str) -> Option<&String> {
        let own = self
            .caller
            .as_ref()
            .filter(|_| self.is_ram() && key == "acs:PrincipalARN");
        self.context.get(key).or(own)
    }
}

fn account(arn: &str) -> Option<&str> {
    let account = arn.split(':').nth(3)?;
    account.parse::<u64>().is_ok().then_some(account)
}

/// The policies by layer.
#[derive(Clone, Debug, Default)]
pub(crate) struct Layers {
    pub(crate) controls: Vec<Vec<Value>>,
    pub(crate) session: Vec<Value>,
    pub(crate) account: Vec<Value>,
    pub(crate) group: Vec<Value>,
    pub(crate) bucket: Option<Value>,
    pub(crate) trust: Option<Value>,
}

/// Returns the verdict; `for_request` says how undecided statements count.
pub(crate) fn decide(layers: &Layers, asked: &Asked, for_request: bool) -> &'static str {
    let unit = |policies: &[Value]| unit(policies, asked, for_request);
    for level in layers.controls.iter().filter(|level| !level.is_empty()) {
        if unit(level) != "Allow" {
            return unit(level);
        }
    }
    let by_itself = asked.has_no_identity();
    if !by_itself && !layers.session.is_empty() && unit(&layers.session) != "Allow" {
        return unit(&layers.session);
    }
    let assumes = asked.assumes() && layers.trust.is_some();
    let resource = if assumes {
        &layers.trust
    } else {
        &layers.bucket
    };
    let resource = resource
        .as_ref()
        .map(|policy| unit(std::slice::from_ref(policy)));
    let foreign = match (
        asked.caller.as_deref().and_then(account),
        account(&asked.resource),
    ) {
        (Some(caller), Some(owner)) => asked.is_ram() && caller != owner,
        _ => false,
    };
    if by_itself || (foreign && !assumes) {
        return resource.unwrap_or("ImplicitDeny");
    }
    let identity = match unit(&layers.account) {
        "ImplicitDeny" => unit(&layers.group),
        account => account,
    };
    let both = [identity, resource.unwrap_or("ImplicitDeny")];
    let has = |verdict| both.contains(&verdict);
    if has("ExplicitDeny") {
        return "ExplicitDeny";
    }
    let allowed = if assumes {
        !has("ImplicitDeny")
    } else {
        has("Allow")
    };
    if allowed { "Allow" } else { "ImplicitDeny" }
}

fn unit(policies: &[Value], asked: &Asked, for_request: bool) -> &'static str {
    let statements = policies
        .iter()
        .flat_map(|policy| list(&policy["Statement"]));
    let (mut denied, mut allowed) = (false, false);
    for statement in statements {
        let denies = statement["Effect"] == "Deny";
        let applies = match fits(&statement, asked) {
            Some(fits) => fits,
            None => denies != for_request,
        };
        denied |= denies && applies;
        allowed |= !denies && applies;
    }
    match (denied, allowed) {
        (true, _) => "ExplicitDeny",
        (false, true) => "Allow",
        (false, false) => "ImplicitDeny",
    }
}

/// Whether a statement applies; none when undecided.
fn fits(statement: &Value, asked: &Asked) -> Option<bool> {
    let action = asked.action.to_lowercase();
    let named = |action: &str| {
        let named = |key: &str| {
            let patterns = list(&statement[key]);
            patterns
                .iter()
                .any(|pattern| like(&text(pattern).to_lowercase(), action))
        };
        match statement.get("NotAction") {
            Some(_) => !named("NotAction"),
            None => named("Action"),
        }
    };
    // Only a trust policy has no resource.
    let is_trust = statement.get("Resource").is_none();
    let mut all = match (is_trust && asked.assumes(), named(&action)) {
        (true, _) if named("sts:assumerole") => Some(true),
        (true, true) => None,
        (_, acts) => Some(acts),
    };
    if !is_trust {
        let resources = list(&statement["Resource"]);
        let fits = resources
            .iter()
            .any(|pattern| is_resource(&text(pattern), &asked.resource));
        all = and(all, Some(fits));
    }
    if let Some(principals) = statement.get("Principal") {
        all = and(all, principal(principals, asked));
    }
    for (operator, keys) in statement["Condition"].as_object().into_iter().flatten() {
        for (key, values) in keys.as_object().into_iter().flatten() {
            all = and(all, test(operator, key, asked.sent(key), &list(values)));
        }
    }
    all
}

fn and(one: Option<bool>, other: Option<bool>) -> Option<bool> {
    match (one, other) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (None, _) | (_, None) => None,
        _ => Some(true),
    }
}

fn or(one: Option<bool>, other: Option<bool>) -> Option<bool> {
    and(one.map(|one| !one), other.map(|other| !other)).map(|neither| !neither)
}

/// Compares resources: role names in any case, and RAM's empty region as `*`.
fn is_resource(pattern: &str, resource: &str) -> bool {
    let mut forms = vec![resource.to_owned()];
    if let Some(rest) = resource.strip_prefix("acs:ram::") {
        forms.push(format!("acs:ram:*:{rest}"));
    } else if let Some(rest) = resource.strip_prefix("acs:ram:*:") {
        forms.push(format!("acs:ram::{rest}"));
    }
    let lower = |text: &str| text.to_lowercase();
    let is_role = resource.starts_with("acs:ram:") && resource.contains(":role/");
    forms
        .iter()
        .any(|form| like(pattern, form) || (is_role && like(&lower(pattern), &lower(form))))
}

/// Whether the principals of a statement match the caller.
fn principal(principals: &Value, asked: &Asked) -> Option<bool> {
    let Some(kinds) = principals.as_object() else {
        let ids = list(principals);
        let all = ids.iter().map(|id| is_id(&text(id), asked));
        return all.fold(Some(ids.is_empty()), or);
    };
    let all = kinds.iter().flat_map(|(kind, values)| {
        let values = list(values).into_iter();
        values.map(|value| is_caller(kind, &text(&value), asked))
    });
    all.fold(Some(false), or)
}

fn is_caller(kind: &str, known: &str, asked: &Asked) -> Option<bool> {
    let caller = asked.caller.as_deref()?;
    let asked_kind = if asked.is_ram() {
        "RAM"
    } else if caller.contains("-provider/") {
        "Federated"
    } else {
        "Service"
    };
    if kind != asked_kind {
        return Some(false);
    }
    let root = known.strip_suffix("root");
    let same_role = known.contains(":role/") && known.to_lowercase() == caller.to_lowercase();
    if known == caller || same_role || root.is_some_and(|root| caller.starts_with(root)) {
        return Some(true);
    }
    let acting = known
        .split_once('@')
        .is_some_and(|(_, service)| service == caller);
    if acting { None } else { Some(false) }
}

fn is_id(known: &str, asked: &Asked) -> Option<bool> {
    let of_account = asked.is_ram() && asked.caller.as_deref().and_then(account) == Some(known);
    match &asked.id {
        _ if known == "*" => Some(true),
        None => None,
        Some(id) if id == known => Some(true),
        Some(_) if of_account => None,
        Some(_) => Some(false),
    }
}

fn test(operator: &str, key: &str, sent: Option<&String>, values: &[Value]) -> Option<bool> {
    let (negated, plain) = match operator {
        "NotIpAddress" => (true, "IpAddress".to_owned()),
        _ => (operator.contains("Not"), operator.replace("Not", "")),
    };
    let Some(sent) = sent else {
        return if negated { None } else { Some(false) };
    };
    let cased = |text: &str| {
        if key == "acs:PrincipalARN" && text.contains(":role/") {
            text.to_lowercase()
        } else {
            text.to_owned()
        }
    };
    let each = values.iter().map(|value| match plain.as_str() {
        "StringEquals" | "StringLike" => compare(&plain, &cased(sent), &cased(&text(value))),
        _ => compare(&plain, sent, &text(value)),
    });
    let any = each.fold(Some(false), or);
    any.map(|any| any != negated)
}

fn compare(operator: &str, sent: &str, value: &str) -> Option<bool> {
    let order = |name: &str, ordering: std::cmp::Ordering| match name {
        "Equals" => ordering.is_eq(),
        "LessThan" => ordering.is_lt(),
        "LessThanEquals" => ordering.is_le(),
        "GreaterThan" => ordering.is_gt(),
        "GreaterThanEquals" => ordering.is_ge(),
        other => panic!("{other}"),
    };
    match operator {
        "StringEquals" => Some(sent == value),
        "StringEqualsIgnoreCase" => Some(sent.to_lowercase() == value.to_lowercase()),
        "StringLike" => Some(like(value, sent)),
        "Bool" => {
            let known = |text: &str| ["true", "false"].contains(&text);
            (known(sent) && known(value)).then_some(sent == value)
        }
        "IpAddress" => inside(sent, value),
        _ => match operator.strip_prefix("Numeric") {
            Some(name) => {
                let (sent, value): (i64, i64) = (sent.parse().ok()?, value.parse().ok()?);
                Some(order(name, sent.cmp(&value)))
            }
            None => {
                let (sent, value) = (seconds(sent)?, seconds(value)?);
                Some(order(operator.strip_prefix("Date")?, sent.cmp(&value)))
            }
        },
    }
}

/// Compares bit by bit.
fn inside(sent: &str, block: &str) -> Option<bool> {
    let bits = |address: IpAddr| match address {
        IpAddr::V4(four) => format!("4{:032b}", u32::from(four)),
        IpAddr::V6(six) => format!("6{:0128b}", u128::from(six)),
    };
    let (address, length) = match block.split_once('/') {
        Some((address, length)) => (address, length.parse().ok()?),
        None => (block, 128),
    };
    let (sent, address) = (bits(sent.parse().ok()?), bits(address.parse().ok()?));
    let length = (length + 1).min(address.len());
    Some(sent.get(..length) == address.get(..length))
}

/// Parses the two formats of the random requests: `2026-01-01T00:00:09Z` and with `+08:00`.
fn seconds(text: &str) -> Option<i64> {
    let number = |from: usize, to: usize| text.get(from..to)?.parse::<i64>().ok();
    let days = number(8, 10)? + 31 * number(5, 7)? + 400 * number(0, 4)?;
    let time = number(11, 13)? * 3600 + number(14, 16)? * 60 + number(17, 19)?;
    let offset = match text.get(19..)? {
        "Z" => 0,
        "+08:00" => 8 * 3600,
        _ => return None,
    };
    Some(days * 86_400 + time - offset)
}

fn like(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<_>, Vec<_>) = (pattern.chars().collect(), text.chars().collect());
    // fits[p][t]: the rest of the pattern from p fits the rest of the text from t.
    let mut fits = vec![vec![false; text.len() + 1]; pattern.len() + 1];
    for p in (0..=pattern.len()).rev() {
        for t in (0..=text.len()).rev() {
            fits[p][t] = match pattern.get(p) {
                None => t == text.len(),
                Some('*') => fits[p + 1][t] || (t < text.len() && fits[p][t + 1]),
                Some(c) => t < text.len() && (*c == '?' || *c == text[t]) && fits[p + 1][t + 1],
            };
        }
    }
    fits[0][0]
}

fn list(value: &Value) -> Vec<Value> {
    match value {
        Value::Array(items) => items.clone(),
        one => vec![one.clone()],
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
