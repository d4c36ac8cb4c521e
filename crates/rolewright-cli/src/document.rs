//! Documents in files and on standard input: read, brought into form, compared.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use rolewright::access::compare;
use rolewright::policy::{self, PolicyDocument};
use rolewright::{Error, ErrorKind, Result};

use crate::arguments::{Diff, Fmt};
use crate::command::Outcome;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::{self, PolicyAccessDiff, PolicyDiff, PolicyFile, PolicyFmt};
use crate::printer::Printer;

/// Far more than any document that RAM takes, in bytes.
const LARGEST_FILE: u64 = 64 * 1024;

/// What is said for standard input.
pub(crate) const STDIN: &str = "-";

/// Reads a file, or standard input, with this parser; errors name it.
pub(crate) fn read<T, E: Into<Error>>(
    path: &Path,
    parse: impl FnOnce(&str) -> Result<T, E>,
) -> Result<T> {
    read_up_to(LARGEST_FILE, path, parse)
}

/// The same for files of at most so many bytes.
pub(crate) fn read_up_to<T, E: Into<Error>>(
    largest: u64,
    path: &Path,
    parse: impl FnOnce(&str) -> Result<T, E>,
) -> Result<T> {
    let named = |error: Error| error.with_resource(path.display().to_string());
    parse(&text_of(path, largest).map_err(named)?).map_err(|error| named(error.into()))
}

fn text_of(path: &Path, largest: u64) -> Result<String> {
    let mut text = String::new();
    let reader: io::Result<Box<dyn Read>> = if path == Path::new(STDIN) {
        Ok(Box::new(io::stdin().lock()))
    } else {
        File::open(path).map(|file| Box::new(file) as Box<dyn Read>)
    };
    reader
        .and_then(|reader| reader.take(largest + 1).read_to_string(&mut text))
        .map_err(|error| {
            let message = format!("the file can't be read: {error}");
            Error::new(ErrorKind::PolicySyntax, message)
                .with_help("name a file that holds the document as JSON")
        })?;
    if text.len() as u64 > largest {
        let message = "the file is too large for a document";
        return Err(Error::new(ErrorKind::PolicySyntax, message)
            .with_help("name a file that holds one document and nothing else"));
    }
    Ok(text)
}

pub(crate) fn fmt(fmt: &Fmt, printer: &Printer) -> Outcome {
    check_standard_input(&fmt.files, !fmt.write)?;
    // All are read before any is written, so that a bad one leaves all as they are.
    let read_one = |path: &PathBuf| read(path, |text| formatted(path, text, fmt.compact));
    let mut report = PolicyFmt::new(fmt.files.iter().map(read_one).collect::<Result<_>>()?);
    let files = fmt.files.iter().zip(&mut report.files);
    let mut named = String::new();
    for (path, file) in files.filter(|(_, file)| !file.in_form) {
        if fmt.write {
            write(path, &file.document)?;
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

/// Standard input can be read once, and can't be rewritten.
pub(crate) fn check_standard_input(
    paths: &[impl AsRef<Path>],
    may_stand: bool,
) -> Result<(), Failure> {
    let is_stdin = |path: &&_| AsRef::<Path>::as_ref(*path) == Path::new(STDIN);
    let count = paths.iter().filter(is_stdin).count();
    match (count, may_stand) {
        (0, _) | (1, true) => Ok(()),
        (_, true) => Err(Failure::Usage(
            "standard input (`-`) can be read only once".into(),
            "name files for the others".into(),
        )),
        _ => Err(Failure::Usage(
            "standard input (`-`) can't be rewritten".into(),
            "name a file, or leave the flag out that rewrites it".into(),
        )),
    }
}

/// Puts the text in the place of a file in one step; a link stays, and so do the permissions.
pub(crate) fn write(path: &Path, text: &str) -> Result<()> {
    let replace = || -> io::Result<()> {
        let path = fs::canonicalize(path)?;
        let folder = path.parent().unwrap_or(&path);
        let mut new = tempfile::NamedTempFile::new_in(folder)?;
        new.write_all(text.as_bytes())?;
        new.as_file()
            .set_permissions(fs::metadata(&path)?.permissions())?;
        new.as_file().sync_all()?;
        new.persist(&path)?;
        Ok(())
    };
    replace().map_err(|error| {
        Error::new(
            ErrorKind::Store,
            format!("the file can't be rewritten: {error}"),
        )
        .with_resource(path.display().to_string())
        .with_help("its folder must be writable; the file is as it was")
    })
}
