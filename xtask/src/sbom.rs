//! A software bill of materials in `CycloneDX` 1.6: what one artefact is built from.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::crates::{Crate, Crates};

/// The bill of the member of that name; `checksums` are those of [`checksums`].
///
/// It has neither a serial number nor a date, so that the same sources give the same bill.
pub(crate) fn bill(crates: &Crates, member: &str, checksums: &BTreeMap<String, String>) -> Value {
    let parts = crates.behind(member);
    let (own, others): (Vec<&Crate>, Vec<&Crate>) = parts
        .values()
        .copied()
        .partition(|one| one.name == member && one.source.is_none());
    let own = own
        .first()
        .map(|own| component(own, "application", checksums));
    let others = others
        .iter()
        .map(|one| component(one, "library", checksums));
    let needs = |one: &&Crate| {
        let needed = one.needs.iter().filter_map(|id| parts.get(id.as_str()));
        json!({"ref": reference(one), "dependsOn": needed.map(|one| reference(one)).collect::<Vec<_>>()})
    };
    json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": own},
        "components": others.collect::<Vec<_>>(),
        "dependencies": parts.values().map(needs).collect::<Vec<_>>(),
    })
}

/// What it is called, as a package URL.
fn reference(one: &Crate) -> String {
    format!("pkg:cargo/{}@{}", one.name, one.version)
}

fn component(one: &Crate, kind: &str, checksums: &BTreeMap<String, String>) -> Value {
    let name = reference(one);
    let license = one
        .license
        .as_ref()
        .map(|license| license.replace('/', " OR "));
    let more = [
        // What is not got from a registry is nowhere to be found by its URL.
        ("purl", one.source.as_ref().map(|_| json!(name))),
        (
            "licenses",
            license.map(|license| json!([{"expression": license}])),
        ),
        (
            "hashes",
            checksums
                .get(&name)
                .map(|sum| json!([{"alg": "SHA-256", "content": sum}])),
        ),
        (
            "externalReferences",
            one.repository
                .as_ref()
                .map(|url| json!([{"type": "vcs", "url": url}])),
        ),
    ];
    let mut told = serde_json::Map::from_iter([
        ("type".to_owned(), json!(kind)),
        ("bom-ref".to_owned(), json!(name)),
        ("name".to_owned(), json!(one.name)),
        ("version".to_owned(), json!(one.version)),
    ]);
    let known = more
        .into_iter()
        .filter_map(|(key, value)| Some((key.to_owned(), value?)));
    told.extend(known);
    Value::Object(told)
}

/// The SHA-256 of every crate that a `Cargo.lock` knows one of, by package URL.
pub(crate) fn checksums(lock: &str) -> BTreeMap<String, String> {
    let of = |package: &str| {
        let field = |name: &str| {
            let start = format!("{name} = \"");
            let line = package.lines().find_map(|line| line.strip_prefix(&start))?;
            line.strip_suffix('"').map(str::to_owned)
        };
        let (name, version) = (field("name")?, field("version")?);
        Some((format!("pkg:cargo/{name}@{version}"), field("checksum")?))
    };
    lock.split("[[package]]").filter_map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crates::tests::example;

    const LOCK: &str = r#"
[[package]]
name = "a"
version = "1.0.0"
source = "registry+https://github.com/rust-lang/crates.io-index"
checksum = "00ff"
dependencies = [
 "b",
]

[[package]]
name = "member"
version = "1.0.0"
"#;

    #[test]
    fn a_bill_names_what_is_built_in_with_licence_checksum_and_edges() {
        let bill = bill(&example(), "member", &checksums(LOCK));
        assert_eq!(bill["metadata"]["component"]["name"], "member");
        assert_eq!(bill["metadata"]["component"].get("purl"), None);
        let parts = bill["components"].as_array().unwrap();
        let names: Vec<_> = parts.iter().map(|part| &part["name"]).collect();
        assert_eq!(names, ["a", "b"]);
        assert_eq!(parts[0]["licenses"][0]["expression"], "MIT OR Apache-2.0");
        assert_eq!(parts[0]["hashes"][0]["content"], "00ff");
        assert_eq!(parts[0]["purl"], "pkg:cargo/a@1.0.0");
        assert_eq!(parts[1].get("hashes"), None);
        let member = json!({"ref": "pkg:cargo/member@1.0.0", "dependsOn": ["pkg:cargo/a@1.0.0"]});
        assert!(bill["dependencies"].as_array().unwrap().contains(&member));
    }
}
