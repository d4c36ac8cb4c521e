//! Several accounts behind one address.

use rolewright_core::AccountId;
use rolewright_mock::WallClock;
use rolewright_mock::emulator::{Emulator, EmulatorBuilder, Seed};
use serde_json::{Value, json};

use crate::client::{Key, NOW, Oss, control};

pub(crate) const MANAGER: &str = "1234567890123456";
pub(crate) const ONE: &str = "2000000000000001";
pub(crate) const TWO: &str = "2000000000000002";

pub(crate) fn builder(seed: &Value) -> EmulatorBuilder {
    let seed: Seed = serde_json::from_value(seed.clone()).unwrap();
    Emulator::builder()
        .access_key("testid", "testsecret")
        .clock(WallClock::fixed(NOW.parse().unwrap()))
        .seed(seed)
}

/// A user with a key and a system policy, if any.
pub(crate) fn with_user(name: &str, policy: Option<&str>) -> Value {
    let create = json!({ "action": "CreateUser", "params": { "UserName": name } });
    let attach = policy.map(|policy| {
        let params = json!({ "UserName": name, "PolicyType": "System", "PolicyName": policy });
        json!({ "action": "AttachPolicyToUser", "params": params })
    });
    let calls: Vec<_> = std::iter::once(create).chain(attach).collect();
    let key = json!({ "id": format!("{name}-key"), "secret": "secret", "user": name });
    json!({ "calls": calls, "keys": [key] })
}

fn key(name: &str) -> Key {
    Key::new(&format!("{name}-key"), "secret")
}

async fn who(emulator: &Emulator, key: &Key) -> String {
    let (_, who) = key.call(emulator, "GetCallerIdentity", &[]).await;
    let field = if who["Arn"].is_string() {
        "Arn"
    } else {
        "Code"
    };
    who[field].as_str().unwrap().to_owned()
}

async fn assume(emulator: &Emulator, key: &Key, arn: &str) -> (u16, Value) {
    let params = [("RoleArn", arn), ("RoleSessionName", "fleet")];
    key.call(emulator, "AssumeRole", &params).await
}

fn role_of(account: &str) -> String {
    format!("acs:ram::{account}:role/resourcedirectoryaccountaccessrole")
}

/// A management account with a user, and two members with a user each.
async fn three() -> Emulator {
    let mut seed = with_user("alice", None);
    seed["accounts"] = json!([with_user("bob", None), with_user("carol", None)]);
    builder(&seed).start().await.unwrap()
}

#[tokio::test]
async fn the_key_of_a_request_decides_the_account() {
    let emulator = three().await;
    assert_eq!(emulator.account_ids(), [MANAGER, ONE, TWO]);
    for (key, arn) in [
        (Key::root(), "acs:ram::1234567890123456:root"),
        (key("alice"), "acs:ram::1234567890123456:user/alice"),
        (key("bob"), "acs:ram::2000000000000001:user/bob"),
        (key("carol"), "acs:ram::2000000000000002:user/carol"),
    ] {
        assert_eq!(who(&emulator, &key).await, arn);
    }
    let user = [("UserName", "bob")];
    let (status, made) = key("bob").call(&emulator, "CreateAccessKey", &user).await;
    assert_eq!(status, 200, "{made}");
    let text = |name: &str| made["AccessKey"][name].as_str().unwrap().to_owned();
    let created = Key::new(&text("AccessKeyId"), &text("AccessKeySecret"));
    assert_eq!(
        who(&emulator, &created).await,
        "acs:ram::2000000000000001:user/bob"
    );
    let gone = [
        ("UserName", "bob"),
        ("UserAccessKeyId", created.id.as_str()),
    ];
    key("bob").call(&emulator, "DeleteAccessKey", &gone).await;
    assert_eq!(
        who(&emulator, &created).await,
        "InvalidAccessKeyId.NotFound"
    );
    assert_eq!(
        who(&emulator, &Key::new("unknown", "x")).await,
        "InvalidAccessKeyId.NotFound"
    );
    let one = AccountId::new(ONE).unwrap();
    let change = |account: &mut rolewright_mock::Account| {
        let made = account.keys["bob-key"].clone();
        account.keys.insert("direct".into(), made);
    };
    emulator.with_account_of(&one, change).unwrap();
    let direct = Key::new("direct", "secret");
    assert_eq!(
        who(&emulator, &direct).await,
        "acs:ram::2000000000000001:user/bob"
    );
    let (_, requests) = control(&emulator, ("GET", "requests"), "").await;
    let last = requests["requests"].as_array().unwrap().last().unwrap();
    assert_eq!(last["caller"], "acs:ram::2000000000000001:user/bob");
}

