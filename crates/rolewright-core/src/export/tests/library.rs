//! Exports of the built-in recipes, read with independent parsers.

use std::collections::BTreeSet;

use serde_json::Value;

use super::super::{Export, ExportFormat, render_all};
use super::FORMATS;
use super::found::{Found, attributes, text};
use crate::ErrorKind;
use crate::name::AccountId;
use crate::recipe::library;

/// Each built-in recipe with example values.
fn exports() -> impl Iterator<Item = (&'static str, Vec<Export>)> {
    let account = AccountId::new("1234567890123456").unwrap();
    library::all().iter().map(move |entry| {
        let roles = entry.bind(&entry.example_arguments()).unwrap();
        let roles = roles.iter();
        let exports = roles.map(|role| Export::of(&**role, &account, false).unwrap());
        (entry.id.as_str(), exports.collect())
    })
}

#[test]
fn every_role_of_the_library_is_in_every_format() {
    let mut count = 0;
    for (id, exports) in exports() {
        for export in exports.iter().filter(|one| one.linked_to.is_none()) {
            for name in FORMATS {
                let found = Found::in_format(export, name.parse().unwrap());
                assert_eq!(found, Found::of(export), "{id}: {name}");
            }
            count += 1;
        }
    }
    assert!(count > 230, "{count}");
}

#[test]
fn a_group_is_one_file_in_every_format() {
    for (id, exports) in exports().filter(|(_, exports)| exports.len() > 1) {
        let names: BTreeSet<_> = exports.iter().map(|one| one.role.to_string()).collect();
        let render = |format| render_all(&exports, format).unwrap();
        let json: Value = serde_json::from_str(&render(ExportFormat::Json)).unwrap();
        assert_eq!(json["kind"], "exports");
        let roles = json["roles"].as_array().unwrap().iter();
        let roles: BTreeSet<_> = roles.map(|one| text(&one["role"]["name"])).collect();
        assert_eq!(roles, names, "{id}");

        let ros: Value = serde_saphyr::from_str(&render(ExportFormat::Ros)).unwrap();
        let resources = ros["Resources"].as_object().unwrap();
        let of = |kind: &'static str| resources.values().filter(move |one| one["Type"] == kind);
        let roles = of("ALIYUN::RAM::Role").map(|one| text(&one["Properties"]["RoleName"]));
        assert_eq!(roles.collect::<BTreeSet<_>>(), names, "{id}");
        let count: usize = exports.iter().map(|one| one.policies.len()).sum();
        let attached = of("ALIYUN::RAM::AttachPolicyToRole");
        let attached: BTreeSet<_> = attached
            .map(|one| {
                let role = &one["Properties"]["RoleName"]["Fn::GetAtt"][0];
                assert_eq!(resources[&text(role)]["Type"], "ALIYUN::RAM::Role", "{id}");
                one["Properties"].to_string()
            })
            .collect();
        assert_eq!(attached.len(), count, "{id}: no attachment twice");

        let body = hcl::parse(&render(ExportFormat::Hcl)).unwrap();
        let made = body.blocks().filter(|one| one.identifier() == "resource");
        assert!(made.count() >= names.len() + count, "{id}");
        let words = shell_words::split(&render(ExportFormat::Commands)).unwrap();
        let made = words.iter().filter(|word| *word == "CreateRole");
        assert_eq!(made.count(), names.len(), "{id}");
    }
}

#[test]
fn a_service_linked_role_is_created_by_terraform_and_by_the_cli() {
    let mut count = 0;
    for (id, exports) in exports() {
        let [export] = exports.as_slice() else {
            continue;
        };
        let Some(service) = &export.linked_to else {
            continue;
        };
        let body = hcl::parse(&export.render(ExportFormat::Hcl)).unwrap();
        let blocks: Vec<_> = body.blocks().collect();
        let [_, resource, import] = blocks[..] else {
            panic!("{id}: {} blocks", blocks.len());
        };
        let kind = resource.labels()[0].as_str();
        assert_eq!(kind, "alicloud_resource_manager_service_linked_role");
        assert_eq!(text(&attributes(resource)["service_name"]), *service);
        let imported = text(&attributes(import)["id"]);
        assert_eq!(imported, format!("{service}:{id}"));

        let words = shell_words::split(&export.render(ExportFormat::Commands)).unwrap();
        let expected =
            format!("aliyun resourcemanager CreateServiceLinkedRole --ServiceName {service}");
        assert!(words.join(" ").ends_with(&expected), "{words:?}");

        let json: Value = serde_json::from_str(&export.render(ExportFormat::Json)).unwrap();
        assert_eq!(json["role"]["linked_to"], service.as_str());
        assert_eq!(json["attachments"], Value::Array(Vec::new()));

        let alone = render_all(&exports, ExportFormat::Ros).unwrap_err();
        assert_eq!(alone.kind(), ErrorKind::Unsupported);
        let with_another = [export.clone(), super::for_buckets(1)];
        let ros = render_all(&with_another, ExportFormat::Ros).unwrap();
        let template: Value = serde_saphyr::from_str(&ros).unwrap();
        assert_eq!(template["Resources"].as_object().unwrap().len(), 3, "{id}");
        assert!(
            ros.contains(&format!("#     --ServiceName {service}\n")),
            "{ros}"
        );
        count += 1;
    }
    assert!(count > 190, "{count}");
}
