//! The operations without a type in the core.

#[cfg(feature = "emulator")]
use rolewright_core::provider::Access;
use rolewright_core::provider::{Params, Service};
use rolewright_core::{Call, Reply, Result};

use crate::account::{Account, Moment};
use crate::bss;
use crate::cr::{table as cr, vpc_cms};
use crate::error::refuse;
use crate::resource_manager;
use crate::row::{Row, Table};

const TABLES: [&Table; 5] = [
    &cr::TABLE,
    &bss::TABLE,
    &resource_manager::TABLE,
    &vpc_cms::VPC_TABLE,
    &vpc_cms::CMS_TABLE,
];

/// Returns the services that have such operations.
#[cfg(feature = "emulator")]
pub(crate) fn services() -> impl Iterator<Item = Service> {
    TABLES.iter().map(|table| table.service.clone())
}

/// Returns the names of their services and of the operations.
#[cfg(feature = "emulator")]
pub(crate) fn names() -> impl Iterator<Item = (&'static str, &'static str)> {
    TABLES.iter().flat_map(|table| {
        let service = table.service.name.as_ref();
        table.rows.iter().map(move |row| (service, row.name))
    })
}

/// Returns the operation of a call, and its service.
pub(crate) fn find(call: &Call) -> Option<(&'static Table, &'static Row)> {
    named(&call.service, &call.action)
}

/// Returns the effect of an operation.
#[cfg(feature = "emulator")]
pub(crate) fn access(service: &Service, action: &str) -> Option<Access> {
    named(service, action).map(|(_, row)| row.access)
}

fn named(service: &Service, action: &str) -> Option<(&'static Table, &'static Row)> {
    let mut tables = TABLES.iter();
    let table = tables.find(|table| table.service.name == service.name)?;
    let row = table.rows.iter().find(|row| row.name == action)?;
    Some((table, row))
}

/// Executes an operation with those of its parameters that have a value.
pub(crate) fn answer(
    (table, row): (&Table, &Row),
    (account, call): (&mut Account, &Call),
    params: &Params,
    moment: &Moment,
) -> Result<Reply> {
    let missing = row.required.iter().find(|name| params.get(name).is_none());
    let answer = match missing {
        _ if call.service != table.service => Err(refuse("InvalidVersion")),
        Some(name) => Err(refuse(format!("MissingParameter.{name}"))),
        None => (row.run)(account, params, moment),
    };
    let answer = answer.map_err(|refusal| refusal.into_error(&moment.request_id))?;
    Ok(Reply::encode(&answer, &moment.request_id)?.with_date(Some(moment.now)))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_and_services_are_unique() {
        let services: BTreeSet<_> = TABLES.iter().map(|table| &table.service.name).collect();
        assert_eq!(services.len(), TABLES.len());
        for table in TABLES {
            let names: BTreeSet<_> = table.rows.iter().map(|row| row.name).collect();
            assert_eq!(names.len(), table.rows.len(), "{}", table.service.name);
        }
    }
}
