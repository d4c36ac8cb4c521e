//! Decisions, reading documents, and how both grow: rolewright beside cedar and `serde_json`.
//!
//! `cargo bench --manifest-path bench/Cargo.toml`

use std::hint::black_box;

use rolewright_bench::cedar::Cedar;
use rolewright_bench::measure::{SAMPLES, Times, in_turn};
use rolewright_bench::{one_bucket, requests, statements};
use rolewright_core::evaluate::PolicySet;
use rolewright_core::policy::PolicyDocument;

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

fn main() -> Outcome<()> {
    println!("{SAMPLES} samples, in turn; median [middle nine tenths], one core");
    decisions()?;
    reading()?;
    growth()
}

fn goal(name: &str, value: f64, unit: &str, wanted: f64, is_met: bool) {
    let met = if is_met { "met" } else { "MISSED" };
    println!("{name:<44} {value:.2} {unit} (goal {wanted}: {met})");
}

fn line(name: &str, times: &Times) {
    println!("{name:<44} {}", times.shown());
}

fn decisions() -> Outcome<()> {
    let (document, asked) = (one_bucket(), requests());
    let ours = PolicySet::new().identity("policy", &document);
    let theirs = Cedar::new(&document)?;
    let translated = asked
        .iter()
        .map(Cedar::request)
        .collect::<Outcome<Vec<_>>>()?;
    for (one, other) in asked.iter().zip(&translated) {
        let (ours, theirs) = (ours.decide(one).is_allowed(), theirs.allows(other));
        assert_eq!(ours, theirs, "{} is answered otherwise", one.action);
    }
    let count = asked.len() as f64;
    let mut decide = || {
        asked
            .iter()
            .for_each(|one| drop(black_box(ours.decide(black_box(one)))))
    };
    let mut authorize = || {
        for one in &translated {
            black_box(theirs.allows(black_box(one)));
        }
    };
    let [ours, theirs] = in_turn([(&mut decide, count), (&mut authorize, count)]);
    line("a decision, one-bucket policy", &ours);
    line("cedar's is_authorized, the same statements", &theirs);
    let rate = 1e3 / ours.median();
    goal("decisions a second", rate, "million", 2.0, rate >= 2.0);
    let times = theirs.median() / ours.median();
    goal("as fast as cedar", times, "times", 25.0, times >= 25.0);
    Ok(())
}

fn reading() -> Outcome<()> {
    let text = one_bucket().to_compact();
    let pretty = one_bucket().to_pretty();
    for (name, text) in [("compact", &text), ("pretty", &pretty)] {
        PolicyDocument::parse(text)?;
        let mut ours = || drop(black_box(PolicyDocument::parse(black_box(text))));
        let mut theirs = || {
            let value: Result<serde_json::Value, _> = serde_json::from_str(black_box(text));
            drop(black_box(value));
        };
        let [ours, theirs] = in_turn([(&mut ours, 1.0), (&mut theirs, 1.0)]);
        line(
            &format!("reading a {name} document of {} bytes", text.len()),
            &ours,
        );
        line("serde_json::Value of it", &theirs);
        let times = ours.median() / theirs.median();
        goal(
            "reading takes",
            times,
            "times serde_json's",
            2.0,
            times <= 2.0,
        );
    }
    Ok(())
}

fn growth() -> Outcome<()> {
    println!(
        "{:>10}  {:>24}  {:>24}",
        "statements", "decision", "reading"
    );
    let asked = requests();
    let Some(first) = asked.first() else {
        return Ok(());
    };
    for count in [1, 10, 100, 1_000] {
        let document = statements(count);
        let text = document.to_compact();
        let set = PolicySet::new().identity("policy", &document);
        assert!(set.decide(first).is_allowed());
        let mut decide = || drop(black_box(set.decide(black_box(first))));
        let mut read = || drop(black_box(PolicyDocument::parse(black_box(&text))));
        let [decision, reading] = in_turn([(&mut decide, 1.0), (&mut read, 1.0)]);
        println!(
            "{count:>10}  {:>24}  {:>24}",
            decision.shown(),
            reading.shown()
        );
    }
    Ok(())
}
