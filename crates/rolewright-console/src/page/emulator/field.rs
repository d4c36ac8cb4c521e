//! What is wrong with a field, shown at the field.

use maud::{Markup, html};
use rolewright::text::excerpt;

use crate::emulator::Invalid;
use crate::page::{MOST_LINE, code};
use crate::terms::ConsoleTerms;

/// Returns what is wrong with a field, for the element with this id; `None` if the field is valid.
pub(super) fn error_of(invalid: Option<&Invalid>, field: &str, id: &str) -> Option<Markup> {
    let problem = &invalid.filter(|one| one.field == field)?.problem;
    let remedy = problem.remedy.as_ref();
    let remedy = remedy.map(|remedy| excerpt(&remedy.in_terms(&ConsoleTerms), MOST_LINE));
    Some(html! {
        span.failed id={ (id) "-error" } { (code(&excerpt(&problem.message, MOST_LINE)))
            @if let Some(remedy) = remedy { "; " (code(&remedy)) } }
    })
}
