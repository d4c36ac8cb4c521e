//! The first page.

use maud::{Markup, html};
use rolewright::error::Problem;
use rolewright::operation::CallerIdentity;
use rolewright::provider::ProviderInfo;

use super::{View, layout, problem, row};

/// What the first page shows.
#[derive(Debug)]
pub(crate) struct Overview {
    pub(crate) caller: Result<CallerIdentity, Problem>,
    /// The id of the run in progress.
    pub(crate) run: Option<String>,
}

pub(crate) fn page(view: &View<'_>, state: &Overview) -> Markup {
    layout(
        view,
        "/",
        "Overview",
        html! {
            @match &state.caller {
                Ok(caller) => { dl {
                    (row("account", &caller.account_id))
                    (row("caller", &caller.arn))
                    (row("provider", &view.provider.name))
                    (target(&view.provider))
                } }
                Err(error) => { (problem(error)) }
            }
            @if view.provider.simulated {
                p { "This account is simulated. The console may change it." }
            } @else {
                p { "The console only reads this account. It shows the plan and the command that applies it." }
            }
            @if let Some(id) = &state.run {
                p { a href=(view.with("/run", &[("id", id)])) { "A run is in progress" } }
            }
            @if view.of_emulator {
            h2 { "Emulator" }
            ul {
                li { a href=(view.to("/requests")) { "Requests as they arrive, with the decision on each" } }
                li { a href=(view.to("/instances")) { "Container Registry instances, and why they are pending" } }
                li { a href=(view.to("/emulator")) { "Faults, clock and reset" } }
            }
        }
        h2 { "Set-up" }
            ul {
                li { a href=(view.with("/setup/form", &[("recipe", "container-registry/custom-bucket")])) {
                    "Let Container Registry use your own OSS bucket" } }
                li { a href=(view.to("/setup")) { "Choose another recipe" } }
            }
            h2 { "Account" }
            ul {
                li { a href=(view.to("/roles")) { "Roles" } }
                li { a href=(view.to("/policies")) { "Policies and their versions" } }
                li { a href=(view.to("/access")) { "Check access: can a role or user do this?" } }
            }
        },
    )
}

/// Where the calls go, or where a simulated account is stored.
fn target(provider: &ProviderInfo) -> Markup {
    let endpoint = &provider.endpoint;
    html! {
        @if !provider.simulated { (row("endpoint", endpoint)) }
        @else if *endpoint == provider.name { (row("stored in", "the memory of this process, until it ends")) }
        @else { (row("stored in", endpoint)) }
    }
}
