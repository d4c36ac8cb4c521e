//! The order of an instance and its refund.

use std::collections::BTreeMap;

use rolewright_core::provider::Params;
use rolewright_core::{BucketName, InstanceName};
use serde_json::{Value, json};

use super::request::{RENEWALS, check_product, instance};
use super::success;
use crate::account::{Account, InstanceState, Moment, Subscription};
use crate::error::{Answer, refuse};
use crate::values::{invalid, list, number, one_of, text};

/// The codes of `Parameter`.
const CODES: [&str; 9] = [
    "DefaultOssBucket",
    "InstanceName",
    "InstanceStorageName",
    "InstanceType",
    "NamespaceQuota",
    "Region",
    "RepoQuota",
    "image_scanner",
    "vpc_num",
];

/// The instance with its region, as ordered.
pub(super) fn create(account: &mut Account, params: &Params, moment: &Moment) -> Answer<Value> {
    check_product(params)?;
    let token = client_token(params)?;
    let mut states = account.instances.values().flatten();
    let known =
        states.find(|state| token.is_some() && state.subscription.client_token.as_deref() == token);
    if let Some(state) = known {
        return Ok(ordered(state));
    }
    let subscription = subscription(params)?;
    let (region, mut state) = requested(params)?;
    let now = moment.now.as_millisecond();
    state.id = format!("cri-{:016x}", account.take_id());
    (state.created, state.modified) = (now, now);
    state.subscription = Subscription {
        order: format!("2{:014}", account.take_id()),
        client_token: token.map(str::to_owned),
        namespaces: state.subscription.namespaces,
        repositories: state.subscription.repositories,
        vpcs: state.subscription.vpcs,
        ..subscription
    };
    let answer = ordered(&state);
    account.instances.entry(region).or_default().push(state);
    Ok(answer)
}

fn ordered(state: &InstanceState) -> Value {
    let order = &state.subscription.order;
    success(Some(json!({ "InstanceId": state.id, "OrderId": order })))
}

fn client_token(params: &Params) -> Answer<Option<&str>> {
    let token = params.get("ClientToken");
    match token {
        Some(token) if token.len() > 64 || !token.is_ascii() => Err(invalid(
            "ClientToken",
            "`ClientToken` has at most 64 ASCII characters",
        )),
        token => Ok(token),
    }
}

/// Reads period and renewal.
fn subscription(params: &Params) -> Answer<Subscription> {
    one_of(params, "SubscriptionType", &["Subscription"])?;
    one_of(params, "PricingCycle", &["1", "2", "3"])?;
    text(params, "Period")?;
    let months = number(params, "Period", 1, 1..=60)?;
    if months > 12 && !months.is_multiple_of(12) {
        return Err(invalid(
            "Period",
            "a period of years is a multiple of 12 months",
        ));
    }
    let renewal = one_of(params, "RenewalStatus", &RENEWALS[..2])?.unwrap_or("ManualRenewal");
    let automatic = renewal == "AutoRenewal";
    if automatic {
        text(params, "RenewPeriod")?;
    }
    let period = number(params, "RenewPeriod", 1, 1..=60)?;
    Ok(Subscription {
        months,
        renewal: renewal.to_owned(),
        renewal_period: automatic.then(|| (period, "M".to_owned())),
        ..Subscription::default()
    })
}

/// Reads the parameters of the product. Returns the region and the instance.
fn requested(params: &Params) -> Answer<(String, InstanceState)> {
    let values = values(params)?;
    let value = |code: &str| values.get(code).filter(|value| !value.is_empty());
    let required = |code: &str| match value(code) {
        Some(value) => Ok(value.clone()),
        None => Err(refuse(format!("MissingParameter.{code}"))),
    };
    let known = |code: &str, known: &[&str], default: &str| {
        let value = value(code).map_or(default, String::as_str);
        if known.contains(&value) {
            return Ok(value.to_owned());
        }
        let text = format!("`{code}` is none of {}", known.join(", "));
        Err(invalid(code, text))
    };
    let quota = |code: &str, step: u32, max: u32| {
        let number = value(code).map_or(Ok(0), |value| value.parse::<u32>());
        let valid = number
            .ok()
            .filter(|number| *number <= max && number.is_multiple_of(step));
        let text = format!("`{code}` is no multiple of {step} up to {max}");
        valid.ok_or_else(|| invalid(code, text))
    };
    let types = ["Basic", "Standard", "Advanced", "Economy"];
    let (region, name) = (required("Region")?, required("InstanceName")?);
    let valid = InstanceName::new(&name);
    valid.map_err(|error| invalid("InstanceName", error.message()))?;
    known("image_scanner", &["ACR", "SAS", "DISABLE"], "ACR")?;
    let of_default = known(
        "DefaultOssBucket",
        &["true", "false"],
        match value("InstanceStorageName") {
            Some(_) => "false",
            None => "true",
        },
    )?;
    let bucket = match (of_default.as_str(), value("InstanceStorageName")) {
        ("true", Some(_)) => {
            let text = "`DefaultOssBucket` is `true`, but `InstanceStorageName` names a bucket";
            return Err(invalid("DefaultOssBucket", text));
        }
        ("true", None) => None,
        _ => {
            let bucket = required("InstanceStorageName")?;
            let valid = BucketName::new(&bucket);
            valid.map_err(|error| invalid("InstanceStorageName", error.message()))?;
            Some(bucket)
        }
    };
    let state = InstanceState {
        name,
        specification: format!("Enterprise_{}", known("InstanceType", &types, "Basic")?),
        status: if bucket.is_some() {
            "PENDING"
        } else {
            "RUNNING"
        }
        .into(),
        bucket,
        subscription: Subscription {
            namespaces: quota("NamespaceQuota", 5, 100_000)?,
            repositories: quota("RepoQuota", 1_000, 1_000_000)?,
            vpcs: quota("vpc_num", 1, 100)?,
            ..Subscription::default()
        },
        ..InstanceState::default()
    };
    Ok((region, state))
}

/// Returns the values in `Parameter` by code. Unknown and repeated codes are refused.
fn values(params: &Params) -> Answer<BTreeMap<String, String>> {
    let mut values = BTreeMap::new();
    for item in list(params, "Parameter")? {
        let text = |name: &str| item.get(name).and_then(Value::as_str);
        let (Some(code), Some(value)) = (text("Code"), text("Value")) else {
            return Err(refuse("MissingParameter.Parameter"));
        };
        if !CODES.contains(&code) {
            return Err(invalid(
                "Parameter",
                format!("`{code}` is none of {}", CODES.join(", ")),
            ));
        }
        if values.insert(code.to_owned(), value.to_owned()).is_some() {
            return Err(invalid("Parameter", format!("`{code}` is repeated")));
        }
    }
    Ok(values)
}

/// With `ImmediatelyRelease` 0 the instance is only stopped.
pub(super) fn refund(account: &mut Account, params: &Params, _: &Moment) -> Answer<Value> {
    check_product(params)?;
    client_token(params)?;
    let release = one_of(params, "ImmediatelyRelease", &["0", "1"])?.unwrap_or("1") == "1";
    let id = text(params, "InstanceId")?;
    let state = instance(account, id)?;
    if release {
        for states in account.instances.values_mut() {
            states.retain(|state| state.id != id);
        }
    } else {
        state.status = "STOPPED".into();
    }
    let order = format!("2{:014}", account.take_id());
    Ok(success(Some(json!({ "OrderId": order }))))
}