#[tokio::test]
async fn a_user_of_the_management_account_works_in_a_member() {
    let emulator = three().await;
    let (status, session) = assume(&emulator, &key("alice"), &role_of(ONE)).await;
    assert_eq!(status, 200, "{session}");
    assert_eq!(
        session["AssumedRoleUser"]["Arn"],
        "acs:ram::2000000000000001:role/ResourceDirectoryAccountAccessRole/fleet"
    );
    let session = Key::of_session(&session);
    assert_eq!(
        who(&emulator, &session).await,
        "acs:ram::2000000000000001:assumed-role/ResourceDirectoryAccountAccessRole/fleet"
    );
    let user = [("UserName", "made-there")];
    session.call(&emulator, "CreateUser", &user).await;
    let account = |id: &str| emulator.account_of(&AccountId::new(id).unwrap()).unwrap();
    assert!(account(ONE).users.contains_key("made-there"));
    assert!(!account(MANAGER).users.contains_key("made-there"));
    assert!(!account(TWO).users.contains_key("made-there"));
    // The token of one account with the key of another.
    let mixed = Key {
        token: session.token.clone(),
        ..key("carol")
    };
    assert_eq!(
        who(&emulator, &mixed).await,
        "InvalidSecurityToken.MismatchWithAccessKey"
    );
}

#[tokio::test]
async fn only_a_trusted_user_or_role_of_another_account_can_assume_a_role() {
    let emulator = three().await;
    let missing = format!("acs:ram::{ONE}:role/gone");
    for (caller, arn, refused) in [
        (Key::root(), role_of(ONE), (403, "NoPermission")),
        (key("bob"), role_of(TWO), (403, "NoPermission")),
        (key("bob"), role_of(ONE), (403, "NoPermission")),
        (key("alice"), missing, (404, "EntityNotExist.Role")),
        (key("alice"), role_of("42"), (404, "EntityNotExist.Role")),
        (
            key("alice"),
            "acs:ram::x".into(),
            (400, "InvalidParameter.RoleArn"),
        ),
    ] {
        let (status, body) = assume(&emulator, &caller, &arn).await;
        assert_eq!((status, body["Code"].as_str().unwrap()), refused, "{body}");
    }
    let (_, chained) = assume(&emulator, &key("alice"), &role_of(ONE)).await;
    let (status, body) = assume(&emulator, &Key::of_session(&chained), &role_of(TWO)).await;
    assert_eq!(status, 403, "{body}");
}

#[tokio::test]
async fn with_enforce_the_callers_own_policies_must_allow_it_too() {
    let mut seed = with_user("alice", Some("AliyunSTSAssumeRoleAccess"));
    let bob = with_user("bob", None);
    for list in ["calls", "keys"] {
        let more = bob[list].as_array().unwrap().clone();
        seed[list].as_array_mut().unwrap().extend(more);
    }
    let emulator = builder(&seed).accounts(2).enforce(true);
    let emulator = emulator.start().await.unwrap();
    let (status, session) = assume(&emulator, &key("alice"), &role_of(ONE)).await;
    assert_eq!(status, 200, "{session}");
    let (status, refused) = assume(&emulator, &key("bob"), &role_of(ONE)).await;
    assert_eq!(status, 403);
    assert_eq!(
        refused["AccessDeniedDetail"]["AuthAction"], "sts:AssumeRole",
        "{refused}"
    );
    let session = Key::of_session(&session);
    let user = [("UserName", "x")];
    let (status, made) = session.call(&emulator, "CreateUser", &user).await;
    assert_eq!(status, 200, "{made}");
}

