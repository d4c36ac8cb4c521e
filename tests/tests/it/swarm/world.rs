//! Concurrent runs in simulated time, with call latency, stale reads and kills.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap, VecDeque};
use std::time::Duration;

use rolewright::mock::Account;

use crate::runs::Run;

/// Deterministic random numbers: `SplitMix64`.
#[derive(Clone, Debug)]
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % limit.max(1)
    }

    fn milliseconds(&mut self, from: u64, to: u64) -> Duration {
        Duration::from_micros(self.below((to - from) * 1000)) + Duration::from_millis(from)
    }
}

/// Faults of the simulation.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Faults {
    /// Maximum staleness of reads, in milliseconds.
    pub(super) stale: u64,
    /// One of this many calls kills its run; 0 for none.
    pub(super) kills: u64,
}

/// A call on its way: arrival time, order, run, and index in its round.
type Arrival = Reverse<(Duration, usize, usize, usize)>;

#[derive(Debug)]
pub(super) struct World {
    pub(super) account: Account,
    pub(super) runs: Vec<Run>,
    pub(super) killed: BTreeSet<usize>,
    faults: Faults,
    past: VecDeque<(Duration, Account)>,
    arrivals: BinaryHeap<Arrival>,
    sent: usize,
    dice: Dice,
}

impl World {
    pub(super) fn new(account: Account, faults: Faults, seed: u64) -> Self {
        Self {
            account,
            runs: Vec::new(),
            killed: BTreeSet::new(),
            faults,
            past: VecDeque::new(),
            arrivals: BinaryHeap::new(),
            sent: 0,
            dice: Dice(seed),
        }
    }

    pub(super) fn enter(&mut self, mut run: Run) {
        run.unhashed = true;
        run.now = self.dice.milliseconds(0, 20);
        self.runs.push(run);
        self.send(self.runs.len() - 1);
    }

    /// Runs until every run has ended or was killed; calls `watch` after each call.
    pub(super) fn pass(&mut self, watch: impl Fn(&Account)) {
        while let Some(Reverse((time, _, who, index))) = self.arrivals.pop() {
            if self.killed.contains(&who) {
                // Calls of a killed run may or may not arrive.
                if self.dice.below(2) == 0 {
                    let (call, _) = &self.runs[who].round[index];
                    let _ = self.account.execute(call, &crate::runs::moment());
                    watch(&self.account);
                }
                continue;
            }
            if self.faults.kills > 0 && self.dice.below(self.faults.kills) == 0 {
                self.killed.insert(who);
            }
            self.arrive(time, who, index);
            watch(&self.account);
        }
    }

    fn arrive(&mut self, time: Duration, who: usize, index: usize) {
        let back = self.dice.milliseconds(2, 40);
        let run = &mut self.runs[who];
        run.now = run.now.max(time + back);
        let is_read = run.round[index].0.is_read();
        let last = run.open_calls().len() == 1;
        if is_read {
            let seen = time.saturating_sub(self.dice.milliseconds(0, self.faults.stale.max(1)));
            let old = self.past.iter().find(|(until, _)| *until > seen);
            let mut account = match old.filter(|_| self.faults.stale > 0) {
                Some((_, account)) => account.clone(),
                None => self.account.clone(),
            };
            self.runs[who].make(index, &mut account, true);
        } else {
            if self.faults.stale > 0 {
                self.past.push_back((time, self.account.clone()));
                let oldest = time.saturating_sub(Duration::from_millis(self.faults.stale));
                while self.past.front().is_some_and(|(until, _)| *until < oldest) {
                    self.past.pop_front();
                }
            }
            self.runs[who].make(index, &mut self.account, true);
        }
        if last {
            self.send(who);
        }
    }

    fn send(&mut self, who: usize) {
        let start = self.runs[who].now;
        for index in self.runs[who].open_calls() {
            let there = start + self.dice.milliseconds(2, 40);
            self.sent += 1;
            self.arrivals.push(Reverse((there, self.sent, who, index)));
        }
    }

    /// Returns the number of calls.
    pub(super) fn calls(&self) -> usize {
        self.sent
    }
}
