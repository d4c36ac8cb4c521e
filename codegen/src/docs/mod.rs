//! The pages in `docs/` generated from tables in the code.

mod commands;
mod reference;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use rolewright::lint::{CHECKS, Example, LintCheck, Scope};
use rolewright::operation::ALL;
use rolewright::{assumed, emulator, mock, policy};
use serde_json::Value;

use crate::header::GENERATED;

/// Returns the pages, each with its path.
pub(crate) fn files() -> [(String, String); 7] {
    [
        ("operations", operations()),
        ("assumed-rules", assumed_rules()),
        ("emulator", emulator_page()),
        ("lints", lints()),
        ("reference/commands", commands::page()),
        ("reference/schemas", reference::schemas()),
        ("reference/recipes", reference::recipes()),
    ]
    .map(|(name, page)| {
        (
            format!("docs/{name}.md"),
            format!("<!-- {GENERATED} -->\n\n{page}"),
        )
    })
}

fn operations() -> String {
    let mut page = String::from(
        "# Operations\n\nEach operation has a request and a response struct in `rolewright::operation`. Simulated \
         operations are covered by the conformance suite; for all others the simulation returns http 404 \
         `InvalidAction.NotFound`. Operations without a struct can be called by name.\n\n\
         | operation | service | access | simulated | parameters | response fields |\n|---|---|---|---|---|---|\n",
    );
    for operation in ALL {
        let (request, answer) = (operation.schemas)();
        let access = serde_json::to_value(operation.access).unwrap_or_default();
        let _ = writeln!(
            page,
            "| `{}` | {} {} | {} | {} | {} | {} |",
            operation.action,
            operation.service.name,
            operation.service.version,
            access.as_str().unwrap_or_default().replace('_', " "),
            if mock::SIMULATED.contains(&operation.action) {
                "yes"
            } else {
                "no"
            },
            fields(request.as_value()),
            fields(answer.as_value()),
        );
    }
    page.push_str(
        "\n## Coverage of the emulator\n\nThe emulator serves these operations, also those without a struct, which are \
         called by name. The last column is the answer to the operations before it, and to any other one of the \
         service. For OSS it also lists the actions of its authorization page that no emulated operation needs.\n\n\
         | service | emulated | not emulated | answer |\n|---|---|---|---|\n",
    );
    for service in emulator::coverage() {
        let version = service.version.map(|version| format!(" {version}"));
        let _ = writeln!(
            page,
            "| `{}`{} | {} | {} | http {} `{}` |",
            service.service,
            version.unwrap_or_default(),
            names(&service.emulated),
            names(&service.refused),
            service.status,
            service.code,
        );
    }
    page.push_str(
        "\n## Object Storage Service\n\nOSS requests don't go through a provider. Each emulated operation has the action \
         that it needs:\n\n",
    );
    for (name, access) in emulator::oss_operations() {
        let _ = writeln!(page, "- `{name}`: `{access}`");
    }
    page
}

/// The number of operations, and their names.
fn names(all: &BTreeSet<String>) -> String {
    let names: Vec<_> = all.iter().map(|name| format!("`{name}`")).collect();
    match names.len() {
        0 => "-".to_owned(),
        number => format!("{number}: {}", names.join(", ")),
    }
}

fn fields(schema: &Value) -> String {
    let Some(properties) = schema.get("properties").and_then(Value::as_object) else {
        return String::new();
    };
    properties
        .keys()
        .map(|name| format!("`{name}`"))
        .collect::<Vec<_>>()
        .join(", ")
}

const OF_THE_ENGINE: RuleTable = (
    "Recipes, set-up engine and policy evaluator",
    &[assumed::ASSUMED, policy::ASSUMED],
);
const OF_THE_SERVICE: RuleTable = ("Simulated services", &[mock::ASSUMED]);
const OF_THE_EMULATOR: RuleTable = ("Emulator", &[emulator::ASSUMED]);

