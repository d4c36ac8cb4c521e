use rolewright::operation::{
    AttachPolicyToRole, CreatePolicy, CreatePolicyVersion, CreateRole, PolicyType,
};
use rolewright::{MemoryProvider, RamProviderExt};

use crate::client::{Served, encoded};

const TRUST: &str = r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":["cr.aliyuncs.com"]}}]}"#;

fn document(action: &str) -> String {
    format!(
        r#"{{"Version":"1","Statement":[{{"Effect":"Allow","Action":"{action}","Resource":"*"}}]}}"#
    )
}

async fn with_roles(count: usize) -> MemoryProvider {
    let provider = MemoryProvider::new();
    for number in 0..count {
        let role = CreateRole {
            role_name: format!("role-{number:04}"),
            assume_role_policy_document: TRUST.into(),
            ..CreateRole::default()
        };
        provider.send(role).await.unwrap();
    }
    provider
}

#[tokio::test]
async fn a_thousand_roles_are_shown_by_pages_and_found_by_name() {
    let served = Served::of(with_roles(1_000).await.into()).await;
    let browser = served.browser().await;
    let mut path = "/roles".to_owned();
    let mut shown = 0;
    loop {
        let page = browser.get(&path).await.body;
        let on_page = page.matches("/role?name=").count();
        assert!(on_page <= 100, "{on_page}");
        shown += on_page;
        let Some((before, _)) = page.split_once("\">Next page</a>") else {
            break;
        };
        path = before
            .rsplit_once("href=\"")
            .unwrap()
            .1
            .replace("&amp;", "&");
    }
    assert_eq!(shown, 1_000);
    let found = browser.get("/roles?find=ROLE-0997").await.body;
    assert_eq!(found.matches("/role?name=").count(), 1);
}

#[tokio::test]
async fn a_role_leads_to_its_policy_whose_versions_are_compared_by_meaning() {
    let provider = with_roles(1).await;
    let policy = CreatePolicy {
        policy_name: "read".into(),
        policy_document: document("oss:GetObject"),
        ..CreatePolicy::default()
    };
    provider.send(policy).await.unwrap();
    let version = CreatePolicyVersion {
        policy_name: "read".into(),
        policy_document: document("oss:*"),
        set_as_default: Some(true),
        rotate_strategy: None,
        ..Default::default()
    };
    provider.send(version).await.unwrap();
    let attach = AttachPolicyToRole {
        policy_type: PolicyType::Custom,
        policy_name: "read".into(),
        role_name: "role-0000".into(),
        ..Default::default()
    };
    provider.send(attach).await.unwrap();
    let served = Served::of(provider.into()).await;
    let browser = served.browser().await;
    let role = browser.get("/role?name=role-0000").await.body;
    assert!(role.contains("/policy?name=read&amp;type=Custom"), "{role}");
    let policy = browser.get("/policy?name=read&type=Custom").await.body;
    assert!(policy.contains("Differences in meaning"), "{policy}");
    assert!(policy.contains("+   action oss:*"), "{policy}");
    assert!(
        policy.contains("v2 (default)") && policy.contains("/role?name=role%2D0000"),
        "{policy}"
    );
    let missing = browser.get("/policy?name=none").await;
    assert!(missing.body.contains("EntityNotExist"), "{}", missing.body);
    let system = browser.get("/policy?name=AliyunOSSReadOnlyAccess").await;
    assert!(system.body.contains("<dd>System</dd>"), "{}", system.body);
    let custom = browser.get("/policy?name=read").await;
    assert!(custom.body.contains("<dd>Custom</dd>"), "{}", custom.body);
}

#[tokio::test]
async fn a_question_about_access_is_answered_with_the_deciding_statement() {
    let provider = with_roles(1).await;
    let policy = CreatePolicy {
        policy_name: "read".into(),
        policy_document: document("oss:GetObject"),
        ..CreatePolicy::default()
    };
    provider.send(policy).await.unwrap();
    let attach = AttachPolicyToRole {
        policy_type: PolicyType::Custom,
        policy_name: "read".into(),
        role_name: "role-0000".into(),
        ..Default::default()
    };
    provider.send(attach).await.unwrap();
    let served = Served::of(provider.into()).await;
    let browser = served.browser().await;
    let ask = async |who: &str, action: &str| {
        let resource = "acs:oss:*:1234567890123456:my-images/a";
        let fields = encoded(&[("who", who), ("action", action), ("resource", resource)]);
        browser.get(&format!("/access?{fields}")).await.body
    };
    let yes = ask("role:role-0000", "oss:GetObject").await;
    let policy = "statement 1 of <a href=\"/policy?name=read&amp;type=Custom\">read</a>";
    assert!(
        yes.contains(&format!("{policy} (Allow) applies and decides")),
        "{yes}"
    );
    assert!(yes.contains("the policies attached to the caller for the account"));
    assert!(yes.contains("<option value=\"role:role-0000\">"));
    assert_eq!(
        ask("role-0000", "oss:GetObject")
            .await
            .matches(policy)
            .count(),
        2
    );
    let no = ask("role:role-0000", "oss:PutObject").await;
    assert!(no.contains("verdict failed"), "{no}");
    for (who, action, field, told) in [
        (
            "role-000",
            "oss:GetObject",
            "who",
            "<code>role:role-0000</code>",
        ),
        (
            "user:role-0000",
            "oss:GetObject",
            "who",
            "there is no user <code>role-0000</code>",
        ),
        (
            "role-0000",
            "oss:GetObjects",
            "action",
            "<code>oss:GetObject</code>",
        ),
        (
            "role-0000",
            "oss:UploadPart",
            "action",
            "<code>oss:PutObject</code>",
        ),
        (
            "role-0000",
            "GetObject",
            "action",
            "<code>oss:GetObject</code>",
        ),
    ] {
        let page = ask(who, action).await;
        assert!(
            page.contains(told) && page.contains("role=\"alert\""),
            "{page}"
        );
        assert!(!page.contains("Not allowed"), "{page}");
        let (_, input) = page.split_once(&format!("id=\"{field}\"")).unwrap();
        let (input, _) = input.split_once('>').unwrap();
        assert!(input.contains("aria-invalid=\"true\""), "{input}");
    }
    let doubtful = ask("role-0000", "ram:GetRoel").await;
    assert!(
        doubtful.contains("write <code>ram:GetRole</code>"),
        "{doubtful}"
    );
    assert!(doubtful.contains("Not allowed"), "{doubtful}");
}
