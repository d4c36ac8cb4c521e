//! A thousand accounts in one run.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use serde_json::json;

use super::super::emulator::Emulator;
use super::super::figure::Measured;
use super::super::figure::{Goal, Row, median};
use super::super::part::{Bench, Part};
use super::{OURS, PYTHON};
use crate::clock::Stopwatch;
use crate::process::{Failure, Result};

const RUNS: usize = 5;
const LATENCY: u32 = 50;
const ACCOUNTS: usize = 1_000;
const MANY: usize = 10_000;
const AT_ONCE: usize = 64;
/// `AssumeRole`, then the reads of a verification.
const ROUNDS: f64 = 2.0;
/// `AssumeRole` calls per second by default.
const RATE: f64 = 50.0;

const KEY: (&str, &str) = ("ops-key", "ops-secret");

pub(super) const PART: Part = Part {
    name: "fleet",
    title: "Many accounts",
    about: "`fleet verify` as a process, on an emulator with 1,000 and 10,000 accounts that have the set-up, listed in \
            fleet.toml; 64 accounts at once. Every response is delayed by 50 ms except where memory is measured. The \
            official Python client assumes the role in each account and makes the same reads in 64 threads.",
    measure,
};

fn measure(bench: &Bench) -> Result<Measured> {
    let folder = bench.workspace.target.join("bench/fleet");
    let few = Fleet::start(bench, &folder.join("few"), ACCOUNTS)?;
    few.set_up(bench)?;
    let unlimited = few.verify(bench, &format!("--concurrency {AT_ONCE} --sts-rate 0"));
    let (mut wall, mut memory, mut first) = (Vec::new(), Vec::new(), Vec::new());
    few.emulator.delay(LATENCY)?;
    for _ in 0..RUNS {
        few.set_aside()?;
        let spent = bench.tools.spent(&unlimited, &[0])?;
        wall.push(spent.wall);
        memory.push(spent.peak);
        few.set_aside()?;
        first.push(few.first_result(bench, AT_ONCE)?);
    }
    let mut peer =
        bench
            .peers
            .official_python(&["fleet", &ACCOUNTS.to_string(), &AT_ONCE.to_string()]);
    peer = few.keyed(few.emulator.reached_by(peer));
    let theirs = bench.tools.spent(&peer, &[0])?;
    few.set_aside()?;
    let paced = bench.tools.spent(&few.verify(bench, ""), &[0])?;
    drop(few);
    let many = Fleet::start(bench, &folder.join("many"), MANY)?;
    let large = many.verify(bench, &format!("--concurrency {AT_ONCE} --sts-rate 0"));
    let large = bench.tools.spent(&large, &[2])?;
    drop(many);
    fs::remove_dir_all(&folder).map_err(Failure::new)?;
    let rows = vec![
        Row::new("1,000 accounts, no limit: wall time", OURS, "ms", &wall),
        Row::new(
            "1,000 accounts, no limit: wall time",
            PYTHON,
            "ms",
            &[theirs.wall],
        ),
        Row::new("1,000 accounts, no limit: first result", OURS, "ms", &first),
        Row::new(
            "1,000 accounts, default rate: wall time",
            OURS,
            "ms",
            &[paced.wall],
        ),
        Row::new("1,000 accounts: memory", OURS, "MB", &memory),
        Row::new("10,000 accounts: memory", OURS, "MB", &[large.peak]),
    ];
    let accounts = ACCOUNTS as f64;
    let ideal = ROUNDS * f64::from(LATENCY) * accounts / AT_ONCE as f64;
    let rate = accounts / RATE * 1000.0;
    let unlimited = median(&rows, "1,000 accounts, no limit: wall time", OURS);
    let goals = vec![
        Goal::at_most(
            1.3,
            "1,000 accounts, 64 at once: wall time in units of rounds x latency x accounts / 64",
            unlimited / ideal,
        ),
        Goal::at_most(
            1000.0,
            "first result, in ms",
            median(&rows, "1,000 accounts, no limit: first result", OURS),
        ),
        Goal::at_most(
            1.05,
            "default rate: wall time in units of the rate's own time",
            paced.wall / rate,
        ),
        Goal::at_most(60.0, "memory with 10,000 accounts, in MB", large.peak),
    ];
    Ok(Measured { rows, goals })
}

