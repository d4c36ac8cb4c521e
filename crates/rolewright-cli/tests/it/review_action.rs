//! The script of the GitHub Action on a scratch repository.

use std::fs;
use std::process::Command;

use serde_json::Value;

use crate::{Ended, Shell};

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../action/review.sh");

/// A document that grants this action.
fn granting(action: &str) -> String {
    format!(
        r#"{{"Version":"1","Statement":[{{"Effect":"Allow","Action":"{action}","Resource":"acs:oss:*:*:b/*"}}]}}"#
    )
}

/// A repository whose first commit is the base.
struct Repository(Shell);

impl Repository {
    fn new(files: &[(&str, &[u8])]) -> Self {
        let repository = Self(Shell::new());
        repository.git(&["init", "--quiet", "--initial-branch=main"]);
        repository.write(files);
        repository.commit();
        repository.git(&["tag", "base"]);
        repository
    }

    fn git(&self, arguments: &[&str]) {
        let mut git = Command::new("git");
        let author = ["-c", "user.name=a", "-c", "user.email=a@example.com"];
        let git = git.current_dir(self.0.path()).args(author).args(arguments);
        assert!(git.output().unwrap().status.success(), "{arguments:?}");
    }

    fn write(&self, files: &[(&str, &[u8])]) {
        for (name, content) in files {
            let path = self.0.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, content).unwrap();
        }
    }

    fn commit(&self) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--allow-empty", "--message=m"]);
    }

    fn review(&self, base: &str) -> Ended {
        self.review_with(base, "*policy*.json", &[])
    }

    fn review_with(&self, base: &str, files: &str, environment: &[(&str, &str)]) -> Ended {
        let mut bash = Command::new("bash");
        bash.arg(SCRIPT)
            .current_dir(self.0.path())
            .env("ROLEWRIGHT", assert_cmd::cargo::cargo_bin!("rolewright"))
            .env("OUT", self.0.path().join(".git/out"))
            .env("BASE", base)
            .env("FILES", files)
            .env("FAIL_ON", "error")
            .env_remove("GITHUB_OUTPUT")
            .envs(environment.iter().copied());
        Ended::from(bash.output().unwrap())
    }

    fn report(&self) -> String {
        self.0.read(".git/out/rolewright.md")
    }

    fn sarif(&self) -> Value {
        serde_json::from_str(&self.0.read(".git/out/rolewright.sarif")).unwrap()
    }
}

