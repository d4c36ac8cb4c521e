//! The control endpoints, and the effects of fault plans.

use rolewright_core::ErrorKind;
use rolewright_mock::emulator::{Emulator, FaultRule};
use serde_json::{Value, json};

use crate::client::{Client, Key, TRUST, builder, client, control, emulator, exchange};

const CREATE: [(&str, &str); 2] = [("RoleName", "demo"), ("AssumeRolePolicyDocument", TRUST)];

async fn create(emulator: &Emulator) -> (u16, Value) {
    Key::root().call(emulator, "CreateRole", &CREATE).await
}

async fn get(emulator: &Emulator) -> (u16, Value) {
    Key::root().call(emulator, "GetRole", &CREATE[..1]).await
}

/// Sets a fault plan of one rule.
async fn plan(emulator: &Emulator, rule: Value) {
    let (status, body) = control(emulator, ("PUT", "faults"), &json!([rule]).to_string()).await;
    assert_eq!(status, 200, "{body}");
}

#[tokio::test]
async fn the_account_can_be_seeded_read_and_reset() {
    let emulator = emulator().await;
    let (status, health) = control(&emulator, ("GET", "health"), "").await;
    assert_eq!(
        (status, &health["account_id"]),
        (200, &"1234567890123456".into())
    );
    let call = json!({ "action": "CreateUser", "params": { "UserName": "alice" } });
    let bad = json!({ "calls": [call.clone(), call.clone()] }).to_string();
    let (status, body) = control(&emulator, ("POST", "seed"), &bad).await;
    assert_eq!(status, 409, "{body}");
    let (_, state) = control(&emulator, ("GET", "state"), "").await;
    assert_eq!(
        state["users"],
        json!({}),
        "a seed is applied completely or not at all"
    );
    let key = json!({ "id": "k", "secret": "hidden", "user": "alice" });
    let seed = json!({ "calls": [call], "keys": [key], "buckets": { "b-1": {} } }).to_string();
    assert_eq!(control(&emulator, ("POST", "seed"), &seed).await.0, 200);
    let (_, state) = control(&emulator, ("GET", "state"), "").await;
    assert_eq!(state["keys"]["k"]["secret"], "***");
    assert_eq!(state["seed"], "***");
    assert!(state["users"]["alice"].is_object() && state["buckets"]["b-1"].is_object());
    let (status, _) = Key::new("k", "hidden")
        .call(&emulator, "GetCallerIdentity", &[])
        .await;
    assert_eq!(status, 200);
    assert_eq!(control(&emulator, ("POST", "reset"), "").await.0, 200);
    let (_, state) = control(&emulator, ("GET", "state"), "").await;
    assert_eq!((&state["users"], &state["keys"]), (&json!({}), &json!({})));
    let (_, requests) = control(&emulator, ("GET", "requests"), "").await;
    assert_eq!(requests["requests"], json!([]));
}

#[tokio::test]
async fn requests_are_listed_without_secrets() {
    let emulator = emulator().await;
    create(&emulator).await;
    let (session, _) = crate::rpc::with_session(&emulator).await;
    session
        .call(
            &emulator,
            "GetCallerIdentity",
            &[("SecurityToken", "hidden")],
        )
        .await;
    Key::new("unknown", "x")
        .call(&emulator, "ListRoles", &[])
        .await;
    let (_, body) = control(&emulator, ("GET", "requests"), "").await;
    let requests = body["requests"].as_array().unwrap();
    let first = &requests[0];
    assert_eq!(
        (&first["service"], &first["action"]),
        (&"ram".into(), &"CreateRole".into())
    );
    assert_eq!(
        (&first["caller"], &first["status"]),
        (&"acs:ram::1234567890123456:root".into(), &200.into())
    );
    let of_session = &requests[requests.len() - 2];
    assert_eq!(
        of_session["caller"],
        "acs:ram::1234567890123456:assumed-role/builder/ci"
    );
    assert_eq!(of_session["params"], json!([["SecurityToken", "***"]]));
    let last = &requests[requests.len() - 1];
    assert_eq!(
        (&last["access_key_id"], &last["status"]),
        (&"unknown".into(), &404.into())
    );
    assert!(!body.to_string().contains(&session.secret));
}