/// An emulator with member accounts, and the folder of the runs.
struct Fleet {
    emulator: Emulator,
    folder: PathBuf,
}

impl Fleet {
    fn start(bench: &Bench, folder: &Path, members: usize) -> Result<Self> {
        let _ = fs::remove_dir_all(folder);
        fs::create_dir_all(folder).map_err(Failure::new)?;
        let seed = json!({
            "calls": [
                { "action": "CreateUser", "params": { "UserName": "ops" } },
                { "action": "AttachPolicyToUser", "params": { "UserName": "ops", "PolicyType": "System",
                    "PolicyName": "AdministratorAccess" } },
            ],
            "keys": [{ "id": KEY.0, "secret": KEY.1, "user": "ops" }],
        });
        let file = folder.join("seed.json");
        fs::write(&file, seed.to_string()).map_err(Failure::new)?;
        let accounts = (members + 1).to_string();
        let seed = file.to_string_lossy();
        let emulator = Emulator::start_with(bench, &["--accounts", &accounts, "--seed", &seed])?;
        let mut inventory = "[parameters]\nbucket = \"{account}-images\"\n".to_owned();
        for member in 1..=members {
            let _ = writeln!(
                inventory,
                "[[account]]\nid = \"{}\"",
                2_000_000_000_000_000 + member
            );
        }
        fs::write(folder.join("fleet.toml"), inventory).map_err(Failure::new)?;
        Ok(Self {
            emulator,
            folder: folder.to_owned(),
        })
    }

    fn keyed(&self, mut command: Command) -> Command {
        command.env("ALIBABA_CLOUD_ACCESS_KEY_ID", KEY.0);
        command.env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", KEY.1);
        command
    }

    fn command(&self, bench: &Bench, line: &str) -> Command {
        self.keyed(self.emulator.rolewright(bench, line))
    }

    fn path(&self, name: &str) -> String {
        self.folder.join(name).to_string_lossy().into_owned()
    }

    /// Creates the roles and policies.
    fn set_up(&self, bench: &Bench) -> Result<()> {
        let (plan, inventory) = (self.path("plan"), self.path("fleet.toml"));
        let planned = format!("fleet plan --fleet {inventory} --out {plan} --sts-rate 0");
        bench.tools.spent(&self.command(bench, &planned), &[2])?;
        let applied = format!("fleet apply {plan} --yes --sts-rate 0");
        bench.tools.spent(&self.command(bench, &applied), &[0])?;
        Ok(())
    }

    fn verify(&self, bench: &Bench, flags: &str) -> Command {
        let (out, inventory) = (self.path("out"), self.path("fleet.toml"));
        let line = format!("fleet verify --quiet --fleet {inventory} --out {out} {flags}");
        self.command(bench, &line)
    }

    /// Moves the reports of the last run aside. They are not removed before the end, since ext4 then looks
    /// long for a file that it may use again.
    fn set_aside(&self) -> Result<()> {
        let free = (0..).map(|number| self.folder.join(format!("out-{number}")));
        let free = free.into_iter().find(|folder| !folder.exists());
        match (self.folder.join("out"), free) {
            (last, Some(free)) if last.exists() => fs::rename(last, free).map_err(Failure::new),
            _ => Ok(()),
        }
    }

    /// The time until the journal has its first account, in milliseconds.
    fn first_result(&self, bench: &Bench, at_once: usize) -> Result<f64> {
        let mut command = self.verify(bench, &format!("--concurrency {at_once} --sts-rate 0"));
        let clock = Stopwatch::start();
        let running = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let mut running = running.map_err(Failure::new)?;
        let journal = self.path("out/verify.jsonl");
        let has_account =
            || fs::read_to_string(&journal).is_ok_and(|text| text.lines().count() > 1);
        while !has_account() {
            if running.try_wait().map_err(Failure::new)?.is_some() {
                return Err(Failure::new("the run ended without a result"));
            }
            thread::sleep(Duration::from_millis(2));
        }
        let first = clock.elapsed().as_secs_f64() * 1000.0;
        running.wait().map_err(Failure::new)?;
        Ok(first)
    }
}
