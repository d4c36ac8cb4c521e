//! Man pages.

use crate::Shell;

#[test]
fn every_command_has_a_man_page_and_the_main_one_names_them() {
    let shell = Shell::new();
    let written = shell.run("man --dir pages/man");
    assert_eq!(
        (written.code, written.out.as_str()),
        (0, ""),
        "{}",
        written.err
    );
    let folder = std::fs::read_dir(shell.path().join("pages/man")).unwrap();
    let mut names: Vec<_> = folder
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    let main = shell.run("man");
    assert_eq!((main.code, main.err.as_str()), (0, ""));
    assert_eq!(main.out, shell.read("pages/man/rolewright.1"));
    for command in ["plan", "policy-fmt", "policy-diff", "trust-render", "man"] {
        assert!(
            names.contains(&format!("rolewright-{command}.1")),
            "{names:?}"
        );
    }
    for name in &names {
        let page = shell.read(&format!("pages/man/{name}"));
        for heading in [
            ".TH rolewright",
            ".SH NAME",
            ".SH SYNOPSIS",
            ".SH DESCRIPTION",
        ] {
            assert!(page.contains(heading), "{name}: {page}");
        }
        assert!(!name.contains("help"), "{name}");
        assert!(page.contains("ROLEWRIGHT\\_PROVIDER") || page.contains("ROLEWRIGHT_PROVIDER"));
    }
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let shell = Shell::new();
    shell.write("file", "");
    let ended = shell.run("man --dir file");
    assert_eq!(ended.code, 1);
    assert!(
        ended.err.contains("`file`") && ended.err.contains("--dir"),
        "{}",
        ended.err
    );
}

#[test]
fn help_names_the_place_of_scripts_and_pages() {
    let shell = Shell::new();
    let help = shell.run("completions --help").out;
    for name in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let command = format!("rolewright completions {name} >");
        assert!(help.contains(&command), "{name}: {help}");
        assert_eq!(shell.run(&format!("completions {name}")).err, "");
    }
    assert!(shell.run("man --help").out.contains("share/man/man1"));
}
