//! Each command line in the documentation is one that the program takes.

use clap::error::ErrorKind;

use super::{commands, pages};

/// The arguments of each `rolewright` in a line for a shell.
fn calls(text: &str) -> Vec<Vec<String>> {
    let text = text.replace("\\\n", " ");
    // Comments end a line; a shell needs a blank before them.
    let text: Vec<&str> = text
        .lines()
        .map(|line| line.split(" # ").next().unwrap_or_default())
        .collect();
    let words = shell_words::split(&text.join("\n")).unwrap_or_default();
    let ends = |word: &String| {
        matches!(word.as_str(), "&&" | "||" | "|" | "&" | ">" | ">>" | "2>")
            || word.starts_with('#')
    };
    let mut calls = Vec::new();
    for part in words.split(ends) {
        let is_variable = |word: &&String| word.contains('=') && !word.starts_with('-');
        let part: Vec<String> = part.iter().skip_while(is_variable).cloned().collect();
        let names = ["rolewright", "./rolewright"];
        match part.first() {
            Some(name) if names.contains(&name.as_str()) => calls.push(part),
            Some(name) if name == "cargo" => {
                let arguments = part.iter().skip_while(|word| *word != "--").skip(1);
                if part.get(1).is_some_and(|word| word == "run") {
                    let name = std::iter::once("rolewright".to_owned());
                    calls.push(name.chain(arguments.cloned()).collect());
                }
            }
            _ => {}
        }
    }
    calls
}

/// Why the program does not take this command line.
fn refusal(call: &[String]) -> Option<clap::Error> {
    let error = rolewright_cli::command().try_get_matches_from(call).err()?;
    let is_result = matches!(
        error.kind(),
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
    );
    (!is_result).then_some(error)
}

#[test]
fn every_command_in_a_block_is_taken_by_the_program() {
    let mut problems = Vec::new();
    let mut count = 0;
    for (name, page) in pages() {
        for typed in commands(&page, &["console", "sh", "yaml"]) {
            for call in calls(&typed.text) {
                count += 1;
                if let Some(error) = refusal(&call) {
                    let line = typed.line;
                    problems.push(format!("{name}:{line}: {}\n{error}", call.join(" ")));
                }
            }
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    assert!(count > 100, "only {count} commands were found");
}

/// `rolewright verify --strict` in a sentence: the command and the options exist. Values may be
/// missing or stand for others.
#[test]
fn every_command_in_a_sentence_has_known_names() {
    let mut problems = Vec::new();
    for (name, page) in pages() {
        let mut is_block = false;
        for (line, text) in (1..).zip(page.lines()) {
            is_block ^= text.trim_start().starts_with("```");
            let spans = text.split('`').skip(1).step_by(2).filter(|_| !is_block);
            for span in spans.filter(|span| span.starts_with("rolewright ")) {
                let words = shell_words::split(span).unwrap();
                if words.iter().any(|word| word == ".." || word == "COMMAND") {
                    continue;
                }
                let error = refusal(&words);
                let is_unknown = |error: &clap::Error| {
                    matches!(
                        error.kind(),
                        ErrorKind::UnknownArgument | ErrorKind::InvalidSubcommand
                    )
                };
                if let Some(error) = error.filter(is_unknown) {
                    problems.push(format!("{name}:{line}: `{span}`\n{error}"));
                }
            }
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn each_call_in_a_line_is_found_without_what_belongs_to_the_shell() {
    for (line, expected) in [
        ("rolewright plan   # why", "rolewright plan"),
        (
            "A=b rolewright emulator --env > env 2> log &",
            "rolewright emulator --env",
        ),
        (
            "terraform show && rolewright \\\n  policy lint a",
            "rolewright policy lint a",
        ),
        ("cargo run --release -- show", "rolewright show"),
        ("rolewright export | sed x", "rolewright export"),
        ("echo rolewright", ""),
    ] {
        let found: Vec<_> = calls(line).iter().map(|call| call.join(" ")).collect();
        assert_eq!(found.join(";"), expected, "{line}");
    }
}

#[test]
fn a_command_or_an_option_that_does_not_exist_is_refused() {
    for line in [
        "rolewright vrify",
        "rolewright verify --buckets x",
        "rolewright policy lints a",
    ] {
        let words = shell_words::split(line).unwrap();
        assert!(refusal(&words).is_some(), "{line}");
    }
}
