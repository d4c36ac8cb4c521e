//! Pages whose commands are run in a shell, and whose output is compared with what they show.

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use super::{Typed, commands, root};

/// Commands that build and install; the test has the program already.
const INSTALL: [&str; 2] = ["git clone ", "cargo install "];

/// A page that takes longer waits for something that does not come.
const LIMIT: Duration = Duration::from_secs(120);

/// What stands for lines that a page leaves out.
const OMITTED: &str = "..";

#[test]
fn the_tutorial_runs_as_it_is_written() {
    run("docs/tutorial.md");
}

#[test]
fn the_page_beside_the_official_one_runs_as_it_is_written() {
    let folder = run("docs/how-to/official-page.md");
    let page = page("docs/how-to/official-page.md");
    let (_, shown) = page.split_once("```text\n").unwrap();
    let (shown, _) = shown.split_once("```").unwrap();
    let report = std::fs::read_to_string(folder.path().join("report.html")).unwrap();
    let report = text_of(&report);
    let mut rest = report.as_str();
    for line in shown.lines() {
        let Some((_, after)) = rest.split_once(line) else {
            panic!("the report has no `{line}` there: {report}");
        };
        rest = after;
    }
}

fn page(name: &str) -> String {
    std::fs::read_to_string(root().join(name)).unwrap()
}

/// Runs all commands of a page in one shell in a new folder, which is returned.
fn run(name: &str) -> tempfile::TempDir {
    let page = page(name);
    let mut all = commands(&page, &["console"]);
    all.retain(|typed| !INSTALL.iter().any(|start| typed.text.starts_with(start)));
    let folder = tempfile::tempdir().unwrap();
    let results = tempfile::tempdir().unwrap();
    // An emulator that a failed page leaves behind ends with the shell.
    let mut script = String::from("trap 'kill $! 2> /dev/null' EXIT\ntrap 'exit 1' TERM\ncode=0\n");
    for (number, typed) in all.iter().enumerate() {
        let file = results.path().join(number.to_string());
        let (text, file) = (&typed.text, file.display());
        // `$?` is that of the command before.
        let _ = writeln!(script, "{{ (exit $code)\n{text}\n}} > {file} 2>&1\ncode=$?");
    }
    let program = Path::new(assert_cmd::cargo::cargo_bin!("rolewright"));
    let path = std::env::var_os("PATH").unwrap();
    let mut places = vec![program.parent().unwrap().to_owned()];
    places.extend(std::env::split_paths(&path));
    let mut shell = Command::new("sh")
        .args(["-c", &script])
        .current_dir(folder.path())
        .env_clear()
        .env("PATH", std::env::join_paths(places).unwrap())
        .env("HOME", folder.path())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let id = Pid::from_raw(i32::try_from(shell.id()).unwrap());
    let (ended, end) = mpsc::channel();
    std::thread::spawn(move || ended.send(shell.wait()));
    if end.recv_timeout(LIMIT).is_err() {
        kill(id, Signal::SIGTERM).unwrap();
        let _ = end.recv();
        panic!("{name}: the commands took longer than {LIMIT:?}");
    }
    for (number, typed) in all.iter().enumerate() {
        let file = results.path().join(number.to_string());
        let printed = std::fs::read_to_string(file).unwrap_or_default();
        if let Some(problem) = difference(typed, &printed) {
            panic!("{name}:{}: {}\n{problem}", typed.line, typed.text);
        }
    }
    folder
}

/// Compares what a command printed with what the page shows, unless it shows nothing.
fn difference(typed: &Typed, printed: &str) -> Option<String> {
    let shown = typed.shown.iter().map(|line| without_port(line));
    let shown: Vec<String> = shown.collect();
    if shown.is_empty() {
        return None;
    }
    let whole = without_port(printed);
    let mut rest: Vec<&str> = whole.lines().map(str::trim_start).collect();
    let parts: Vec<&[String]> = shown.split(|line| line == OMITTED).collect();
    for (number, part) in parts.iter().enumerate() {
        let start = if number == 0 {
            rest.starts_with(&borrowed(part)).then_some(0)
        } else {
            let part = borrowed(part);
            (0..=rest.len()).find(|start| rest[*start..].starts_with(&part))
        };
        let Some(start) = start else {
            return Some(format!("printed:\n{printed}\nshown:\n{}", part.join("\n")));
        };
        rest.drain(..start + part.len());
    }
    let is_complete = rest.is_empty() || parts.last().is_some_and(|part| part.is_empty());
    (!is_complete).then(|| format!("the page lacks:\n{}", rest.join("\n")))
}

fn borrowed(lines: &[String]) -> Vec<&str> {
    lines.iter().map(String::as_str).collect()
}

/// The port of an emulator differs in each run.
fn without_port(text: &str) -> String {
    let mut parts = text.split("127.0.0.1:");
    let mut all = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let _ = write!(
            all,
            "127.0.0.1:PORT{}",
            part.trim_start_matches(|c: char| c.is_ascii_digit())
        );
    }
    all
}

/// The text of an HTML page, with single blanks.
fn text_of(html: &str) -> String {
    let (_, body) = html.split_once("<body").unwrap();
    let mut text = String::new();
    for part in body.split('<') {
        let (_, after) = part.split_once('>').unwrap_or_default();
        let _ = write!(text, " {after}");
    }
    let words: Vec<_> = text.split_whitespace().collect();
    words.join(" ")
}

#[test]
fn a_page_that_shows_something_else_is_refused() {
    let typed = |shown: &[&str]| Typed {
        line: 1,
        text: "a".to_owned(),
        shown: shown.iter().map(|line| (*line).to_owned()).collect(),
    };
    let printed = "one 127.0.0.1:1234\ntwo\nthree\n";
    for shown in [
        &["one 127.0.0.1:5", "two", "three"][..],
        &["..", "three"],
        &["one 127.0.0.1:1", ".."],
        &[],
    ] {
        assert_eq!(difference(&typed(shown), printed), None, "{shown:?}");
    }
    for shown in [
        &["one"][..],
        &["one 127.0.0.1:1", "two"],
        &["..", "two"],
        &["two", ".."],
    ] {
        assert!(difference(&typed(shown), printed).is_some(), "{shown:?}");
    }
}
