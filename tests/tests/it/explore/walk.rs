//! Every order in which the calls of runs at once can be carried out.
//!
//! A state is cloned and walked from; one that was seen before is not walked twice. Reads change
//! nothing, so when one is made matters only by the writes that change its answer: it is made just
//! before such a write, or with the last of its round. A test holds this against every single order.

use std::collections::{HashMap, HashSet};

use rolewright::mock::Account;

use super::world::{Moved, State, World, hash};
use crate::runs::Run;

/// A state with all that belongs to it.
type End = (Account, Vec<Run>);

/// What a walk came by.
pub(super) struct Walk {
    pub(super) states: usize,
    pub(super) ends: Vec<End>,
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

    /// As [`with_a_kill`](Self::with_a_kill), where the reads of a round all see the account of one
    /// moment, and one run interrupts another at most that often, if that is limited: for three runs,
    /// whose orders are too many otherwise.
    pub(super) fn by_rounds_with_a_kill(
        interruptions: Option<usize>,
        start: &Account,
        runs: &[Run],
    ) -> Self {
        Self::by(start, runs, moves_by_rounds_or_a_kill, interruptions)
    }

    /// All orders, one by one.
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
    ) -> impl Iterator<Item = (T, &End)> {
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

/// The write, after any of the others' reads that it would give another answer.
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
