//! The table of regions, as code and as a page.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Deserialize;

use crate::header::GENERATED;

const DATA: &str = include_str!("../../crates/rolewright-alibaba/regions.json");

/// The public host and that inside a VPC.
type Hosts = [Option<String>; 2];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    /// The day on which it was last compared with its sources.
    checked: String,
    sources: BTreeMap<String, String>,
    ram: [String; 2],
    regions: Vec<Region>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Region {
    id: String,
    name: String,
    cloud: String,
    mainland: bool,
    sts: Hosts,
    cr: Hosts,
    oss: Hosts,
    #[serde(default)]
    oss_locations: Vec<String>,
    /// The services whose endpoints no source names.
    #[serde(default)]
    assumed: Vec<String>,
}

pub(crate) fn files() -> Result<[(String, String); 2], serde_json::Error> {
    let table: Table = serde_json::from_str(DATA)?;
    Ok([
        (
            "crates/rolewright-alibaba/src/endpoints/region/table.rs".to_owned(),
            code(&table),
        ),
        ("docs/regions.md".to_owned(), page(&table)),
    ])
}

fn code(table: &Table) -> String {
    let mut text = format!(
        "// {GENERATED}\n//! The table of regions, from `regions.json`.\n\nuse super::{{Region, RegionCloud}};\n\n\
         /// The day on which the table was last compared with its sources: `YYYY-MM-DD`.\n\
         pub const REGIONS_CHECKED: &str = {:?};\n\n\
         pub(super) const RAM: [&str; 2] = {:?};\n\npub(super) const REGIONS: &[Region] = &[\n",
        table.checked, table.ram
    );
    for region in &table.regions {
        let Region {
            id,
            name,
            cloud,
            mainland,
            sts,
            cr,
            oss,
            oss_locations,
            ..
        } = region;
        let cloud = match cloud.as_str() {
            "finance" => "Finance",
            "government" => "Government",
            _ => "Public",
        };
        let _ = writeln!(
            text,
            "    Region {{ id: {id:?}, name: {name:?}, cloud: RegionCloud::{cloud}, is_mainland: {mainland}, \
             sts: {sts:?}, cr: {cr:?}, oss: {oss:?}, oss_locations: &{oss_locations:?} }},"
        );
    }
    text + "];\n"
}

fn page(table: &Table) -> String {
    let mut page = format!(
        "<!-- {GENERATED} -->\n\n# Regions\n\nThe source of this table is `crates/rolewright-alibaba/regions.json`.\n\n\
         The endpoints of each service, for accounts of the China and the international site. The \
         second name is the VPC endpoint, which `--vpc` selects. An endpoint marked with `?` has no source \
         and follows the pattern of the others ([assumed rule](assumed-rules.md) `region-endpoints`).\n\n\
         RAM: {} for all regions.\n\n| region | STS | Container Registry | OSS |\n|---|---|---|---|\n",
        cell(&table.ram.clone().map(Some), false)
    );
    for region in &table.regions {
        let hosts = |service: &str, hosts: &Hosts| {
            cell(hosts, region.assumed.iter().any(|known| known == service))
        };
        let _ = writeln!(
            page,
            "| `{}` {} | {} | {} | {} |",
            region.id,
            region.name,
            hosts("sts", &region.sts),
            hosts("cr", &region.cr),
            hosts("oss", &region.oss)
        );
    }
    page.push_str("\n## Sources\n\n");
    for (service, source) in &table.sources {
        let _ = writeln!(page, "- {}: {source}", service.to_uppercase());
    }
    page
}

fn cell(hosts: &Hosts, is_assumed: bool) -> String {
    let mark = if is_assumed { " ?" } else { "" };
    let known: Vec<_> = hosts
        .iter()
        .flatten()
        .map(|host| format!("`{host}`{mark}"))
        .collect();
    if known.is_empty() {
        "none".to_owned()
    } else {
        known.join(", ")
    }
}
