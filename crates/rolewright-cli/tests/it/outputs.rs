//! Files and streams that results are written to.
#![cfg(unix)]

use std::fs::{self, File};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::process::Stdio;

use nix::sys::stat::Mode;

use crate::{Ended, Shell};

/// The command with this standard output.
fn run_into(shell: &Shell, line: &str, out: impl Into<Stdio>) -> Ended {
    let mut command = std::process::Command::new(assert_cmd::cargo::cargo_bin!("rolewright"));
    command.current_dir(shell.path()).env_clear();
    command.env("ROLEWRIGHT_PROVIDER", "local");
    command.args(line.split_whitespace()).stdout(out);
    Ended::from(command.stderr(Stdio::piped()).output().unwrap())
}

const LINES: [&str; 8] = [
    "",
    "--help",
    "--version",
    "plan --bucket my-images",
    "apply --bucket my-images --yes --output json",
    "schema",
    "man",
    "completions bash",
];

#[cfg(target_os = "linux")]
#[test]
fn an_output_that_cannot_be_written_ends_with_1_and_a_message() {
    let shell = Shell::new();
    let full = || File::options().write(true).open("/dev/full").unwrap();
    for line in LINES.into_iter().chain(["emulator"]) {
        let ended = run_into(&shell, line, full());
        assert_eq!(ended.code, 1, "{line}: {}", ended.err);
        let said = "standard output can't be written: No space left on device";
        assert!(ended.err.contains(said), "{line}: {}", ended.err);
    }
    let verify = shell.run("verify --bucket my-images");
    assert_eq!(verify.code, 0, "the changes were made: {}", verify.out);
}

#[test]
fn a_closed_pipe_ends_quietly_with_141_after_all_changes() {
    let shell = Shell::new();
    for line in LINES {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let ended = run_into(&shell, line, writer);
        assert_eq!(ended.code, 141, "{line}: {}", ended.err);
        assert_eq!(ended.err, "", "{line}");
    }
    let verify = shell.run("verify --bucket my-images");
    assert_eq!(verify.code, 0, "the changes were made: {}", verify.out);
}

#[test]
fn a_record_that_is_a_link_a_pipe_or_a_device_is_refused_before_a_change() {
    let shell = Shell::new();
    shell.write("target", "");
    symlink("target", shell.path().join("link")).unwrap();
    symlink("new", shell.path().join("dangling")).unwrap();
    nix::unistd::mkfifo(&shell.path().join("pipe"), Mode::S_IRWXU).unwrap();
    for record in ["link", "dangling", "pipe", "/dev/null"] {
        let line = format!("apply --bucket my-images --yes --record {record}");
        let ended = shell.run(&line);
        assert_eq!(ended.code, 1, "{record}: {}", ended.out);
        for part in [record, "nothing was changed"] {
            assert!(ended.err.contains(part), "{part}: {}", ended.err);
        }
    }
    assert_eq!(shell.read("target"), "");
    assert!(!shell.path().join("new").exists());
    assert_eq!(shell.run("drift --bucket my-images").code, 2);
}

#[test]
fn a_record_that_ends_within_a_line_is_continued_on_a_new_one() {
    let shell = Shell::new();
    shell.write("changes.jsonl", "{\"cut\":");
    shell.run("apply --bucket my-images --yes --record changes.jsonl");
    let text = shell.read("changes.jsonl");
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("{\"cut\":"));
    let rest: Vec<_> = lines.collect();
    assert_eq!(rest.len(), 3, "{text}");
    for line in rest {
        serde_json::from_str::<serde_json::Value>(line).unwrap();
    }
}

#[test]
fn a_report_follows_the_users_own_link_also_to_a_pipe() {
    let shell = Shell::new();
    fs::create_dir(shell.path().join("sub")).unwrap();
    shell.write("sub/page.html", "old");
    symlink("sub/page.html", shell.path().join("link.html")).unwrap();
    symlink("sub/new.html", shell.path().join("dangling.html")).unwrap();
    shell.run("verify --bucket my-images --report link.html");
    shell.run("verify --bucket my-images --report dangling.html");
    for (link, file) in [
        ("link.html", "sub/page.html"),
        ("dangling.html", "sub/new.html"),
    ] {
        assert!(shell.path().join(link).is_symlink());
        assert!(shell.read(file).contains("<html"), "{file}");
        let mode = fs::metadata(shell.path().join(file)).unwrap();
        assert_eq!(mode.permissions().mode() & 0o777, 0o600, "{file}");
    }
    let streamed = shell.run("verify --bucket my-images --report /dev/stdout");
    assert!(streamed.out.contains("<html"), "{}", streamed.err);
}

#[test]
fn no_message_has_the_path_of_a_temporary_file() {
    let shell = Shell::new();
    for line in [
        "verify --bucket my-images --report no/such/page.html",
        "plan --bucket my-images --out no/such/plan.json",
        "init --bucket my-images --config no/such/rolewright.toml",
    ] {
        let ended = shell.run(line);
        assert_eq!(ended.code, 1, "{line}: {}", ended.err);
        assert!(!ended.err.contains(".tmp"), "{line}: {}", ended.err);
        assert!(ended.err.contains("`no/such/"), "{line}: {}", ended.err);
    }
}

#[test]
fn a_command_that_reads_writes_nothing() {
    let shell = Shell::new();
    for line in [
        "plan --bucket my-images",
        "verify --bucket my-images",
        "drift --bucket my-images",
        "show",
        "doctor --bucket my-images",
        "export --format json --bucket my-images",
    ] {
        let ended = shell.run(line);
        assert_eq!(shell.path().read_dir().unwrap().count(), 0, "{line}");
        assert!(!ended.out.is_empty(), "{line}: {}", ended.err);
    }
    let show = shell.run("show");
    assert!(
        show.out.contains("local, .rolewright/local.db"),
        "{}",
        show.out
    );
}
