use super::ASSUMED;
use std::collections::BTreeSet;
use std::path::Path;

#[test]
fn ids_are_unique_and_in_kebab_case() {
    let ids: BTreeSet<_> = ASSUMED.iter().map(|rule| rule.id).collect();
    assert_eq!(ids.len(), ASSUMED.len());
    for id in ids {
        assert!(id.split('-').all(|word| !word.is_empty()), "{id}");
        assert!(
            id.chars().all(|c| c.is_ascii_lowercase() || c == '-'),
            "{id}"
        );
    }
}

#[test]
fn the_code_names_every_rule_and_no_other() {
    let mut code = String::new();
    read(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut code,
    );
    for rule in ASSUMED {
        let id = format!("`{}`", rule.id);
        assert!(code.contains(&id), "no code names {id}");
    }
    let named = code
        .split("ule `")
        .skip(1)
        .map(|rest| rest.split('`').next().unwrap());
    for id in named {
        let is_known = ASSUMED.iter().any(|rule| rule.id == id);
        assert!(is_known, "unknown rule `{id}`");
    }
}

fn read(folder: &Path, code: &mut String) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        // The emulator has its own table.
        if path.ends_with("emulator") || path.ends_with("assumed") {
            continue;
        }
        if path.is_dir() {
            read(&path, code);
        } else {
            code.push_str(&std::fs::read_to_string(path).unwrap());
        }
    }
}
