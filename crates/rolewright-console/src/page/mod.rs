//! Pages: pure functions from state to HTML. maud escapes every text.

pub(crate) mod access;
#[cfg(feature = "emulator")]
pub(crate) mod emulator;
pub(crate) mod field;
pub(crate) mod form;
pub(crate) mod links;
pub(crate) mod matrix;
pub(crate) mod overview;
pub(crate) mod policies;
pub(crate) mod principals;
pub(crate) mod roles;
pub(crate) mod run;
pub(crate) mod setup;
pub(crate) mod steps;
pub(crate) mod table;
#[cfg(test)]
mod tests;

use maud::{DOCTYPE, Markup, html};
use rolewright::error::Problem;
use rolewright::provider::ProviderInfo;
use rolewright::text::excerpt;

use crate::terms::ConsoleTerms;

/// The maximum characters of a line of text.
pub(crate) const MOST_LINE: usize = 400;

/// The pages of the navigation: path and name.
const NAVIGATION: [(&str, &str); 5] = [
    ("/", "Overview"),
    ("/setup", "Set-up"),
    ("/roles", "Roles"),
    ("/policies", "Policies"),
    ("/access", "Access"),
];

/// Those about an emulator.
const OF_EMULATOR: [(&str, &str); 3] = [
    ("/requests", "Requests"),
    ("/instances", "Instances"),
    ("/emulator", "Emulator"),
];

/// What every page shows.
#[derive(Clone, Debug)]
pub(crate) struct View<'a> {
    /// The path below which the console is served.
    pub(crate) base: &'a str,
    pub(crate) provider: ProviderInfo,
    /// The token that each form contains.
    pub(crate) form_token: &'a str,
    /// Whether an emulator serves the console.
    pub(crate) of_emulator: bool,
}

impl View<'_> {
    /// Returns the address of a path of the console.
    pub(crate) fn to(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// Returns the address of a path with a field, for example a role's page.
    pub(crate) fn with(&self, path: &str, fields: &[(&str, &str)]) -> String {
        address(&self.to(path), fields)
    }
}

/// Adds fields to an address.
pub(crate) fn address(path: &str, fields: &[(&str, &str)]) -> String {
    use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
    let encoded = |text| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let fields: Vec<_> = fields
        .iter()
        .map(|(name, value)| format!("{name}={}", encoded(value)))
        .collect();
    if fields.is_empty() {
        return path.to_owned();
    }
    format!("{path}?{}", fields.join("&"))
}

/// A page with the navigation; `current` is the path of its entry there.
#[expect(
    clippy::needless_pass_by_value,
    reason = "a page passes what it has just made"
)]
pub(crate) fn layout(view: &View<'_>, current: &str, title: &str, body: Markup) -> Markup {
    let simulated = view.provider.simulated;
    let further = OF_EMULATOR.into_iter().filter(|_| view.of_emulator);
    let navigation = NAVIGATION.into_iter().chain(further);
    document(
        view.base,
        title,
        html! {},
        html! {
            header.top {
                a.skip href="#content" { "Skip to the content" }
                p.name { a href=(view.to("/")) { "rolewright" } " "
                    @if simulated { span.badge { "SIMULATED" } }
                    @else { span.badge { "READ ONLY" } }
                    " " span.soft { (excerpt(&view.provider.name, 40)) }
                }
                nav aria-label="Pages" { ul {
                    @for (path, name) in navigation {
                        li { a href=(view.to(path)) aria-current=[(path == current).then_some("page")] { (name) } }
                    }
                } }
            }
            main id="content" tabindex="-1" { h1 { (title) } (body) }
        },
    )
}

/// The page that opens the console after a one-time link.
pub(crate) fn opened(base: &str) -> Markup {
    let address = format!("{base}/");
    let head = html! { meta http-equiv="refresh" content={ "0; url=" (address) }; };
    document(
        base,
        "Session started",
        head,
        html! {
            main id="content" { h1 { "Session started" } p { a href=(address) { "Open the console" } } }
        },
    )
}

/// A page for a request that was refused; shown without a session too.
pub(crate) fn refusal(base: &str, title: &str, text: &str) -> Markup {
    document(
        base,
        title,
        html! {},
        html! {
            main id="content" { h1 { (title) } p { (text) } p { a href={ (base) "/" } { "Open the console" } } }
        },
    )
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "a page passes what it has just made"
)]
fn document(base: &str, title: &str, head: Markup, body: Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                link rel="stylesheet" href={ (base) "/style.css" };
                link rel="icon" href="data:,";
                script src={ (base) "/console.js" } defer {}
                title { (title) " · rolewright" }
                (head)
            }
            body.console { (body) }
        }
    }
}

/// An error with its remedy, in a region that a screen reader announces.
pub(crate) fn problem(problem: &Problem) -> Markup {
    let remedy = problem.remedy.as_ref();
    let help = remedy.map(|remedy| excerpt(&remedy.in_terms(&ConsoleTerms), MOST_LINE));
    html! {
        div.box role="alert" {
            p { strong.failed { "error" } " " (code(&excerpt(&problem.message, 2_000))) }
            @if let Some(help) = help { p { "help: " (code(&help)) } }
            @if let Some(id) = &problem.request_id { p.soft { "request id " code { (excerpt(id, 80)) } } }
        }
    }
}

/// Text whose parts in backticks are code.
pub(crate) fn code(text: &str) -> Markup {
    let parts = text.split('`').enumerate();
    html! { @for (index, part) in parts { @if index % 2 == 0 { (part) } @else { code { (part) } } } }
}

/// The token that each form contains.
pub(crate) fn form_token(view: &View<'_>) -> Markup {
    html! { input type="hidden" name="form_token" value=(view.form_token); }
}

/// A text to copy; the button needs the script.
pub(crate) fn copyable(id: &str, label: &str, text: &str) -> Markup {
    html! {
        div.copyable {
            p { strong id={ (id) "-label" } { (label) } " "
                button type="button" data-copy=(id) hidden { "Copy" span.hidden { " " (label) } } }
            pre id=(id) tabindex="0" role="region" aria-labelledby={ (id) "-label" } { (text) }
        }
    }
}

/// A field of a list: a name and its value.
pub(crate) fn row(name: &str, value: &str) -> Markup {
    html! { dt { (name) } dd { (excerpt(value, MOST_LINE)) } }
}

/// A document as indented JSON; as it is if it can't be parsed.
pub(crate) fn json(text: &str) -> String {
    let value: Option<serde_json::Value> = serde_json::from_str(text).ok();
    value.map_or_else(|| text.to_owned(), |value| format!("{value:#}"))
}
