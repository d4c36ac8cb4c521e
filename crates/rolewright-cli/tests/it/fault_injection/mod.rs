//! The real binary killed at every call and at random moments, many processes at once, for hours.
#![cfg(unix)]

mod contention;
mod crash;
mod relay;
mod soak;

pub(crate) use relay::message;

use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use nix::sys::wait::{Id, WaitPidFlag, waitid};
use nix::unistd::Pid;
use rolewright::blocking::Blocking;
use rolewright::emulator::Emulator;
use rolewright::mock::Account;
use rolewright::recipe::container_registry::POLICY;
use rolewright::{Call, MemoryProvider};
use tokio::runtime::Runtime;

use crate::ACCOUNT;

/// An emulator in this process, and commands that reach it.
pub(crate) struct Cloud {
    pub(crate) emulator: Emulator,
    _runtime: Runtime,
}

impl Cloud {
    /// On an account in which somebody else has a role and a policy.
    pub(crate) fn start() -> Self {
        let runtime = Runtime::new().unwrap();
        let builder = Emulator::builder().access_key("test-key", "test-secret");
        let emulator = runtime.block_on(builder.start()).unwrap();
        emulator.with_account(with_foreign).unwrap();
        Self {
            emulator,
            _runtime: runtime,
        }
    }

    pub(crate) fn account(&self) -> Account {
        self.emulator.account().unwrap()
    }

    /// Makes the account as it was at the start.
    pub(crate) fn renew(&self) {
        let mut start = Account {
            seed: self.account().seed,
            ..Account::default()
        };
        with_foreign(&mut start);
        self.restore(&start);
    }

    /// Makes the account as it was then.
    pub(crate) fn restore(&self, account: &Account) {
        let restored = self.emulator.with_account(|now| now.clone_from(account));
        restored.unwrap();
    }

    /// Makes every version of the policy so old that no other run can be at work on it.
    pub(crate) fn hours_later(&self) {
        let aged = self.emulator.with_account(|account| {
            let policy = account.policies.get_mut(POLICY).into_iter();
            for version in policy.flat_map(|policy| policy.versions.values_mut()) {
                version.created = "2026-01-01T00:00:00Z".to_owned();
            }
        });
        aged.unwrap();
    }

    pub(crate) fn command(&self, line: &str) -> Command {
        command(&self.emulator.endpoint(), line)
    }

    /// Runs it to its end: its exit code.
    pub(crate) fn run(&self, line: &str) -> i32 {
        self.command(line).status().unwrap().code().unwrap()
    }
}

/// `rolewright` with these words, against a RAM endpoint.
pub(crate) fn command(endpoint: &str, line: &str) -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("rolewright"));
    command
        .env_clear()
        .env("ALIBABA_CLOUD_ACCESS_KEY_ID", "test-key")
        .env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "test-secret")
        .args(line.split_whitespace())
        .args(["--provider", "alibaba", "--endpoint", endpoint])
        // The account has no buckets.
        .arg("--skip-bucket-check")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

pub(crate) fn apply(bucket: &str) -> String {
    format!("apply --yes --account {ACCOUNT} --bucket {bucket}")
}

const FOREIGN: &str = "somebody-elses";

fn with_foreign(account: &mut Account) {
    let trust = r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":["ecs.aliyuncs.com"]}}]}"#;
    let policy = r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"log:ListProject","Resource":"*"}]}"#;
    use rolewright::operation::{CreatePolicy, CreateRole};
    let moment = rolewright::mock::Moment::new("2026-01-02T03:04:05Z".parse().unwrap(), "R");
    let calls = [
        Call::of(&CreateRole {
            role_name: FOREIGN.into(),
            assume_role_policy_document: trust.into(),
            ..CreateRole::default()
        }),
        Call::of(&CreatePolicy {
            policy_name: FOREIGN.into(),
            policy_document: policy.into(),
            ..CreatePolicy::default()
        }),
    ];
    for call in calls {
        account.execute(&call, &moment).unwrap();
    }
}

/// What somebody else made is as it was, and no policy has more versions than it may.
pub(crate) fn assert_sound(account: &Account) {
    let mut fresh = Account::default();
    with_foreign(&mut fresh);
    assert_eq!(
        account.policies[FOREIGN].versions,
        fresh.policies[FOREIGN].versions
    );
    assert_eq!(account.roles[FOREIGN].trust, fresh.roles[FOREIGN].trust);
    if let Some(policy) = account.policies.get(POLICY) {
        assert!(policy.versions.len() <= 5);
    }
}

/// Those of the buckets on which not all that is needed is allowed.
pub(crate) fn not_granted<'b>(account: &Account, buckets: &[&'b str]) -> Vec<&'b str> {
    let provider = MemoryProvider::builder().account(account.clone()).build();
    let blocking = Blocking::new().unwrap();
    let lacks = |bucket: &&&str| {
        let verify = rolewright::setup([**bucket]).verify(&provider);
        !blocking.wait(verify).unwrap().has_passed()
    };
    buckets.iter().filter(lacks).copied().collect()
}

/// A process that others may kill while somebody waits for its end.
#[derive(Clone, Default)]
pub(crate) struct Victim(Arc<(Mutex<Option<Child>>, Condvar)>);

impl Victim {
    /// Starts it: its standard output, where that is a pipe.
    pub(crate) fn spawn(&self, mut command: Command) -> Option<ChildStdout> {
        // Whoever wants to kill it waits until it is there.
        let mut state = self.0.0.lock().unwrap();
        let child = state.insert(command.spawn().unwrap());
        child.stdout.take()
    }

    /// `SIGKILL`, unless it has ended.
    pub(crate) fn kill(&self) {
        let child = self.0.0.lock().unwrap();
        if let Some(child) = &*child {
            kill(id_of(child), Signal::SIGKILL).unwrap();
        }
    }

    /// Kills it after that time unless it ends before: how it ended.
    pub(crate) fn end_within(&self, time: Duration) -> ExitStatus {
        let (ended, timer) = (self.clone(), self.clone());
        std::thread::scope(|scope| {
            scope.spawn(move || {
                let child = timer.0.0.lock().unwrap();
                let lives = |child: &mut Option<Child>| child.is_some();
                let (child, out) = timer.0.1.wait_timeout_while(child, time, lives).unwrap();
                drop(child);
                if out.timed_out() {
                    timer.kill();
                }
            });
            ended.end()
        })
    }

    /// How it ended.
    pub(crate) fn end(&self) -> ExitStatus {
        // Waited for by its id, so that it can be killed meanwhile, and reaped under the lock.
        let id = self.0.0.lock().unwrap().as_ref().map(id_of).unwrap();
        waitid(Id::Pid(id), WaitPidFlag::WEXITED | WaitPidFlag::WNOWAIT).unwrap();
        let status = self.0.0.lock().unwrap().take().unwrap().wait().unwrap();
        self.0.1.notify_all();
        status
    }
}

fn id_of(child: &Child) -> Pid {
    Pid::from_raw(i32::try_from(child.id()).unwrap())
}

/// Numbers that look random, the same for the same seed: `SplitMix64`.
#[derive(Clone, Debug)]
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % limit.max(1)
    }
}