#[tokio::test]
async fn names_of_buckets_are_unique_over_all_accounts() {
    let emulator = three().await;
    let put = |bucket| Oss {
        method: "PUT",
        bucket: Some(bucket),
        ..Oss::default()
    };
    let status = async |key: &Key, call: Oss<'_>| {
        let answer = key.oss(&emulator, &call).await;
        let code = answer.element("Code").unwrap_or_default();
        format!("{} {code}", answer.status)
    };
    let (alice, bob) = (key("alice"), key("bob"));
    assert_eq!(status(&alice, put("of-alice")).await, "200 ");
    assert_eq!(status(&bob, put("of-bob")).await, "200 ");
    for (other, bucket) in [
        (&bob, "of-alice"),
        (&alice, "of-bob"),
        (&key("carol"), "of-bob"),
    ] {
        assert_eq!(status(other, put(bucket)).await, "409 BucketAlreadyExists");
        let read = Oss {
            bucket: Some(bucket),
            query: &[("bucketInfo", "")],
            ..Oss::default()
        };
        assert_eq!(status(other, read).await, "403 AccessDenied");
    }
    let copy = Oss {
        key: "copy",
        headers: &[("x-oss-copy-source", "/of-alice/key")],
        ..put("of-bob")
    };
    assert_eq!(status(&bob, copy).await, "403 AccessDenied");
    assert_eq!(
        status(&bob, put("Invalid_Name")).await,
        "400 InvalidBucketName"
    );
    let delete = Oss {
        method: "DELETE",
        ..put("of-bob")
    };
    assert_eq!(status(&bob, delete).await, "204 ");
    assert_eq!(status(&key("carol"), put("of-bob")).await, "200 ");
    assert_eq!(status(&bob, put("of-bob")).await, "409 BucketAlreadyExists");
}

#[tokio::test]
async fn control_endpoints_take_an_account() {
    let emulator = three().await;
    let path = |what: &str, account: &str| format!("{what}?account={account}");
    let (_, health) = control(&emulator, ("GET", "health"), "").await;
    assert_eq!(
        (&health["accounts"], &health["account_id"]),
        (&json!(3), &json!(MANAGER))
    );
    let seed = json!({ "buckets": { "seeded": {} } }).to_string();
    let (status, body) = control(&emulator, ("POST", &path("seed", ONE)), &seed).await;
    assert_eq!(status, 200, "{body}");
    for account in [MANAGER, TWO] {
        let (status, body) = control(&emulator, ("POST", &path("seed", account)), &seed).await;
        assert_eq!(status, 400);
        let text = body["error"].as_str().unwrap();
        assert!(
            text.contains("bucket `seeded` belongs to another account"),
            "{text}"
        );
    }
    let (_, state) = control(&emulator, ("GET", &path("state", ONE)), "").await;
    assert!(state["buckets"]["seeded"].is_object(), "{state}");
    assert_eq!((&state["id"], &state["seed"]), (&json!(ONE), &json!("***")));
    assert!(state["keys"]["bob-key"]["secret"] == "***");
    let instance = json!({ "region": "cn-hangzhou", "name": "images", "bucket": "seeded" });
    let instance = instance.to_string();
    let (status, _) = control(&emulator, ("POST", &path("instances", ONE)), &instance).await;
    assert_eq!(status, 201);
    let (_, listed) = control(&emulator, ("GET", &path("instances", ONE)), "").await;
    assert_eq!(
        listed["instances"]["cn-hangzhou"].as_array().unwrap().len(),
        1
    );
    let (_, listed) = control(&emulator, ("GET", "instances"), "").await;
    assert_eq!(listed["instances"], json!({}));
    let (_, _) = control(
        &emulator,
        ("POST", &path("seed", TWO)),
        r#"{"buckets":{"b-2":{}}}"#,
    )
    .await;
    assert_eq!(
        control(&emulator, ("POST", &path("reset", ONE)), "")
            .await
            .0,
        200
    );
    let (_, state) = control(&emulator, ("GET", &path("state", ONE)), "").await;
    assert_eq!(state["buckets"], json!({}));
    assert!(
        state["keys"]["bob-key"].is_object(),
        "the seed of the start stays"
    );
    let (_, state) = control(&emulator, ("GET", &path("state", TWO)), "").await;
    assert!(state["buckets"]["b-2"].is_object());
    assert_eq!(control(&emulator, ("POST", "reset"), "").await.0, 200);
    let (_, state) = control(&emulator, ("GET", &path("state", TWO)), "").await;
    assert_eq!(state["buckets"], json!({}));
    for what in ["state", "instances"] {
        let (status, body) = control(&emulator, ("GET", &path(what, "42")), "").await;
        assert_eq!(status, 404, "{body}");
        assert!(body["error"].as_str().unwrap().contains("`42`"));
    }
    let late = json!({ "accounts": [{}] }).to_string();
    let (status, body) = control(&emulator, ("POST", "seed"), &late).await;
    assert_eq!(status, 400, "{body}");
}

