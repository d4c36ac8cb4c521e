//! `policy diff`: compares documents, by content or by access.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use clap::Args;
use rolewright::access::compare;
use rolewright::lint::Kind;
use rolewright::policy::{self, PolicyDocument};
use rolewright::{Error, ErrorKind, Result};
use rolewright_report::policy::{PolicyAccessDiff, PolicyChange, PolicyDiff};

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
    /// -json`) or ROS template with policies. Those of two plans or templates are compared by address
    /// (exit 2 if access differs or the comparison is inconclusive)
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
    let read_side = |side: &Vec<PathBuf>| -> Result<Vec<Policies>> {
        let read_one = |path: &PathBuf| Input::Document.read(path, |text| policies(path, text));
        side.iter().map(read_one).collect()
    };
    let [before, after] = sides.each_ref().map(read_side);
    let both = [before?, after?];
    let mut all = both.iter().flatten();
    let (report, names) = if all.all(|file| file.is_inside) {
        let report = by_address(both.each_ref().map(|side| addresses(side)))?;
        (report, both.each_ref().map(|side| joined(side, false)))
    } else {
        if let Some(empty) = both.iter().flatten().find(|file| file.policies.is_empty()) {
            return Err(nothing_inside().with_resource(empty.name.clone()).into());
        }
        let [before, after] = both.each_ref().map(|side| {
            let all = side.iter().flat_map(|file| &file.policies);
            all.map(|(_, document)| document).collect::<Vec<_>>()
        });
        let report = PolicyAccessDiff::new(compare(&before, &after));
        (report, both.each_ref().map(|side| joined(side, true)))
    };
    let text = || report.text(&names, printer.paint());
    let markdown = || report.markdown(&names);
    printer.result(&output::report(&report, printer.format(), text, markdown)?);
    Ok(Exit::positive_if(report.equal))
}

/// The policies of a file.
struct Policies {
    /// The path.
    name: String,
    /// Whether they are inside a plan or template, with addresses.
    is_inside: bool,
    /// Addresses, empty for a document of its own, and documents.
    policies: Vec<(String, PolicyDocument)>,
}

/// Reads the policies of a file. Trust policies grant no access.
fn policies(path: &Path, text: &str) -> Result<Policies> {
    let name = path.display().to_string();
    let Some(inside) = embedded(text)? else {
        return Ok(Policies {
            name,
            is_inside: false,
            policies: vec![(String::new(), PolicyDocument::parse(text)?)],
        });
    };
    let mut policies = Vec::new();
    for Embedded {
        address, document, ..
    } in inside
        .into_iter()
        .filter(|policy| policy.kind == Kind::Identity)
    {
        let Some(document) = document else {
            let text = format!("the policy `{address}` is not known before an apply");
            return Err(Error::new(ErrorKind::PolicySyntax, text)
                .with_remedy("plan again when the objects that it names exist"));
        };
        let parsed = PolicyDocument::parse(&document).map_err(|error| {
            Error::from(error).with_remedy(format!("correct the policy `{address}`"))
        })?;
        policies.push((address, parsed));
    }
    Ok(Policies {
        name,
        is_inside: true,
        policies,
    })
}

/// The files of a side, or its policies with the addresses inside them.
fn joined(side: &[Policies], addresses: bool) -> String {
    let names = side.iter().flat_map(|file| {
        let all = file.policies.iter().filter(|_| addresses);
        let inside = all.map(|(address, _)| match address.as_str() {
            "" => file.name.clone(),
            address => format!("{}#{address}", file.name),
        });
        inside.chain((!addresses).then(|| file.name.clone()))
    });
    names.collect::<Vec<_>>().join(",")
}

/// The policies of a side by address. Those of several files at one address are attached together.
type ByAddress<'a> = BTreeMap<&'a str, Vec<&'a PolicyDocument>>;

fn addresses(side: &[Policies]) -> ByAddress<'_> {
    let mut all = ByAddress::new();
    for (address, document) in side.iter().flat_map(|file| &file.policies) {
        all.entry(address).or_default().push(document);
    }
    all
}

/// Compares the policies at each address; one that only one side has is added or removed as a whole.
fn by_address([before, after]: [ByAddress<'_>; 2]) -> Result<PolicyAccessDiff> {
    let all: BTreeSet<_> = before.keys().chain(after.keys()).copied().collect();
    if all.is_empty() {
        return Err(nothing_inside());
    }
    let none = Vec::new();
    Ok(PolicyAccessDiff::by_address(all.into_iter().map(
        |address| {
            let (old, new) = (before.get(address), after.get(address));
            let one_sided = match (old, new) {
                (None, _) => Some(PolicyChange::Added),
                (_, None) => Some(PolicyChange::Removed),
                _ => None,
            };
            let difference = compare(old.unwrap_or(&none), new.unwrap_or(&none));
            (address.to_owned(), one_sided, difference)
        },
    )))
}

fn nothing_inside() -> Error {
    Error::new(ErrorKind::PolicySyntax, "no policy is inside")
        .with_remedy("name a plan or template that creates a policy")
}

/// The files that an argument names, separated by commas.
fn files(path: &Path) -> Vec<PathBuf> {
    match path.to_str().filter(|_| !path.exists()) {
        Some(text) => text.split(',').map(PathBuf::from).collect(),
        None => vec![path.to_owned()],
    }
}
