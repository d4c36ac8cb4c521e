//! Walks every order of the calls of concurrent runs.
//!
//! Each state is visited once. The time of a read matters only relative to writes that change its
//! reply, so it is made just before such a write or at the end of its round. A test compares this
//! reduction with the walk of every order.

use std::collections::{HashMap, HashSet};

use rolewright::mock::Account;

use super::world::{Moved, State, World, hash};
use crate::runs::Run;

/// A state with its account and runs.
type End = (Account, Vec<Run>);

/// Result of a walk.
pub(super) struct Walk {
    pub(super) states: usize,
    pub(super) ends: Vec<End>,
    /// All distinct accounts on the way, by hash.
    pub(super) accounts: HashMap<u64, Account>,
}

impl Walk {
    /// Walks all orders, skipping equivalent ones.
    pub(super) fn of(start: &Account, runs: &[Run]) -> Self {
        Self::by(start, runs, moves, None)
    }

    /// As [`of`](Self::of), with a maximum number of interruptions, for runs that revert each other
    /// and have too many orders.
    pub(super) fn with_interruptions(most: usize, start: &Account, runs: &[Run]) -> Self {
        Self::by(start, runs, moves, Some(most))
    }

    /// As [`of`](Self::of), with at most one run killed at any point.
    pub(super) fn with_a_kill(start: &Account, runs: &[Run]) -> Self {
        Self::by(start, runs, moves_or_a_kill, None)
    }

    /// As [`with_a_kill`](Self::with_a_kill), with atomic read rounds and an optional maximum number of
    /// interruptions, for three runs.
    pub(super) fn by_rounds_with_a_kill(
        interruptions: Option<usize>,
        start: &Account,
        runs: &[Run],
    ) -> Self {
        Self::by(start, runs, moves_by_rounds_or_a_kill, interruptions)
    }

    /// Walks every single order.
    pub(super) fn of_every_order(start: &Account, runs: &[Run]) -> Self {
        Self::by(start, runs, single_calls, None)
    }

    fn by(
        start: &Account,
        runs: &[Run],
        moves: fn(&mut World, &State) -> Vec<Moved>,
        interruptions: Option<usize>,
    ) -> Self {
        let mut world = World::default();
        let mut seen = HashSet::new();
        let mut ends = Vec::new();
        let turn = interruptions.map(|most| (None, most));
        let mut stack = vec![(world.enter(start, runs), turn)];
        while let Some((state, turn)) = stack.pop() {
            if !seen.insert((state.clone(), turn)) {
                continue;
            }
            let next = moves(&mut world, &state);
            for (who, after) in next {
                if let Some(turn) = taken(turn, who, &world, &state) {
                    stack.push((after, turn));
                }
            }
            if state
                .runs
                .iter()
                .all(|run| world.open_calls(*run).is_empty())
            {
                ends.push(state);
            }
        }
        Self {
            states: seen.len(),
            ends: ends.iter().map(|state| world.all_of(state)).collect(),
            accounts: world
                .accounts()
                .map(|account| (hash(account), account.clone()))
                .collect(),
        }
    }

    /// Returns all distinct accounts that the runs leave behind.
    pub(super) fn left_behind(&self) -> impl Iterator<Item = &Account> {
        let ends: HashSet<u64> = self.ends.iter().map(|(account, _)| hash(account)).collect();
        let accounts = self.accounts.iter();
        accounts.filter_map(move |(holds, account)| ends.contains(holds).then_some(account))
    }

    /// Returns each end with the result of `judge` for its account.
    pub(super) fn judged<T: Copy>(
        &self,
        judge: impl Fn(&Account) -> T,
    ) -> impl Iterator<Item = (T, &End)> {
        let of_account: HashMap<u64, T> = self
            .left_behind()
            .map(|account| (hash(account), judge(account)))
            .collect();
        self.ends
            .iter()
            .map(move |end| (of_account[&hash(&end.0)], end))
    }

