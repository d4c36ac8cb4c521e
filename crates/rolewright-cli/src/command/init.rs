//! `rolewright init`: writes `rolewright.toml`.

use std::path::Path;

use clap::Args;
use rolewright::{AccountId, BucketName, Error, ErrorKind, Region, Result};

use crate::args::{BucketArgs, Format};
use crate::config::{Config, DEFAULT_FILE};
use crate::exit::Exit;
use crate::failure::{Failure, Outcome};
use crate::files;
use crate::terminal::Printer;

/// The arguments of `init`.
#[derive(Debug, Args)]
pub(crate) struct Init {
    /// The buckets.
    #[command(flatten)]
    buckets: BucketArgs,
    /// Replace the file if it exists
    #[arg(long)]
    force: bool,
}

impl Init {
    /// `flags` holds the global flags; `path` is the file to write.
    pub(super) fn run(&self, flags: Config, path: Option<&Path>, printer: &Printer) -> Outcome {
        let is_named = path.is_some();
        let path = path.unwrap_or(Path::new(DEFAULT_FILE));
        if !self.force && path.exists() {
            return Err(exists(path).into());
        }
        let mut config = flags.with_buckets(&self.buckets);
        config.output = None;
        if config.bucket.is_empty() && !config.default_bucket {
            ask(&mut config, printer)?;
        }
        let text = config.to_file(path, is_named)?;
        if self.force && path.exists() {
            files::rewrite(path, &text)?;
        } else if !files::create(path, &text)? {
            return Err(exists(path).into());
        }
        if printer.format() != Format::Json {
            printer.note(&format!("Wrote `{}`.", path.display()));
            printer
                .note("Next: `rolewright plan` shows the changes, `rolewright apply` makes them.");
        }
        Ok(Exit::Positive)
    }
}

/// Prompts for the buckets and for values without a flag.
fn ask(config: &mut Config, printer: &Printer) -> Result<(), Failure> {
    if !printer.can_ask() {
        return Err(Failure::Usage(
            "no bucket is set, and there is no terminal for a prompt".into(),
            "set `--bucket NAME` or `--default-bucket`; `--account ID`, `--region REGION` and \
             `--provider NAME` are optional"
                .into(),
        ));
    }
    let buckets = answer(printer, "Buckets, separated by commas: ", |text| {
        let names = text.split(',').map(|name| BucketName::new(name.trim()));
        names.collect::<Result<Vec<_>>>()
    })?;
    config.bucket = config.buckets_named(&buckets);
    if config.account.is_none() {
        let question = "Account ID (empty: any account): ";
        config.account = answer(printer, question, |text| {
            optional(text, str::parse::<AccountId>)
        })?;
    }
    if config.region.is_empty() {
        let question = "Region of the registry instances (empty: none yet): ";
        let known = |id: &str| Region::named(id).map(|_| id.to_owned());
        let region = answer(printer, question, |text| optional(text, known))?;
        config.region = region.into_iter().collect();
    }
    Ok(())
}

fn optional<T, E: Into<Error>>(
    text: &str,
    parse: impl FnOnce(&str) -> Result<T, E>,
) -> Result<Option<T>> {
    let parsed = (!text.is_empty()).then(|| parse(text));
    parsed.transpose().map_err(Into::into)
}

/// Prompts until the answer is valid; an error at the end of the input.
fn answer<T>(
    printer: &Printer,
    question: &str,
    parse: impl Fn(&str) -> Result<T>,
) -> Result<T, Failure> {
    while let Some(text) = printer.read_answer(question) {
        match parse(&text) {
            Ok(value) => return Ok(value),
            Err(error) => printer.failure(&error.into(), Exit::Usage),
        }
    }
    Err(Failure::Usage(
        "the input ended before all questions were answered".into(),
        "run it again, or set `--bucket NAME`".into(),
    ))
}

fn exists(path: &Path) -> Error {
    Error::new(ErrorKind::Refused, "the file exists")
        .with_resource(path.display().to_string())
        .with_remedy("set `--force` to replace it, or `--config FILE` to write another file")
}
