//! Runs at once in simulated time: each call takes its time to the account and back, reads may
//! come too early, and runs are killed.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap, VecDeque};
use std::time::Duration;

use rolewright::mock::Account;

use crate::runs::Run;

/// Numbers that look random, the same for the same seed: `SplitMix64`.
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

/// How the world treats the runs.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Weather {
    /// Reads see the account as it was up to so many milliseconds ago.
    pub(super) stale: u64,
    /// Of so many moves one kills the run instead; none when 0.
    pub(super) kills: u64,
}

/// A call that reaches the account: when, in which order, whose, and which of its round.
type Arrival = Reverse<(Duration, usize, usize, usize)>;

#[derive(Debug)]
pub(super) struct World {
    pub(super) account: Account,
    pub(super) runs: Vec<Run>,
    pub(super) killed: BTreeSet<usize>,
    weather: Weather,
    past: VecDeque<(Duration, Account)>,
    arrivals: BinaryHeap<Arrival>,
    sent: usize,
    dice: Dice,
}

impl World {
    pub(super) fn new(account: Account, weather: Weather, seed: u64) -> Self {
        Self {
            account,
            runs: Vec::new(),
            killed: BTreeSet::new(),
            weather,
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

    /// Until every run has ended or was killed; `watch` sees the account after each call.
    pub(super) fn pass(&mut self, watch: impl Fn(&Account)) {
        while let Some(Reverse((time, _, who, index))) = self.arrivals.pop() {
            if self.killed.contains(&who) {
                // What was under way when its sender was killed arrives, or does not.
                if self.dice.below(2) == 0 {
                    let (call, _) = &self.runs[who].round[index];
                    let _ = self.account.execute(call, &crate::runs::moment());
                    watch(&self.account);
                }
                continue;
            }
            if self.weather.kills > 0 && self.dice.below(self.weather.kills) == 0 {
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
            let seen = time.saturating_sub(self.dice.milliseconds(0, self.weather.stale.max(1)));
            let old = self.past.iter().find(|(until, _)| *until > seen);
            let mut account = match old.filter(|_| self.weather.stale > 0) {
                Some((_, account)) => account.clone(),
                None => self.account.clone(),
            };
            self.runs[who].make(index, &mut account, true);
        } else {
            if self.weather.stale > 0 {
                self.past.push_back((time, self.account.clone()));
                let oldest = time.saturating_sub(Duration::from_millis(self.weather.stale));
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

    /// Calls that were sent.
    pub(super) fn calls(&self) -> usize {
        self.sent
    }
}
