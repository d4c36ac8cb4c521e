//! Input files of any size and type end with an error, never without end.
#![cfg(unix)]

use std::os::unix::fs::symlink;
use std::time::Duration;

use nix::sys::stat::Mode;

use crate::{Ended, Shell};

/// The commands that read a file of each kind, and the size that is read.
const KINDS: [(&str, &str, u64); 7] = [
    ("recipe check FILE", "recipe file", 256 << 10),
    ("plan --config FILE", "configuration file", 1 << 20),
    ("apply FILE", "saved plan", 16 << 20),
    ("emulator --seed FILE", "seed", 16 << 20),
    ("policy simulate --cases FILE", "file of cases", 16 << 20),
    ("policy fmt FILE", "policy document", 64 << 10),
    ("policy lint FILE", "policy document", 1 << 20),
];

fn run(shell: &Shell, line: &str) -> Ended {
    let mut command = shell.command(&[], line);
    command.timeout(Duration::from_secs(60));
    let output = command.output().unwrap();
    assert!(output.status.code().is_some(), "{line} did not end");
    Ended::from(output)
}

#[test]
fn a_file_over_its_limit_is_refused_with_name_size_and_limit() {
    let shell = Shell::new();
    let (name, file) = ("large.json", shell.path().join("large.json"));
    for (line, kind, limit) in KINDS {
        // A sparse file.
        let large = std::fs::File::create(&file).unwrap();
        large.set_len(limit + 1).unwrap();
        let ended = run(&shell, &line.replace("FILE", name));
        assert_eq!(ended.code, 1, "{line}: {}", ended.err);
        let size = limit + 1;
        for part in [
            format!("`{name}`"),
            format!("the {kind} is too large: {size} bytes, the limit is {limit}"),
        ] {
            assert!(ended.err.contains(&part), "{part}: {}", ended.err);
        }
        let endless = run(&shell, &line.replace("FILE", "/dev/zero"));
        let said = format!("the {kind} is too large: more than {limit} bytes");
        assert_eq!(endless.code, 1, "{line}: {}", endless.err);
        assert!(endless.err.contains(&said), "{said}: {}", endless.err);
    }
    let input = " ".repeat((64 << 10) + 1);
    let ended = shell.run_fed(&input, "policy fmt -");
    assert_eq!(ended.code, 1);
    assert!(ended.err.contains("`-`: the policy document is too large"));
}

#[test]
fn a_folder_and_a_named_pipe_are_refused() {
    let shell = Shell::new();
    let pipe = shell.path().join("pipe");
    nix::unistd::mkfifo(&pipe, Mode::S_IRWXU).unwrap();
    std::fs::create_dir(shell.path().join("folder")).unwrap();
    symlink("pipe", shell.path().join("link")).unwrap();
    for (line, kind, _) in KINDS {
        for (name, why) in [
            ("pipe", "it is a named pipe"),
            ("./link", "it is a named pipe"),
            ("folder/", "it is a folder"),
        ] {
            let ended = run(&shell, &line.replace("FILE", name));
            assert_eq!(ended.code, 1, "{line} {name}: {}", ended.err);
            let said = format!("`{name}`: the {kind} can't be read: {why}");
            assert!(ended.err.contains(&said), "{said}: {}", ended.err);
        }
    }
    for found in ["pipe", "folder", "nowhere"] {
        let file = shell.path().join("rolewright.toml");
        symlink(found, &file).unwrap();
        let ended = run(&shell, "plan --bucket my-images");
        assert_eq!(ended.code, 1, "{found}: {}", ended.err);
        std::fs::remove_file(&file).unwrap();
    }
    assert_eq!(
        run(&shell, "plan --bucket my-images --config /dev/null").code,
        2
    );
}

#[test]
fn the_pipe_of_a_shell_is_read() {
    let shell = Shell::new();
    let binary = assert_cmd::cargo::cargo_bin!("rolewright");
    let script = format!(
        "'{}' policy fmt <(echo '{{\"Version\":\"1\",\"Statement\":[]}}')",
        binary.display()
    );
    let mut bash = std::process::Command::new("bash");
    let output = bash
        .current_dir(shell.path())
        .args(["-c", &script])
        .output();
    let ended = Ended::from(output.unwrap());
    assert_eq!(ended.code, 0, "{}", ended.err);
}
