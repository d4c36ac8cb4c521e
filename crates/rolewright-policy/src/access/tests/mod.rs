use super::*;
use crate::model::{Condition, ConditionTest, ConditionValue, List, Statement};
use proptest::prelude::*;

mod every_text;
mod patterns;

fn allow(actions: &[&str], resources: &[&str]) -> Statement {
    Statement::allow(actions.iter().copied()).on(resources.iter().copied())
}

fn deny(actions: &[&str], resources: &[&str]) -> Statement {
    Statement::deny(actions.iter().copied()).on(resources.iter().copied())
}

fn when(statement: Statement, key: &str) -> Statement {
    statement.with_condition(Condition::new([ConditionTest {
        operator: "Bool".into(),
        key: key.into(),
        values: List::bare(ConditionValue::Text("true".into())),
    }]))
}

fn document<const N: usize>(statements: [Statement; N]) -> PolicyDocument {
    PolicyDocument::new(statements)
}

/// Each change as a line.
fn lines(before: &PolicyDocument, after: &PolicyDocument) -> Vec<String> {
    let found = compare(&[before], &[after]);
    let exceptions = |change: &AccessChange| -> String {
        let each = change.except.iter();
        let each = each.map(|one| format!(" but {} on {}", one.actions.join(" "), one.resource));
        each.collect()
    };
    let line = |change: &AccessChange| {
        format!(
            "{:?} -> {:?}: {} on {}{}",
            change.before,
            change.after,
            change.actions.join(" "),
            change.resource,
            exceptions(change)
        )
    };
    found
        .changes
        .iter()
        .map(line)
        .chain(found.notes.clone())
        .collect()
}

const OBJECTS: &str = "acs:oss:*:*:b/*";
const SECRET: &str = "acs:oss:*:*:b/secret/*";

#[test]
fn a_change_excludes_unchanged_access() {
    let read = document([allow(&["oss:Get*"], &[OBJECTS])]);
    let all = document([allow(&["oss:*"], &[OBJECTS])]);
    assert_eq!(
        lines(&read, &all),
        ["No -> Yes: oss:* on acs:oss:*:*:b/* but oss:Get* on acs:oss:*:*:b/*"]
    );
    assert_eq!(
        lines(&all, &read),
        ["Yes -> No: oss:* on acs:oss:*:*:b/* but oss:Get* on acs:oss:*:*:b/*"]
    );
}

#[test]
fn equivalent_policies_grant_equal_access() {
    let one = document([allow(&["oss:GetObject", "oss:PutObject"], &[OBJECTS])]);
    let two = document([
        allow(&["OSS:putobject"], &[OBJECTS, SECRET]),
        allow(&["oss:GetObject"], &["acs:oss:*:*:b/?*", OBJECTS]),
    ]);
    assert_eq!(lines(&one, &two), <[&str; 0]>::default());
    // An action on objects is never checked on a bucket.
    let bucket = document([allow(
        &["oss:GetObject", "oss:PutObject"],
        &[OBJECTS, "acs:oss:*:*:b"],
    )]);
    assert_eq!(lines(&one, &bucket), <[&str; 0]>::default());
}

#[test]
fn a_new_deny_revokes_only_what_it_covers() {
    let all = document([allow(&["oss:GetObject"], &[OBJECTS])]);
    let but = document([
        allow(&["oss:GetObject"], &[OBJECTS]),
        deny(&["oss:*"], &[SECRET]),
    ]);
    assert_eq!(
        lines(&all, &but),
        ["Yes -> No: oss:GetObject on acs:oss:*:*:b/secret/*"]
    );
    let nothing = document([]);
    assert_eq!(
        lines(&nothing, &but),
        ["No -> Yes: oss:GetObject on acs:oss:*:*:b/* but oss:GetObject on acs:oss:*:*:b/secret/*"]
    );
}

#[test]
fn the_overlap_of_two_patterns_is_compared_separately() {
    let all = document([allow(&["oss:GetObject"], &["acs:oss:*:*:b/a*"])]);
    let but = document([
        allow(&["oss:GetObject"], &["acs:oss:*:*:b/a*"]),
        deny(&["oss:GetObject"], &["acs:oss:*:*:*z"]),
    ]);
    assert_eq!(
        lines(&all, &but),
        ["Yes -> No: oss:GetObject on acs:oss:*:*:b/a*z"]
    );
}

