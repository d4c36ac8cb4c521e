//! Start situations for runs with faults, lost replies and kills.

use std::sync::Arc;

use rolewright::BucketName;
use rolewright::mock::Account;
use rolewright::recipe::container_registry::{POLICY, ROLE, Revision, custom_bucket};
use rolewright::setup::{Goal, Options, Setup};

use crate::explore::split::{documented_to_the_brim, pooled_to_the_brim};
use crate::explore::{assert_granted, assert_sound, is_left, set_up_for};
use crate::runs::{Run, setup, setup_for};

/// An account, a goal, and the expected result.
pub(crate) struct Situation {
    pub(crate) name: &'static str,
    pub(crate) start: Account,
    pub(crate) setup: fn() -> Setup,
    pub(crate) check: fn(&Account),
}

impl Situation {
    pub(crate) fn run(&self) -> Run {
        Run::start((self.setup)())
    }
}

fn add() -> Setup {
    setup_for(Goal::Apply, &["bucket-a"], Options::default())
}

fn added(account: &Account) {
    assert_granted(account, &["bucket-a"]);
}

fn split() -> Setup {
    let split = Options {
        split: true,
        ..Options::default()
    };
    setup_for(Goal::Apply, &["bucket-a"], split)
}

fn remove() -> Setup {
    setup_for(Goal::Remove, &["bucket-x"], Options::default())
}

fn removed(account: &Account) {
    assert!(!is_left(account, "bucket-x"));
    assert_sound(account);
}

fn roll_back() -> Setup {
    let to = Some("v2".to_owned());
    setup_for(Goal::Rollback { to }, &[], Options::default())
}

fn rolled_back(account: &Account) {
    assert_eq!(account.policies[POLICY].default_version, 2);
}

fn destroy() -> Setup {
    setup_for(Goal::Destroy, &[], Options::default())
}

fn destroyed(account: &Account) {
    assert!(!account.roles.contains_key(ROLE));
    let mut names = account.policies.keys();
    assert!(names.all(|name| !name.starts_with(POLICY)));
}

/// All situations.
pub(crate) fn situations() -> Vec<Situation> {
    let five = set_up_for(&["bucket-u", "bucket-v", "bucket-w", "bucket-x", "bucket-y"]);
    let full = pooled_to_the_brim().account;
    let mut pair = full.clone();
    Run::split(&["bucket-x"]).finished(&mut pair);
    let mut old = Account::default();
    let recipe = custom_bucket([BucketName::new("bucket-x").unwrap()]).unwrap();
    let recipe = Arc::new(recipe.revision(Revision::A));
    Run::start(setup(recipe, Goal::Apply)).finished(&mut old);
    let one = set_up_for(&["bucket-x"]);
    let two = set_up_for(&["bucket-w", "bucket-x"]);
    let brim = documented_to_the_brim().account;
    type Row = (&'static str, Account, fn() -> Setup, fn(&Account));
    let rows: [Row; 13] = [
        ("first set-up", Account::default(), add, added),
        ("update", one, add, added),
        ("upgrade", old, add, added),
        ("rotation", five.clone(), add, added),
        ("pooling", brim, add, added),
        ("split", full, split, added),
        ("update of a further policy", pair.clone(), add, added),
        ("removal", two.clone(), remove, removed),
        ("removal at five versions", five.clone(), remove, removed),
        ("removal of a further policy", pair.clone(), remove, removed),
        ("rollback", five, roll_back, rolled_back),
        ("destroy", two, destroy, destroyed),
        ("destroy of further policies", pair, destroy, destroyed),
    ];
    let situation = |(name, start, setup, check)| Situation {
        name,
        start,
        setup,
        check,
    };
    rows.map(situation).into()
}
