use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use rolewright::mock::BucketState;
use rolewright::{Call, Cloud, MemoryProvider, ProviderInfo, RamProvider, Reply, Result};
use tokio::io::AsyncReadExt;
use tokio::sync::Semaphore;

use crate::client::{Browser, Response, Served, cloud};

pub(crate) const RECIPE: &str = "/setup/form?recipe=container-registry/custom-bucket";

/// The fields of the form as it is shown, with a bucket.
pub(crate) fn fields<'a>(token: &'a str, trust: &'a str, next: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("form_token", token),
        ("recipe", "container-registry/custom-bucket"),
        ("value.bucket", "my-images@cn-hangzhou"),
        ("has_form", "1"),
        ("trust_service", "on"),
        ("trust", trust),
        ("next", next),
    ]
}

/// The trust policy in the text area.
pub(crate) fn trust(page: &Response) -> String {
    let (_, rest) = page.body.split_once("id=\"trust\"").expect("a text area");
    let (_, rest) = rest.split_once(">\n").unwrap();
    let (text, _) = rest.split_once("</textarea>").unwrap();
    text.replace("&quot;", "\"")
        .replace("&lt;", "<")
        .replace("&amp;", "&")
}

pub(crate) fn provider() -> MemoryProvider {
    let provider = MemoryProvider::new();
    provider.with_account(|account| {
        let buckets = [("my-images".to_owned(), BucketState::default())];
        account.buckets = Some(buckets.into());
    });
    provider
}

pub(crate) async fn planned(browser: &Browser) -> Response {
    let form = browser.get(RECIPE).await;
    let (token, trust) = (form.hidden("form_token"), trust(&form));
    browser
        .post_and_follow("/setup/form", &fields(&token, &trust, "plan"))
        .await
}

/// Reloads the page of a run until it has ended.
async fn ended(browser: &Browser, path: &str) -> Response {
    let mut stream = browser.stream(&path.replace("/run?", "/run/events?")).await;
    let mut bytes = Vec::new();
    while !String::from_utf8_lossy(&bytes).contains("event: ended") {
        assert!(
            stream.read_buf(&mut bytes).await.unwrap() > 0,
            "the stream ended early"
        );
    }
    browser.get(path).await
}

#[tokio::test]
async fn a_role_is_set_up_from_the_form_to_the_report() {
    let provider = provider();
    let served = Served::of(cloud(&provider)).await;
    let browser = served.browser().await;
    let form = browser.get(RECIPE).await;
    let (token, trust) = (form.hidden("form_token"), trust(&form));
    let saved = browser
        .post_and_follow("/setup/form", &fields(&token, &trust, "form"))
        .await;
    assert!(saved.body.contains("cn-hangzhou"), "{}", saved.body);
    assert!(saved.body.contains(">exists<"), "{}", saved.body);
    let plan = planned(&browser).await;
    assert!(plan.body.contains("Apply 3 changes"), "{}", plan.body);
    let fields = [
        ("form_token", token.as_str()),
        ("plan", &plan.hidden("plan")),
    ];
    let run = browser.post("/setup/apply", &fields).await;
    let done = ended(&browser, run.location()).await;
    assert!(done.body.contains("<h1>Applied</h1>"), "{}", done.body);
    assert!(done.body.contains("<h2>Permissions</h2>"), "{}", done.body);
    assert!(done.body.contains("by statement 1 of"), "{}", done.body);
    assert_eq!(provider.account().roles.len(), 1);
    let report = browser
        .get(&run.location().replace("/run?", "/run/report?"))
        .await;
    assert!(report.headers["content-disposition"].starts_with("attachment"));
    assert!(
        report.body.contains("rolewright apply --provider local"),
        "{}",
        report.body
    );
    let again = planned(&browser).await;
    assert!(!again.body.contains("name=\"plan\""), "{}", again.body);
}

#[tokio::test]
async fn a_wrong_trust_is_shown_with_its_line_and_repaired_in_the_form() {
    let served = Served::of(cloud(&provider())).await;
    let browser = served.browser().await;
    let form = browser.get(RECIPE).await;
    let token = form.hidden("form_token");
    let right = trust(&form);
    let wrong = right.replace("cr.aliyuncs.com", "cr.aliyun.com");
    let shown = browser
        .post_and_follow("/setup/form", &fields(&token, &wrong, "form"))
        .await;
    assert!(shown.body.contains("data-line="), "{}", shown.body);
    assert!(
        shown.body.contains("parts that the form can't show"),
        "{}",
        shown.body
    );
    // The text is repaired, and is in the form again.
    let draft = shown.hidden("draft");
    let mut repaired = fields(&token, &right, "form");
    repaired.retain(|(name, _)| !name.starts_with("trust_") && *name != "has_form");
    repaired.push(("draft", &draft));
    let shown = browser.post_and_follow("/setup/form", &repaired).await;
    assert!(
        shown.body.contains("name=\"trust_service\" checked"),
        "{}",
        shown.body
    );
    // A change of the form is in the text.
    let (draft, text) = (shown.hidden("draft"), trust(&shown));
    let mut changed = fields(&token, &text, "form");
    changed.extend([("draft", draft.as_str()), ("trust_users", "alice")]);
    let shown = browser.post_and_follow("/setup/form", &changed).await;
    assert!(trust(&shown).contains("user/alice"), "{}", shown.body);
    // Both were changed, differently: nothing is dropped silently.
    let (draft, text) = (shown.hidden("draft"), trust(&shown).replace("alice", "bob"));
    let mut both = fields(&token, &text, "plan");
    both.extend([("draft", draft.as_str()), ("trust_users", "carol")]);
    let refused = browser.post("/setup/form", &both).await;
    assert_eq!(refused.status, 200);
    assert!(
        refused.body.contains("changed in the form and in the JSON"),
        "{}",
        refused.body
    );
}

