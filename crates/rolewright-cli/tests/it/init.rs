//! The first commands: none at all, and `init`.

use crate::Shell;

#[test]
fn without_arguments_three_commands_to_start_with_are_shown() {
    let shell = Shell::new();
    let start = shell.run("");
    assert_eq!((start.code, start.err.as_str()), (0, ""));
    let commands = |line: &&str| line.starts_with("  rolewright ");
    let commands: Vec<_> = start.out.lines().filter(commands).collect();
    assert_eq!(commands.len(), 3, "{}", start.out);
    for command in commands {
        let words = command.split("    ").next().unwrap().trim();
        let help = words.strip_prefix("rolewright ").unwrap();
        assert_eq!(shell.run(&format!("{help} --help")).code, 0, "{help}");
    }
    assert_eq!(shell.run("--provider local").code, 64);
}

#[test]
fn the_file_that_init_writes_is_loaded_and_planned_with() {
    let shell = Shell::new();
    let flags = "--bucket my-images,more --account 22 --region cn-hangzhou --provider local";
    let init = shell.run(&format!("init {flags}"));
    assert_eq!((init.code, init.out.as_str()), (0, ""), "{}", init.err);
    assert!(
        init.err.contains("Wrote `rolewright.toml`."),
        "{}",
        init.err
    );
    let file = shell.read("rolewright.toml");
    for line in [
        "bucket = [\"my-images\", \"more\"]",
        "account = \"22\"",
        "region = [\"cn-hangzhou\"]",
        "provider = \"local\"",
    ] {
        assert!(file.contains(line), "{file}");
    }
    assert!(!file.contains("narrow"), "only what is set: {file}");
    let plan = shell.run_with(&[("ROLEWRIGHT_PROVIDER", "")], "plan --provider local");
    assert_eq!(plan.code, 2, "{}", plan.err);
    assert!(plan.out.contains("account 22") && plan.out.contains("more/*"));
    assert_eq!(shell.run("apply --yes").code, 0);
    assert_eq!(shell.run("verify").code, 0);
}

#[test]
fn an_existing_file_is_kept_without_force() {
    let shell = Shell::new();
    shell.write("rolewright.toml", "bucket = [\"old\"]\n");
    let kept = shell.run("init --bucket new");
    assert_eq!(kept.code, 1);
    assert!(kept.err.contains("`--force`"), "{}", kept.err);
    assert_eq!(shell.read("rolewright.toml"), "bucket = [\"old\"]\n");
    assert_eq!(shell.run("init --bucket new --force").code, 0);
    assert!(shell.read("rolewright.toml").contains("\"new\""));
    assert_eq!(std::fs::read_dir(shell.path()).unwrap().count(), 1);
}

#[test]
fn a_broken_file_does_not_stop_init_and_is_replaced_with_force() {
    let shell = Shell::new();
    shell.write("rolewright.toml", "bucket = [");
    assert_eq!(shell.run("init --default-bucket --force").code, 0);
    assert_eq!(shell.run("plan").code, 2);
}

#[test]
fn in_a_pipe_init_names_the_flags_and_writes_nothing() {
    let shell = Shell::new();
    let asked = shell.run("init --account 22");
    assert_eq!(asked.code, 64);
    for flag in ["--bucket", "--default-bucket", "--region"] {
        assert!(asked.err.contains(flag), "{}", asked.err);
    }
    for (line, said) in [
        ("init --bucket abc --region cn-nowhere", "cn-nowhere"),
        ("init --bucket abc --config none/a.toml", "none/a.toml"),
    ] {
        let ended = shell.run(line);
        assert_ne!(ended.code, 0, "{line}");
        assert!(ended.err.contains(said), "{line}: {}", ended.err);
    }
    assert_eq!(std::fs::read_dir(shell.path()).unwrap().count(), 0);
}

#[test]
fn a_relative_store_is_found_from_the_folder_of_the_file() {
    let shell = Shell::new();
    std::fs::create_dir(shell.path().join("conf")).unwrap();
    let init = shell.run("init --bucket my-images --config conf/a.toml --store here.db");
    assert_eq!(init.code, 0, "{}", init.err);
    assert_eq!(shell.run("apply --yes --config conf/a.toml").code, 0);
    assert!(shell.path().join("here.db").exists());
}

#[cfg(unix)]
#[test]
fn on_a_terminal_init_asks_until_the_answers_are_valid() {
    let shell = Shell::new();
    let shown = on_terminal(&shell, "No!\nmy-images, more\n\ncn-nowhere\ncn-hangzhou\n");
    assert!(shown.contains("`No!` is not a bucket name"), "{shown}");
    assert!(shown.contains("cn-nowhere"), "{shown}");
    let file = shell.read("rolewright.toml");
    assert!(
        file.contains("bucket = [\"my-images\", \"more\"]\n"),
        "{file}"
    );
    assert!(file.contains("region = [\"cn-hangzhou\"]\n"), "{file}");
    assert!(!file.contains("account ="), "{file}");
}

#[cfg(unix)]
#[test]
fn the_end_of_the_input_ends_the_questions() {
    let shell = Shell::new();
    let shown = on_terminal(&shell, "my-images\n\u{4}");
    assert!(shown.contains("the input ended"), "{shown}");
    assert!(!shell.path().join("rolewright.toml").exists());
}

/// Runs `init` on a terminal where this is typed, and returns what it shows.
#[cfg(unix)]
fn on_terminal(shell: &Shell, typed: &str) -> String {
    use std::io::{Read, Write};
    let terminal = nix::pty::openpty(None, None).unwrap();
    let mut keyboard = std::fs::File::from(terminal.master);
    keyboard.write_all(typed.as_bytes()).unwrap();
    let mut command = std::process::Command::new(assert_cmd::cargo::cargo_bin!("rolewright"));
    let mut child = command
        .current_dir(shell.path())
        .env_clear()
        .arg("init")
        .stdin(terminal.slave.try_clone().unwrap())
        .stderr(terminal.slave)
        .spawn()
        .unwrap();
    drop(command);
    child.wait().unwrap();
    let mut shown = Vec::new();
    // It ends with an error where the other side is closed.
    let _ = keyboard.read_to_end(&mut shown);
    String::from_utf8_lossy(&shown).into_owned()
}
