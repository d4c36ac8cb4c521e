//! `policy fmt` and `policy diff`.

use std::path::{Path, PathBuf};

use rolewright::Result;
use rolewright::access::compare;
use rolewright::policy::{self, PolicyDocument};

use super::{Diff, Fmt};
use crate::exit::Exit;
use crate::failure::Outcome;
use crate::files::{check_standard_input, read, rewrite};
use crate::output::{self, PolicyAccessDiff, PolicyDiff, PolicyFile, PolicyFmt};
use crate::terminal::Printer;

pub(crate) fn fmt(fmt: &Fmt, printer: &Printer) -> Outcome {
    check_standard_input(&fmt.files, !fmt.write)?;
    // All are read before any is written, so that a bad one leaves all as they are.
    let read_one = |path: &PathBuf| read(path, |text| formatted(path, text, fmt.compact));
    let mut report = PolicyFmt::new(fmt.files.iter().map(read_one).collect::<Result<_>>()?);
    let files = fmt.files.iter().zip(&mut report.files);
    let mut named = String::new();
    for (path, file) in files.filter(|(_, file)| !file.in_form) {
        if fmt.write {
            rewrite(path, &file.document)?;
            file.written = true;
        }
        named.push_str(&format!("{}\n", file.file));
    }
    if printer.is_json() {
        printer.result(&output::json(&report)?);
    } else if !(fmt.check || fmt.write) {
        let documents = report.files.iter().map(|file| file.document.as_str());
        printer.result(&documents.collect::<String>());
    } else if !named.is_empty() {
        printer.result(&named);
    }
    if !fmt.check || named.is_empty() {
        return Ok(Exit::Yes);
    }
    if !printer.is_json() {
        printer.note("not in form; `--write` in place of `--check` puts it right");
    }
    Ok(Exit::No)
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

pub(crate) fn diff(asked: &Diff, printer: &Printer) -> Outcome {
    let (old, new) = (asked.old.as_path(), asked.new.as_path());
    if asked.access {
        return access(old, new, printer);
    }
    check_standard_input(&[old, new], true)?;
    let [before, after] = [old, new].map(|path| read(path, PolicyDocument::parse_either));
    let report = PolicyDiff::new(policy::diff(&before?, &after?));
    let names = [old, new].map(|path| path.display().to_string());
    let text = output::difference(&report, &names, printer.format(), printer.paint())?;
    printer.result(&text);
    Ok(if report.equal { Exit::Yes } else { Exit::No })
}

fn access(old: &Path, new: &Path, printer: &Printer) -> Outcome {
    let sides = [old, new].map(files);
    check_standard_input(&sides.concat(), true)?;
    let read_side = |side: &Vec<PathBuf>| -> Result<Vec<PolicyDocument>> {
        let read_one = |path: &PathBuf| read(path, PolicyDocument::parse);
        side.iter().map(read_one).collect()
    };
    let [before, after] = sides.each_ref().map(read_side);
    let (before, after) = (before?, after?);
    let [before, after] = [&before, &after].map(|side| side.iter().collect::<Vec<_>>());
    let report = PolicyAccessDiff::new(compare(&before, &after));
    let names = [old, new].map(|path| path.display().to_string());
    printer.result(&output::access(
        &report,
        &names,
        printer.format(),
        printer.paint(),
    )?);
    Ok(if report.equal { Exit::Yes } else { Exit::No })
}

/// The files that an argument names: one, or several between commas.
fn files(path: &Path) -> Vec<PathBuf> {
    match path.to_str().filter(|_| !path.exists()) {
        Some(text) => text.split(',').map(PathBuf::from).collect(),
        None => vec![path.to_owned()],
    }
}
