//! `policy diff`: compares documents, by content or by access.

use std::path::{Path, PathBuf};

use clap::Args;
use rolewright::Result;
use rolewright::access::compare;
use rolewright::policy::{self, PolicyDocument};
use rolewright_report::policy::{PolicyAccessDiff, PolicyDiff};

use crate::exit::Exit;
use crate::failure::Outcome;
use crate::files::{Input, check_standard_input};
use crate::output;
use crate::terminal::Printer;

/// The arguments of `policy diff`.
#[derive(Debug, Args)]
pub(crate) struct Diff {
    /// Old document; `-` is standard input
    old: PathBuf,
    /// New document; `-` is standard input
    new: PathBuf,
    /// Compare the access that the documents grant instead of their text; either may be several
    /// policies that are attached together, separated by commas (exit 2 if access differs or the
    /// comparison is inconclusive)
    #[arg(long)]
    access: bool,
}

impl Diff {
    pub(super) fn run(&self, printer: &Printer) -> Outcome {
        let (old, new) = (self.old.as_path(), self.new.as_path());
        if self.access {
            return access(old, new, printer);
        }
        check_standard_input(&[old, new], true)?;
        let [before, after] =
            [old, new].map(|path| Input::Document.read(path, PolicyDocument::parse_either));
        let report = PolicyDiff::new(policy::diff(&before?, &after?));
        let names = [old, new].map(|path| path.display().to_string());
        let text = || report.text(&names, printer.paint());
        let markdown = || report.markdown(&names);
        printer.result(&output::report(&report, printer.format(), text, markdown)?);
        Ok(Exit::positive_if(report.equal))
    }
}

fn access(old: &Path, new: &Path, printer: &Printer) -> Outcome {
    let sides = [old, new].map(files);
    check_standard_input(&sides.concat(), true)?;
    let read_side = |side: &Vec<PathBuf>| -> Result<Vec<PolicyDocument>> {
        let read_one = |path: &PathBuf| Input::Document.read(path, PolicyDocument::parse);
        side.iter().map(read_one).collect()
    };
    let [before, after] = sides.each_ref().map(read_side);
    let (before, after) = (before?, after?);
    let [before, after] = [&before, &after].map(|side| side.iter().collect::<Vec<_>>());
    let report = PolicyAccessDiff::new(compare(&before, &after));
    let names = [old, new].map(|path| path.display().to_string());
    let text = || report.text(&names, printer.paint());
    let markdown = || report.markdown(&names);
    printer.result(&output::report(&report, printer.format(), text, markdown)?);
    Ok(Exit::positive_if(report.equal))
}

/// The files that an argument names, separated by commas.
fn files(path: &Path) -> Vec<PathBuf> {
    match path.to_str().filter(|_| !path.exists()) {
        Some(text) => text.split(',').map(PathBuf::from).collect(),
        None => vec![path.to_owned()],
    }
}
