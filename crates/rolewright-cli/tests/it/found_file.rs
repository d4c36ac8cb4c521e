//! A `rolewright.toml` that was only found in the current folder, which may be someone else's.

use serde_json::Value;

use crate::Shell;

#[test]
fn a_found_file_cannot_set_where_requests_and_keys_are_sent() {
    let shell = Shell::new();
    for (text, key, host) in [
        (
            "endpoint = \"http://evil.example.com\"",
            "`endpoint`",
            "`evil.example.com`",
        ),
        (
            "sts_endpoint = \"https://me:hunter2@evil.example.com:8443/x\"",
            "`sts_endpoint`",
            "`evil.example.com:8443`",
        ),
        (
            "cr_endpoint = \"evil.example.com\"",
            "`cr_endpoint`",
            "`evil.example.com`",
        ),
        (
            "oss_endpoint = \"evil.example.com\"",
            "`oss_endpoint`",
            "`evil.example.com`",
        ),
        ("allow_plain_http = true", "`allow_plain_http`", "any host"),
    ] {
        shell.write("rolewright.toml", text);
        for line in [
            "verify --bucket my-images",
            "doctor",
            "apply --bucket my-images --yes --endpoint ram.aliyuncs.com",
        ] {
            let ended = shell.run(line);
            assert_eq!(ended.code, 1, "{text}: {}", ended.err);
            for part in ["`rolewright.toml`", key, host, "`--config rolewright.toml`"] {
                assert!(ended.err.contains(part), "{part}: {}", ended.err);
            }
            assert!(!ended.err.contains("hunter2"), "{}", ended.err);
        }
        let named = shell.run("plan --bucket my-images --config rolewright.toml");
        assert_eq!(named.code, 2, "{text}: {}", named.err);
        let named = [("ROLEWRIGHT_CONFIG", "rolewright.toml")];
        let named = shell.run_with(&named, "plan --bucket my-images");
        assert_eq!(named.code, 2, "{text}: {}", named.err);
    }
    shell.write("rolewright.toml", "allow_plain_http = false");
    assert_eq!(shell.run("plan --bucket my-images").code, 2);
}

#[cfg(unix)]
#[test]
fn a_found_file_names_only_files_inside_its_folder() {
    use std::os::unix::fs::symlink;
    let shell = Shell::new();
    let outside = tempfile::tempdir().unwrap();
    symlink(outside.path(), shell.path().join("out")).unwrap();
    symlink(outside.path().join("new"), shell.path().join("dangling")).unwrap();
    std::fs::create_dir(shell.path().join("sub")).unwrap();
    symlink("sub", shell.path().join("in")).unwrap();
    let absolute = outside.path().join("x").display().to_string();
    for path in [
        "../x",
        "sub/../../x",
        "out/x",
        "out",
        "dangling",
        absolute.as_str(),
    ] {
        for key in ["record", "store", "trust_policy"] {
            shell.write("rolewright.toml", &format!("{key} = {path:?}"));
            let ended = shell.run("apply --bucket my-images --yes");
            assert_eq!(ended.code, 1, "{key} {path}: {}{}", ended.out, ended.err);
            let said = format!("`{key}` is `{path}`");
            assert!(ended.err.contains(&said), "{said}: {}", ended.err);
        }
    }
    // The default store of the provider that the file chooses.
    symlink(outside.path(), shell.path().join(".rolewright")).unwrap();
    shell.write("rolewright.toml", "provider = \"local\"");
    let ended = shell.run("apply --bucket my-images --yes");
    assert!(ended.err.contains("`store` is"), "{}", ended.err);
    assert_eq!(outside.path().read_dir().unwrap().count(), 0);

    let text = "provider = \"local\"\nstore = \"in/a.db\"\nrecord = \"./sub/b.jsonl\"";
    shell.write("rolewright.toml", text);
    let ended = shell.run("apply --bucket my-images --yes");
    assert_eq!(ended.code, 0, "{}", ended.err);
    assert!(shell.read("sub/b.jsonl").contains("CreateRole"));
    let named = format!("record = {absolute:?}");
    shell.write("rolewright.toml", &named);
    let ended = shell.run("apply --bucket more-images --yes --store c.db --config rolewright.toml");
    assert_eq!(ended.code, 0, "{}", ended.err);
    assert!(outside.path().join("x").is_file());
}

#[test]
fn a_saved_plan_carries_no_endpoint_and_no_file() {
    let shell = Shell::new();
    shell.write(
        "named.toml",
        "endpoint = \"http://evil.example.com\"\nallow_plain_http = true\nrecord = \"a.jsonl\"\n\
         store = \"account.db\"",
    );
    let plan = shell.run("plan --bucket my-images --config named.toml --out plan.json");
    assert_eq!(plan.code, 2, "{}", plan.err);
    let plan: Value = serde_json::from_str(&shell.read("plan.json")).unwrap();
    let desired = plan["desired"].as_object().unwrap();
    for key in ["endpoint", "allow_plain_http", "record", "store"] {
        assert!(!desired.contains_key(key), "{key}");
    }
    for (key, value) in [
        ("endpoint", Value::from("evil.example.com")),
        ("sts_endpoint", Value::from("evil.example.com")),
        ("cr_endpoint", Value::from("evil.example.com")),
        ("oss_endpoint", Value::from("evil.example.com")),
        ("allow_plain_http", Value::from(true)),
        ("assume_role", Value::from("acs:ram::42:role/evil")),
        ("record", Value::from("/tmp/x")),
        ("store", Value::from("/tmp/x")),
    ] {
        let mut forged = plan.clone();
        forged["desired"][key] = value;
        shell.write("forged.json", &forged.to_string());
        let ended = shell.run("apply forged.json");
        assert_eq!(ended.code, 1, "{key}: {}{}", ended.out, ended.err);
        assert!(ended.err.contains("a plan never does"), "{}", ended.err);
    }
    assert_eq!(shell.run("apply plan.json --store account.db").code, 0);
}

#[test]
fn init_writes_no_file_that_could_not_be_found() {
    let shell = Shell::new();
    let refused = shell.run("init --bucket my-images --endpoint ram.example.com");
    assert_eq!(refused.code, 1, "{}", refused.err);
    assert!(refused.err.contains("--config"), "{}", refused.err);
    assert!(!shell.path().join("rolewright.toml").exists());
    let line = "init --bucket my-images --endpoint ram.example.com --config rolewright.toml";
    assert_eq!(shell.run(line).code, 0);
}
