use rolewright::mock::{PolicyState, RoleState, VersionState};
use rolewright::{Cloud, MemoryProvider};

use crate::client::{Served, encoded};

/// Texts that would be active if a page contained them as they are.
const HOSTILE: [&str; 5] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' autofocus onfocus=alert(1) x='",
    "</textarea><script>alert(1)</script>",
    "{{7*7}}\u{202e}\u{1b}[31mred\0",
];

/// Whether markup of a hostile text is in a page. Attributes have double quotes, so a single one is text.
fn is_active(page: &str) -> bool {
    ["<script>alert", "<img src=x"]
        .iter()
        .any(|part| page.contains(part))
}

fn version(document: &str) -> VersionState {
    VersionState {
        document: document.into(),
        created: "2026-01-02T03:04:05Z".into(),
        ..VersionState::default()
    }
}

fn hostile() -> Cloud {
    let provider = MemoryProvider::new();
    provider.with_account(|account| {
        for text in HOSTILE {
            let date = "2026-01-02T03:04:05Z";
            let role = RoleState {
                id: text.into(),
                description: Some(text.into()),
                trust: text.into(),
                max_session_seconds: 3_600,
                created: date.into(),
                updated: date.into(),
                ..RoleState::default()
            };
            account.roles.insert(text.into(), role);
            let policy = PolicyState {
                description: Some(text.into()),
                created: date.into(),
                updated: date.into(),
                default_version: 1,
                next_version: 3,
                versions: [(1, version(text)), (2, version("{}"))].into(),
                ..PolicyState::default()
            };
            account.policies.insert(text.into(), policy);
        }
    });
    provider.into()
}

#[tokio::test]
async fn hostile_names_and_documents_of_an_account_are_text() {
    let served = Served::of(hostile()).await;
    let browser = served.browser().await;
    for path in ["/roles", "/policies", "/"] {
        let page = browser.get(path).await;
        assert!(!is_active(&page.body), "{path}\n{}", page.body);
    }
    assert!(
        browser
            .get("/roles")
            .await
            .body
            .contains("&lt;script&gt;alert(1)")
    );
    for text in HOSTILE {
        for path in ["/role", "/policy"] {
            let page = browser
                .get(&format!("{path}?{}", encoded(&[("name", text)])))
                .await;
            assert!(!is_active(&page.body), "{path} {text}\n{}", page.body);
        }
    }
}

#[tokio::test]
async fn hostile_input_of_every_field_is_text() {
    let served = Served::of(hostile()).await;
    let browser = served.browser().await;
    let fields = [
        "find", "marker", "name", "type", "from", "to", "who", "action", "resource", "context",
        "draft", "recipe", "id", "token",
    ];
    let paths = [
        "/",
        "/setup",
        "/setup/form",
        "/setup/plan",
        "/setup/verify",
        "/setup/copy",
        "/setup/report",
        "/run",
        "/run/events",
        "/run/report",
        "/roles",
        "/role",
        "/policies",
        "/policy",
        "/access",
    ];
    for text in HOSTILE {
        let all: Vec<_> = fields.iter().map(|name| (*name, text)).collect();
        for path in paths {
            let page = browser.get(&format!("{path}?{}", encoded(&all))).await;
            assert!(!is_active(&page.body), "{path} {text}\n{}", page.body);
            let location = page.headers.get("location").map_or("", String::as_str);
            assert!(!location.contains("//"), "{location}");
        }
    }
}

#[tokio::test]
async fn a_hostile_trust_policy_and_bucket_are_text_and_refused() {
    let served = Served::of(MemoryProvider::new().into()).await;
    let browser = served.browser().await;
    let form = browser
        .get("/setup/form?recipe=container-registry/custom-bucket")
        .await;
    let token = form.hidden("form_token");
    for text in HOSTILE {
        let fields = [
            ("form_token", token.as_str()),
            ("recipe", "container-registry/custom-bucket"),
            ("value.bucket", text),
            ("trust", text),
            ("next", "plan"),
        ];
        let page = browser.post_and_follow("/setup/form", &fields).await;
        assert!(!is_active(&page.body), "{text}\n{}", page.body);
        assert!(page.body.contains("role=\"alert\""), "{}", page.body);
        assert!(!page.body.contains("name=\"plan\""), "{}", page.body);
    }
}
