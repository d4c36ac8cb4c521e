use std::collections::BTreeMap;

use super::*;
use crate::error::{Error, ErrorKind};
use crate::name::AccountId;
use crate::recipe::library;
use crate::setup::ReportKind;

fn inventory(text: &str) -> Inventory {
    Inventory::parse(text).unwrap()
}

fn member(id: &str, tags: &[(&str, &str)]) -> MemberAccount {
    let tags = tags
        .iter()
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
    MemberAccount {
        tags: tags.collect(),
        ..MemberAccount::new(AccountId::new(id).unwrap())
    }
}

#[test]
fn an_account_overrides_the_defaults_by_name() {
    let targets = inventory(
        r#"
        role = "Operator"
        regions = ["cn-hangzhou"]
        vars = { team = "all", stage = "prod" }
        parameters = { bucket = "{vars.team}-{vars.stage}", region = "cn-beijing" }

        [[account]]
        id = "1"

        [[account]]
        id = "2"
        role = "Other"
        regions = []
        vars = { team = "own" }
        parameters = { bucket = ["{name}-{account}", "{tags.env}"] }
        name = "two"
        tags = { env = "test" }
        "#,
    )
    .targets();
    let [one, two] = targets.as_slice() else {
        panic!("{targets:?}")
    };
    assert_eq!(one.role_arn(), "acs:ram::1:role/Operator");
    assert_eq!(one.arguments().unwrap()["bucket"], ["all-prod"]);
    assert_eq!(two.role_arn(), "acs:ram::2:role/Other");
    assert_eq!(two.arguments().unwrap()["bucket"], ["two-2", "test"]);
    assert_eq!(two.arguments().unwrap()["region"], ["cn-beijing"]);
    assert!(two.regions.is_empty());
}

#[test]
fn an_account_has_its_own_trust_or_that_of_all() {
    let text = r#"
        trust = ["account:current"]
        revision = "2026-03"
        parameters = { bucket = "my-images" }

        [[account]]
        id = "1"

        [[account]]
        id = "2"
        trust = ["service", "user:builder"]
        revision = "2026-06"
        "#;
    let entry = library::builtin(library::CUSTOM_BUCKET).unwrap();
    let trusted = |target: &Target| {
        let [role] = &target.recipes(entry).unwrap()[..] else {
            panic!("{target:?}")
        };
        let trust = role.desired_state(&target.account).trust;
        let names = trust
            .principals()
            .into_iter()
            .map(|one| one.value().to_owned());
        names.collect::<Vec<_>>()
    };
    let targets = inventory(text).targets();
    let both: Vec<_> = targets.iter().map(trusted).collect();
    assert_eq!(both[0], ["acs:ram::1:root"]);
    assert_eq!(both[1], ["acs:ram::2:user/builder", "cr.aliyuncs.com"]);
    // Only Container Registry's role has a trust to choose.
    let other = library::builtin("AliyunECSImageExportDefaultRole").unwrap();
    assert!(
        Target {
            parameters: BTreeMap::new(),
            ..targets[0].clone()
        }
        .recipes(other)
        .is_err()
    );
    for (from, to) in [("service", "anyone"), ("2026-06", "2020-01")] {
        let error = Inventory::parse(&text.replace(from, to)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConfigInvalid);
        let path = &error.location().unwrap().path;
        assert!(path.starts_with("account[1]."), "{path}");
    }
}

#[test]
fn a_variable_that_is_missing_is_named_with_the_one_that_was_meant() {
    let targets = inventory(
        "vars = { team = \"a\" }\nparameters = { bucket = \"{vars.taem}-images\" }\n[[account]]\nid = \"1\"\n",
    )
    .targets();
    let error = targets[0].arguments().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConfigInvalid);
    assert_eq!(
        error.to_string(),
        "account `1` has no value for `{vars.taem}` in `{vars.taem}-images`"
    );
    assert_eq!(error.remedy().unwrap().text, "did you mean `{vars.team}`?");
}

