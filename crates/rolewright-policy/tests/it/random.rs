//! Random policies and requests.

use proptest::prelude::*;
use rolewright_policy::evaluate::{Caller, Decision, PolicySet, Request, Verdict};
use rolewright_policy::{BucketPolicy, PolicyDocument, TrustPolicy};
use serde_json::{Value, json};

use crate::reference::{self, Asked, Layers};

fn any_of(texts: &'static [&'static str]) -> impl Strategy<Value = Value> {
    let one = || prop::sample::select(texts);
    prop_oneof![
        one().prop_map(|text| json!(text)),
        prop::collection::vec(one(), 1..3).prop_map(|texts| json!(texts)),
    ]
}

const OPERATORS: &[(&[&str], &[&str])] = &[
    (
        &[
            "StringEquals",
            "StringNotEquals",
            "StringEqualsIgnoreCase",
            "StringNotEqualsIgnoreCase",
            "StringLike",
            "StringNotLike",
        ],
        &[
            "a",
            "A",
            "a*",
            "?",
            "",
            "é",
            "acs:ram::1:role/CI",
            "acs:ram:*:*:role/c?",
        ],
    ),
    (
        &[
            "NumericEquals",
            "NumericNotEquals",
            "NumericLessThan",
            "NumericLessThanEquals",
            "NumericGreaterThan",
            "NumericGreaterThanEquals",
        ],
        &["1", "2", "-3", "x"],
    ),
    (
        &[
            "DateEquals",
            "DateNotEquals",
            "DateLessThan",
            "DateLessThanEquals",
            "DateGreaterThan",
            "DateGreaterThanEquals",
        ],
        &[
            "2026-01-01T00:00:00Z",
            "2026-01-01T08:00:00+08:00",
            "2026-02-03T04:05:06Z",
            "soon",
        ],
    ),
    (&["Bool"], &["true", "false", "yes"]),
    (
        &["IpAddress", "NotIpAddress"],
        &[
            "10.0.0.1",
            "10.0.0.0/8",
            "10.0.0.1/32",
            "192.0.2.7",
            "2001:db8::1",
            "2001:db8::/32",
            "10.*",
        ],
    ),
];

fn tests() -> impl Strategy<Value = (String, String, Value)> {
    prop::sample::select(OPERATORS).prop_flat_map(|(operators, values)| {
        let names: &[&str] = if operators.contains(&"StringLike") {
            &["k1", "k2", "acs:PrincipalARN"]
        } else {
            &["k1", "k2"]
        };
        let key = prop::sample::select(names);
        let parts = (prop::sample::select(operators), key, any_of(values));
        parts.prop_map(|(operator, key, values)| (operator.to_owned(), key.to_owned(), values))
    })
}

fn statements() -> impl Strategy<Value = Value> {
    let actions = any_of(&[
        "*",
        "oss:*",
        "OSS:getobject",
        "oss:Get*",
        "ecs:*",
        "*:Get*",
        "o?s:PutObject",
        "sts:AssumeRole",
    ]);
    let resources = any_of(&[
        "*",
        "acs:oss:*:*:b/*",
        "acs:oss:*:*:b",
        "acs:oss:*:1:B/o",
        "acs:*:*:*:*o",
        "acs:ram:*:1:role/CI",
        "acs:ram::*:role/*",
    ]);
    let condition = prop::collection::vec(tests(), 0..3);
    (
        any::<bool>(),
        prop::bool::weighted(0.2),
        actions,
        resources,
        condition,
    )
        .prop_map(|(deny, all_but, actions, resources, condition)| {
            let mut tests = json!({});
            for (operator, key, values) in condition {
                tests[operator][key] = values;
            }
            json!({
                "Effect": if deny { "Deny" } else { "Allow" },
                if all_but { "NotAction" } else { "Action" }: actions,
                "Resource": resources,
                "Condition": tests,
            })
        })
}

fn policies(most: usize) -> impl Strategy<Value = Vec<Value>> {
    let policy = prop::collection::vec(statements(), 1..4)
        .prop_map(|statements| json!({"Version": "1", "Statement": statements}));
    prop::collection::vec(policy, 0..=most)
}

