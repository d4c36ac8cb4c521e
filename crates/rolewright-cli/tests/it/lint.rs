//! `policy lint`: findings as text, JSON and SARIF, what is accepted, and what is put right.

use serde_json::Value;

use crate::Shell;

const SCHEMA: &str = include_str!("../data/sarif-schema-2.1.0.json");

const BAD: &str = r#"{
  "Version": "1",
  "Statement": [
    {"Effect": "Allow",
	"Action": ["oss:GetObjct", "oss:getobject"],
     "Resource": ["acs:oss:*:*:日本/*", "acs:oss:cn-x:*:b/*"], "Condition": {}},
    {"Effect": "Allow", "Action": "*", "Resource": "*", "Sid": "a@b"}
  ]
}
"#;

/// With a character in it that turns the direction of the text.
fn bad() -> String {
    BAD.replace('@', "\u{202e}")
}

const TEXT: &str = "\
warning[unknown-action]: Object Storage Service has no action `oss:GetObjct`
 --> bad.json:5:13
  |
5 |     \"Action\": [\"oss:GetObjct\", \"oss:getobject\"],
  |                ^^^^^^^^^^^^^^
  |
  = help: write `oss:GetObject`

suggestion[action-letter-case]: `oss:getobject` is documented as `oss:GetObject`
 --> bad.json:5:29
  |
5 |     \"Action\": [\"oss:GetObjct\", \"oss:getobject\"],
  |                                ^^^^^^^^^^^^^^^
  |
  = help: use the documented spelling
";

#[test]
fn each_finding_stands_under_its_line_and_what_could_deceive_is_made_visible() {
    let shell = Shell::new();
    shell.write("bad.json", &bad());
    let ended = shell.run("policy lint bad.json");
    assert_eq!(ended.code, 0, "no error among them: {}", ended.out);
    assert!(ended.out.contains(TEXT), "{}", ended.out);
    let wide = "\
6 |      \"Resource\": [\"acs:oss:*:*:日本/*\", \"acs:oss:cn-x:*:b/*\"], \"Condition\": {}},
  |                                         ^^^^^^^^^^^^^^^^^^^^
";
    assert!(ended.out.contains(wide), "{}", ended.out);
    assert!(!ended.out.contains(['\u{202e}', '\t', '\u{1b}']));
    assert!(ended.out.contains("\"Sid\": \"a�b\""), "{}", ended.out);
    let summary = "1 security finding, 3 warnings, 4 suggestions\n";
    assert!(ended.out.ends_with(summary), "{}", ended.out);
}

#[test]
fn a_trust_policy_that_can_hardly_be_read_is_looked_at_all_the_same() {
    let shell = Shell::new();
    let text = "{\"Version\": \"1\",\n \"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"sts:AssumeRole\",\n  \"Principal\": {\"RAM\": [\"acs:ram::22:root\"]}},]}";
    shell.write("trust.json", text);
    let ended = shell.run("policy lint trust.json --account 11");
    let expected = r#"suggestion[trust-without-service]: `cr.aliyuncs.com` is not trusted, nor is any other service
 --> trust.json:3:3
  |
3 |   "Principal": {"RAM": ["acs:ram::22:root"]}},]}
  |   ^^^^^^^^^^^
  |
  = help: for Container Registry, trust the service: {"Service": ["cr.aliyuncs.com"]}

security[trust-foreign-account]: account 22, which is not yours, is trusted as a whole without a condition
 --> trust.json:3:25
  |
3 |   "Principal": {"RAM": ["acs:ram::22:root"]}},]}
  |                         ^^^^^^^^^^^^^^^^^^
  |
  = help: list a user or role of it, or require an external id (`sts:ExternalId`)

error[json-syntax]: trailing comma after the last element
 --> trust.json:3:46
  |
3 |   "Principal": {"RAM": ["acs:ram::22:root"]}},]}
  |                                              ^
  |
  = help: remove the comma

1 error, 1 security finding, 1 suggestion
"#;
    assert_eq!((ended.out.as_str(), ended.code), (expected, 2));
}

