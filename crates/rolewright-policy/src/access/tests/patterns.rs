//! Compares patterns that differ in their wildcards.

use super::*;
use crate::model::ActionPattern;

#[test]
fn an_action_that_a_narrower_pattern_no_longer_matches_is_named() {
    let of = |action: &str| document([allow(&[action], &["*"])]);
    assert_eq!(
        lines(&of("x:get*"), &of("X:Get?*")),
        ["Yes -> No: x:get on *"]
    );
    assert_eq!(lines(&of("*"), &of("*:*")), <[&str; 0]>::default());
}

/// `x:get` and `x:list` match the same statements, but a change of `x:list*` names only one of them.
#[test]
fn an_action_is_not_taken_for_named_because_another_one_is() {
    let before = document([
        allow(&["x:get", "x:list"], &["acs:x:*:*:a"]),
        allow(&["x:get", "x:list*"], &["acs:x:*:*:*"]),
    ]);
    let after = document([allow(&["x:*"], &["acs:x:*:*:??*"])]);
    let found = compare(&[&before], &[&after]);
    let revoked = |action: &str| {
        let mut changes = found.changes.iter().filter(|one| one.after == Granted::No);
        changes.any(|one| {
            let names = |named: &String| ActionPattern::from(named.as_str()).matches(action);
            one.actions.iter().any(names) && one.resource == "acs:x:*:*:?"
        })
    };
    assert!(
        revoked("x:get") && revoked("x:list") && revoked("x:lists"),
        "{found:?}"
    );
}

#[test]
fn an_action_inside_a_pattern_of_both_wildcards_is_excepted() {
    let of = |action: &str, id: &str| document([allow(&[action], &[id])]);
    assert_eq!(
        lines(&of("x:*?", "acs:x:*:*:a"), &of("x:*A", "acs:x:*:*:*")),
        [
            "No -> Yes: x:*A on acs:x:*:*:* but x:*A on acs:x:*:*:a",
            "Yes -> No: x:*? on acs:x:*:*:a but x:*A on acs:x:*:*:a"
        ]
    );
}

#[test]
fn wildcards_match_colons_and_slashes() {
    let on = |resources: &[&str]| document([allow(&["oss:GetObject"], resources)]);
    let short = on(&["acs:oss:*"]);
    assert_eq!(
        lines(&short, &on(&["acs:oss:*:*:*/*"])),
        <[&str; 0]>::default()
    );
    assert_eq!(
        lines(&on(&["acs:oss:*:b/*"]), &on(&["acs:oss:*:*:b/*"])),
        <[&str; 0]>::default()
    );
    assert_eq!(
        lines(&on(&["acs:oss:*:*:b/x*"]), &on(&["acs:oss:*:*:b/x*:*"])),
        ["Yes -> No: oss:GetObject on acs:oss:*:*:b/x* but oss:GetObject on acs:oss:*:*:b/x*:*"]
    );
}