#[tokio::test]
async fn a_seed_that_gives_something_to_two_accounts_is_refused() {
    let with_key = |id: &str| json!({ "keys": [{ "id": id, "secret": "s" }] });
    let with_bucket = json!({ "buckets": { "b-1": {} } });
    for (seed, named) in [
        (json!({ "accounts": [{ "id": MANAGER }] }), MANAGER),
        (
            json!({ "accounts": [{ "id": "42" }, { "id": "42" }] }),
            "42",
        ),
        (json!({ "accounts": [with_key("testid")] }), "key `testid`"),
        (
            json!({ "accounts": [with_key("k"), with_key("k")] }),
            "key `k`",
        ),
        (
            json!({ "buckets": { "b-1": {} }, "accounts": [with_bucket] }),
            "bucket `b-1`",
        ),
        (
            json!({ "accounts": [{ "keys": [{ "id": "k", "secret": "s", "user": "gone" }] }] }),
            "account `2000000000000001`",
        ),
    ] {
        let error = builder(&seed).start().await.unwrap_err();
        assert!(error.to_string().contains(named), "{error}");
    }
    for (accounts, named) in [(0, "at least one account"), (100_001, "100001")] {
        let error = builder(&json!({})).accounts(accounts).start().await;
        let error = error.unwrap_err();
        assert!(error.to_string().contains(named), "{error}");
    }
    assert!(serde_json::from_value::<Seed>(json!({ "accounts": [{ "odd": 1 }] })).is_err());
}

#[tokio::test]
async fn the_limit_for_objects_counts_all_accounts() {
    let mut seed = with_user("alice", None);
    seed["buckets"] = json!({ "of-alice": {} });
    let mut bob = with_user("bob", None);
    bob["buckets"] = json!({ "of-bob": {} });
    seed["accounts"] = json!([bob]);
    let emulator = builder(&seed).object_bytes(20_000).start().await.unwrap();
    let put = |bucket, body| Oss {
        method: "PUT",
        bucket: Some(bucket),
        key: "layer",
        body,
        ..Oss::default()
    };
    let (alice, bob) = (key("alice"), key("bob"));
    let body = [b'a'; 7_000];
    assert_eq!(
        alice.oss(&emulator, &put("of-alice", &body)).await.status,
        200
    );
    let full = bob.oss(&emulator, &put("of-bob", &[b'a'; 10_000])).await;
    assert_eq!(full.element("Code").as_deref(), Some("QuotaExceeded"));
    assert_eq!(bob.oss(&emulator, &put("of-bob", &body)).await.status, 200);
    let delete = Oss {
        method: "DELETE",
        ..put("of-alice", b"")
    };
    assert_eq!(alice.oss(&emulator, &delete).await.status, 204);
    assert_eq!(bob.oss(&emulator, &put("of-bob", &body)).await.status, 200);
}

#[tokio::test]
async fn a_stale_read_concerns_the_account_of_the_write() {
    let emulator = three().await;
    let plan = json!([{ "action": "CreateGroup", "fault": { "kind": "stale" } }]).to_string();
    control(&emulator, ("PUT", "faults"), &plan).await;
    let group = [("GroupName", "g")];
    let create = async |key: &Key| key.call(&emulator, "CreateGroup", &group).await.0;
    let get = async |key: &Key| key.call(&emulator, "GetGroup", &group).await.0;
    control(&emulator, ("POST", &format!("seed?account={TWO}")), "{}").await;
    assert_eq!(create(&key("bob")).await, 200);
    assert_eq!(
        (get(&key("bob")).await, get(&key("alice")).await),
        (404, 404)
    );
    assert_eq!(create(&key("alice")).await, 200);
    assert_eq!(
        (get(&key("bob")).await, get(&key("alice")).await),
        (200, 404)
    );
}
