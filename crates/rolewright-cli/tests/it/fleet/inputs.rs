//! Inventories and selections with mistakes.

use serde_json::json;

use super::Organisation;

/// Runs with this inventory; returns the exit code and standard error.
fn refused(all: &Organisation, inventory: &str, flags: &str) -> (i32, String) {
    all.shell.write("fleet.toml", inventory);
    let ended = all.run(&format!("verify --out out {flags}"));
    assert!(!all.shell.path().join("out").exists(), "{}", ended.err);
    (ended.code, ended.err)
}

#[test]
fn mistakes_in_the_inventory_are_named_before_any_account_is_asked() {
    let all = Organisation::of(1);
    for (inventory, flags, code, words) in [
        (
            "[[account]]\nid = \"1\"\n[[account]]\nid = \"1\"\n",
            "",
            1,
            "line 4, column 6, at `account[1].id`: account `1` is listed twice",
        ),
        ("[[account]]\nid = \"12a\"\n", "", 1, "line 2"),
        ("[[acount]]\nid = \"1\"\n", "", 1, "did you mean `account`?"),
        (
            "recipe = \"ack/quik\"\n[[account]]\nid = \"1\"\n",
            "",
            1,
            "there is no built-in recipe `ack/quik`",
        ),
        (
            "recipe = \"missing.toml\"\n[[account]]\nid = \"1\"\n",
            "",
            1,
            "missing.toml",
        ),
        ("", "", 64, "the fleet has no accounts"),
        (
            "[[account]]\nid = \"1\"\n",
            "--include 2",
            64,
            "no account is `2`",
        ),
        (
            "[[account]]\nid = \"1\"\n",
            "--account-tag env=prod",
            64,
            "none of the 1 accounts is selected",
        ),
        (
            "[[account]]\nid = \"1\"\n",
            "--resource-directory",
            1,
            "account `1` is not in the resource directory",
        ),
        (
            "[[account]]\nid = \"1\"\n",
            "--fleet nowhere.toml",
            1,
            "nowhere.toml",
        ),
    ] {
        let (exit, text) = refused(&all, inventory, flags);
        assert!(
            exit == code && text.contains(words),
            "{inventory} {flags}: {exit} {text}"
        );
    }
    std::fs::remove_file(all.shell.path().join("fleet.toml")).unwrap();
    let ended = all.run("verify --out out");
    assert!(
        ended.code == 64 && ended.err.contains("no accounts are set"),
        "{}",
        ended.err
    );
    all.shell
        .write("rolewright.toml", "bucket = \"my-images\"\n");
    let ended = all.on_members("verify --out out");
    assert!(
        ended.code == 1 && ended.err.contains("`bucket` is set"),
        "{}",
        ended.err
    );
}

#[test]
fn a_template_without_its_variable_is_the_error_of_its_account() {
    let all = Organisation::of(2);
    let [one, other] = all.members().try_into().unwrap();
    let inventory = format!(
        "[parameters]\nbucket = \"{{vars.team}}-images\"\n[[account]]\nid = \"{one}\"\nvars = {{ team = \"search\" }}\n\
         [[account]]\nid = \"{other}\"\n"
    );
    all.shell.write("fleet.toml", &inventory);
    let ended = all.run("verify --out out");
    assert_eq!(ended.code, 3, "{}{}", ended.out, ended.err);
    let report = all.report("out/verify.json");
    assert_eq!(
        (&report["negative"], &report["not_judged"]),
        (&json!(1), &json!(1))
    );
    assert!(
        ended.out.contains("has no value for `{vars.team}`"),
        "{}",
        ended.out
    );
}

#[test]
fn members_that_cannot_be_used_are_skipped_and_counted() {
    let seed = json!({ "accounts": [
        { "id": "3000000000000001", "display_name": "good", "tags": { "env": "prod" }, "folder": "Production" },
        { "id": "3000000000000002", "display_name": "leaving", "deletion_status": "Deleting", "folder": "Production" },
        { "id": "3000000000000003", "display_name": "failed", "status": "CreateFailed" },
        { "id": "3000000000000004", "display_name": "test", "tags": { "env": "test" } },
    ] });
    let all = Organisation::with(4, &seed, |builder| builder);
    let verify = all.on_members("verify --out all");
    assert_eq!(verify.code, 2, "{}{}", verify.out, verify.err);
    assert!(
        verify
            .out
            .ends_with("2 accounts (simulated): 2 failed, 2 skipped.\n"),
        "{}",
        verify.out
    );
    let tagged = all.on_members("verify --out tagged --account-tag env=prod");
    assert!(
        tagged.out.contains("1 account (simulated)"),
        "{}",
        tagged.out
    );
    assert!(
        all.shell
            .read("tagged/verify.csv")
            .contains("3000000000000001")
    );
}

#[test]
fn no_reached_account_is_an_error_and_denied_credentials_are_exit_four() {
    let all = Organisation::of(2);
    for member in all.members() {
        all.change(&member, |account| account.roles.clear());
    }
    let ended = all.on_members("verify --out out");
    assert_eq!(ended.code, 1, "{}{}", ended.out, ended.err);
    all.emulator
        .with_account(|account| account.users.get_mut("ops").unwrap().policies.clear())
        .unwrap();
    let members = all.members();
    let inventory: String = members
        .iter()
        .map(|id| format!("[[account]]\nid = \"{id}\"\n"))
        .collect();
    all.shell.write("fleet.toml", &inventory);
    let ended = all.run("verify --set bucket=my-images --out denied");
    assert_eq!(ended.code, 4, "{}{}", ended.out, ended.err);
}
