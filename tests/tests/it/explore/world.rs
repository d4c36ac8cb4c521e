//! Interned accounts and runs, and cached results of calls.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use rolewright::mock::Account;
use rolewright::{Reply, Result};

use crate::runs::{Run, moment};

/// The account and the runs, by their indices in the world.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct State {
    pub(super) account: usize,
    pub(super) runs: Vec<usize>,
}

/// The run that moved, and the next state.
pub(super) type Moved = (usize, State);

/// A call: account, run, and index in the run's round.
type Call = (usize, usize, usize);

#[derive(Default)]
pub(super) struct World {
    accounts: Kept<Account>,
    runs: Kept<Run>,
    made: HashMap<Call, (usize, usize)>,
    /// Next run after all replies of a round.
    handed_over: HashMap<u64, usize>,
    answers: HashMap<Call, u64>,
}

/// Interned values: equal values have the same index.
struct Kept<T> {
    all: Vec<T>,
    places: HashMap<u64, usize>,
}

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self {
            all: Vec::new(),
            places: HashMap::new(),
        }
    }
}

impl<T: Hash> Kept<T> {
    fn place(&mut self, value: T) -> usize {
        *self.places.entry(hash(&value)).or_insert_with(|| {
            self.all.push(value);
            self.all.len() - 1
        })
    }
}

impl World {
    pub(super) fn enter(&mut self, account: &Account, runs: &[Run]) -> State {
        State {
            account: self.accounts.place(account.clone()),
            runs: runs
                .iter()
                .map(|run| self.runs.place(run.clone()))
                .collect(),
        }
    }

    pub(super) fn all_of(&self, state: &State) -> (Account, Vec<Run>) {
        let runs = state.runs.iter().map(|run| self.run(*run).clone());
        (self.accounts.all[state.account].clone(), runs.collect())
    }

    pub(super) fn accounts(&self) -> impl Iterator<Item = &Account> {
        self.accounts.all.iter()
    }

    pub(super) fn run(&self, run: usize) -> &Run {
        &self.runs.all[run]
    }

    pub(super) fn open_calls(&self, run: usize) -> Vec<usize> {
        self.run(run).open_calls()
    }

    /// Returns the state after a call of a run.
    pub(super) fn made(&mut self, state: &State, who: usize, index: usize) -> State {
        let call = (state.account, state.runs[who], index);
        let (account, run) = match self.made.get(&call) {
            Some(made) => *made,
            None => self.make(call),
        };
        let mut after = state.clone();
        after.account = account;
        after.runs[who] = run;
        after
    }

    fn make(&mut self, call: Call) -> (usize, usize) {
        let (account, reply) = self.execute(call);
        let mut run = self.run(call.1).clone();
        run.round[call.2].1 = Some(reply);
        let run = if run.open_calls().is_empty() {
            self.hand_over(run)
        } else {
            self.runs.place(run)
        };
        let made = (self.accounts.place(account), run);
        self.made.insert(call, made);
        made
    }

    fn hand_over(&mut self, mut run: Run) -> usize {
        let answered = hash(&run);
        if let Some(place) = self.handed_over.get(&answered) {
            return *place;
        }
        run.hand_over();
        let place = self.runs.place(run);
        self.handed_over.insert(answered, place);
        place
    }

    /// Returns the hash of the account's reply.
    pub(super) fn answer(&mut self, account: usize, run: usize, index: usize) -> u64 {
        let call = (account, run, index);
        if let Some(answer) = self.answers.get(&call) {
            return *answer;
        }
        let (_, reply) = self.execute(call);
        let answer = reply.map(|reply| reply.body().to_vec());
        let answer = hash(&answer.map_err(|error| format!("{error:?}")));
        self.answers.insert(call, answer);
        answer
    }

    fn execute(&self, (account, run, index): Call) -> (Account, Result<Reply>) {
        let mut account = self.accounts.all[account].clone();
        let reply = account.execute(&self.run(run).round[index].0, &moment());
        (account, reply)
    }

    pub(super) fn killed(&mut self, state: &State, who: usize) -> State {
        let mut after = state.clone();
        let killed = self.run(state.runs[who]).clone().killed();
        after.runs[who] = self.runs.place(killed);
        after
    }
}

pub(super) fn hash(of: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    hasher.finish()
}
