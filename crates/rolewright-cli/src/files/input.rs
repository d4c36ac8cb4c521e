//! Reads a file of a known kind, up to a size; reads standard input.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use rolewright::{Error, ErrorKind, Result};

use super::embedded::{begins_like_ros, begins_like_terraform};
use crate::failure::Failure;

/// The part of a file that tells a plan or a template from a document, in bytes.
const HEAD: u64 = 4096;

/// The file name of standard input, for what other programs print.
const STDIN: &str = "-";

/// Where a shell puts the pipe of a process substitution, such as `<(command)`.
#[cfg(unix)]
const SHELL_PIPES: [&str; 2] = ["/dev/fd", "/proc/self/fd"];

/// The kind of an input file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Input {
    /// `rolewright.toml`.
    Config,
    /// The plan of `plan --out`.
    Plan,
    /// The seed of an emulator.
    Seed,
    /// The cases of `policy simulate`.
    Cases,
    /// The requests of an emulator.
    Requests,
    /// The body of an error response, or an encoded diagnostic message.
    Denial,
    /// A Terraform state, as `terraform show -json` prints it.
    TerraformState,
    /// A recipe.
    Recipe,
    /// The inventory of a fleet.
    Fleet,
    /// A file in the folder of a run over a fleet.
    FleetRun,
    /// A policy document.
    Document,
    /// A policy document to lint, where a document that is too long for RAM is a finding.
    LintedDocument,
}

impl Input {
    /// The largest file to read, in bytes. A document for RAM has at most 6,144.
    fn limit(self) -> u64 {
        match self {
            Self::Document => 64 * 1024,
            Self::Recipe | Self::Denial => 256 * 1024,
            Self::Config | Self::LintedDocument => 1024 * 1024,
            Self::Plan
            | Self::Seed
            | Self::Cases
            | Self::Fleet
            | Self::Requests
            | Self::TerraformState => 16 * 1024 * 1024,
            Self::FleetRun => 256 * 1024 * 1024,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Config => "configuration file",
            Self::Plan => "saved plan",
            Self::Seed => "seed",
            Self::TerraformState => "Terraform state",
            Self::Cases => "file of cases",
            Self::Requests => "list of requests",
            Self::Denial => "error body",
            Self::Recipe => "recipe file",
            Self::Fleet => "inventory",
            Self::FleetRun => "file of the run",
            Self::Document | Self::LintedDocument => "policy document",
        }
    }

    fn help(self) -> &'static str {
        match self {
            Self::Config => "name another with `--config FILE`, or leave it out",
            Self::Plan => "save a new one with `rolewright plan --out FILE`",
            Self::TerraformState => "write it with `terraform show -json`",
            Self::Seed => "name a JSON file with calls, keys and buckets",
            Self::Recipe => "name a TOML file; docs/recipes.md describes its keys",
            Self::Fleet => "name a TOML file; docs/fleets.md describes its keys",
            Self::FleetRun => "name the folder of `--out`",
            Self::Cases => "name a file with one JSON object per line",
            Self::Requests => {
                "name a file with what `GET /_rolewright/requests` returns, or the emulator's log"
            }
            Self::Denial => {
                "name a file with the body of the denied response, or its encoded diagnostic message"
            }
            Self::Document | Self::LintedDocument => "name a file that holds one document as JSON",
        }
    }

    fn error(self, path: &Path, message: String) -> Error {
        let kind = match self {
            Self::Config
            | Self::Plan
            | Self::Seed
            | Self::Recipe
            | Self::Fleet
            | Self::FleetRun
            | Self::Requests
            | Self::Denial
            | Self::TerraformState => ErrorKind::ConfigInvalid,
            Self::Cases | Self::Document | Self::LintedDocument => ErrorKind::PolicySyntax,
        };
        let error = Error::new(kind, message).with_remedy(self.help());
        error.with_resource(path.display().to_string())
    }

    /// Reads and parses a file, or standard input for what other programs print; errors name the file.
    pub(crate) fn read<T, E: Into<Error>>(
        self,
        path: &Path,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<T> {
        let text = self.read_text(path)?;
        parse(&text).map_err(|error| error.into().with_resource(path.display().to_string()))
    }

    /// The limit of a file that begins like this: plans and templates have policies inside.
    fn limit_of(self, head: &[u8]) -> u64 {
        match self {
            Self::Document | Self::LintedDocument if begins_like_terraform(head) => {
                Self::Plan.limit()
            }
            Self::Document if begins_like_ros(head) => Self::LintedDocument.limit(),
            _ => self.limit(),
        }
    }

    /// Reads the file up to its limit, so that an endless one ends too.
    fn read_text(self, path: &Path) -> Result<String> {
        let is_streamed = matches!(
            self,
            Self::Cases | Self::Document | Self::LintedDocument | Self::Requests | Self::Denial
        );
        let (size, mut reader): (u64, Box<dyn Read>) = if is_streamed && path == Path::new(STDIN) {
            (0, Box::new(io::stdin().lock()))
        } else {
            let (size, file) = open(path).map_err(|why| {
                self.error(path, format!("the {} can't be read: {why}", self.name()))
            })?;
            (size, Box::new(file))
        };
        let too_large = |(size, limit): (String, u64)| {
            let name = self.name();
            let text = format!("the {name} is too large: {size} bytes, the limit is {limit}");
            self.error(path, text)
        };
        let unreadable = |error: io::Error| {
            self.error(path, format!("the {} can't be read: {error}", self.name()))
        };
        let mut bytes = Vec::new();
        let head = reader.by_ref().take(HEAD).read_to_end(&mut bytes);
        head.map_err(unreadable)?;
        let limit = self.limit_of(&bytes);
        if size > limit {
            return Err(too_large((size.to_string(), limit)));
        }
        let rest = reader.take(limit + 1 - HEAD).read_to_end(&mut bytes);
        rest.map_err(unreadable)?;
        if bytes.len() as u64 > limit {
            return Err(too_large((format!("more than {limit}"), limit)));
        }
        String::from_utf8(bytes).map_err(|_| {
            let error = self.error(path, format!("the {} is not UTF-8", self.name()));
            error.with_remedy("save it as UTF-8 without a byte order mark")
        })
    }
}

/// Opens a file; returns its size, which is 0 for a device or a pipe.
fn open(path: &Path) -> Result<(u64, File), String> {
    let metadata = fs::metadata(path).map_err(|error| error.to_string())?;
    if metadata.is_dir() {
        return Err("it is a folder".to_owned());
    }
    // Opening a named pipe waits for a writer, which may never come.
    #[cfg(unix)]
    if std::os::unix::fs::FileTypeExt::is_fifo(&metadata.file_type())
        && !SHELL_PIPES.iter().any(|folder| path.starts_with(folder))
    {
        return Err("it is a named pipe".to_owned());
    }
    let file = File::open(path).map_err(|error| error.to_string())?;
    Ok((metadata.len(), file))
}

/// Checks that standard input is named at most once, and only where it is allowed.
pub(crate) fn check_standard_input(
    paths: &[impl AsRef<Path>],
    is_allowed: bool,
) -> Result<(), Failure> {
    let is_stdin = |path: &&_| AsRef::<Path>::as_ref(*path) == Path::new(STDIN);
    let count = paths.iter().filter(is_stdin).count();
    match (count, is_allowed) {
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
