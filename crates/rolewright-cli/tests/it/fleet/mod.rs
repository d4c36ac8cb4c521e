//! A recipe in many accounts of an emulator.

mod inputs;
mod journal;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use rolewright::AccountId;
use rolewright::emulator::{Emulator, EmulatorBuilder};
use rolewright::mock::{Account, BucketState, PolicyState};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use crate::{Ended, Shell};

const KEY: [(&str, &str); 3] = [
    ("ALIBABA_CLOUD_ACCESS_KEY_ID", "ops-key"),
    ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "ops-secret"),
    ("ROLEWRIGHT_PROVIDER", "alibaba"),
];

/// An emulator with a management account and members, and a user there who may assume roles.
struct Organisation {
    shell: Shell,
    emulator: Emulator,
    _runtime: Runtime,
}

impl Organisation {
    fn of(members: usize) -> Self {
        Self::with(members, &json!({}), |builder| builder)
    }

    /// `seed` adds to the seed.
    fn with(
        members: usize,
        seed: &Value,
        change: impl FnOnce(EmulatorBuilder) -> EmulatorBuilder,
    ) -> Self {
        let mut whole = json!({
            "calls": [
                { "action": "CreateUser", "params": { "UserName": "ops" } },
                { "action": "AttachPolicyToUser", "params": { "UserName": "ops", "PolicyType": "System",
                    "PolicyName": "AdministratorAccess" } },
            ],
            "keys": [{ "id": "ops-key", "secret": "ops-secret", "user": "ops" }],
        });
        let fields = whole.as_object_mut().unwrap();
        fields.extend(seed.as_object().unwrap().clone());
        let builder = Emulator::builder()
            .accounts(members + 1)
            .enforce(true)
            .seed(serde_json::from_value(whole).unwrap());
        let runtime = Runtime::new().unwrap();
        let emulator = runtime.block_on(change(builder).start()).unwrap();
        let all = Self {
            shell: Shell::new(),
            emulator,
            _runtime: runtime,
        };
        for member in all.members() {
            all.add_bucket(&member, &format!("{member}-images"), "cn-hangzhou");
        }
        all
    }

    fn add_bucket(&self, account: &str, name: &str, region: &str) {
        let bucket = BucketState {
            region: region.to_owned(),
            ..BucketState::default()
        };
        self.change(account, |account| {
            let buckets = account.buckets.get_or_insert_default();
            buckets.insert(name.to_owned(), bucket);
        });
    }

    fn line(&self, line: &str) -> String {
        format!(
            "fleet {line} --sts-rate 0 --endpoint {}",
            self.emulator.endpoint()
        )
    }

    fn run(&self, line: &str) -> Ended {
        self.shell.run_with(&KEY, &self.line(line))
    }

    /// Runs over the members of the resource directory, with a bucket named after each.
    fn on_members(&self, line: &str) -> Ended {
        self.run(&format!(
            "{line} --resource-directory --set bucket={{account}}-images"
        ))
    }

    fn members(&self) -> Vec<String> {
        self.emulator.account_ids().split_off(1)
    }

    fn change<T>(&self, account: &str, change: impl FnOnce(&mut Account) -> T) -> T {
        let id = AccountId::new(account).unwrap();
        self.emulator.with_account_of(&id, change).unwrap()
    }

    fn report(&self, file: &str) -> Value {
        serde_json::from_str(&self.shell.read(file)).unwrap()
    }
}

#[test]
fn every_member_is_planned_changed_verified_and_emptied() {
    let all = Organisation::of(7);
    let verify = all.on_members("verify --out before");
    assert_eq!(verify.code, 2, "{}{}", verify.out, verify.err);
    assert!(
        verify
            .out
            .starts_with("7 accounts: role AliyunContainerRegistry"),
        "{}",
        verify.out
    );
    assert!(
        verify.out.ends_with("7 accounts (simulated): 7 failed.\n"),
        "{}",
        verify.out
    );
    assert_eq!(all.on_members("plan --out plan").code, 2);
    let apply = all.run("apply plan --yes");
    assert_eq!(apply.code, 0, "{}{}", apply.out, apply.err);
    let verify = all.on_members("verify --out after");
    assert_eq!(
        (verify.code, verify.out.as_str()),
        (0, "7 accounts (simulated): 7 passed.\n")
    );
    assert_eq!(all.on_members("drift --out drift").code, 0);
    assert_eq!(
        all.run("destroy plan").code,
        64,
        "the number of accounts is required"
    );
    assert_eq!(all.run("destroy plan --confirm-accounts 6").code, 64);
    let destroy = all.run("destroy plan --confirm-accounts 7");
    assert_eq!(destroy.code, 0, "{}{}", destroy.out, destroy.err);
    for member in all.members() {
        let roles = all.change(&member, |account| {
            account.roles.keys().cloned().collect::<Vec<_>>()
        });
        assert_eq!(roles, ["ResourceDirectoryAccountAccessRole"], "{member}");
    }
}

