//! The pages of a set-up as a newcomer meets them: steps, errors of fields, wrong regions.

use rolewright::MemoryProvider;
use rolewright::mock::BucketState;

use crate::client::{Response, Served, cloud};
use crate::set_up::{RECIPE, fields, planned, provider, trust};

/// The part of a page between two texts.
fn part<'a>(page: &'a Response, from: &str, to: &str) -> &'a str {
    let (_, rest) = page.body.split_once(from).expect(from);
    rest.split_once(to).expect(to).0
}

fn marked(step: &str, is_current: bool) -> String {
    if is_current {
        format!("[{step}]")
    } else {
        step.to_owned()
    }
}

/// The steps of a page as text, the current one in brackets.
fn steps(page: &Response) -> String {
    let list = part(page, "<ol class=\"steps\">", "</ol>");
    let step = |item: &str| {
        // The text between the tags.
        let texts = item.split('>').filter_map(|part| part.split('<').next());
        let text = texts.skip(1).collect::<String>();
        marked(&text, item.contains("aria-current=\"step\""))
    };
    let items = list.split("<li").skip(1).map(step);
    items.collect::<Vec<_>>().join(", ")
}

#[tokio::test]
async fn every_page_of_a_set_up_shows_the_numbered_steps_and_the_current_one() {
    let served = Served::of(cloud(&provider())).await;
    let browser = served.browser().await;
    let plan = planned(&browser).await;
    let names = [
        "1 Recipe",
        "2 Principals and buckets",
        "3 Plan",
        "4 Apply",
        "5 Verification",
    ];
    let expected = |current: usize| {
        let names = names.iter().zip(1..);
        let names = names.map(|(name, number)| marked(name, number == current));
        names.collect::<Vec<_>>().join(", ")
    };
    assert_eq!(steps(&plan), expected(3));
    let draft = part(&plan, "/setup/verify?draft=", "\"").to_owned();
    let token = plan.hidden("form_token");
    let applied = [
        ("form_token", token.as_str()),
        ("plan", &plan.hidden("plan")),
    ];
    let run = browser.post("/setup/apply", &applied).await;
    for (path, current) in [
        ("/setup".to_owned(), 1),
        (RECIPE.to_owned(), 2),
        (format!("/setup/form?draft={draft}"), 2),
        (run.location().to_owned(), 4),
        (format!("/setup/verify?draft={draft}"), 5),
        (format!("/setup/copy?draft={draft}"), 0),
        ("/setup/plan?draft=unknown".to_owned(), 0),
    ] {
        assert_eq!(
            steps(&browser.get(&path).await),
            expected(current),
            "{path}"
        );
    }
}

#[tokio::test]
async fn an_address_without_recipe_draft_or_run_leads_to_the_start() {
    let served = Served::of(MemoryProvider::new().into()).await;
    let browser = served.browser().await;
    for path in [
        "/setup/form",
        "/setup/plan",
        "/setup/verify",
        "/setup/report",
        "/setup/copy",
        "/setup/apply",
        "/run",
        "/run/report",
    ] {
        assert_eq!(browser.get(path).await.location(), "/setup", "{path}");
    }
    let unknown = browser.get("/setup/form?recipe=container-registry").await;
    assert_eq!(unknown.status, 422);
    assert!(unknown.body.contains("No such recipe"), "{}", unknown.body);
}

#[tokio::test]
async fn an_empty_and_a_wrong_value_have_their_error_at_the_field_which_has_the_focus() {
    let served = Served::of(cloud(&provider())).await;
    let browser = served.browser().await;
    let form = browser.get(RECIPE).await;
    assert!(!form.body.contains("aria-invalid"), "{}", form.body);
    let (token, trust) = (form.hidden("form_token"), trust(&form));
    for (buckets, message) in [
        ("", "no bucket is set<br>help: "),
        ("My_Images", "<code>My_Images</code>"),
    ] {
        let mut sent = fields(&token, &trust, "plan");
        sent.retain(|(name, _)| *name != "value.bucket");
        sent.push(("value.bucket", buckets));
        let shown = browser.post_and_follow("/setup/form", &sent).await;
        let field = part(&shown, "<textarea id=\"value-bucket\"", ">");
        for attribute in [
            "aria-invalid=\"true\"",
            "aria-describedby=\"value-bucket-error value-bucket-hint\"",
            "autofocus",
        ] {
            assert!(field.contains(attribute), "{attribute}: {field}");
        }
        let error = part(
            &shown,
            "<span class=\"error\" id=\"value-bucket-error\">",
            "</span>",
        );
        assert!(error.contains(message), "{error}");
        assert!(
            shown.body.contains("href=\"#value-bucket\""),
            "{}",
            shown.body
        );
        assert_eq!(shown.body.matches("autofocus").count(), 1);
    }
}

#[tokio::test]
async fn wrong_principals_keep_what_was_entered_with_the_error_at_their_field() {
    let served = Served::of(cloud(&provider())).await;
    let browser = served.browser().await;
    let form = browser.get(RECIPE).await;
    let (token, trust) = (form.hidden("form_token"), trust(&form));
    let mut sent = fields(&token, &trust, "plan");
    sent.push(("trust_users", "no/such/user"));
    let shown = browser.post("/setup/form", &sent).await;
    let field = part(&shown, "<input id=\"trust_users\"", ">");
    assert!(field.contains("value=\"no/such/user\""), "{field}");
    assert!(field.contains("aria-invalid=\"true\""), "{field}");
    sent.retain(|(name, _)| !name.starts_with("trust_"));
    let shown = browser.post("/setup/form", &sent).await;
    let field = part(&shown, "id=\"trust_service\"", ">");
    assert!(field.contains("aria-invalid=\"true\""), "{field}");
    assert!(
        shown.body.contains("no principal is trusted"),
        "{}",
        shown.body
    );
}