    /// Returns the hashes of the ends.
    pub(super) fn end_keys(&self) -> HashSet<u64> {
        let ends = self.ends.iter();
        ends.map(hash).collect()
    }

    pub(super) fn print_size(&self, what: &str) {
        let (states, ends, accounts) = (self.states, self.ends.len(), self.accounts.len());
        println!("{what}: {states} states, {ends} ends, {accounts} accounts on the way");
    }
}

/// The run that moved last, and the remaining interruptions; `None` if unlimited.
type Turn = Option<(Option<usize>, usize)>;

/// Returns the turn after a move; `None` if no interruptions remain.
fn taken(turn: Turn, who: usize, world: &World, state: &State) -> Option<Turn> {
    let Some((last, left)) = turn else {
        return Some(None);
    };
    let is_open = |last: usize| !world.open_calls(state.runs[last]).is_empty();
    let interrupts = last.is_some_and(|last| last != who && is_open(last));
    let left = left.checked_sub(usize::from(interrupts))?;
    Some(Some((Some(who), left)))
}

fn single_calls(world: &mut World, state: &State) -> Vec<Moved> {
    let mut all = Vec::new();
    for (who, run) in state.runs.iter().enumerate() {
        for index in world.open_calls(*run) {
            all.push((who, world.made(state, who, index)));
        }
    }
    all
}

fn moves_or_a_kill(world: &mut World, state: &State) -> Vec<Moved> {
    let mut all = moves(world, state);
    all.extend(kills(world, state));
    all
}

fn moves_by_rounds_or_a_kill(world: &mut World, state: &State) -> Vec<Moved> {
    let at_once =
        |world: &mut World, state: &State, who, index| vec![world.made(state, who, index)];
    let mut all = moves_with(world, state, at_once);
    all.extend(kills(world, state));
    all
}

fn kills(world: &mut World, state: &State) -> Vec<Moved> {
    let is_killed = |run: &usize| world.run(*run).is_killed();
    if state.runs.iter().any(is_killed) {
        return Vec::new();
    }
    let runs = (0..state.runs.len()).filter(|who| !world.open_calls(state.runs[*who]).is_empty());
    let runs: Vec<_> = runs.collect();
    runs.into_iter()
        .map(|who| (who, world.killed(state, who)))
        .collect()
}

fn moves(world: &mut World, state: &State) -> Vec<Moved> {
    moves_with(world, state, writes)
}

fn moves_with(
    world: &mut World,
    state: &State,
    writes: fn(&mut World, &State, usize, usize) -> Vec<State>,
) -> Vec<Moved> {
    let mut all = Vec::new();
    for (who, run) in state.runs.iter().enumerate() {
        let open = world.open_calls(*run);
        if world.run(*run).is_reading() && !open.is_empty() {
            let read = |state: State, index| world.made(&state, who, index);
            all.push((who, open.into_iter().fold(state.clone(), read)));
            continue;
        }
        for index in open {
            let states = writes(world, state, who, index).into_iter();
            all.extend(states.map(|state| (who, state)));
        }
    }
    all
}

/// Executes a write after any subset of the other runs' reads whose reply it changes.
fn writes(world: &mut World, state: &State, who: usize, index: usize) -> Vec<State> {
    let after = world.made(state, who, index).account;
    let mut states = vec![state.clone()];
    for (other, run) in state
        .runs
        .iter()
        .enumerate()
        .filter(|(other, _)| *other != who)
    {
        for read in world.open_calls(*run) {
            let is_read = world.run(*run).round[read].0.is_read();
            if is_read && world.answer(state.account, *run, read) != world.answer(after, *run, read)
            {
                let before = states.clone();
                states.extend(before.iter().map(|state| world.made(state, other, read)));
            }
        }
    }
    states
        .iter()
        .map(|state| world.made(state, who, index))
        .collect()
}
