//! Every order in which the calls of runs at once can be carried out.
//!
//! A state is cloned and walked from; one that was seen before is not walked twice. Reads change
//! nothing, so when one is made matters only by the writes that change its answer: it is made just
//! before such a write, or with the last of its round. A test holds this against every single order.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use rolewright::Call;
use rolewright::mock::Account;

use crate::runs::{Run, moment};

/// The account, and the runs that are under way.
type State = (Account, Vec<Run>);

/// Who moves, and what comes of it.
type Move = (usize, State);

/// What a walk came by.
pub(super) struct Walk {
    pub(super) states: usize,
    pub(super) ends: Vec<State>,
    /// Every account on the way, each once, by its hash.
    pub(super) accounts: HashMap<u64, Account>,
}

impl Walk {
    /// All orders, of which those that differ in nothing count once.
    pub(super) fn of(start: &Account, runs: &[Run]) -> Self {
        Self::by(start, runs, moves, None)
    }

    /// As [`of`](Self::of), where one run interrupts the other at most that often: for runs that
    /// undo each other, whose orders are too many.
    pub(super) fn with_interruptions(most: usize, start: &Account, runs: &[Run]) -> Self {
        Self::by(start, runs, moves, Some(most))
    }

    /// As [`of`](Self::of), and each run may be killed at each point, one of them at most.
    pub(super) fn with_a_kill(start: &Account, runs: &[Run]) -> Self {
        Self::by(start, runs, moves_or_a_kill, None)
    }

    /// All orders, one by one.
    pub(super) fn of_every_order(start: &Account, runs: &[Run]) -> Self {
        Self::by(start, runs, single_calls, None)
    }

    fn by(
        start: &Account,
        runs: &[Run],
        moves: fn(&Account, &[Run]) -> Vec<Move>,
        interruptions: Option<usize>,
    ) -> Self {
        let mut seen = HashSet::new();
        let mut walk = Self {
            states: 0,
            ends: Vec::new(),
            accounts: HashMap::new(),
        };
        let turn = interruptions.map(|most| (None, most));
        let mut stack = vec![(start.clone(), runs.to_vec(), turn)];
        while let Some((account, runs, turn)) = stack.pop() {
            let holds = hash(&account);
            if !seen.insert(hash(&(holds, &runs, turn))) {
                continue;
            }
            let next = moves(&account, &runs);
            let is_end = runs.iter().all(|run| run.open_calls().is_empty());
            for (who, (account, after)) in next {
                if let Some(turn) = taken(turn, who, &runs) {
                    stack.push((account, after, turn));
                }
            }
            let known = walk.accounts.entry(holds);
            known.or_insert_with(|| account.clone());
            if is_end {
                walk.ends.push((account, runs));
            }
        }
        walk.states = seen.len();
        walk
    }

    /// The accounts that the runs leave behind, each once.
    pub(super) fn left_behind(&self) -> impl Iterator<Item = &Account> {
        let ends: HashSet<u64> = self.ends.iter().map(|(account, _)| hash(account)).collect();
        let accounts = self.accounts.iter();
        accounts.filter_map(move |(holds, account)| ends.contains(holds).then_some(account))
    }

    /// Each end, with what can be said of its account.
    pub(super) fn judged<T: Copy>(
        &self,
        judge: impl Fn(&Account) -> T,
    ) -> impl Iterator<Item = (T, &State)> {
        let of_account: HashMap<u64, T> = self
            .left_behind()
            .map(|account| (hash(account), judge(account)))
            .collect();
        self.ends
            .iter()
            .map(move |end| (of_account[&hash(&end.0)], end))
    }

    /// The ends by what can be told of them.
    pub(super) fn end_keys(&self) -> HashSet<u64> {
        let ends = self.ends.iter();
        ends.map(hash).collect()
    }

    pub(super) fn told(&self, what: &str) {
        let (states, ends, accounts) = (self.states, self.ends.len(), self.accounts.len());
        println!("{what}: {states} states, {ends} ends, {accounts} accounts on the way");
    }
}

/// Who moved last, and how many interruptions are left; none where they are not counted.
type Turn = Option<(Option<usize>, usize)>;

/// The turn after that run's move; none when it would be an interruption too many.
fn taken(turn: Turn, who: usize, runs: &[Run]) -> Option<Turn> {
    let Some((last, left)) = turn else {
        return Some(None);
    };
    let interrupts = last.is_some_and(|last| last != who && !runs[last].open_calls().is_empty());
    let left = left.checked_sub(usize::from(interrupts))?;
    Some(Some((Some(who), left)))
}

fn single_calls(account: &Account, runs: &[Run]) -> Vec<Move> {
    let calls = runs.iter().enumerate();
    let calls = calls.flat_map(|(who, run)| run.open_calls().into_iter().map(move |i| (who, i)));
    calls
        .map(|(who, index)| {
            let (mut account, mut runs) = (account.clone(), runs.to_vec());
            runs[who].make(index, &mut account, true);
            (who, (account, runs))
        })
        .collect()
}

fn moves_or_a_kill(account: &Account, runs: &[Run]) -> Vec<Move> {
    let mut all = moves(account, runs);
    if runs.iter().any(Run::is_killed) {
        return all;
    }
    for (who, run) in runs.iter().enumerate() {
        if !run.open_calls().is_empty() {
            let mut runs = runs.to_vec();
            runs[who] = run.clone().killed();
            all.push((who, (account.clone(), runs)));
        }
    }
    all
}

fn moves(account: &Account, runs: &[Run]) -> Vec<Move> {
    let mut all = Vec::new();
    for (who, run) in runs.iter().enumerate() {
        let open = run.open_calls();
        if open.is_empty() {
            continue;
        }
        if run.is_reading() {
            let (mut account, mut runs) = (account.clone(), runs.to_vec());
            for index in open {
                runs[who].make(index, &mut account, true);
            }
            all.push((who, (account, runs)));
            continue;
        }
        for index in open {
            let states = writes(account, runs, who, index).into_iter();
            all.extend(states.map(|state| (who, state)));
        }
    }
    all
}

/// The write, after any of the others' reads that it would give another answer.
fn writes(account: &Account, runs: &[Run], who: usize, index: usize) -> Vec<State> {
    let (mut after, mut written) = (account.clone(), runs.to_vec());
    written[who].make(index, &mut after, true);
    let mut states = vec![(account.clone(), runs.to_vec())];
    for (other, run) in runs.iter().enumerate().filter(|(other, _)| *other != who) {
        let open = run.open_calls().into_iter();
        let touched = open.filter(|read| {
            let call = &run.round[*read].0;
            call.is_read() && answer(account, call) != answer(&after, call)
        });
        for read in touched {
            let before = states.clone();
            states.extend(before.into_iter().map(|(mut account, mut runs)| {
                runs[other].make(read, &mut account, true);
                (account, runs)
            }));
        }
    }
    for (account, runs) in &mut states {
        runs[who].make(index, account, true);
    }
    states
}

fn answer(account: &Account, call: &Call) -> Result<Vec<u8>, String> {
    let reply = account.clone().execute(call, &moment());
    reply
        .map(|reply| reply.body().to_vec())
        .map_err(|error| format!("{error:?}"))
}

fn hash(of: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    hasher.finish()
}