#[test]
fn the_exit_code_says_whether_something_is_as_bad_as_was_asked() {
    let shell = Shell::new();
    shell.write("bad.json", &bad());
    for (level, code) in [
        ("error", 0),
        ("security", 2),
        ("warning", 2),
        ("suggestion", 2),
    ] {
        let ended = shell.run(&format!("policy lint bad.json --fail-on {level}"));
        assert_eq!(ended.code, code, "{level}");
    }
    shell.write("rolewright.toml", "[lint]\nfail_on = \"security\"");
    assert_eq!(shell.run("policy lint bad.json").code, 2);
    assert_eq!(shell.run("policy lint bad.json --fail-on error").code, 0);
    let broken = shell.run_fed("{", "policy lint -");
    assert_eq!(broken.code, 2, "{}", broken.out);
    assert!(broken.out.contains("error[json-syntax]"), "{}", broken.out);
    assert_eq!(shell.run("policy lint nowhere.json").code, 1);
    assert_eq!(
        shell
            .run("policy lint bad.json --output sarif --fail-on never")
            .code,
        64
    );
    assert_eq!(shell.run("plan --bucket my-images --output sarif").code, 64);
}

#[test]
fn what_the_tool_makes_itself_has_nothing_that_is_worse_than_a_suggestion() {
    let shell = Shell::new();
    for made in ["policy render --bucket my-images", "trust render"] {
        let document = shell.run(made).out;
        let ended = shell.run_fed(&document, "policy lint - --fail-on warning");
        assert_eq!(ended.code, 0, "{}", ended.out);
    }
}

#[test]
fn a_kind_that_is_said_goes_before_the_one_that_is_guessed() {
    let shell = Shell::new();
    shell.write(
        "star.json",
        r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#,
    );
    let worst = |line: &str| {
        shell
            .run(&format!("policy lint star.json --fail-on security {line}"))
            .code
    };
    assert_eq!(worst(""), 2);
    assert_eq!(
        worst("--kind control"),
        0,
        "a control policy that allows all is the usual one"
    );
    assert_eq!(worst("--kind trust"), 2);
    let small = shell.run("policy lint star.json --kind session --max-bytes 20");
    assert!(small.out.contains("size-over-quota"), "{}", small.out);
    let trust = r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"RAM":["acs:ram::22:root"]}}]}"#;
    let foreign = shell.run_fed(trust, "policy lint - --account 11 --output json");
    assert!(
        foreign.out.contains("trust-foreign-account"),
        "{}",
        foreign.out
    );
}

#[test]
fn what_is_accepted_is_told_apart_and_what_was_accepted_for_nothing_is_told() {
    let shell = Shell::new();
    shell.write("bad.json", &bad());
    shell.write(
        "rolewright.toml",
        "[[lint.allow]]\nid = \"admin-star\"\nat = \"Statement[1]\"\nreason = \"break glass\"\n",
    );
    let line = "policy lint bad.json --fail-on security --allow missing-version=old";
    let ended = shell.run(line);
    assert_eq!(ended.code, 0, "{}", ended.out);
    assert!(ended.out.contains("1 accepted"), "{}", ended.out);
    assert!(
        ended
            .err
            .contains("nothing was found that `missing-version`"),
        "{}",
        ended.err
    );
    let json = shell.json(line);
    assert_eq!(json["files"][0]["accepted"][0]["reason"], "break glass");
    assert_eq!(json["unused"][0]["id"], "missing-version");
    for wrong in ["admin-star", "no-such-check=why"] {
        assert_eq!(
            shell
                .run(&format!("policy lint bad.json --allow {wrong}"))
                .code,
            64
        );
    }
    shell.write(
        "rolewright.toml",
        "[[lint.allow]]\nid = \"nonsense\"\nreason = \"why\"\n",
    );
    let refused = shell.run("policy lint bad.json");
    assert!(
        refused.code != 0 && refused.err.contains("`nonsense`"),
        "{}",
        refused.err
    );
}