#[tokio::test]
async fn other_hosts_and_origins_are_refused() {
    let emulator = emulator().await;
    let host = emulator.host();
    let ask = async |headers: &str| {
        let request =
            format!("GET /_rolewright/health HTTP/1.1\r\n{headers}connection: close\r\n\r\n");
        exchange(&emulator, request.as_bytes())
            .await
            .unwrap()
            .status
    };
    assert_eq!(ask(&format!("host: {host}\r\n")).await, 200);
    assert_eq!(
        ask("host: localhost:1\r\norigin: http://[::1]:2\r\n").await,
        200
    );
    assert_eq!(ask("host: evil.example.com\r\n").await, 403);
    assert_eq!(
        ask(&format!(
            "host: {host}\r\norigin: https://evil.example.com\r\n"
        ))
        .await,
        403
    );
    assert_eq!(ask(&format!("host: {host}\r\norigin: null\r\n")).await, 403);
    assert_eq!(ask("").await, 403);
    let (status, _) = control(&emulator, ("GET", "secrets"), "").await;
    assert_eq!(status, 404);
    let (status, body) = control(&emulator, ("PUT", "faults"), "{").await;
    assert_eq!(status, 400, "{body}");
}

#[tokio::test]
async fn services_refuse_other_hosts_and_origins() {
    let emulator = emulator().await;
    let ask = async |headers: &str| {
        let request = format!(
            "POST /?Action=AssumeRoleWithOIDC&Version=2015-04-01 HTTP/1.1\r\n{headers}\
             content-length: 0\r\nconnection: close\r\n\r\n"
        );
        let answer = exchange(&emulator, request.as_bytes()).await.unwrap();
        answer.status
    };
    for own in [
        "localhost:1",
        "[::1]:2",
        "my-images.localhost:3",
        "my-images.oss-cn-hangzhou.aliyuncs.com",
        "my-images.oss-cn-hangzhou-internal.aliyuncs.com:80",
        "oss-cn-hangzhou.aliyuncs.com",
        "ram.aliyuncs.com",
        "ram.vpc-proxy.aliyuncs.com",
        "sts.aliyuncs.com",
        "sts-vpc.cn-hangzhou.aliyuncs.com",
        "cr.cn-hangzhou.aliyuncs.com",
    ] {
        assert_ne!(ask(&format!("host: {own}\r\n")).await, 403, "{own}");
    }
    for foreign in [
        "evil.example.com",
        "localhost.example.com",
        "x",
        "aliyuncs.com",
        "evil.aliyuncs.com",
        "evil.cn-hangzhou.aliyuncs.com",
        "a.b.oss-cn-hangzhou.aliyuncs.com",
        "My_Images.oss-cn-hangzhou.aliyuncs.com",
        "my-images.oss-.aliyuncs.com",
        "sts..aliyuncs.com",
        "sts.aliyuncs.com.example.com",
    ] {
        assert_eq!(ask(&format!("host: {foreign}\r\n")).await, 403, "{foreign}");
    }
    let origin = "host: localhost\r\norigin: https://evil.example.com\r\n";
    assert_eq!(ask(origin).await, 403);
    assert_eq!(ask("").await, 403);
}

#[tokio::test]
async fn services_answer_under_a_foreign_host_if_other_machines_can_reach_the_emulator() {
    for (reachable, expected) in [(true, 200), (false, 403)] {
        let emulator = builder().reachable(reachable).start().await.unwrap();
        let call = Client {
            host: Some("evil.example.com"),
            ..client("ListRoles", &[])
        };
        assert_eq!(call.send(&emulator).await.0, expected, "{reachable}");
        let roles = emulator
            .requests()
            .iter()
            .filter(|one| one.action == "ListRoles")
            .count();
        assert_eq!(roles == 1, reachable);
        let request = "POST / HTTP/1.1\r\nhost: evil.example.com\r\norigin: https://evil.example.com\r\n\
            content-length: 0\r\nconnection: close\r\n\r\n";
        let from_a_page = exchange(&emulator, request.as_bytes()).await.unwrap();
        assert_eq!(from_a_page.status, 403);
    }
}

