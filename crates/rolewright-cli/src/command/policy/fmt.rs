//! `policy fmt`: formats documents.

use std::path::{Path, PathBuf};

use clap::Args;
use rolewright::Result;
use rolewright::policy::PolicyDocument;

use crate::exit::Exit;
use crate::failure::Outcome;
use crate::files::{Input, check_standard_input, rewrite};
use crate::output::{self, PolicyFile, PolicyFmt};
use crate::terminal::Printer;

/// The arguments of `policy fmt`.
#[derive(Debug, Args)]
pub(crate) struct Fmt {
    /// Files with one document each; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Remove all white space, as RAM does before it counts bytes
    #[arg(long)]
    compact: bool,
    /// List files that are not formatted (exit 2 if there are any)
    #[arg(long, conflicts_with = "write")]
    check: bool,
    /// Rewrite files that are not formatted, and list them
    #[arg(long)]
    write: bool,
}

impl Fmt {
    pub(super) fn run(&self, printer: &Printer) -> Outcome {
        check_standard_input(&self.files, !self.write)?;
        // All are read before any is written, so that an invalid one leaves all unchanged.
        let read_one =
            |path: &PathBuf| Input::Document.read(path, |text| formatted(path, text, self.compact));
        let mut report = PolicyFmt::new(self.files.iter().map(read_one).collect::<Result<_>>()?);
        let files = self.files.iter().zip(&mut report.files);
        let mut named = String::new();
        for (path, file) in files.filter(|(_, file)| !file.in_form) {
            if self.write {
                rewrite(path, &file.document)?;
                file.written = true;
            }
            named.push_str(&format!("{}\n", file.file));
        }
        if printer.is_json() {
            printer.result(&output::json(&report)?);
        } else if !(self.check || self.write) {
            let documents = report.files.iter().map(|file| file.document.as_str());
            printer.result(&documents.collect::<String>());
        } else if !named.is_empty() {
            printer.result(&named);
        }
        if !self.check || named.is_empty() {
            return Ok(Exit::Positive);
        }
        if !printer.is_json() {
            printer.note("not in form; `--write` in place of `--check` puts it right");
        }
        Ok(Exit::Negative)
    }
}

fn formatted(path: &Path, text: &str, compact: bool) -> Result<PolicyFile> {
    let document = PolicyDocument::parse_either(text)?;
    let form = if compact {
        document.to_compact()
    } else {
        document.to_pretty()
    };
    let form = form + "\n";
    Ok(PolicyFile {
        file: path.display().to_string(),
        in_form: text == form,
        written: false,
        bytes: document.size(),
        document: form,
    })
}