#[test]
fn fixing_rewrites_the_file_says_what_it_did_and_has_nothing_left_to_do() {
    let shell = Shell::new();
    shell.write("bad.json", &bad());
    let kept = "policy lint bad.json --fix --allow empty-condition=later";
    let ended = shell.run(kept);
    let told = "fixed bad.json, Statement[0].Action[1]: `oss:getobject` is documented as `oss:GetObject` [action-letter-case]: use the documented spelling\n";
    assert!(ended.out.starts_with(told), "{}", ended.out);
    let once = shell.read("bad.json");
    assert!(
        once.contains("\"oss:GetObject\"]") && once.contains("\"Condition\": {}"),
        "{once}"
    );
    shell.run(kept);
    assert_eq!(shell.read("bad.json"), once);
    shell.run("policy lint bad.json --fix");
    assert!(!shell.read("bad.json").contains("Condition"));
    let left = std::fs::read_dir(shell.path()).unwrap().count();
    assert_eq!(left, 1, "no other file is left behind");
    assert_eq!(shell.run_fed(BAD, "policy lint - --fix").code, 64);
    shell.write("other.json", BAD);
    assert_eq!(
        shell.run("policy lint other.json nowhere.json --fix").code,
        1
    );
    assert_eq!(
        shell.read("other.json"),
        BAD,
        "nothing is written when one can't be read"
    );
}

#[test]
fn a_comment_for_a_code_review_has_a_row_a_finding_and_no_foreign_markup() {
    let shell = Shell::new();
    shell.write("bad.json", &bad().replace("oss:GetObjct", "oss:<b>|x@y"));
    let out = shell.run("policy lint bad.json --output markdown").out;
    let title = "### `rolewright policy lint`: ";
    assert!(out.starts_with(title), "{out}");
    assert_eq!(out.matches("| <code>bad.json:").count(), 9, "{out}");
    assert!(!out.contains("<b>"), "{out}");
}

#[test]
fn a_line_that_ends_as_on_windows_is_shown_without_its_end() {
    let shell = Shell::new();
    let text = "{\"Version\":\"2\",\r\n\"Statement\":[]}\r\n";
    let out = shell.run_fed(text, "policy lint -").out;
    assert!(out.contains("1 | {\"Version\":\"2\",\n"), "{out}");
}

pub(crate) fn sarif_schema() -> jsonschema::Validator {
    // The official file has a bracket too many in a pattern, which a strict reader refuses.
    let schema = SCHEMA.replace("[a-zA-Z]{2}]?$", "[a-zA-Z]{2}$");
    let schema: Value = serde_json::from_str(&schema).unwrap();
    jsonschema::validator_for(&schema).unwrap()
}

#[test]
fn sarif_is_as_its_official_schema_says() {
    let shell = Shell::new();
    shell.write("bad.json", &bad());
    shell.write("a [b] ü.json", BAD);
    let validator = sarif_schema();
    let sarif = |files: &[&str]| {
        let mut command = shell.command(&[], "policy lint --output sarif --allow admin-star=mine");
        let output = command.args(files).write_stdin(BAD).output().unwrap();
        serde_json::from_slice::<Value>(&output.stdout).unwrap()
    };
    let log = sarif(&["bad.json", "-", "a [b] ü.json"]);
    let errors: Vec<_> = validator
        .iter_errors(&log)
        .map(|error| error.to_string())
        .collect();
    assert!(errors.is_empty(), "{errors:?}");
    let results = log["runs"][0]["results"].as_array().unwrap();
    let first = &results[0];
    let rules = &log["runs"][0]["tool"]["driver"]["rules"];
    let index = usize::try_from(first["ruleIndex"].as_u64().unwrap()).unwrap();
    assert_eq!(rules[index]["id"], first["ruleId"]);
    let accepted = |result: &&Value| result["suppressions"][0]["justification"] == "mine";
    assert_eq!(results.iter().filter(accepted).count(), 3);
    let uri = |result: &Value| {
        result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].clone()
    };
    assert_eq!(uri(results.last().unwrap()), "a%20%5Bb%5D%20%C3%BC.json");
    let mut broken = log.clone();
    broken["runs"][0]["results"][0]["level"] = "bad".into();
    assert!(
        !validator.is_valid(&broken),
        "the validator looks at results"
    );
}

#[test]
fn a_long_line_is_shown_around_the_place() {
    let shell = Shell::new();
    let text = format!(
        r#"{{"Version":"1","Statement":[{{"Effect":"Allow","Action":["{}","oss:GetObjct"],"Resource":"acs:oss:*:*:b/*"}}]}}"#,
        "oss:PutObject\",\"".repeat(100) + "oss:GetObject"
    );
    shell.write("long.json", &text);
    let ended = shell.run("policy lint long.json");
    let longest = ended.out.lines().map(str::len).max().unwrap();
    assert!(longest < 500, "{longest}");
    assert!(ended.out.contains(" --> long.json:1:1673"), "{}", ended.out);
}