#[tokio::test]
async fn the_date_of_a_response_moves_with_the_clock() {
    let emulator = emulator().await;
    let host = emulator.host();
    let request =
        format!("GET /_rolewright/clock HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n");
    let date = async || {
        let answer = exchange(&emulator, request.as_bytes()).await.unwrap();
        answer.header("date").unwrap().to_owned()
    };
    let before = date().await;
    control(&emulator, ("POST", "clock"), r#"{"seconds":86400}"#).await;
    let after = date().await;
    assert_ne!(before, after);
    let now = crate::client::NOW.parse::<jiff::Timestamp>().unwrap();
    let shown = |now: jiff::Timestamp| now.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
    let later = now + jiff::SignedDuration::from_secs(86_400);
    assert_eq!((before, after), (shown(now), shown(later)));
}

#[tokio::test]
async fn a_plan_refuses_the_named_calls_without_executing_them() {
    let emulator = emulator().await;
    for (kind, status, code) in [
        ("internal_error", 500, "InternalError"),
        ("service_unavailable", 503, "ServiceUnavailable"),
        ("throttle", 400, "Throttling.User"),
    ] {
        let fault = json!({ "kind": kind, "retry_after_milliseconds": 200 });
        plan(
            &emulator,
            json!({ "action": "CreateRole", "calls": [1], "fault": fault }),
        )
        .await;
        let request = Key::root().request(&emulator, "CreateRole", &CREATE);
        let answer = exchange(&emulator, request.as_bytes()).await.unwrap();
        assert_eq!(
            (answer.status, &answer.json()["Code"]),
            (status, &code.into())
        );
        let wait = answer.header("x-acs-retry-after");
        assert_eq!(wait, (kind == "throttle").then_some("200"));
        assert!(emulator.account().unwrap().roles.is_empty());
    }
    assert_eq!(
        create(&emulator).await.0,
        200,
        "the plan names only the first call"
    );
    plan(
        &emulator,
        json!({ "service": "ram", "fault": { "kind": "bad_gateway" } }),
    )
    .await;
    let request = Key::root().request(&emulator, "ListRoles", &[]);
    let page = exchange(&emulator, request.as_bytes()).await.unwrap();
    assert_eq!(
        (page.status, page.header("content-type")),
        (502, Some("text/html"))
    );
    let (_, body) = control(&emulator, ("GET", "faults"), "").await;
    assert_eq!(body["faults"][0]["fitted"], 1);
    control(&emulator, ("DELETE", "faults"), "").await;
    assert_eq!(get(&emulator).await.0, 200);
}

#[tokio::test]
async fn a_plan_cuts_connections_before_and_after_the_call() {
    for (kind, carried_out, answered) in [
        ("cut_before", false, false),
        ("lose_answer", true, false),
        ("cut_body", true, true),
    ] {
        let emulator = emulator().await;
        plan(&emulator, json!({ "fault": { "kind": kind } })).await;
        let request = Key::root().request(&emulator, "CreateRole", &CREATE);
        let answer = exchange(&emulator, request.as_bytes()).await;
        assert_eq!(answer.is_some(), answered, "{kind}");
        if let Some(answer) = answer {
            let length: usize = answer.header("content-length").unwrap().parse().unwrap();
            assert!(answer.body.len() < length, "{kind}");
        }
        let made = emulator.account().unwrap().roles.contains_key("demo");
        assert_eq!(made, carried_out, "{kind}");
        let (_, body) = control(&emulator, ("GET", "requests"), "").await;
        assert_eq!(body["requests"][0]["fault"], kind);
    }
}

#[tokio::test]
async fn a_plan_makes_reads_stale() {
    let emulator = emulator().await;
    let stale = |by: Value| json!({ "action": "CreateRole", "fault": by });
    plan(&emulator, stale(json!({ "kind": "stale", "reads": 2 }))).await;
    assert_eq!(create(&emulator).await.0, 200);
    for status in [404, 404, 200] {
        assert_eq!(get(&emulator).await.0, status);
    }
    control(&emulator, ("POST", "reset"), "").await;
    plan(
        &emulator,
        stale(json!({ "kind": "stale", "milliseconds": 5000 })),
    )
    .await;
    create(&emulator).await;
    assert_eq!(get(&emulator).await.0, 404);
    control(&emulator, ("POST", "clock"), r#"{"seconds":5}"#).await;
    assert_eq!(get(&emulator).await.0, 200);
}

#[tokio::test]
async fn a_plan_delays_a_call_and_executes_it() {
    let emulator = emulator().await;
    plan(
        &emulator,
        json!({ "fault": { "kind": "delay", "milliseconds": 1 } }),
    )
    .await;
    assert_eq!(create(&emulator).await.0, 200);
}

#[tokio::test]
async fn a_fault_plan_in_rust_is_checked_like_one_over_http() {
    let emulator = emulator().await;
    let rule = |service: &str, action: &str| FaultRule {
        service: Some(service.to_owned()),
        action: Some(action.to_owned()),
        ..FaultRule::default()
    };
    emulator.set_faults(vec![rule("ram", "GetRole")]).unwrap();
    for (odd, text) in [
        (rule("rma", "GetRole"), "did you mean `ram`?"),
        (rule("ram", "GetRoel"), "did you mean `GetRole`?"),
    ] {
        let plan = vec![rule("ram", "ListRoles"), odd];
        let error = emulator.set_faults(plan).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
        assert_eq!(error.remedy().unwrap().text, text);
    }
    // The plan is as it was.
    let (status, body) = get(&emulator).await;
    assert_eq!((status, &body["Code"]), (500, &json!("InternalError")));
    let (status, body) = Key::root().call(&emulator, "ListRoles", &[]).await;
    assert_eq!(status, 200, "{body}");
}
