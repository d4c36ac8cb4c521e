//! What the command line prints: how much, how wide, in which colors, and in which words.

use std::collections::BTreeSet;

use crate::{ACCOUNT, Shell};

/// Words and phrases that no help text, schema or page of documentation has: a reader with English as
/// a second language has to stop at them.
const RULED_OUT: [&str; 24] = [
    "as wanted",
    "comes to",
    "honest",
    "in force",
    "is there",
    "is told",
    "lets in",
    "looked at",
    "makes up for",
    "mend",
    "mended",
    "mends",
    "nobody",
    "not so",
    "proven",
    "refuted",
    "so many",
    "somebody",
    "standing",
    "stands",
    "take down",
    "takes down",
    "whoever",
    "whom",
];

/// The phrases that a text has.
fn ruled_out(text: &str) -> Vec<&'static str> {
    let words: Vec<String> = text
        .split(|c: char| !c.is_alphanumeric() && c != '\'')
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let text = format!(" {} ", words.join(" "));
    let has = |phrase: &&str| text.contains(&format!(" {phrase} "));
    RULED_OUT.into_iter().filter(has).collect()
}

#[test]
fn a_ruled_out_word_is_found_across_lines_and_not_inside_another_word() {
    assert_eq!(ruled_out("It is in\n  force, recommended."), ["in force"]);
    assert!(ruled_out("recommendation, outstanding").is_empty());
}

#[test]
fn no_help_text_and_no_schema_has_a_ruled_out_word() {
    let shell = Shell::new();
    assert_eq!(shell.run("man --dir man").code, 0);
    let pages = std::fs::read_dir(shell.path().join("man")).unwrap();
    let mut texts: Vec<(String, String)> = pages
        .map(|page| page.unwrap().path())
        .map(|path| {
            (
                path.display().to_string(),
                std::fs::read_to_string(path).unwrap(),
            )
        })
        .collect();
    assert!(texts.len() > 20, "{}", texts.len());
    for kind in rolewright_cli::KINDS {
        texts.push((
            (*kind).to_owned(),
            rolewright_cli::schema(kind).unwrap().to_string(),
        ));
    }
    let found: Vec<_> = texts
        .iter()
        .map(|(name, text)| (name, ruled_out(text)))
        .filter(|(_, found)| !found.is_empty())
        .collect();
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn help_shows_the_own_options_of_a_command_first() {
    let help = Shell::new().run("apply --help").out;
    let places: Vec<_> = [
        "--bucket",
        "--yes",
        "Common options:",
        "--config",
        "--color",
        "Endpoint options:",
        "--trace",
        "Credential options:",
        "--assume-role",
    ]
    .iter()
    .map(|part| help.find(part).unwrap_or_else(|| panic!("{part}: {help}")))
    .collect();
    assert!(places.is_sorted(), "{places:?}");
}

#[test]
fn the_short_help_leaves_out_endpoints_and_credentials() {
    let help = Shell::new().run("apply -h").out;
    assert!(
        help.contains("--bucket") && help.contains("--output"),
        "{help}"
    );
    for left_out in [
        "Endpoint options:",
        "--oss-endpoint",
        "--trace",
        "--assume-role",
    ] {
        assert!(!help.contains(left_out), "{left_out}: {help}");
    }
}

#[test]
fn a_correct_set_up_takes_a_dozen_lines_and_more_on_request() {
    let shell = Shell::new();
    shell.run("apply --bucket my-images --yes");
    let lines = |line: &str| shell.run(line).out.lines().count();
    assert!(lines("verify --bucket my-images") <= 12);
    assert!(lines("verify --bucket my-images --verbose") > 20);
    let quiet = shell.run("verify --bucket my-images -q");
    assert_eq!(
        quiet.out,
        "Verified: 35 passed, 2 not checked (simulated).\n"
    );
    assert_eq!(shell.run("verify --bucket my-images -q -v").code, 64);
}

#[test]
fn many_buckets_share_a_line() {
    let shell = Shell::new();
    let buckets: Vec<_> = (0..20).map(|index| format!("bucket-{index:02}")).collect();
    let buckets = buckets.join(",");
    shell.run(&format!("apply --bucket {buckets} --yes"));
    let verify = shell.run(&format!("verify --bucket {buckets} --skip-bucket-check"));
    assert!(
        verify.out.contains("passed       464 of 480 on 16 more\n"),
        "{}",
        verify.out
    );
}

#[test]
fn a_plan_ends_with_its_counts() {
    let shell = Shell::new();
    let plan = shell.run("plan --bucket my-images");
    let last = plan.out.lines().last();
    assert_eq!(last, Some("Plan: 3 to create, 0 to change, 0 to delete."));
    shell.run("apply --bucket my-images --yes");
    let destroy = shell.run(&format!("destroy --yes --account {ACCOUNT}"));
    assert!(
        destroy
            .out
            .contains("Plan: 0 to create, 0 to change, 3 to delete."),
        "{}",
        destroy.out
    );
    assert!(
        destroy.out.contains("\nDestroyed and verified.\n"),
        "{}",
        destroy.out
    );
}

#[test]
fn text_fits_the_columns() {
    let shell = Shell::new();
    for columns in ["40", "80", "100"] {
        for line in ["plan", "verify", "drift", "doctor"] {
            let ended = shell.run_with(
                &[("COLUMNS", columns), ("ROLEWRIGHT_PROVIDER", "local")],
                &format!("{line} --bucket my-images"),
            );
            let most: usize = columns.parse().unwrap();
            let (text, _) = ended.out.split_once("\n{").unwrap_or((&ended.out, ""));
            assert!(!text.is_empty(), "{line}: {}", ended.err);
            // A single word, such as a policy's name, can't be broken, nor can a command.
            let is_command = |line: &str| {
                let line = line.trim().trim_end_matches([',', ';', '.']);
                let inner = line
                    .strip_prefix('`')
                    .and_then(|line| line.strip_suffix('`'));
                inner.is_some_and(|command| !command.contains('`'))
            };
            let long: BTreeSet<_> = text
                .lines()
                .filter(|line| line.chars().count() > most && line.split_whitespace().count() > 2)
                .filter(|line| !is_command(line))
                .collect();
            assert!(long.is_empty(), "{line} {columns}: {long:#?}");
        }
    }
}

#[test]
fn colors_are_used_on_request_only_in_a_pipe() {
    let shell = Shell::new();
    let colored = |environment: &[(&str, &str)], line: &str| {
        let line = format!("verify --bucket my-images {line}");
        shell
            .run_with(environment, &line)
            .out
            .contains("\u{1b}[31m")
    };
    assert!(!colored(&[], ""));
    assert!(colored(&[], "--color always"));
    assert!(colored(&[("NO_COLOR", "1")], "--color always"));
    assert!(!colored(&[], "--color never"));
}
