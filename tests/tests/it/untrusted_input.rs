//! Replays the corpus of the fuzz targets, with mutations of each file.

use std::collections::BTreeSet;
use std::fs;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};

use rolewright_tests::untrusted_input::{TARGETS, Target};

/// Mutations per file, unless the environment variable `DAMAGED` is set.
const DAMAGED: u64 = 40;

fn damaged() -> u64 {
    let value = std::env::var_os("DAMAGED").and_then(|value| value.into_string().ok());
    value
        .and_then(|value| value.parse().ok())
        .unwrap_or(DAMAGED)
}

fn fuzz() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz")
}

fn names(folder: &Path) -> BTreeSet<String> {
    let stem = |path: PathBuf| path.file_stem().unwrap().to_string_lossy().into_owned();
    let entries = fs::read_dir(folder).unwrap();
    entries.map(|entry| stem(entry.unwrap().path())).collect()
}

#[test]
fn every_target_has_a_program_and_a_corpus() {
    let known: BTreeSet<_> = TARGETS.iter().map(|t| t.name.to_owned()).collect();
    assert_eq!(names(&fuzz().join("fuzz_targets")), known);
    assert_eq!(names(&fuzz().join("corpus")), known);
}

/// Mutates bytes: changes, removes, duplicates or copies some.
fn damage(bytes: &mut Vec<u8>, next: &mut impl FnMut() -> u64) {
    const ODD: &[u8] = b"\0\"\\{}[]<>:*?/&=%\n\xff\xc3,0-";
    let mut pick = |below: usize| (next() % below.max(1) as u64) as usize;
    let place = pick(bytes.len());
    let end = (place + 1 + pick(8)).min(bytes.len());
    match pick(4) {
        0 => bytes.insert(place, ODD[pick(ODD.len())]),
        1 => drop(bytes.drain(place..end)),
        2 => {
            let part = bytes[place..end].to_vec();
            let to = pick(bytes.len());
            bytes.splice(to..to, part);
        }
        _ if bytes.is_empty() => bytes.push(b'a'),
        _ => bytes[place] = ODD[pick(ODD.len())],
    }
}

/// Deterministic random numbers (`splitmix64`).
fn numbers(seed: u64) -> impl FnMut() -> u64 {
    let mut state = seed;
    move || {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }
}

fn replay(target: &Target) -> usize {
    let mut files: Vec<_> = fs::read_dir(fuzz().join("corpus").join(target.name))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    let reads = |bytes: &[u8], what: &str| {
        let run = target.run;
        let outcome = catch_unwind(|| run(bytes));
        let shown = String::from_utf8_lossy(bytes);
        assert!(outcome.is_ok(), "{}: {what}: {shown:?}", target.name);
    };
    for file in &files {
        let whole = fs::read(file).unwrap();
        reads(&whole, &file.display().to_string());
        let mut next = numbers(whole.len() as u64);
        for round in 0..damaged() {
            let mut bytes = whole.clone();
            (0..=round % 4).for_each(|_| damage(&mut bytes, &mut next));
            reads(&bytes, "damaged");
        }
    }
    files.len()
}

macro_rules! corpora {
    ($($name:ident)*) => {
        #[test]
        fn every_target_is_replayed() {
            let replayed = [$(stringify!($name)),*];
            assert_eq!(replayed.as_slice(), TARGETS.iter().map(|t| t.name).collect::<Vec<_>>());
        }

        $(#[test]
        fn $name() {
            let target = TARGETS.iter().find(|t| t.name == stringify!($name)).unwrap();
            assert!(replay(target) > 0);
        })*
    };
}

/// A test per target.
mod corpus {
    use super::*;

    corpora! {
        document arn condition simulate plan config store config_json ini rpc authorization oss_xml denial
    }
}
