//! The pages of JSON schemas and of built-in recipes.

use std::fmt::Write as _;

use rolewright::recipe::library;
use serde_json::Value;

use super::cell;

/// Where the site links to the files of the project.
const FILES: &str = "https://github.com/rolewright/rolewright/blob/main";

pub(super) fn schemas() -> String {
    let mut page = String::from(
        "# JSON schemas\n\n`rolewright schema KIND` prints the JSON schema of a `kind` of output; without a kind that \
         of `rolewright.toml`. [Formats and compatibility](../formats.md) says what may change.\n\n\
         | kind | content |\n|---|---|\n",
    );
    for kind in rolewright_cli::KINDS {
        let schema = rolewright_cli::generate_schema(kind).unwrap_or_default();
        let text = schema.get("description").and_then(Value::as_str);
        let first = text
            .unwrap_or_default()
            .split("\n\n")
            .next()
            .unwrap_or_default();
        let _ = writeln!(
            page,
            "| [`{kind}`]({FILES}/crates/rolewright-cli/schemas/{kind}.json) | {} |",
            cell(first)
        );
    }
    page
}

pub(super) fn recipes() -> String {
    let mut page = String::from(
        "# Built-in recipes\n\n`rolewright recipe show ID` prints roles, trust and policies of a recipe, and \
         `rolewright recipe find TEXT` finds one by role, service or error message. [Recipes](../recipes.md) says how \
         to use them, and where they come from.\n\n## Recipes of one or more roles\n\n\
         | id | roles | purpose |\n|---|---|---|\n",
    );
    let (groups, single): (Vec<_>, Vec<_>) = library::all()
        .iter()
        .partition(|entry| entry.id.contains('/'));
    for entry in groups {
        let roles: Vec<_> = entry.roles.iter().map(|role| format!("`{role}`")).collect();
        let (id, title) = (&entry.id, cell(&entry.title));
        let _ = writeln!(page, "| `{id}` | {} | {title} |", roles.join(", "));
    }
    let (linked, own): (Vec<_>, Vec<_>) = single
        .into_iter()
        .partition(|entry| entry.linked_to().is_some());
    page.push_str("\n## Service roles\n\nThe id of each recipe is the name of its role.\n\n");
    page.push_str("| id | service |\n|---|---|\n");
    for entry in own {
        let _ = writeln!(page, "| `{}` | {} |", entry.id, cell(&entry.service));
    }
    page.push_str(
        "\n## Service-linked roles\n\nA service creates its role when it is first used.\n\n",
    );
    page.push_str("| id | service |\n|---|---|\n");
    for entry in linked {
        let service = entry.linked_to().unwrap_or_default();
        let _ = writeln!(page, "| `{}` | {} |", entry.id, cell(service));
    }
    page
}