#[test]
fn conditional_access_differs_from_granted_and_not_granted() {
    let plain = document([allow(&["oss:GetObject"], &[OBJECTS])]);
    let [secure, mfa] = ["acs:SecureTransport", "acs:MFAPresent"]
        .map(|key| document([when(allow(&["oss:GetObject"], &[OBJECTS]), key)]));
    assert_eq!(
        lines(&plain, &secure),
        ["Yes -> Perhaps: oss:GetObject on acs:oss:*:*:b/*"]
    );
    assert_eq!(
        lines(&secure, &mfa),
        [
            "Perhaps -> Perhaps: oss:GetObject on acs:oss:*:*:b/*",
            "conditions differ; which one is more permissive was not compared"
        ]
    );
    let wider = document([when(
        allow(&["oss:*"], &[OBJECTS, SECRET]),
        "acs:MFAPresent",
    )]);
    let found = lines(&mfa, &wider);
    assert_eq!(
        found,
        ["No -> Perhaps: oss:* on acs:oss:*:*:b/* but oss:GetObject on acs:oss:*:*:b/*"]
    );
}

#[test]
fn not_action_and_actions_without_resource_level_permissions_are_compared() {
    let nothing = document([]);
    let text =
        r#"{"Version":"1","Statement":[{"Effect":"Allow","NotAction":"ram:*","Resource":"*"}]}"#;
    let all_but = PolicyDocument::parse(text).unwrap();
    assert_eq!(
        lines(&nothing, &all_but),
        ["No -> Yes: * on * but ram:* on *"]
    );
    let cms = document([allow(&["cms:QueryMetricLast"], &["acs:cms:*:*:*"])]);
    assert_eq!(lines(&nothing, &cms), <[&str; 0]>::default());
    let list = document([allow(
        &["oss:ListBuckets", "ecs:Describe*"],
        &["acs:oss:*:*:*"],
    )]);
    assert_eq!(
        lines(&nothing, &list),
        ["No -> Yes: ecs:Describe* oss:ListBuckets on acs:oss:*:*:*"]
    );
}

#[test]
fn several_policies_of_one_side_are_evaluated_together() {
    let [get, put] =
        ["oss:GetObject", "oss:PutObject"].map(|a| document([allow(&[a], &[OBJECTS])]));
    let both = document([allow(&["oss:GetObject", "oss:PutObject"], &[OBJECTS])]);
    assert!(compare(&[&get, &put], &[&both]).is_equal());
    let more = compare(&[&get], &[&get, &put]);
    assert!(more.grants_more() && !more.is_equal());
}

#[test]
fn narrowing_a_deny_opens_the_names_that_it_no_longer_matches() {
    let logs = |denied: &str| {
        document([
            allow(&["oss:ListObjects"], &["acs:oss:*:*:*"]),
            deny(&["oss:ListObjects"], &[denied]),
        ])
    };
    let [wide, narrow] = ["acs:oss:*:*:logs*", "acs:oss:*:*:logs?*"].map(logs);
    assert_eq!(
        lines(&wide, &narrow),
        ["No -> Yes: oss:ListObjects on acs:oss:*:*:logs"]
    );
    assert_eq!(
        lines(&narrow, &wide),
        ["Yes -> No: oss:ListObjects on acs:oss:*:*:logs"]
    );
    let two = document([
        allow(&["oss:ListObjects"], &["acs:oss:*:*:*"]),
        deny(
            &["OSS:LISTOBJECTS"],
            &["acs:oss:*:*:logs?*", "acs:oss:*:*:logs"],
        ),
    ]);
    assert_eq!(lines(&wide, &two), <[&str; 0]>::default());
}

#[test]
fn an_empty_part_and_an_undecided_statement_are_not_taken_for_equal() {
    let on = |resource: &str| document([allow(&["oss:GetObject"], &[resource])]);
    let found = lines(&on("acs:oss::1:b/*"), &on("acs:oss:*:1:b/*"));
    assert_eq!(
        found,
        ["Perhaps -> Yes: oss:GetObject on acs:oss:*:1:b/* but oss:GetObject on acs:oss::1:b/*"]
    );
    // An unconditional Allow makes the condition of another one irrelevant, not that of a Deny.
    let secret = || when(deny(&["oss:GetObject"], &[OBJECTS]), "acs:SecureTransport");
    let mfa = || when(allow(&["oss:GetObject"], &[OBJECTS]), "acs:MFAPresent");
    let plain = || allow(&["oss:GetObject"], &[OBJECTS]);
    assert!(
        !compare(
            &[&document([secret(), mfa(), plain()])],
            &[&document([secret(), mfa()])]
        )
        .is_equal()
    );
    assert!(
        compare(
            &[&document([secret(), mfa(), plain()])],
            &[&document([secret(), plain()])]
        )
        .is_equal()
    );
}