#[test]
fn new_access_is_reported_beside_the_findings_and_does_not_fail() {
    let (read, write) = (granting("oss:GetObject"), granting("oss:PutObject"));
    let repository = Repository::new(&[("a policy ü.json", read.as_bytes())]);
    repository.write(&[("a policy ü.json", write.as_bytes())]);
    repository.commit();
    let ended = repository.review("base");
    assert_eq!(ended.code, 0, "{}", ended.err);
    let report = repository.report();
    assert!(
        report.contains("#### Access in <code>a policy ü.json</code>"),
        "{report}"
    );
    assert!(
        report.contains("oss:PutObject") && report.contains("oss:GetObject"),
        "{report}"
    );
    let uri = repository.sarif()["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
        ["artifactLocation"]["uri"]
        .clone();
    assert_eq!(uri, "a%20policy%20%C3%BC.json");
}

#[test]
fn a_deleted_a_renamed_and_a_new_document_are_compared() {
    let (read, write) = (granting("oss:GetObject"), granting("oss:PutObject"));
    let repository = Repository::new(&[
        ("-policy.json", read.as_bytes()),
        ("policy-old.json", read.as_bytes()),
        ("policy-gone.json", write.as_bytes()),
    ]);
    repository.git(&["mv", "policy-old.json", "policy-moved.json"]);
    repository.git(&["rm", "--quiet", "policy-gone.json"]);
    repository.write(&[("policy-new.json", granting("oss:DeleteObject").as_bytes())]);
    repository.commit();
    let ended = repository.review("base");
    assert_eq!(ended.code, 0, "{}", ended.err);
    let report = repository.report();
    assert!(
        !report.contains("Access in <code>policy-moved"),
        "its access is the same: {report}"
    );
    for (name, action) in [
        ("policy-gone.json", "oss:PutObject"),
        ("policy-new.json", "oss:DeleteObject"),
    ] {
        let (_, part) = report
            .split_once(name)
            .unwrap_or_else(|| panic!("{report}"));
        assert!(part.contains(action), "{report}");
    }
}

#[test]
fn findings_are_a_negative_result_and_a_later_step_fails_in_an_action() {
    let half = granting("oss:GetObject");
    let repository = Repository::new(&[("policy.json", &half.as_bytes()[..40])]);
    assert_eq!(repository.review("").code, 2);
    assert_eq!(
        repository.sarif()["runs"][0]["results"][0]["ruleId"],
        "json-syntax"
    );
    let file = |name: &str| {
        repository
            .0
            .path()
            .join(".git")
            .join(name)
            .display()
            .to_string()
    };
    let (output, summary) = (file("output"), file("summary"));
    let action = [
        ("GITHUB_OUTPUT", &*output),
        ("GITHUB_STEP_SUMMARY", &*summary),
    ];
    assert_eq!(repository.review_with("", "*.json", &action).code, 0);
    assert!(fs::read_to_string(output).unwrap().contains("code=2\n"));
    assert_eq!(fs::read_to_string(summary).unwrap(), repository.report());
}

#[test]
fn a_document_that_is_half_written_on_one_side_is_named() {
    let whole = granting("oss:GetObject");
    let repository = Repository::new(&[("policy.json", &whole.as_bytes()[..30])]);
    repository.write(&[("policy.json", whole.as_bytes())]);
    repository.commit();
    assert_eq!(repository.review("base").code, 0);
    assert!(
        repository.report().contains("Not compared"),
        "{}",
        repository.report()
    );
}

#[test]
fn what_cannot_be_read_fails_with_its_name() {
    let utf16: Vec<u8> = format!("\u{feff}{}", granting("oss:GetObject"))
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let large = format!("[{}0]", "0,".repeat(5_000_000));
    for (content, said) in [(utf16, "not UTF-8"), (large.into_bytes(), "too large")] {
        let repository = Repository::new(&[("policy.json", &content)]);
        let ended = repository.review("");
        assert_eq!(ended.code, 1, "{}", ended.out);
        assert!(
            ended.err.contains("policy.json") && ended.err.contains(said),
            "{}",
            ended.err
        );
    }
}

#[test]
fn windows_line_ends_are_fine() {
    let text = granting("oss:GetObject").replace(',', ",\r\n");
    let repository = Repository::new(&[("policy.json", text.as_bytes())]);
    assert_eq!(repository.review("").code, 0);
}

#[test]
fn a_link_is_not_followed() {
    let repository = Repository::new(&[("policy.json", granting("oss:GetObject").as_bytes())]);
    repository.0.write(".git/secret", "a secret");
    std::os::unix::fs::symlink(".git/secret", repository.0.path().join("policy-link.json"))
        .unwrap();
    repository.commit();
    assert_eq!(repository.review("base").code, 0);
    assert!(
        !repository.report().contains("secret"),
        "{}",
        repository.report()
    );
}

#[test]
fn nothing_to_check_is_not_a_pass() {
    let repository = Repository::new(&[("package.json", b"{}")]);
    assert_eq!(repository.review("").code, 64);
    assert_eq!(repository.review_with("", "\n", &[]).code, 64);
}

#[test]
fn the_comment_of_an_earlier_run_is_replaced() {
    const GH: &str =
        "#!/bin/sh\ncase $* in *--jq*) cat earlier ;; *) echo \"$@\" | sed 's/@.*/@/' ;; esac\n";
    let shell = Shell::new();
    shell.write("gh", GH);
    shell.write("report.md", "text");
    let executable = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    fs::set_permissions(shell.path().join("gh"), executable).unwrap();
    let path = format!("{}:/usr/bin:/bin", shell.path().display());
    for (earlier, expected) in [
        (
            "",
            "--method POST repos/o/r/issues/7/comments --field body=@",
        ),
        (
            "12\n34\n",
            "--method PATCH repos/o/r/issues/comments/12 --field body=@",
        ),
    ] {
        shell.write("earlier", earlier);
        let mut bash = Command::new("bash");
        bash.arg(SCRIPT.replace("review.sh", "comment.sh"))
            .current_dir(shell.path())
            .env("PATH", &path)
            .env("REPORT", "report.md")
            .env("REPOSITORY", "o/r")
            .env("NUMBER", "7");
        let ended = Ended::from(bash.output().unwrap());
        assert_eq!(ended.code, 0, "{}", ended.err);
        assert!(ended.out.contains(expected), "{}", ended.out);
    }
}
