//! The section of docs/recipes.md that shows how to write a recipe.

use std::process::Command;

use crate::{Ended, Shell};

/// The blocks of a language in the section.
fn blocks(language: &str) -> Vec<&'static str> {
    let page = include_str!("../../../../docs/recipes.md");
    let (_, section) = page.split_once("\n## Write a recipe\n").unwrap();
    let (section, _) = section.split_once("\n## ").unwrap();
    let fence = format!("```{language}\n");
    let blocks = section.split(&fence).skip(1);
    blocks
        .map(|block| block.split("```").next().unwrap())
        .collect()
}

/// Whether the command writes in a comment how it ends: `# exit code 2`; else it has to succeed.
fn expected(line: &str) -> &str {
    line.split_once("# exit code ")
        .map_or("0", |(_, code)| code.trim())
}

#[test]
fn the_commands_of_the_section_work_as_they_are() {
    let shell = Shell::new();
    let files = blocks("toml");
    assert_eq!(files.len(), 1);
    shell.write("reader.toml", files[0]);
    let blocks = blocks("sh");
    let lines = blocks.iter().flat_map(|block| block.lines()).map(str::trim);
    let lines: Vec<&str> = lines.filter(|line| !line.is_empty()).collect();
    // The emulator ends with the script, which ends after a minute at the latest.
    let mut script = String::from("trap 'kill $!' EXIT\n");
    for line in &lines {
        script.push_str(line);
        script.push('\n');
        if line.starts_with("rolewright") && !line.ends_with('&') {
            script.push_str("echo \"ended $?\" >> codes\n");
        }
    }
    shell.write("script.sh", &script);
    let binary = assert_cmd::cargo::cargo_bin!("rolewright");
    let path = format!("{}:/usr/bin:/bin", binary.parent().unwrap().display());
    let mut command = Command::new("timeout");
    command.args(["60", "sh", "script.sh"]);
    command
        .current_dir(shell.path())
        .env_clear()
        .env("PATH", path);
    let ended = Ended::from(command.output().unwrap());
    let codes = shell.read("codes");
    let codes: Vec<_> = codes.lines().collect();
    let run = lines
        .iter()
        .filter(|line| line.starts_with("rolewright") && !line.ends_with('&'));
    let wanted: Vec<_> = run
        .map(|line| format!("ended {}", expected(line)))
        .collect();
    assert_eq!(codes, wanted, "{}{}", ended.out, ended.err);
    assert!(wanted.len() >= 8, "{wanted:?}");
    assert!(shell.read("reader.tf").contains("alicloud_ram_role"));
}
