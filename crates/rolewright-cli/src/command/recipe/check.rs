//! `rolewright recipe check`.

use std::path::{Path, PathBuf};

use clap::Args;
use rolewright::error::Location;
use rolewright::recipe::file::{FileProblem, RecipeFile};
use rolewright::recipe::library;
use rolewright::{Error, Result, input};

use crate::exit::Exit;
use crate::failure::Outcome;
use crate::files::{Input, check_standard_input};
use crate::output::{self, RecipeCheck, RecipeProblem};
use crate::terminal::Printer;

/// Arguments of `recipe check`.
#[derive(Debug, Args)]
pub(crate) struct Check {
    /// Recipe files (TOML)
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
}

impl Check {
    pub(super) fn run(&self, printer: &Printer) -> Outcome {
        check_standard_input(&self.files, false)?;
        let mut report = RecipeCheck::new();
        for path in &self.files {
            let (problems, notes) = checked(path)?;
            report.problems.extend(problems);
            report.notes.extend(notes);
        }
        if printer.is_json() {
            printer.result(&output::json(&report)?);
        } else {
            let line = |label: &'static str| {
                move |one: &RecipeProblem| {
                    let (file, line, column) = (&one.file, one.line, one.column);
                    let (message, help) = (&one.message, &one.help);
                    format!("{file}:{line}:{column}: {label}{message}\n  help: {help}\n")
                }
            };
            let notes = report.notes.iter().map(line("note: "));
            let lines = report.problems.iter().map(line("")).chain(notes);
            let (files, count) = (self.files.len(), report.problems.len());
            let verdict = match count {
                0 => format!("Checked {files} file(s): no problems."),
                _ => format!("Checked {files} file(s): {count} problem(s)."),
            };
            printer.result(&format!("{}{verdict}", lines.collect::<String>()));
        }
        Ok(Exit::positive_if(report.problems.is_empty()))
    }
}

/// The problems of a file and the notes on it, with their positions.
fn checked(path: &Path) -> Result<(Vec<RecipeProblem>, Vec<RecipeProblem>)> {
    let text = Input::Recipe.read(path, |text| Ok::<_, Error>(text.to_owned()))?;
    let (found, notes) = match RecipeFile::parse_unchecked(&text) {
        Ok(file) => (file.problems(), file.notes()),
        Err(_) => (Vec::new(), Vec::new()),
    };
    let place = |at: &Location, message: &str, help: &str| RecipeProblem {
        file: path.display().to_string(),
        line: at.line,
        column: at.column,
        path: at.path.clone(),
        message: message.to_owned(),
        help: help.to_owned(),
    };
    let placed = |found: Vec<FileProblem>| {
        let placed = found.into_iter().map(|problem| {
            let at = input::position(&text, &problem.path);
            place(&at, &problem.message, &problem.help)
        });
        placed.collect::<Vec<_>>()
    };
    if found.is_empty() {
        // What is left: the syntax, and recipes that are included.
        let error = library::from_toml(&text).err();
        let problem = error.map(|error| {
            let help = error.remedy().map_or("", |remedy| &remedy.text);
            let start = input::position(&text, "");
            place(error.location().unwrap_or(&start), error.message(), help)
        });
        return Ok((problem.into_iter().collect(), placed(notes)));
    }
    Ok((placed(found), placed(notes)))
}
