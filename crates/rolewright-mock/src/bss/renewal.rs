//! The purchased instances and their renewal.

use jiff::tz::Offset;
use jiff::{Span, Timestamp};
use rolewright_core::provider::Params;
use serde_json::{Value, json};

use super::request::{PRODUCT_TYPE, RENEWALS, check_product, check_site, ids, instance};
use super::success;
use crate::account::{Account, InstanceState, Moment};
use crate::error::{Answer, refuse};
use crate::values::{Page, number, one_of, text};

/// Lists the instances in order of their creation. The account has no other products.
pub(super) fn query(account: &mut Account, params: &Params, _: &Moment) -> Answer<Value> {
    check_site(params)?;
    let page = Page::of(params, "PageNum", ("PageSize", 20, 300))?;
    let (ids, region) = (ids(params)?, params.get("Region"));
    if region.is_some() {
        text(params, "ProductCode")?;
    }
    let paid = one_of(params, "SubscriptionType", &["Subscription", "PayAsYouGo"])?;
    let renewal = one_of(params, "RenewStatus", &RENEWALS)?;
    let is = |name: &str, value: &str| params.get(name).is_none_or(|wanted| wanted == value);
    let between = |name: &str, date: &str| {
        let start = params.get(&format!("{name}Start"));
        let end = params.get(&format!("{name}End"));
        start.is_none_or(|start| start <= date) && end.is_none_or(|end| date <= end)
    };
    let mut all: Vec<_> = account
        .instances
        .iter()
        .flat_map(|(region, states)| states.iter().map(move |state| (region, state)))
        .filter(|(in_region, state)| {
            let (created, end) = dates(state);
            is("ProductCode", "acr")
                && is("ProductType", PRODUCT_TYPE)
                && paid != Some("PayAsYouGo")
                && region.is_none_or(|region| region == *in_region)
                && (ids.is_empty() || ids.contains(&state.id.as_str()))
                && renewal.is_none_or(|wanted| wanted == state.subscription.renewal)
                && between("CreateTime", &created)
                && between("EndTime", &end)
        })
        .collect();
    all.sort_by_key(|(_, state)| state.created);
    let count = all.len();
    let owner: Value = account.id.parse::<u64>().map_or(Value::Null, Value::from);
    let page_of = page.cut(all).into_iter();
    let list: Vec<_> = page_of.map(|named| fields(named, &owner)).collect();
    Ok(success(Some(json!({
        "PageNum": page.number,
        "PageSize": page.size,
        "TotalCount": count,
        "InstanceList": list,
    }))))
}

fn fields((region, state): (&String, &InstanceState), owner: &Value) -> Value {
    let (created, end) = dates(state);
    let status = if state.status == "STOPPED" {
        "Stopped"
    } else {
        "Normal"
    };
    let mut value = json!({
        "InstanceID": state.id,
        "ProductCode": "acr",
        "ProductType": PRODUCT_TYPE,
        "Region": region,
        "SubscriptionType": "Subscription",
        "Status": status,
        "SubStatus": status,
        "CreateTime": created,
        "EndTime": end,
        "RenewStatus": state.subscription.renewal,
        "OwnerId": owner,
    });
    let period = &state.subscription.renewal_period;
    if let (Some(fields), Some((duration, unit))) = (value.as_object_mut(), period) {
        fields.insert("RenewalDuration".into(), (*duration).into());
        fields.insert("RenewalDurationUnit".into(), unit.clone().into());
    }
    value
}

/// Returns the dates of the creation and of the end.
fn dates(state: &InstanceState) -> (String, String) {
    let created = Timestamp::from_second(state.created / 1_000).unwrap_or_default();
    let months = Span::new().months(state.subscription.months);
    let end = Offset::UTC.to_datetime(created).saturating_add(months);
    let end = Offset::UTC.to_timestamp(end).unwrap_or(created);
    (created.to_string(), end.to_string())
}

pub(super) fn set(account: &mut Account, params: &Params, _: &Moment) -> Answer<Value> {
    check_product(params)?;
    one_of(params, "SubscriptionType", &["Subscription"])?;
    let ids = ids(params)?;
    let renewal = one_of(params, "RenewalStatus", &RENEWALS)?.unwrap_or_default();
    let automatic = renewal == "AutoRenewal";
    if automatic {
        text(params, "RenewalPeriod")?;
    }
    let unit = one_of(params, "RenewalPeriodUnit", &["M", "Y"])?.unwrap_or("M");
    let period = number(params, "RenewalPeriod", 1, 1..=12)?;
    if ![1, 2, 3, 6, 12].contains(&period) {
        return Err(refuse("InvalidParameter.RenewalPeriod"));
    }
    for id in &ids {
        instance(account, id)?;
    }
    for id in &ids {
        let bought = &mut instance(account, id)?.subscription;
        renewal.clone_into(&mut bought.renewal);
        bought.renewal_period = automatic.then(|| (period, unit.to_owned()));
    }
    Ok(success(None))
}
