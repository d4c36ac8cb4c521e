//! `policy diff`: compares documents, by content or by access.

use std::path::{Path, PathBuf};

use clap::Args;
use rolewright::access::compare;
use rolewright::lint::Kind;
use rolewright::policy::{self, PolicyDocument};
use rolewright::{Error, ErrorKind, Result};
use rolewright_report::policy::{PolicyAccessDiff, PolicyDiff};

use crate::exit::Exit;
use crate::failure::Outcome;
use crate::files::{Embedded, Input, check_standard_input, embedded};
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
    /// policies that are attached together, separated by commas, or a Terraform plan (`terraform show
    /// -json`) or ROS template with such policies (exit 2 if access differs or the comparison is
    /// inconclusive)
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
    let read_side = |side: &Vec<PathBuf>| -> Result<Vec<(String, PolicyDocument)>> {
        let read_one = |path: &PathBuf| Input::Document.read(path, |text| documents(path, text));
        Ok(side
            .iter()
            .map(read_one)
            .collect::<Result<Vec<_>>>()?
            .concat())
    };
    let [before, after] = sides.each_ref().map(read_side);
    let both = [before?, after?];
    let [before, after] = both.each_ref().map(|side| {
        let documents = side.iter().map(|(_, document)| document);
        documents.collect::<Vec<_>>()
    });
    let report = PolicyAccessDiff::new(compare(&before, &after));
    let names = both.each_ref().map(|side| {
        let names: Vec<_> = side.iter().map(|(name, _)| name.as_str()).collect();
        names.join(",")
    });
    let text = || report.text(&names, printer.paint());
    let markdown = || report.markdown(&names);
    printer.result(&output::report(&report, printer.format(), text, markdown)?);
    Ok(Exit::positive_if(report.equal))
}

/// Returns the policies of a file, each with its name: the path, with the address inside a plan or
/// template. Trust policies grant no access.
fn documents(path: &Path, text: &str) -> Result<Vec<(String, PolicyDocument)>> {
    let name = path.display().to_string();
    let Some(inside) = embedded(text)? else {
        return Ok(vec![(name, PolicyDocument::parse(text)?)]);
    };
    let policies = inside
        .into_iter()
        .filter(|policy| policy.kind == Kind::Identity);
    let mut documents = Vec::new();
    for Embedded {
        address, document, ..
    } in policies
    {
        let Some(document) = document else {
            let text = format!("the policy `{address}` is not known before an apply");
            return Err(Error::new(ErrorKind::PolicySyntax, text)
                .with_remedy("plan again when the objects that it names exist"));
        };
        let parsed = PolicyDocument::parse(&document).map_err(|error| {
            Error::from(error).with_remedy(format!("correct the policy `{address}`"))
        })?;
        documents.push((format!("{name}#{address}"), parsed));
    }
    if documents.is_empty() {
        return Err(Error::new(ErrorKind::PolicySyntax, "no policy is inside")
            .with_remedy("name a plan or template that creates a policy"));
    }
    Ok(documents)
}

/// The files that an argument names, separated by commas.
fn files(path: &Path) -> Vec<PathBuf> {
    match path.to_str().filter(|_| !path.exists()) {
        Some(text) => text.split(',').map(PathBuf::from).collect(),
        None => vec![path.to_owned()],
    }
}