#[test]
fn accounts_come_from_the_directory_and_keep_what_the_inventory_sets() {
    let own = inventory("[[account]]\nid = \"2\"\nname = \"own\"\ntags = { env = \"prod\" }\n");
    let directory = Directory {
        accounts: vec![
            member("1", &[]),
            member("2", &[("env", "test"), ("team", "search")]),
        ],
        skipped: Vec::new(),
    };
    let all = own.with_directory(directory).unwrap();
    let [one, two] = all.account.as_slice() else {
        panic!("{all:?}")
    };
    assert_eq!(one.id.as_str(), "1");
    assert_eq!(two.name.as_deref(), Some("own"));
    let tags: BTreeMap<&str, &str> = two
        .tags
        .iter()
        .map(|(key, value)| (key.as_str(), value.as_str()))
        .collect();
    assert_eq!(tags, [("env", "prod"), ("team", "search")].into());
}

#[test]
fn an_account_outside_the_directory_is_an_error_but_not_one_that_was_skipped() {
    let own = inventory("[[account]]\nid = \"2\"\n");
    let error = own
        .clone()
        .with_directory(Directory::default())
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "account `2` is not in the resource directory"
    );
    let skipped = Directory {
        accounts: Vec::new(),
        skipped: vec![SkippedAccount {
            account: "2".into(),
            name: None,
            reason: "it is being deleted".into(),
        }],
    };
    assert!(own.with_directory(skipped).unwrap().account.is_empty());
}

#[test]
fn accounts_are_selected_by_id_name_and_tags() {
    let targets = || {
        inventory(
            "[[account]]\nid = \"1\"\nname = \"a\"\ntags = { env = \"prod\" }\n[[account]]\nid = \"2\"\nname = \"b\"\n",
        )
        .targets()
    };
    let ids = |selection: Selection| -> Vec<String> {
        let selected = selection.apply(targets()).unwrap();
        selected.iter().map(|one| one.account.to_string()).collect()
    };
    let named = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    assert_eq!(ids(Selection::default()), ["1", "2"]);
    assert_eq!(
        ids(Selection {
            include: named(&["b"]),
            ..Selection::default()
        }),
        ["2"]
    );
    assert_eq!(
        ids(Selection {
            exclude: named(&["1"]),
            ..Selection::default()
        }),
        ["2"]
    );
    let tags = [("env".to_owned(), "prod".to_owned())].into();
    assert_eq!(
        ids(Selection {
            tags,
            ..Selection::default()
        }),
        ["1"]
    );
    for wrong in [
        Selection {
            include: named(&["c"]),
            ..Selection::default()
        },
        Selection {
            exclude: named(&["1", "2"]),
            ..Selection::default()
        },
    ] {
        assert_eq!(
            wrong.apply(targets()).unwrap_err().kind(),
            ErrorKind::InvalidInput
        );
    }
}

#[test]
fn errors_that_differ_in_the_accounts_own_values_are_one_cause() {
    let targets = inventory(
        "parameters = { bucket = \"{account}-images\" }\n[[account]]\nid = \"1001\"\n[[account]]\nid = \"1002\"\n\
         [[account]]\nid = \"1003\"\n",
    )
    .targets();
    let rows = targets.iter().map(|target| {
        let text = if target.account.as_str() == "1003" {
            "something else".to_owned()
        } else {
            format!(
                "bucket {0}-images of account {0} does not exist",
                target.account
            )
        };
        let error = Error::new(ErrorKind::NotFound, text);
        AccountReport::of_error(target, &error).row(target)
    });
    let report = FleetReport::new(ReportKind::Verify, true, rows.collect());
    let groups: Vec<_> = report
        .causes
        .iter()
        .map(|group| (group.accounts.len(), group.text.as_str()))
        .collect();
    let common = "bucket {bucket} of account {account} does not exist";
    assert_eq!(groups, [(2, common), (1, "something else")]);
}
