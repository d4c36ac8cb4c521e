//! The shared parts of SARIF 2.1.0 logs.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde_json::{Value, json};

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json";

/// The characters to escape in a relative reference.
const IN_PATHS: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'`')
    .add(b'{')
    .add(b'}')
    .add(b'[')
    .add(b']')
    .add(b'|')
    .add(b'\\')
    .add(b'^')
    .add(b':');

/// A log of one run.
pub(crate) fn log(rules: &[Value], results: &[Value], invocations: &[Value]) -> Value {
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "rolewright",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
            "invocations": invocations,
        }],
    })
}

/// A rule with the texts that GitHub requires.
pub(crate) fn rule(
    id: &str,
    description: &str,
    help: &str,
    level: &str,
    properties: &Value,
) -> Value {
    json!({
        "id": id,
        "shortDescription": { "text": description },
        "fullDescription": { "text": description },
        "help": { "text": help },
        "defaultConfiguration": { "level": level },
        "properties": properties,
    })
}

/// The location of a file; `-` is standard input.
pub(crate) fn artifact(file: &str) -> Value {
    let uri = match file {
        "-" => "stdin".to_owned(),
        name => {
            let path = name.replace('\\', "/");
            let path = path.strip_prefix("./").unwrap_or(&path);
            utf8_percent_encode(path, IN_PATHS).to_string()
        }
    };
    json!({ "uri": uri })
}
