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

/// The mark for lines that a page leaves out.
const OMITTED: &str = "..";

/// An emulator with the buckets of the guides, and an instance that waits for the role.
const WAITING: &str = "\
rolewright emulator --env --bucket my-images --bucket other-images --bucket search-images \
    --bucket payment-images@cn-beijing > emulator.env 2> emulator.log &
until [ -s emulator.env ]; do sleep 0.1; done; . ./emulator.env
curl -s $ALIBABA_CLOUD_ENDPOINT/_rolewright/instances \
    -d '{\"region\":\"cn-hangzhou\",\"name\":\"images\",\"bucket\":\"my-images\"}'";

/// Three versions of the policy, and no instance that needs the role.
const VERSIONS: &str = "\
rolewright emulator --env --bucket my-images --bucket other-images --bucket search-images > emulator.env &
until [ -s emulator.env ]; do sleep 0.1; done; . ./emulator.env
for bucket in other-images search-images my-images; do rolewright apply --bucket $bucket --yes; done
echo '{\"format_version\":\"1.0\",\"terraform_version\":\"1.11.4\"}' > state.json";

/// Guides, what is done before their commands, and the exit codes of these.
const GUIDES: [(&str, &str, &[i32]); 4] = [
    (
        "docs/how-to/pending-instance.md",
        WAITING,
        &[0, 2, 0, 0, 0, 0, 0],
    ),
    (
        "docs/how-to/several-teams.md",
        WAITING,
        &[0, 0, 1, 0, 0, 0, 0],
    ),
    (
        "docs/how-to/terraform.md",
        VERSIONS,
        &[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    ),
    (
        "docs/how-to/roll-back-and-destroy.md",
        VERSIONS,
        &[0, 0, 0, 0, 0, 0, 0],
    ),
];

#[test]
fn the_tutorial_runs_as_it_is_written() {
    compare("docs/tutorial.md");
}

#[test]
fn the_commands_of_guides_end_with_the_expected_exit_codes() {
    for (name, before, expected) in GUIDES {
        let mut all = commands(&page(name), &["console"]);
        all.retain(|typed| typed.text.starts_with("rolewright "));
        for typed in &mut all {
            typed.text = typed.text.replace("cri-xxxxxxxx", "cri-0000000000000001");
            let words = [
                "rolewright apply",
                "rolewright remove",
                "rolewright rollback",
            ];
            if words.iter().any(|word| typed.text.starts_with(word)) {
                // Before a comment.
                let (command, _) = typed.text.split_once(" #").unwrap_or((&typed.text, ""));
                typed.text = format!("{command} --yes");
            }
        }
        let (_folder, results) = run(name, before, &all);
        let codes: Vec<i32> = results.iter().map(|result| result.code).collect();
        let lines = all.iter().zip(&results).map(|(typed, result)| {
            let (line, text) = (typed.line, &typed.text);
            format!("{name}:{line}: {text}\n{}{}\n", result.printed, result.code)
        });
        assert_eq!(codes, expected, "{}", lines.collect::<String>());
    }
}

#[test]
fn the_page_beside_the_official_one_runs_as_it_is_written() {
    let folder = compare("docs/how-to/official-page.md");
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

/// What a command did.
struct Outcome {
    code: i32,
    printed: String,
}

/// Runs all commands of a page, and compares their output. Returns their folder.
fn compare(name: &str) -> tempfile::TempDir {
    let mut all = commands(&page(name), &["console"]);
    all.retain(|typed| !INSTALL.iter().any(|start| typed.text.starts_with(start)));
    let (folder, outcomes) = run(name, "", &all);
    for (typed, outcome) in all.iter().zip(outcomes) {
        if let Some(problem) = difference(typed, &outcome.printed) {
            panic!("{name}:{}: {}\n{problem}", typed.line, typed.text);
        }
    }
    folder
}

/// Runs commands in one shell in a new folder, which is returned.
fn run(name: &str, before: &str, all: &[Typed]) -> (tempfile::TempDir, Vec<Outcome>) {
    let curl = Command::new("curl").arg("--version").output();
    assert!(curl.is_ok(), "the pages call `curl`: install it");
    let folder = tempfile::tempdir().unwrap();
    let results = tempfile::tempdir().unwrap();
    // An emulator that a failed page leaves behind ends with the shell.
    let first = results.path().join("before");
    let mut script = format!(
        "trap 'kill $! 2> /dev/null' EXIT\ntrap 'exit 1' TERM\n{{ :\n{before}\n}} > {} 2>&1\ncode=0\n",
        first.display()
    );
    for (number, typed) in all.iter().enumerate() {
        let file = results.path().join(number.to_string());
        let (text, file) = (&typed.text, file.display());
        // `$?` is that of the command before.
        let _ = writeln!(
            script,
            "{{ (exit $code)\n{text}\n}} > {file} 2>&1\ncode=$?\necho $code > {file}.code"
        );
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
    let read =
        |name: String| std::fs::read_to_string(results.path().join(name)).unwrap_or_default();
    let outcome = |number: usize| Outcome {
        code: read(format!("{number}.code")).trim().parse().unwrap_or(-1),
        printed: read(number.to_string()),
    };
    (folder, (0..all.len()).map(outcome).collect())
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
