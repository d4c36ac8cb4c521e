//! `policy lint`: files in, findings out.

use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;
use rolewright::lint::{self, Kind, Options, Suppression};
use rolewright::text::excerpt;
use rolewright::{Error, Result};

use crate::arguments::{Format, Lint};
use crate::command::Outcome;
use crate::config::Config;
use crate::document::{self, STDIN};
use crate::exit::Exit;
use crate::output::{self, FixMade, LintedFile, PolicyLint};
use crate::printer::Printer;

/// Far more than any document that RAM takes, in bytes: a larger one is a finding, too.
const LARGEST_FILE: u64 = 1024 * 1024;

pub(crate) fn lint(config: &Config, asked: &Lint, printer: &Printer) -> Outcome {
    document::check_standard_input(&asked.files, !asked.fix)?;
    let mut accepted = config.lint.allow.clone();
    accepted.extend(asked.allow.iter().cloned());
    let options = Options {
        kind: asked.kind.map(Kind::from),
        account: config.account.clone(),
        now: Duration::try_from(Timestamp::now().as_duration()).ok(),
        for_resource_group: asked.resource_group,
        quota: asked.max_bytes,
        ..Options::default()
    };
    // All are read before any is written, so that one that can't be leaves all as they are.
    let read = |path: &PathBuf| {
        document::read_up_to(LARGEST_FILE, path, |text| Ok::<_, Error>(text.to_owned()))
    };
    let texts = asked.files.iter().map(read).collect::<Result<Vec<_>>>()?;
    let mut report = PolicyLint::new();
    let mut used = vec![false; accepted.len()];
    for (path, text) in asked.files.iter().zip(texts) {
        let (file, met) = look(path, text, asked.fix, &options, &accepted)?;
        used.iter_mut()
            .zip(met)
            .for_each(|(used, met)| *used |= met);
        report.files.push(file);
    }
    let unused = accepted.into_iter().zip(used).filter(|(_, used)| !used);
    report
        .unused
        .extend(unused.map(|(suppression, _)| suppression));
    printer.result(&match printer.format() {
        Format::Json => output::json(&report)?,
        Format::Sarif => output::json(&output::sarif(&report))?,
        Format::Markdown => report.markdown(),
        Format::Text => report.text(printer.colours()),
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
                Some("take it out of `lint.allow` or the command line"),
            );
        }
    }
    let fail_on = asked.fail_on.or(config.lint.fail_on).unwrap_or_default();
    Ok(match report.worst() {
        Some(worst) if worst >= fail_on.into() => Exit::No,
        _ => Exit::Yes,
    })
}

/// The findings of one file, after it was put right, and which suppressions they met.
fn look(
    path: &Path,
    text: String,
    fix: bool,
    options: &Options,
    accepted: &[Suppression],
) -> Result<(LintedFile, Vec<bool>), Error> {
    let kind = options.kind.unwrap_or_else(|| Kind::guess(&text));
    let options = Options {
        kind: Some(kind),
        ..options.clone()
    };
    let mut made = Vec::new();
    let (now, findings) = match fix {
        false => {
            let findings = lint::lint(&text, &options);
            (text, findings)
        }
        true => {
            let wanted = |finding: &lint::Finding| {
                let judged = lint::suppress(vec![finding.clone()], accepted);
                judged.suppressed.is_empty()
            };
            let fixed = lint::fix(&text, &options, wanted);
            if fixed.text != text {
                document::write(path, &fixed.text)?;
            }
            made.extend(fixed.made.into_iter().map(FixMade::from));
            (fixed.text, fixed.left)
        }
    };
    let judged = lint::suppress(findings, accepted);
    let name = match path == Path::new(STDIN) {
        true => STDIN.to_owned(),
        false => path.display().to_string(),
    };
    let used = judged.used.clone();
    Ok((LintedFile::new(name, kind, now, judged, made), used))
}