#[test]
fn each_session_has_a_policy_of_what_the_run_needs_and_a_changed_plan_is_refused() {
    let sessions = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&sessions);
    let all = Organisation::with(2, &json!({}), |builder| {
        builder.on_request(move |entry| {
            if entry.action == "AssumeRole" {
                seen.lock().unwrap().push(entry.params.clone());
            }
        })
    });
    assert_eq!(all.on_members("plan --out plan").code, 2);
    let policy = |params: &Vec<(String, String)>| {
        let policy = params.iter().find(|(name, _)| name == "Policy");
        policy.is_some_and(|(_, text)| text.contains("ram:Get*"))
    };
    let opened = sessions.lock().unwrap().clone();
    assert!(opened.len() == 2 && opened.iter().all(policy), "{opened:?}");
    let member = all.members()[0].clone();
    let file = format!("plan/plan/{member}.json");
    let mut plan = all.report(&file);
    let call = json!({ "service": { "name": "ram", "version": "2015-05-01" }, "action": "CreateUser",
        "access": "write", "params": { "UserName": "mallory" } });
    plan["roles"][0]["report"]["changes"][0]["call"] = call;
    all.shell.write(&file, &plan.to_string());
    let apply = all.run("apply plan --yes --concurrency 1");
    assert_eq!(apply.code, 3, "{}{}", apply.out, apply.err);
    assert!(all.change(&member, |account| account.users.is_empty()));
}

/// What was done to a member, and words of its cause.
type Damage = (&'static str, fn(&mut Account), &'static str);

