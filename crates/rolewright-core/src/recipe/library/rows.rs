//! The tables of service roles and service-linked roles.

use crate::recipe::file::{Page, RecipeFile, RoleTable};

const SERVICE_ROLES: &str = include_str!("service-roles.tsv");
const SERVICE_LINKED_ROLES: &str = include_str!("service-linked-roles.tsv");

/// The sources of the table, by their key.
const SOURCES: [(&str, &str, &str); 4] = [
    ("module", MODULE, "2026-04"),
    ("ack", "the page \"ACK default roles\"", "2021"),
    (
        "oss",
        "the page on AliyunMetaQueryDefaultRolePolicy",
        "2025-04-21",
    ),
    ("sls", "the documentation of Simple Log Service", "2021"),
];

const MODULE: &str =
    "the Terraform module alibabacloud-automation/terraform-alicloud-service-linked-role";

/// Returns the rows of a table without its comments, each with its columns.
fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    let lines = table.lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| line.split('\t').collect())
}

/// Returns the service roles as recipes of one role.
pub(super) fn service_roles() -> impl Iterator<Item = RecipeFile> {
    rows(SERVICE_ROLES).map(|row| {
        let column = |index: usize| row.get(index).copied().unwrap_or_default();
        let text = |index| Some(column(index).to_owned()).filter(|text: &String| !text.is_empty());
        let known = SOURCES.iter().find(|(key, ..)| *key == column(3));
        let page = known.map(|(_, source, date)| Page {
            source: (*source).to_owned(),
            date: (*date).to_owned(),
        });
        let service = column(1);
        let role = RoleTable {
            name: column(0).to_owned(),
            trust: vec![service.to_owned()],
            trust_source: known.map(|(_, source, date)| format!("{source}, {date}")),
            account: None,
            description: None,
            max_session_duration: None,
            consequence: text(5),
            system_policies: vec![column(2).to_owned()],
            policy: None,
            accesses: Vec::new(),
            excess: Vec::new(),
        };
        RecipeFile {
            id: role.name.clone(),
            title: format!("Service role of {service}"),
            service: service.to_owned(),
            page,
            errors: text(4).into_iter().collect(),
            parameters: std::collections::BTreeMap::default(),
            include: Vec::new(),
            roles: vec![role],
            assumed: Vec::new(),
        }
    })
}

/// Returns the service-linked roles, each with its service.
pub(super) fn service_linked_roles() -> impl Iterator<Item = (&'static str, &'static str)> {
    rows(SERVICE_LINKED_ROLES).filter_map(|row| Some((*row.first()?, *row.get(1)?)))
}