fn with_principal(
    statement: impl Strategy<Value = Value>,
    principal: impl Strategy<Value = Value>,
) -> impl Strategy<Value = Option<Value>> {
    let one = (statement, principal).prop_map(|(mut statement, principal)| {
        statement["Principal"] = principal;
        statement
    });
    let all = prop::collection::vec(one, 1..4)
        .prop_map(|statements| json!({"Version": "1", "Statement": statements}));
    prop::option::of(all)
}

fn bucket_policies() -> impl Strategy<Value = Option<Value>> {
    let ids = prop_oneof![any_of(&["77", "88", "*", "1"]), Just(json!([])),];
    with_principal(statements(), ids)
}

fn trust_policies() -> impl Strategy<Value = Option<Value>> {
    let actions = any_of(&["sts:AssumeRole", "sts:*", "STS:AssumeRoleWithOIDC", "oss:*"]);
    let statement = (statements(), actions, prop::bool::weighted(0.2));
    let statement = statement.prop_map(|(mut statement, actions, deny)| {
        statement["Action"] = actions;
        statement["Effect"] = json!(if deny { "Deny" } else { "Allow" });
        let fields = statement.as_object_mut().unwrap();
        fields.remove("Resource");
        fields.remove("NotAction");
        statement
    });
    let ram = any_of(&[
        "acs:ram::1:root",
        "acs:ram::2:root",
        "acs:ram::1:user/alice",
        "acs:ram::1:role/ci",
    ]);
    let service = any_of(&["cr.aliyuncs.com", "1@cr.aliyuncs.com", "ecs.aliyuncs.com"]);
    let federated = any_of(&["acs:ram::1:saml-provider/p", "acs:ram::1:oidc-provider/p"]);
    let kind = prop_oneof![
        ram.prop_map(|values| ("RAM", values)),
        service.prop_map(|values| ("Service", values)),
        federated.prop_map(|values| ("Federated", values)),
    ];
    let principals = prop::collection::vec(kind, 1..3).prop_map(|kinds| {
        let mut all = json!({});
        for (kind, values) in kinds {
            all[kind] = values;
        }
        all
    });
    with_principal(statement, principals)
}

fn layers() -> impl Strategy<Value = Layers> {
    let controls = prop::collection::vec(policies(2), 0..2);
    let own = (controls, policies(1), policies(3), policies(2));
    (own, bucket_policies(), trust_policies()).prop_map(
        |((controls, session, account, group), bucket, trust)| Layers {
            controls,
            session,
            account,
            group,
            bucket,
            trust,
        },
    )
}

/// Callers, each with its form in the naive implementation.
const CALLERS: &[(&str, &str)] = &[
    ("acs:ram::1:user/alice", "acs:ram::1:user/alice"),
    ("acs:ram::2:user/bob", "acs:ram::2:user/bob"),
    ("acs:sts::1:assumed-role/CI/build-7", "acs:ram::1:role/CI"),
    ("cr.aliyuncs.com", "cr.aliyuncs.com"),
    ("acs:ram::1:saml-provider/p", "acs:ram::1:saml-provider/p"),
    ("acs:ram::1:oidc-provider/p", "acs:ram::1:oidc-provider/p"),
];

