//! The VPC and CloudMonitor calls that Container Registry makes. Networks and metrics are not
//! simulated: the responses are empty.

use std::borrow::Cow;

use rolewright_core::provider::Service;
use serde_json::{Value, json};

/// Virtual Private Cloud.
pub(crate) const VPC: Service = Service {
    name: Cow::Borrowed("vpc"),
    version: Cow::Borrowed("2016-04-28"),
};

/// CloudMonitor.
pub(crate) const CMS: Service = Service {
    name: Cow::Borrowed("cms"),
    version: Cow::Borrowed("2019-01-01"),
};

/// The calls, each with its action and resource. CloudMonitor's operations were renamed, its
/// actions were not (`cms:QueryMetricLast` is `DescribeMetricLast`).
const CALLS: [(&Service, &str, &str, &str); 3] = [
    (&VPC, "DescribeVpcs", "vpc:DescribeVpcs", "vpc/*"),
    (&CMS, "DescribeMetricLast", "cms:QueryMetricLast", "*"),
    (&CMS, "DescribeMetricList", "cms:QueryMetricList", "*"),
];

/// Returns the service and the name of each call.
#[cfg(feature = "emulator")]
pub(crate) fn names() -> impl Iterator<Item = (&'static str, &'static str)> {
    CALLS
        .iter()
        .map(|(service, name, ..)| (service.name.as_ref(), *name))
}

/// Returns the action and the relative resource of a call.
pub(crate) fn access(service: &str, action: &str) -> Option<(&'static str, &'static str)> {
    let mut rows = CALLS.iter();
    let row = rows.find(|(known, name, ..)| known.name == service && *name == action);
    row.map(|(_, _, action, resource)| (*action, *resource))
}

/// Returns the response, if it is one of these calls.
pub(crate) fn answer(service: &str, action: &str) -> Option<Value> {
    access(service, action)?;
    Some(match service {
        "vpc" => json!({ "Vpcs": { "Vpc": [] }, "TotalCount": 0, "PageNumber": 1, "PageSize": 10 }),
        _ => json!({ "Code": "200", "Success": true, "Datapoints": "[]" }),
    })
}
