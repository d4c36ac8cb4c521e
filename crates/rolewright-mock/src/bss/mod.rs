//! `BssOpenApi`: the purchase of Container Registry instances.
//!
//! Requests and responses follow the official Python SDK and Terraform provider and the operations'
//! pages. What they leave open the emulator assumes (`purchase`).

mod order;
mod renewal;
mod request;

use rolewright_core::provider::Service;
use serde_json::{Value, json};

use crate::row::{Table, rows};

pub(crate) const TABLE: Table = Table {
    service: Service::new("bssopenapi", "2017-12-14"),
    code: "bssapi",
    rows: rows! {
        Write CreateInstance(ProductCode, SubscriptionType) Product => order::create;
        Read QueryAvailableInstances() Product => renewal::query;
        Write RefundInstance(InstanceId, ProductCode) Product => order::refund;
        IdempotentWrite SetRenewal(InstanceIDs, ProductCode, RenewalStatus) Product => renewal::set;
    },
};

/// The envelope of a response.
fn success(data: Option<Value>) -> Value {
    let mut value = json!({ "Code": "Success", "Message": "Successful!", "Success": true });
    if let (Some(fields), Some(data)) = (value.as_object_mut(), data) {
        fields.insert("Data".into(), data);
    }
    value
}