fn requests() -> impl Strategy<Value = Asked> {
    let actions = prop::sample::select(
        &[
            "oss:GetObject",
            "oss:putobject",
            "ecs:GetX",
            "ram:PassRole",
            "sts:AssumeRole",
            "sts:AssumeRoleWithOIDC",
        ][..],
    );
    let resources = prop::sample::select(
        &[
            "*",
            "acs:oss:*:1:b",
            "acs:oss:*:1:b/o",
            "acs:oss:*:1:B/o",
            "acs:ecs:cn:1:i/*",
            "acs:ram::1:role/ci",
            "acs:ram:*:1:role/Ci",
        ][..],
    );
    let values = OPERATORS
        .iter()
        .flat_map(|(_, values)| values.iter().copied());
    let value = prop::sample::select(values.collect::<Vec<_>>());
    let key = prop::sample::select(&["k1", "k2"][..]);
    let context = prop::collection::btree_map(
        key.prop_map(str::to_owned),
        value.prop_map(str::to_owned),
        0..3,
    );
    let caller = prop::option::weighted(0.8, prop::sample::select(CALLERS));
    let id = prop::option::of(prop::sample::select(&["77", "99"][..]));
    (actions, resources, context, caller, id).prop_map(|(action, resource, context, caller, id)| {
        Asked {
            action: action.into(),
            resource: resource.into(),
            context,
            caller: caller.map(|(_, known)| known.into()),
            id: id.map(str::to_owned),
        }
    })
}

fn document(policy: &Value) -> PolicyDocument {
    PolicyDocument::parse(&policy.to_string()).unwrap()
}

fn decide(layers: &Layers, asked: &Asked) -> Decision {
    let mut set = PolicySet::new();
    for level in &layers.controls {
        let level: Vec<_> = level.iter().map(document).collect();
        set = set.control_level(level.iter().map(|document| ("control", document)));
    }
    set = layers
        .session
        .iter()
        .fold(set, |set, one| set.session("session", &document(one)));
    set = layers
        .account
        .iter()
        .fold(set, |set, one| set.identity("account", &document(one)));
    set = layers
        .group
        .iter()
        .fold(set, |set, one| set.resource_group("group", &document(one)));
    if let Some(bucket) = &layers.bucket {
        set = set.bucket("bucket", &BucketPolicy::parse(&bucket.to_string()).unwrap());
    }
    if let Some(trust) = &layers.trust {
        set = set.trust("trust", &TrustPolicy::parse(&trust.to_string()).unwrap());
    }
    let named = CALLERS
        .iter()
        .find(|(_, known)| Some(*known) == asked.caller.as_deref());
    let caller = named.map(|(named, _)| named.parse::<Caller>().unwrap());
    set.decide(&Request {
        caller: Caller {
            id: asked.id.clone(),
            ..caller.unwrap_or_default()
        },
        context: asked.context.clone().into_iter().collect(),
        ..Request::new(asked.action.as_str(), asked.resource.as_str())
    })
}

/// At least 2,000 cases; `PROPTEST_CASES` can raise the number.
fn cases() -> ProptestConfig {
    let asked = ProptestConfig::default();
    let cases = asked.cases.max(2_000);
    ProptestConfig { cases, ..asked }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn decisions_agree_with_the_naive_implementation(layers in layers(), asked in requests()) {
        let decision = decide(&layers, &asked);
        prop_assert_eq!(decision.verdict.to_string(), reference::decide(&layers, &asked, false));
        prop_assert_eq!(decision.at_best.to_string(), reference::decide(&layers, &asked, true));
        prop_assert_eq!(decision.is_indeterminate(), !decision.undecided.is_empty());
    }

    #[test]
    fn an_added_allow_revokes_nothing_and_an_added_deny_grants_nothing(
        before in layers(), one in statements(), asked in requests()
    ) {
        let denies = one["Effect"] == "Deny";
        let mut after = before.clone();
        after.account.push(json!({"Version": "1", "Statement": [one]}));
        let [before, after] = [before, after].map(|layers| decide(&layers, &asked));
        if denies { prop_assert!(before.is_allowed() || !after.is_allowed()) } else { prop_assert!(after.is_allowed() || !before.is_allowed()) }
    }

    #[test]
    fn a_matching_deny_always_wins(account in policies(3), asked in requests()) {
        let asked = Asked { caller: None, ..asked };
        let mut layers = Layers { account, ..Layers::default() };
        let deny = json!({"Effect": "Deny", "Action": asked.action, "Resource": "*"});
        layers.account.insert(0, json!({"Version": "1", "Statement": [deny]}));
        prop_assert_eq!(decide(&layers, &asked).verdict, Verdict::ExplicitDeny);
    }
}
