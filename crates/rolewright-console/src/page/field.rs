//! Errors of fields: at the field, and in a summary with links to the fields.

use maud::{Markup, html};
use rolewright::Error;
use rolewright::error::Problem;
use rolewright::text::excerpt;

use super::{MOST_LINE, code};
use crate::terms::ConsoleTerms;

/// The error of a form, and the field with the cause.
#[derive(Debug)]
pub(crate) struct FieldError {
    /// The name of the field; empty if it is none of them.
    pub(crate) field: &'static str,
    pub(crate) problem: Box<Problem>,
}

impl FieldError {
    pub(crate) fn at(field: &'static str, error: &Error) -> Self {
        let problem = Box::new(Problem::from(error));
        Self { field, problem }
    }
}

/// The errors of a form's fields, in the order of the fields.
#[derive(Debug, Default)]
pub(crate) struct FieldErrors(Vec<(String, Problem)>);

impl FieldErrors {
    /// Adds the error of the field with this id.
    pub(crate) fn add(&mut self, id: impl Into<String>, error: &Error) {
        self.0.push((id.into(), Problem::from(error)));
    }

    /// Returns the error of one field, if it is of a field; `id` returns the id of a field's element.
    pub(crate) fn of_one(error: Option<&FieldError>, id: impl Fn(&str) -> String) -> Self {
        let error = error.filter(|error| !error.field.is_empty());
        let one = |error: &FieldError| (id(error.field), Problem::clone(&error.problem));
        Self(error.map(one).into_iter().collect())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns what a field shows of its error; `about` is the id of its hint.
    pub(crate) fn of<'a>(&'a self, id: &'a str, about: Option<&'a str>) -> Marks<'a> {
        let mut all = self.0.iter();
        let place = all.position(|(field, _)| field == id);
        let error = place.and_then(|place| Some(&self.0.get(place)?.1));
        Marks {
            id,
            about,
            error,
            is_first: place == Some(0),
        }
    }

    /// The summary for the top of the page, in a region that a screen reader announces.
    pub(crate) fn summary(&self) -> Markup {
        html! {
            @if !self.is_empty() {
                div.box role="alert" {
                    p { strong.failed { "error" } " " (self.0.len()) " "
                        @if self.0.len() == 1 { "field" } @else { "fields" } " to correct:" }
                    ul { @for (id, problem) in &self.0 {
                        li { a href={ "#" (id) } { (code(&excerpt(&problem.message, MOST_LINE))) } }
                    } }
                }
            }
        }
    }
}

/// What a field shows of its error.
#[derive(Debug)]
pub(crate) struct Marks<'a> {
    id: &'a str,
    about: Option<&'a str>,
    error: Option<&'a Problem>,
    /// Whether the field has the focus when the page is opened.
    pub(crate) is_first: bool,
}

impl Marks<'_> {
    /// The value of `aria-invalid`.
    pub(crate) fn invalid(&self) -> Option<&'static str> {
        self.error.map(|_| "true")
    }

    /// The value of `aria-describedby`.
    pub(crate) fn described_by(&self) -> Option<String> {
        let error = self.error.map(|_| format!("{}-error", self.id));
        let ids: Vec<_> = error
            .into_iter()
            .chain(self.about.map(str::to_owned))
            .collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    /// The error with its remedy.
    pub(crate) fn text(&self) -> Markup {
        html! {
            @if let Some(problem) = self.error {
                span.error id={ (self.id) "-error" } {
                    strong.failed { "error" } " " (code(&excerpt(&problem.message, MOST_LINE)))
                    @if let Some(remedy) = &problem.remedy {
                        br; "help: " (code(&excerpt(&remedy.in_terms(&ConsoleTerms), MOST_LINE)))
                    }
                }
            }
        }
    }
}