#[tokio::test]
async fn json_that_can_t_be_read_has_its_error_and_leaves_the_form_as_it_was() {
    let served = Served::of(cloud(&provider())).await;
    let browser = served.browser().await;
    let form = browser.get(RECIPE).await;
    let (token, text) = (form.hidden("form_token"), trust(&form));
    let mut sent = fields(&token, &text, "form");
    sent.push(("trust_users", "alice"));
    let saved = browser.post_and_follow("/setup/form", &sent).await;
    let broken = trust(&saved).replace("\"Statement\": [", "\"Statement\": [,");
    let draft = saved.hidden("draft");
    let mut sent = fields(&token, &broken, "plan");
    sent.extend([("draft", draft.as_str()), ("trust_users", "alice")]);
    let shown = browser.post_and_follow("/setup/form", &sent).await;
    let user = part(&shown, "<input id=\"trust_users\"", ">");
    assert!(user.contains("value=\"alice\""), "{user}");
    assert!(
        shown.body.contains("not a valid trust policy"),
        "{}",
        shown.body
    );
    let area = part(&shown, "<textarea id=\"trust\"", ">");
    assert!(area.contains("aria-invalid=\"true\""), "{area}");
    let findings = part(&shown, "<div id=\"findings\">", "</div>");
    assert!(findings.contains("data-line=\"3\""), "{findings}");
    assert!(findings.contains("help: correct the JSON"), "{findings}");
    // The form still counts: a change of it replaces the JSON.
    let draft = shown.hidden("draft");
    let mut sent = fields(&token, &broken, "form");
    sent.extend([("draft", draft.as_str()), ("trust_users", "bob")]);
    let shown = browser.post_and_follow("/setup/form", &sent).await;
    assert!(trust(&shown).contains("user/bob"), "{}", shown.body);
    assert!(!shown.body.contains("aria-invalid"), "{}", shown.body);
}

#[tokio::test]
async fn a_plan_says_what_would_pass_and_its_report_is_one_of_the_plan() {
    let served = Served::of(cloud(&provider())).await;
    let browser = served.browser().await;
    let plan = planned(&browser).await;
    for text in [
        "<h2>Requirements after the changes</h2>",
        "<h2>Permissions after the changes</h2>",
        "would pass",
        "Download the plan as a report",
    ] {
        assert!(plan.body.contains(text), "{text}\n{}", plan.body);
    }
    assert!(!plan.body.contains("class=\"passed\">"), "{}", plan.body);
    let path = part(&plan, "href=\"/setup/report?", "\"").replace("&amp;", "&");
    let report = browser.get(&format!("/setup/report?{path}")).await;
    assert!(report.body.contains("rolewright plan "), "{}", report.body);
    assert!(
        report.body.contains("Requirements after the changes"),
        "{}",
        report.body
    );
}

#[tokio::test]
async fn a_bucket_of_another_region_is_named_on_the_form_and_in_the_plan_with_a_remedy() {
    let provider = provider();
    provider.with_account(|account| {
        let far = BucketState {
            region: "cn-beijing".into(),
            ..BucketState::default()
        };
        account.buckets = Some([("far".to_owned(), far)].into());
    });
    let served = Served::of(cloud(&provider)).await;
    let browser = served.browser().await;
    let form = browser
        .get(&format!("{RECIPE}&bucket=far%40cn-hangzhou"))
        .await;
    assert!(
        form.body.contains(">far@cn-hangzhou</textarea>"),
        "{}",
        form.body
    );
    let (token, trust) = (form.hidden("form_token"), trust(&form));
    let reasons = [
        (
            "far@cn-hangzhou",
            "",
            "bucket far is in cn-beijing, but cn-hangzhou is required",
        ),
        (
            "far",
            "cn-hangzhou",
            "bucket far is in cn-beijing, but Container Registry needs it in cn-hangzhou",
        ),
    ];
    for (bucket, region, reason) in reasons {
        let mut sent = fields(&token, &trust, "form");
        sent.retain(|(name, _)| *name != "value.bucket");
        sent.extend([("value.bucket", bucket), ("value.region", region)]);
        let saved = browser.post_and_follow("/setup/form", &sent).await;
        let text = "cn-beijing, but cn-hangzhou is required";
        assert!(saved.body.contains(text), "{}", saved.body);
        for page in ["plan", "verify"] {
            let path = format!("/setup/{page}?draft={}", saved.hidden("draft"));
            let page = browser.get(&path).await;
            assert!(page.body.contains(reason), "{path}\n{}", page.body);
            assert!(page.body.contains("use a bucket in cn-hangzhou"), "{path}");
        }
    }
}

#[tokio::test]
async fn recipes_are_found_by_short_names_and_told_apart_by_their_ids() {
    let served = Served::of(MemoryProvider::new().into()).await;
    let browser = served.browser().await;
    for text in ["acr", "cr", "container+registry", "CustomizedOSS"] {
        let found = browser.get(&format!("/setup?find={text}")).await;
        let first = part(&found, "<ul class=\"recipes\">", "</a>");
        assert!(
            first.contains("<code>container-registry/custom-bucket</code>"),
            "{text}: {first}"
        );
    }
}
