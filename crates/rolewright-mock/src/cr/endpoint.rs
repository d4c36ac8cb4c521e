//! The endpoints of an instance. Nothing listens there.

use std::net::IpAddr;

use rolewright_core::provider::Params;
use serde_json::{Value, json};

use super::lookup::{done, running, success};
use crate::account::{Account, InstanceState, Moment};
use crate::error::Answer;
use crate::values::{flag, invalid, one_of, text};

/// Checks `EndpointType` and `ModuleName`.
fn check(params: &Params) -> Answer<()> {
    one_of(params, "EndpointType", &["Internet", "internet"])?;
    one_of(params, "ModuleName", &["Registry", "Chart"])?;
    Ok(())
}

/// The fields of the endpoint on the internet, or of the one in networks.
fn fields((region, state): (&str, &InstanceState), internet: bool) -> Value {
    let domain = format!("{}-registry.{region}.cr.aliyuncs.com", state.name);
    let domain = if internet {
        domain
    } else {
        domain.replacen("-registry.", "-registry-vpc.", 1)
    };
    let ranges = state.internet_ranges.iter().filter(|_| internet);
    let ranges = ranges.map(|(range, comment)| json!({ "Entry": range, "Comment": comment }));
    json!({
        "Enable": internet && state.internet,
        "Status": "RUNNING",
        "AclEnable": internet,
        "AclEntries": ranges.collect::<Vec<_>>(),
        "Domains": [{ "Domain": domain, "Type": "SYSTEM" }],
    })
}

pub(super) fn list(account: &mut Account, params: &Params, _: &Moment) -> Answer<Value> {
    check(params)?;
    flag(params, "Summary")?;
    let (region, state) = running(account, params)?;
    let endpoints = [("internet", true), ("vpc", false)].map(|(kind, internet)| {
        let mut value = fields((region, state), internet);
        if let Some(fields) = value.as_object_mut() {
            fields.insert("EndpointType".into(), kind.into());
            fields.insert("LinkedVpcs".into(), json!([]));
        }
        value
    });
    Ok(success(json!({ "Endpoints": endpoints })))
}

pub(super) fn get(account: &mut Account, params: &Params, _: &Moment) -> Answer<Value> {
    check(params)?;
    let (region, state) = running(account, params)?;
    Ok(success(fields((region, state), true)))
}

pub(super) fn vpc(account: &mut Account, params: &Params, _: &Moment) -> Answer<Value> {
    check(params)?;
    running(account, params)?;
    Ok(success(
        json!({ "Enable": true, "Domains": [], "LinkedVpcs": [] }),
    ))
}

pub(super) fn update(account: &mut Account, params: &Params, _: &Moment) -> Answer<Value> {
    check(params)?;
    let enable = flag(params, "Enable")?.unwrap_or_default();
    running(account, params)?.1.internet = enable;
    done()
}

pub(super) fn add_range(account: &mut Account, params: &Params, _: &Moment) -> Answer<Value> {
    let (range, comment) = (range(params)?, params.get("Comment").unwrap_or_default());
    let (_, state) = running(account, params)?;
    state
        .internet_ranges
        .insert(range.to_owned(), comment.to_owned());
    done()
}

pub(super) fn remove_range(account: &mut Account, params: &Params, _: &Moment) -> Answer<Value> {
    let range = range(params)?;
    running(account, params)?.1.internet_ranges.remove(range);
    done()
}

/// Returns `Entry`, an address or a range of addresses.
fn range(params: &Params) -> Answer<&str> {
    check(params)?;
    let range = text(params, "Entry")?;
    let (address, bits) = range.split_once('/').unwrap_or((range, "0"));
    let most = match address.parse() {
        Ok(IpAddr::V4(_)) => Some(32),
        Ok(IpAddr::V6(_)) => Some(128),
        Err(_) => None,
    };
    match (bits.parse::<u8>(), most) {
        (Ok(bits), Some(most)) if bits <= most => Ok(range),
        _ => Err(invalid("Entry", "`Entry` is no range of addresses")),
    }
}