/// An account whose writes wait until the test lets them through.
#[derive(Debug, Clone)]
struct Slow {
    provider: MemoryProvider,
    gate: Arc<Semaphore>,
    writes: Arc<AtomicUsize>,
}

#[async_trait]
impl RamProvider for Slow {
    fn info(&self) -> ProviderInfo {
        self.provider.info()
    }

    async fn execute(&self, call: Call) -> Result<Reply> {
        if !call.is_read() {
            self.writes.fetch_add(1, Ordering::Relaxed);
            let _ = self.gate.acquire().await;
        }
        self.provider.execute(call).await
    }
}

#[tokio::test]
async fn a_plan_is_applied_once_whatever_is_sent_again_lost_or_opened_in_another_tab() {
    let slow = Slow {
        provider: MemoryProvider::new(),
        gate: Arc::new(Semaphore::new(0)),
        writes: Arc::default(),
    };
    let served = Served::of(Cloud::from(slow.clone())).await;
    let browser = served.browser().await;
    let (one, two) = (planned(&browser).await, planned(&browser).await);
    let token = one.hidden("form_token");
    let apply = async |page: &Response| {
        let fields = [
            ("form_token", token.as_str()),
            ("plan", &page.hidden("plan")),
        ];
        browser.post("/setup/apply", &fields).await
    };
    let run = apply(&one).await.location().to_owned();
    // Sent again, and from another tab with its own plan.
    assert_eq!(apply(&one).await.location(), run);
    let busy = apply(&two).await;
    assert_eq!(busy.status, 409);
    assert!(busy.body.contains("Nothing was started"), "{}", busy.body);
    // The connection of the progress is lost; the run goes on.
    drop(browser.stream(&run.replace("/run?", "/run/events?")).await);
    let shown = browser.get(&run).await;
    assert!(shown.body.contains("<h1>Applying</h1>"), "{}", shown.body);
    assert!(browser.get("/").await.body.contains("A run is in progress"));
    slow.gate.add_permits(100);
    let done = ended(&browser, &run).await;
    assert!(done.body.contains("<h1>Applied</h1>"), "{}", done.body);
    assert_eq!(apply(&one).await.location(), run);
    let writes = slow.writes.load(Ordering::Relaxed);
    // The other tab's plan was shown before: its changes are made already.
    let other = apply(&two).await.location().to_owned();
    let other = ended(&browser, &other).await;
    assert!(other.body.contains("<h1>"), "{}", other.body);
    assert_eq!(slow.writes.load(Ordering::Relaxed), writes);
}

#[tokio::test]
async fn stopping_the_console_ends_a_run_and_its_event_stream() {
    let slow = Slow {
        provider: MemoryProvider::new(),
        gate: Arc::new(Semaphore::new(0)),
        writes: Arc::default(),
    };
    let served = Served::of(Cloud::from(slow.clone())).await;
    let browser = served.browser().await;
    let plan = planned(&browser).await;
    let token = plan.hidden("form_token");
    let fields = [
        ("form_token", token.as_str()),
        ("plan", &plan.hidden("plan")),
    ];
    let run = browser
        .post("/setup/apply", &fields)
        .await
        .location()
        .to_owned();
    let mut stream = browser.stream(&run.replace("/run?", "/run/events?")).await;
    let mut rest = Vec::new();
    assert!(stream.read_buf(&mut rest).await.unwrap() > 0);
    slow.gate.add_permits(1);
    served.server.stop().await;
    stream.read_to_end(&mut rest).await.unwrap();
}

#[tokio::test]
async fn a_set_up_can_be_copied_as_command_file_and_terraform() {
    let served = Served::of(cloud(&provider())).await;
    let browser = served.browser().await;
    let form = browser.get(RECIPE).await;
    let (token, trust) = (form.hidden("form_token"), trust(&form));
    let mut sent = fields(&token, &trust, "form");
    sent.push(("trust_current", "on"));
    let saved = browser.post_and_follow("/setup/form", &sent).await;
    let copy = browser
        .get(&format!("/setup/copy?draft={}", saved.hidden("draft")))
        .await;
    for text in [
        "rolewright apply --provider local --bucket my-images@cn-hangzhou --trust service --trust account:current",
        "trust = [&quot;service&quot;, &quot;account:current&quot;]",
        "bucket = [{ name = &quot;my-images&quot;, region = &quot;cn-hangzhou&quot; }]",
        "resource &quot;alicloud_ram_role&quot;",
    ] {
        assert!(copy.body.contains(text), "{text}\n{}", copy.body);
    }
}