#[test]
fn a_role_and_a_resource_without_resource_level_permissions_are_compared() {
    let on = |action: &str, resource: &str| document([allow(&[action], &[resource])]);
    let role = |name: &str| on("ram:GetRole", &format!("acs:ram:{name}"));
    assert_eq!(
        lines(&role("*:*:role/Demo"), &role("*:*:role/demo")),
        <[&str; 0]>::default()
    );
    assert_eq!(
        lines(&role(":*:role/demo*"), &role("*:*:role/demo?*")),
        ["Yes -> No: ram:GetRole on acs:ram:*:*:role/demo"]
    );
    assert_eq!(
        lines(&on("ecs:*", "*"), &on("ecs:*", "acs:ecs:*:*:*")),
        ["Yes -> No: ecs:* on * but ecs:* on acs:ecs:*:*:*"]
    );
}

#[test]
fn patterns_that_overlap_in_too_many_ways_are_reported_as_approximate() {
    let statement = |number: usize, rest: &str| {
        let resource = format!("acs:oss:*:*:*{number}a*{number}b*{number}c*{rest}");
        when(
            allow(&["oss:GetObject"], &[&resource]),
            &format!("acs:RequestTag/{number}"),
        )
    };
    let of = |rest: &str| PolicyDocument::new((0..14).map(|number| statement(number, rest)));
    let found = compare(&[&of("")], &[&of("*?")]);
    assert!(!found.is_equal());
    assert!(
        found.notes.iter().any(|note| note == TOO_LARGE),
        "{:?}",
        found.notes
    );
}

fn statements() -> impl Strategy<Value = Vec<Statement>> {
    let action = prop::sample::select(
        &[
            "*",
            "oss:*",
            "oss:Get*",
            "oss:GetObject",
            "oss:PutObject",
            "ecs:*",
            "*:Get*",
        ][..],
    );
    let resource = prop::sample::select(
        &[
            "*",
            "acs:oss:*:*:b/*",
            "acs:oss:*:*:b/x*",
            "acs:oss:*:*:*y",
            "acs:oss:*:*:b/xy",
        ][..],
    );
    let one = (
        prop::bool::weighted(0.3),
        prop::collection::vec(action, 1..3),
        prop::collection::vec(resource, 1..3),
    );
    let one = one.prop_map(|(denies, actions, resources)| {
        if denies {
            deny(&actions, &resources)
        } else {
            allow(&actions, &resources)
        }
    });
    prop::collection::vec(one, 0..4)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Every request with a different decision is in a change, and every request in a change, but
    /// not in its exceptions, has a different decision.
    #[test]
    fn changes_are_exactly_where_decisions_differ(before in statements(), after in statements()) {
        use crate::evaluate::{PolicySet, Request};
        use crate::model::{ActionPattern, Wildcard};

        let [before, after] = [before, after].map(PolicyDocument::new);
        let found = compare(&[&before], &[&after]);
        let decide = |document: &PolicyDocument, action: &str, resource: &str| {
            let set = PolicySet::new().identity("p", document);
            set.decide(&Request::new(action, resource)).is_allowed()
        };
        let names = |actions: &[String], resource: &str, action: &str, asked: &str| {
            actions.iter().any(|a| ActionPattern::from(a.as_str()).matches(action))
                && Wildcard::new(resource).matches(asked)
        };
        for action in ["oss:GetObject", "oss:PutObject", "oss:HeadNothing", "ecs:GetIt"] {
            for asked in ["acs:oss:*:1:b/q", "acs:oss:*:1:b/xq", "acs:oss:*:1:b/xqy", "acs:oss:*:1:b/xy", "acs:oss:*:1:c/y"] {
                let differs = decide(&before, action, asked) != decide(&after, action, asked);
                let in_change = |change: &AccessChange| {
                    names(&change.actions, &change.resource, action, asked)
                        && !change.except.iter().any(|e| names(&e.actions, &e.resource, action, asked))
                };
                let is_in = found.changes.iter().any(in_change);
                prop_assert!(is_in || !differs, "{action} on {asked} is not in {found:?}");
                prop_assert!(differs || !is_in, "{action} on {asked} is in {found:?}");
            }
        }
    }
}

#[test]
fn resources_above_the_limit_are_skipped_with_a_note() {
    let names: Vec<_> = (0..2_000)
        .map(|number| format!("acs:oss:*:*:bucket-{number}"))
        .collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let found = compare(
        &[&document([allow(&["oss:GetObject"], &names)])],
        &[&document([allow(&["oss:*"], &names)])],
    );
    assert_eq!(
        found.notes,
        ["only 400 of 2000 resource patterns were compared"]
    );
    assert!(!found.is_equal());
}