fn damages() -> Vec<Damage> {
    const ROLE: &str = "AliyunContainerRegistryCustomizedOSSBucketRole";
    const POLICY: &str = "AliyunContainerRegistryCustomizedOSSBucketRolePolicy";
    fn role(account: &mut Account) -> &mut rolewright::mock::RoleState {
        account.roles.get_mut(ROLE).unwrap()
    }
    fn policy(account: &mut Account) -> &mut PolicyState {
        account.policies.get_mut(POLICY).unwrap()
    }
    vec![
        (
            "no role",
            |account| drop(account.roles.remove(ROLE)),
            "does not exist",
        ),
        (
            "another trust",
            |account| {
                let trust = &mut role(account).trust;
                *trust = trust.replace("cr.aliyuncs.com", "ecs.aliyuncs.com");
            },
            "ecs.aliyuncs.com",
        ),
        (
            "a trust that denies",
            |account| {
                let trust = &mut role(account).trust;
                *trust = trust.replace("\"Allow\"", "\"Deny\"");
            },
            "trust",
        ),
        (
            "no attachment",
            |account| role(account).policies.clear(),
            "not attached",
        ),
        (
            "a missing action",
            |account| {
                for version in policy(account).versions.values_mut() {
                    version.document = version.document.replace("oss:PutObject", "oss:PutObjects");
                }
            },
            "oss:PutObject",
        ),
        (
            "a further Deny",
            |account| {
                let deny =
                    r#""Statement":[{"Effect":"Deny","Action":"oss:PutObject","Resource":"*"},"#;
                for version in policy(account).versions.values_mut() {
                    version.document = version.document.replace(r#""Statement":["#, deny);
                }
            },
            "denies",
        ),
        (
            "another bucket",
            |account| {
                for version in policy(account).versions.values_mut() {
                    version.document = version.document.replace("-images", "-pictures");
                }
            },
            "images",
        ),
        (
            "no member role",
            |account| drop(account.roles.remove("ResourceDirectoryAccountAccessRole")),
            "AssumeRole",
        ),
        (
            "a member role that trusts another account",
            |account| {
                let member = account
                    .roles
                    .get_mut("ResourceDirectoryAccountAccessRole")
                    .unwrap();
                member.trust = member.trust.replace("1234567890123456", "9999999999999999");
            },
            "AssumeRole",
        ),
        (
            "a member role without permissions",
            |account| {
                let member = account
                    .roles
                    .get_mut("ResourceDirectoryAccountAccessRole")
                    .unwrap();
                member.policies.clear();
            },
            "ram:",
        ),
    ]
}

#[test]
fn each_broken_account_is_in_the_report_with_its_cause_and_the_others_pass() {
    let damages = damages();
    let all = Organisation::of(damages.len() + 5);
    assert_eq!(all.on_members("plan --out plan").code, 2);
    assert_eq!(all.run("apply plan --yes").code, 0);
    let members = all.members();
    for (member, (_, damage, _)) in members.iter().zip(&damages) {
        all.change(member, damage);
    }
    // A fifth of the calls is throttled, which is retried.
    all.emulator
        .set_faults(vec![rolewright::emulator::FaultRule {
            probability: Some(0.2),
            seed: 7,
            fault: rolewright::emulator::Fault::Throttle {
                retry_after_milliseconds: Some(1),
            },
            ..Default::default()
        }])
        .unwrap();
    let verify = all.on_members("verify --out out");
    assert_eq!(verify.code, 3, "{}{}", verify.out, verify.err);
    let report = all.report("out/verify.json");
    assert_eq!(report["passed"], 5, "{}", verify.out);
    let rows = report["accounts"].as_array().unwrap();
    let causes: BTreeMap<_, _> = rows
        .iter()
        .map(|row| {
            (
                row["account"].as_str().unwrap(),
                row["cause"]["text"].as_str().unwrap_or("passed"),
            )
        })
        .collect();
    for (member, (name, _, words)) in members.iter().zip(&damages) {
        let cause = causes[member.as_str()];
        assert!(cause.contains(words), "{name}: {cause}");
    }
    let groups = report["causes"].as_array().unwrap();
    let grouped: usize = groups
        .iter()
        .map(|group| group["accounts"].as_array().unwrap().len())
        .sum();
    assert_eq!(grouped, damages.len(), "each account is in one group");
}

/// The commands of the documentation, and its inventory.
#[test]
fn the_commands_of_the_documentation_work_as_they_are() {
    let page = include_str!("../../../../../docs/fleets.md");
    let all = Organisation::of(2);
    let (_, inventory) = page.split_once("```toml\n").unwrap();
    let (inventory, _) = inventory.split_once("```").unwrap();
    all.shell.write("fleet.toml", inventory);
    for (account, team, region) in [
        ("2000000000000001", "search", "cn-hangzhou"),
        ("2000000000000002", "payment", "cn-beijing"),
    ] {
        for kind in ["images", "charts"] {
            all.add_bucket(account, &format!("{team}-{kind}"), region);
        }
    }
    all.change("2000000000000002", |account| {
        let role = account.roles["ResourceDirectoryAccountAccessRole"].clone();
        account.roles.insert("PlatformOperator".to_owned(), role);
    });
    let commands = page.lines().filter_map(|line| {
        let line = line
            .trim()
            .trim_start_matches("$ ")
            .trim_start_matches("- run: ");
        line.strip_prefix("rolewright fleet ")
    });
    let codes = commands.map(|command| {
        let mut words = shell_words::split(command).unwrap();
        if command.starts_with("apply") {
            words.push("--yes".to_owned());
        }
        let ended = all.run(&words.join(" "));
        assert!(
            matches!(ended.code, 0 | 2),
            "{command}: {}{}",
            ended.out,
            ended.err
        );
        (words[0].clone(), ended.code)
    });
    let codes: Vec<_> = codes.collect();
    let expected = [
        ("verify", 2),
        ("plan", 2),
        ("apply", 0),
        ("destroy", 0),
        ("verify", 2),
    ];
    assert_eq!(
        codes,
        expected.map(|(command, code)| (command.to_owned(), code))
    );
}

#[test]
fn accounts_with_the_same_cause_are_one_line() {
    let all = Organisation::of(3);
    let verify = all.on_members("verify --out out --verbose");
    let lines: Vec<_> = verify.out.lines().collect();
    assert_eq!(lines.len(), 4, "{}", verify.out);
    assert!(
        all.members()
            .iter()
            .all(|member| lines[2].contains(member.as_str()))
    );
}