/// A table of assumed rules and its title.
type RuleTable = (&'static str, &'static [&'static [rolewright::AssumedRule]]);

fn assumed_rules() -> String {
    let mut page = "# Assumed rules\n\nThe Alibaba Cloud documentation does not confirm these rules; the real \
                    services may differ. `reference page` is the Container Registry page with the custom bucket's policy.\n\n\
                    `rolewright doctor --evidence FILE` writes the requests and answers of a diagnosis, redacted for \
                    a bug report. Its JSON has no secrets, account ids, names and documents: a value is shown as a \
                    number such as `<3>`, and `values` has its form. The last column says which call and answer in \
                    such a file confirm or refute a rule; `-` where a diagnosis, which only reads, doesn't. Attach \
                    the file to an issue if it shows that a rule is wrong, or right.\n"
        .to_owned();
    for table in [OF_THE_ENGINE, OF_THE_SERVICE, OF_THE_EMULATOR] {
        page.push_str(&rules("##", table, true));
    }
    page
}

fn emulator_page() -> String {
    let text = include_str!("emulator.md").trim_end();
    let mut page = format!(
        "# The emulator\n\n{text}\n\n### Assumed rules\n\nThe Alibaba Cloud documentation does not confirm these rules; \
         the real services may differ.\n"
    );
    for table in [OF_THE_EMULATOR, OF_THE_SERVICE] {
        page.push_str(&rules("####", table, false));
    }
    page
}

/// A table of rules; `settled` adds the column of the evidence.
fn rules(level: &str, (title, rules): RuleTable, settled: bool) -> String {
    let head = if settled {
        "| id | rule | source | settled by |\n|---|---|---|---|"
    } else {
        "| id | rule | source |\n|---|---|---|"
    };
    let mut text = format!("\n{level} {title}\n\n{head}\n");
    for rule in rules.iter().copied().flatten() {
        let (what, origin) = (cell(rule.rule), cell(rule.origin));
        let _ = write!(text, "| `{}` | {what} | {origin} |", rule.id);
        text.push_str(&match rule.settled_by {
            _ if !settled => "\n".to_owned(),
            "" => " - |\n".to_owned(),
            by => format!(" {} |\n", cell(by)),
        });
    }
    text
}

fn lints() -> String {
    let all = || CHECKS.iter().copied().flatten();
    let mut page = format!(
        "# Lints\n\n`rolewright policy lint` runs {} checks. The severities are:\n\n\
         | severity | meaning |\n|---|---|\n\
         | `error` | invalid: the service rejects the document, or its meaning is undefined |\n\
         | `security` | over-permissive: grants more access than is safe |\n\
         | `warning` | no effect: does not do what it appears to do |\n\
         | `suggestion` | style: valid, but redundant, unclear or unusual |\n\n\
         `--fail-on` sets the lowest severity for exit code 2. `--fix` applies the automatic fixes, none of \
         which changes a decision.\n\nTo accept a finding, use `--allow ID@PATH=REASON`, or `rolewright.toml`:\
         \n\n```toml\n[[lint.allow]]\nid = \"trust-account-root\"\nat = \"Statement[0]\"\nreason = \"the account is used by our team only\"\n```\n\n\
         | id | severity | reports |\n|---|---|---|\n",
        all().count()
    );
    for check in all() {
        let (id, severity) = (check.id, check.severity.as_str());
        let _ = writeln!(
            page,
            "| [`{id}`](#{id}) | {severity} | {} |",
            cell(check.finds)
        );
    }
    for check in all() {
        page.push_str(&lint(check));
    }
    page
}

fn lint(check: &LintCheck) -> String {
    let scope = match check.scope {
        Scope::Any => "all documents",
        Scope::Policies => "policies",
        Scope::Grants => "policies of users, groups and roles",
        Scope::Trust => "trust policies",
    };
    let example = |example: &Example| match example {
        Example::Document(text) | Example::Statements(text) => format!("```json\n{text}\n```"),
        Example::Bytes(bytes) => format!("a document of {bytes} bytes"),
    };
    format!(
        "\n## {}\n\nReports {}.\n\n- Applies to: {scope}\n- Fix: {}\n- Source: {}\n\nWith finding:\n\n{}\n\nWithout finding:\n\n{}\n",
        check.id,
        check.finds,
        check.help,
        check.source,
        example(&check.bad),
        example(&check.good),
    )
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}
