//! Compares small policies with the decisions on every text.

use super::*;

/// Every text of these letters with one to `longest` characters.
fn texts(letters: &[char], longest: usize) -> Vec<String> {
    let mut last = vec![String::new()];
    let mut all = Vec::new();
    for _ in 0..longest {
        let longer = last
            .iter()
            .flat_map(|text| letters.iter().map(move |c| format!("{text}{c}")));
        last = longer.collect();
        all.extend(last.iter().cloned());
    }
    all
}

fn small_statements(id: &'static str) -> impl Strategy<Value = Vec<Statement>> {
    let one = (
        prop::bool::weighted(0.4),
        prop::bool::weighted(0.15),
        prop::collection::vec("x:[aAbB*?]{1,2}", 1..3),
        prop::collection::vec(id, 1..3),
    );
    let one = one.prop_map(|(denies, is_open, actions, ids)| {
        let mut statement = if denies {
            Statement::deny(actions)
        } else {
            Statement::allow(actions)
        };
        statement = statement.on(ids.iter().map(|id| format!("acs:x:*:*:{id}")));
        if is_open {
            statement = when(statement, "acs:MFAPresent");
        }
        statement
    });
    prop::collection::vec(one, 0..4)
}

/// Compares the result with the decisions on every action and id of a few letters: no change is missed,
/// and with `exactly` none is reported in addition.
fn agrees_with_every_text(
    before: Vec<Statement>,
    after: Vec<Statement>,
    ids: &[String],
    exactly: bool,
) -> std::result::Result<(), TestCaseError> {
    use crate::evaluate::{Context, PolicySet, Request};
    use crate::model::{ActionPattern, Wildcard};

    let is_open = |one: &Statement| one.condition().is_some();
    let some_open = before.iter().chain(&after).any(is_open);
    let [before, after] = [before, after].map(PolicyDocument::new);
    let found = compare(&[&before], &[&after]);
    let sets = [&before, &after].map(|document| PolicySet::new().identity("p", document));
    let is_listed = !found.notes.iter().any(|note| note.starts_with("more "));
    let mut differences = 0;
    for action in texts(&['a', 'b', 'z'], 2) {
        let action = format!("x:{action}");
        for id in ids {
            let asked = format!("acs:x:r:1:{id}");
            let request = Request {
                context: Context::unknown(),
                ..Request::new(&action, &asked)
            };
            let [one, other] = sets.each_ref().map(|set| {
                let decision = set.decide(&request);
                [decision.verdict, decision.at_best].map(|v| v == crate::evaluate::Verdict::Allow)
            });
            let names = |actions: &[String], resource: &str| {
                actions
                    .iter()
                    .any(|a| ActionPattern::from(a.as_str()).matches(&action))
                    && Wildcard::new(resource).matches(&asked)
            };
            let is_in = found.changes.iter().any(|change| {
                let mut except = change.except.iter();
                names(&change.actions, &change.resource)
                    && !except.any(|e| names(&e.actions, &e.resource))
            });
            if one != other {
                differences += 1;
                prop_assert!(
                    is_in || !is_listed,
                    "{action} on {asked} is not in {found:?}"
                );
            } else if exactly && !some_open {
                prop_assert!(!is_in || !is_listed, "{action} on {asked} is in {found:?}");
            }
        }
    }
    prop_assert!(differences == 0 || !found.is_equal());
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn small_policies_are_compared_exactly(
        before in small_statements("[ab/*?]{1,3}"),
        after in small_statements("[ab/*?]{1,3}"),
    ) {
        agrees_with_every_text(before, after, &texts(&['a', 'b', '/', 'z'], 4), true)?;
    }

    /// The account of a reported pattern may match a colon, so more can be named than differs.
    #[test]
    fn no_change_of_ids_with_colons_is_missed(
        before in small_statements("[a:*?]{1,3}:"),
        after in small_statements("[a:*?]{1,3}:"),
    ) {
        agrees_with_every_text(before, after, &texts(&['a', ':', 'z'], 4), false)?;
    }
}
