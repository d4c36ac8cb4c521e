use std::net::SocketAddr;
use std::sync::Arc;

use async_trait::async_trait;
use rolewright::{
    Call, Cloud, ErrorKind, MemoryProvider, ProviderInfo, RamProvider, Reply, Result,
};
use rolewright_console::{Console, Server, Settings};

use crate::client::{Browser, Served, cloud};

/// A simulated account that says it is real.
#[derive(Debug)]
struct Real(MemoryProvider);

#[async_trait]
impl RamProvider for Real {
    fn info(&self) -> ProviderInfo {
        ProviderInfo::new("alibaba", self.0.info().endpoint)
    }

    async fn execute(&self, call: Call) -> Result<Reply> {
        self.0.execute(call).await
    }
}

#[tokio::test]
async fn every_page_needs_a_session_and_a_link_opens_one() {
    let served = Served::of(MemoryProvider::new().into()).await;
    let stranger = Browser::new(served.server.address());
    for path in [
        "/",
        "/setup",
        "/roles",
        "/role?name=a",
        "/run?id=1",
        "/nothing",
    ] {
        let refused = stranger.get(path).await;
        assert_eq!(refused.status, 403, "{path}");
        assert!(!refused.headers.contains_key("set-cookie"));
    }
    let link = served.server.link().unwrap();
    let path = link.strip_prefix(&stranger.origin()).unwrap();
    let opened = stranger.get(path).await;
    let cookie = &opened.headers["set-cookie"];
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"),
        "{cookie}"
    );
    assert_eq!(stranger.get(path).await.status, 403);
    let browser = served.browser().await;
    assert_eq!(browser.get("/").await.status, 200);
}

#[tokio::test]
async fn an_expired_link_and_an_expired_session_are_refused() {
    let served = Served::of(MemoryProvider::new().into()).await;
    let browser = served.browser().await;
    let link = served.server.link().unwrap();
    let path = link.strip_prefix(&browser.origin()).unwrap();
    served.move_clock(3_600);
    assert_eq!(
        Browser::new(served.server.address()).get(path).await.status,
        403
    );
    assert_eq!(browser.get("/").await.status, 200);
    served.move_clock(8 * 3_600);
    assert_eq!(browser.get("/").await.status, 403);
}

#[tokio::test]
async fn the_plan_of_a_real_account_has_a_command_and_no_form_that_applies_it() {
    let provider = MemoryProvider::new();
    let served = Served::of(Real(provider.clone()).into()).await;
    let browser = served.browser().await;
    let page = browser
        .get("/setup/form?recipe=container-registry/custom-bucket")
        .await;
    let token = page.hidden("form_token");
    let fields = [
        ("form_token", token.as_str()),
        ("recipe", "container-registry/custom-bucket"),
        ("value.bucket", "my-images"),
        ("trust", &trust()),
        ("next", "plan"),
    ];
    let plan = browser.post_and_follow("/setup/form", &fields).await;
    assert!(
        plan.body
            .contains("The console makes no changes in this account"),
        "{}",
        plan.body
    );
    assert!(
        plan.body
            .contains("rolewright apply --provider local --bucket my-images")
    );
    assert!(!plan.body.contains("/setup/apply"));
    assert!(provider.account().roles.is_empty());
}

fn trust() -> String {
    r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":["cr.aliyuncs.com"]}}]}"#.into()
}

#[tokio::test]
async fn a_body_above_the_limit_is_refused() {
    let served = Served::of(MemoryProvider::new().into()).await;
    let browser = served.browser().await;
    let large = "a".repeat(10 * 1024 * 1024);
    let refused = browser
        .post("/setup/form", &[("value.bucket", &large)])
        .await;
    assert_eq!(refused.status, 413);
    assert_eq!(browser.get("/").await.status, 200);
}

#[tokio::test]
async fn a_request_for_another_host_is_refused_also_for_a_page() {
    let served = Served::of(MemoryProvider::new().into()).await;
    let browser = served.browser().await;
    for host in ["evil.example", "127.0.0.1.evil.example", "192.0.2.1:80"] {
        for path in ["/", "/style.css", "/?token=0"] {
            let refused = browser.send("GET", path, &[("Host", host)], "").await;
            assert_eq!(refused.status, 403, "{host}{path}");
        }
    }
}

#[tokio::test]
async fn every_answer_forbids_scripts_frames_and_copies() {
    let served = Served::of(MemoryProvider::new().into()).await;
    let browser = served.browser().await;
    for path in [
        "/",
        "/nothing",
        "/style.css",
        "/console.js",
        "/roles",
        "/?token=0",
    ] {
        let headers = browser.get(path).await.headers;
        let policy = &headers["content-security-policy"];
        for part in [
            "default-src 'none'",
            "script-src 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
        ] {
            assert!(policy.contains(part), "{path}: {policy}");
        }
        assert!(!policy.contains("unsafe"), "{policy}");
        assert_eq!(headers["cache-control"], "no-store");
        assert_eq!(headers["x-content-type-options"], "nosniff");
    }
}

#[tokio::test]
async fn an_address_that_other_machines_can_reach_is_refused() {
    let settings = Settings::new(|| jiff::Timestamp::UNIX_EPOCH, || Ok([0; 32]));
    let cloud: Cloud = cloud(&MemoryProvider::new());
    let console = Console::new(cloud, settings).unwrap();
    for address in ["0.0.0.0:0", "192.0.2.1:80", "[::]:0"] {
        let address: SocketAddr = address.parse().unwrap();
        let refused = Server::start(Arc::clone(&console), address).await;
        assert_eq!(
            refused.unwrap_err().kind(),
            ErrorKind::InvalidInput,
            "{address}"
        );
    }
}
