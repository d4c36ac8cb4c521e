//! `policy lint`: checks documents.

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Args, ValueEnum};
use jiff::Timestamp;
use rolewright::lint::{self, Kind, LintOptions, Suppression};
use rolewright::text::excerpt;
use rolewright::{Error, Result};
use rolewright_report::policy::{FixMade, LintedFile, PolicyLint};

use crate::args::{Format, Level};
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::{Failure, Outcome};
use crate::files::{self, Embedded, Input, embedded};
use crate::output;
use crate::terminal::Printer;

/// The arguments of `policy lint`.
#[derive(Debug, Args)]
pub(crate) struct Lint {
    /// Files with one document each, Terraform plans (`terraform show -json`) or ROS templates, whose
    /// policies are checked one by one; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Kind of the documents [default: trust if a statement has a Principal, else identity]
    #[arg(long, value_enum)]
    kind: Option<DocumentKind>,
    /// Lowest severity with exit code 2 [default: error]
    #[arg(long, value_enum, value_name = "LEVEL")]
    fail_on: Option<Level>,
    /// Fix findings whose fix changes no decision, and rewrite the files
    #[arg(long)]
    fix: bool,
    /// Accept the findings of a check, everywhere or at and below a JSON path; repeatable
    #[arg(long, value_name = "ID[@PATH]=REASON", value_parser = str::parse::<Suppression>)]
    allow: Vec<Suppression>,
    /// Check the documents for an attachment to a resource group instead of the account
    #[arg(long)]
    resource_group: bool,
    /// Size limit of a document in bytes [default: 6144, 4096 for control and 2048 for session]
    #[arg(long, value_name = "BYTES")]
    max_bytes: Option<usize>,
}

/// The kind of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum DocumentKind {
    /// Policy of a user, a group or a role.
    Identity,
    /// Trust policy of a role.
    Trust,
    /// Control policy of a resource directory.
    Control,
    /// Policy that restricts a session.
    Session,
}

impl From<DocumentKind> for Kind {
    fn from(kind: DocumentKind) -> Self {
        match kind {
            DocumentKind::Identity => Self::Identity,
            DocumentKind::Trust => Self::Trust,
            DocumentKind::Control => Self::Control,
            DocumentKind::Session => Self::Session,
        }
    }
}

impl Lint {
    pub(super) fn run(&self, config: &Config, printer: &Printer) -> Outcome {
        files::check_standard_input(&self.files, !self.fix)?;
        let mut accepted = config.lint.allow.clone();
        accepted.extend(self.allow.iter().cloned());
        let options = LintOptions {
            kind: self.kind.map(Kind::from),
            account: config.account.clone(),
            now: Duration::try_from(Timestamp::now().as_duration()).ok(),
            for_resource_group: self.resource_group,
            quota: self.max_bytes,
            ..LintOptions::default()
        };
        // All are read before any is written, so that an unreadable one leaves all unchanged.
        let whole = |text: &str| Ok::<_, Error>(text.to_owned());
        let read = |path: &PathBuf| Input::LintedDocument.read(path, whole);
        let texts = self.files.iter().map(read).collect::<Result<Vec<_>>>()?;
        let mut files = Vec::new();
        let mut used = vec![false; accepted.len()];
        for (path, document) in self.documents(texts, printer)? {
            let (file, met) = lint_file(&path, document, self.fix, &options, &accepted)?;
            used.iter_mut()
                .zip(met)
                .for_each(|(used, met)| *used |= met);
            files.push(file);
        }
        let unused = accepted.into_iter().zip(used).filter(|(_, used)| !used);
        let unused = unused.map(|(suppression, _)| suppression);
        let report = PolicyLint::new(files, unused.collect());
        printer.result(&match printer.format() {
            Format::Json => output::json(&report)?,
            Format::Sarif => output::json(&report.sarif())?,
            Format::Markdown => report.markdown(),
            Format::Text | Format::Junit => report.text(printer.colours()),
        });
        if !printer.is_json() {
            for unused in &report.unused {
                let at = unused
                    .at
                    .as_deref()
                    .map_or(String::new(), |at| format!(" at `{}`", excerpt(at, 80)));
                let text = format!(
                    "nothing was found that `{}`{at} would have to be allowed for",
                    unused.id
                );
                printer.warning(
                    &text,
                    Some(&"remove it from `lint.allow` or from the command line".into()),
                );
            }
        }
        let fail_on = self.fail_on.or(config.lint.fail_on).unwrap_or_default();
        Ok(match report.worst() {
            Some(worst) if worst >= fail_on.into() => Exit::Negative,
            _ => Exit::Positive,
        })
    }
}

impl Lint {
    /// Returns each document with its file, which has the address of a document inside a plan or template.
    fn documents(
        &self,
        texts: Vec<String>,
        printer: &Printer,
    ) -> Result<Vec<(PathBuf, Document)>, Failure> {
        let mut documents = Vec::new();
        for (path, text) in self.files.iter().zip(texts) {
            let name = path.display().to_string();
            let Some(inside) = embedded(&text).map_err(|error| error.with_resource(&*name))? else {
                documents.push((path.clone(), Document { text, kind: None }));
                continue;
            };
            if self.fix {
                return Err(Failure::Usage(
                    format!(
                        "`{}` is a plan or a template, which can't be rewritten",
                        excerpt(&name, 80)
                    ),
                    "fix its source, and omit `--fix`".into(),
                ));
            }
            for Embedded {
                address,
                kind,
                document,
            } in inside
            {
                let place = format!("{name}#{address}");
                match document {
                    Some(text) => {
                        let kind = Some(kind);
                        documents.push((place.into(), Document { text, kind }));
                    }
                    None => printer.warning(
                        &format!(
                            "`{}` is not checked: its document is known only when it is created",
                            excerpt(&place, 200)
                        ),
                        None,
                    ),
                }
            }
        }
        Ok(documents)
    }
}

/// A document, and its kind if that is known from its place.
struct Document {
    text: String,
    kind: Option<Kind>,
}

/// Lints one file, fixes it if requested, and returns which suppressions matched.
fn lint_file(
    path: &Path,
    Document { text, kind }: Document,
    fix: bool,
    options: &LintOptions,
    accepted: &[Suppression],
) -> Result<(LintedFile, Vec<bool>), Error> {
    let kind = options.kind.or(kind).unwrap_or_else(|| Kind::guess(&text));
    let options = LintOptions {
        kind: Some(kind),
        ..options.clone()
    };
    let mut made = Vec::new();
    let (now, findings) = if fix {
        let is_open = |finding: &lint::LintFinding| {
            let judged = lint::suppress(vec![finding.clone()], accepted);
            judged.suppressed.is_empty()
        };
        let fixed = lint::fix(&text, &options, is_open);
        if fixed.text != text {
            files::rewrite(path, &fixed.text)?;
        }
        made.extend(fixed.made.into_iter().map(FixMade::from));
        (fixed.text, fixed.left)
    } else {
        let findings = lint::lint(&text, &options);
        (text, findings)
    };
    let judged = lint::suppress(findings, accepted);
    let name = path.display().to_string();
    let used = judged.used.clone();
    Ok((LintedFile::new(name, kind, now, judged, made), used))
}
