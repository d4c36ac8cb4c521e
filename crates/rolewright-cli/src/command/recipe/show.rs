//! `rolewright recipe show`.

use clap::Args;

use crate::config::open_recipe;
use crate::exit::Exit;
use crate::failure::Outcome;
use crate::output::{self, RecipeDetail};
use crate::terminal::Printer;

/// Arguments of `recipe show`.
#[derive(Debug, Args)]
pub(crate) struct Show {
    /// Id of a built-in recipe, for example ack/quick-authorization, or a recipe file
    #[arg(value_name = "ID|FILE")]
    pub recipe: String,
}

impl Show {
    pub(super) fn run(&self, printer: &Printer) -> Outcome {
        let detail = RecipeDetail::of(&open_recipe(&self.recipe)?)?;
        printer.result(&if printer.is_json() {
            output::json(&detail)?
        } else {
            text(&detail)
        });
        Ok(Exit::Positive)
    }
}

fn text(detail: &RecipeDetail) -> String {
    let mut text = format!("{}: {}\n", detail.id, detail.title);
    let mut line = |name: &str, value: &str| {
        if !value.is_empty() {
            text.push_str(&format!("{name:10}{value}\n"));
        }
    };
    line("service", &detail.service);
    line("source", &detail.source.clone().unwrap_or_default());
    line("errors", &detail.errors.join(", "));
    for (name, parameter) in &detail.parameters {
        let many = if parameter.many { ", repeatable" } else { "" };
        let optional = match &parameter.default {
            Some(default) => format!(", default {default}"),
            None if parameter.optional => ", optional".to_owned(),
            None => String::new(),
        };
        let description = &parameter.description;
        text.push_str(&format!(
            "parameter {name}: {description}{many}{optional}\n"
        ));
    }
    for role in &detail.roles {
        text.push_str(&format!("\nrole {}\n", role.name));
        let assumed = if role.is_trust_assumed {
            " (assumed: no source)"
        } else {
            ""
        };
        text.push_str(&format!("  trust   {}{assumed}\n", role.trust.join(", ")));
        for name in &role.system_policies {
            text.push_str(&format!("  policy  {name} (system)\n"));
        }
        if let Some(policy) = &role.policy {
            text.push_str(&format!("  policy  {} (custom)\n", policy.name));
            for statement in policy.document.statements() {
                text.push_str(&format!("          {}\n", statement.to_compact()));
            }
        }
        if let Some(consequence) = &role.consequence {
            text.push_str(&format!("  without it, {consequence}\n"));
        }
        if let Some(service) = &role.linked_to {
            text.push_str(&format!(
                "  linked to {service}, which creates it too when it is first used\n"
            ));
        }
    }
    text
}
