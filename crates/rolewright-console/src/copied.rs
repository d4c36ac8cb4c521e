//! A set-up to copy: as a command, as rolewright.toml and as Terraform.

use rolewright::export::{self, Export, ExportFormat};
use rolewright::recipe::library::{CUSTOM_BUCKET, DEFAULT_BUCKET};
use rolewright::{AccountId, Result};

use crate::draft::Draft;

/// The file that a command names for a trust policy that has no options.
pub(crate) const TRUST_FILE: &str = "trust.json";

/// Returns the command line for a draft; `verb` is its command, for example `apply`.
pub(crate) fn command(
    verb: &str,
    draft: &Draft,
    options: &[(String, String)],
    account: &AccountId,
) -> String {
    let mut words = vec!["rolewright".to_owned(), verb.to_owned()];
    let mut add = |name: &str, value: &str| {
        words.push(format!("--{}", name.replace('_', "-")));
        words.push(value.to_owned());
    };
    for (name, value) in options {
        add(name, value);
    }
    let is_registry = draft.recipe == CUSTOM_BUCKET || draft.recipe == DEFAULT_BUCKET;
    if !is_registry {
        add("recipe", &draft.recipe);
    }
    for (name, values) in &draft.values {
        for value in values {
            if is_registry {
                add(name, value);
            } else {
                add("set", &format!("{name}={value}"));
            }
        }
    }
    match draft.trust_choices(account) {
        Some(choices) => choices.iter().for_each(|choice| add("trust", choice)),
        None => add("trust_policy", TRUST_FILE),
    }
    if draft.recipe == DEFAULT_BUCKET {
        words.push("--default-bucket".to_owned());
    }
    if draft.accept_assumed {
        words.push("--accept-assumed".to_owned());
    }
    shell_words::join(words)
}

/// Returns what a command with these options does otherwise than the console, if it does.
pub(crate) fn note(options: &[(String, String)]) -> Option<&'static str> {
    let is_memory = |(name, value): &(String, String)| name == "provider" && value == "memory";
    let is_memory = options.iter().any(is_memory);
    is_memory.then_some(
        "With the provider `memory`, each command starts with an empty account of its own: it neither reads \
         nor changes the account of this console.",
    )
}

/// Returns rolewright.toml for a draft.
pub(crate) fn toml(draft: &Draft, options: &[(String, String)], account: &AccountId) -> String {
    let mut lines = Vec::new();
    for (name, value) in options {
        lines.push(format!("{name} = {}", text(value)));
    }
    match draft.trust_choices(account) {
        Some(choices) if choices.is_empty() => {}
        Some(choices) => lines.push(format!("trust = {}", list(&choices))),
        None => lines.push(format!("trust_policy = {}", text(TRUST_FILE))),
    }
    if draft.accept_assumed {
        lines.push("accept_assumed = true".to_owned());
    }
    let is_custom = draft.recipe == CUSTOM_BUCKET;
    if is_custom || draft.recipe == DEFAULT_BUCKET {
        for (name, values) in &draft.values {
            match name.as_str() {
                "bucket" if is_custom => {
                    let tables: Vec<_> = values.iter().map(|value| bucket(value)).collect();
                    lines.push(format!("bucket = [{}]", tables.join(", ")));
                }
                _ if values.is_empty() => {}
                _ => lines.push(format!("{name} = {}", list(values))),
            }
        }
        if !is_custom {
            lines.push("default_bucket = true".to_owned());
        }
    } else {
        lines.push(format!("\n[[recipe]]\nid = {}", text(&draft.recipe)));
        let set = draft.values.iter().filter(|(_, values)| !values.is_empty());
        let set: Vec<_> = set
            .map(|(name, values)| format!("{name} = {}", list(values)))
            .collect();
        if !set.is_empty() {
            lines.push(format!("\n[recipe.parameters]\n{}", set.join("\n")));
        }
    }
    lines.join("\n") + "\n"
}

/// Returns the set-up as Terraform.
///
/// # Errors
/// For values that make no recipe, and documents that don't fit.
pub(crate) fn terraform(draft: &Draft, account: &AccountId) -> Result<String> {
    let recipes = draft.recipes()?;
    let exports = recipes
        .iter()
        .map(|recipe| Export::of(&**recipe, account, false));
    let exports = exports.collect::<Result<Vec<_>>>()?;
    let exports: Vec<_> = exports
        .into_iter()
        .map(|export| export.with_tags(&std::collections::BTreeMap::new()))
        .collect();
    export::render_all(&exports, ExportFormat::Hcl)
}

/// A TOML string. JSON's escapes are TOML's, except for `\/`, which `serde_json` does not write; TOML also wants
/// DEL escaped.
fn text(value: &str) -> String {
    serde_json::Value::from(value)
        .to_string()
        .replace('\u{7f}', "\\u007f")
}

fn list(values: &[String]) -> String {
    let values: Vec<_> = values.iter().map(|value| text(value)).collect();
    format!("[{}]", values.join(", "))
}

fn bucket(value: &str) -> String {
    match value.split_once('@') {
        Some((name, region)) => format!("{{ name = {}, region = {} }}", text(name), text(region)),
        None => text(value),
    }
}
