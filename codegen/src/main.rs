//! Prints every generated file of the project as one JSON object, path to content.
//!
//! `cargo xtask codegen` writes the files or checks that they are current.

mod docs;
mod header;
mod python;
mod regions;

use std::collections::BTreeMap;
use std::io::Write as _;

use header::GENERATED;
use serde_json::{Value, json};

fn main() -> std::io::Result<()> {
    let mut files = BTreeMap::from(docs::files());
    files.extend(python::files());
    files.extend(regions::files()?);
    for kind in rolewright_cli::KINDS {
        let schema = rolewright_cli::generate_schema(kind).unwrap_or_default();
        files.insert(
            format!("crates/rolewright-cli/schemas/{kind}.json"),
            schema_text(schema),
        );
    }
    writeln!(std::io::stdout(), "{}", json!(files))
}

fn schema_text(mut schema: Value) -> String {
    if let Some(top) = schema.as_object_mut() {
        top.insert("$comment".into(), GENERATED.into());
    }
    format!("{schema:#}\n")
}
