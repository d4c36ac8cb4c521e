use rolewright_core::remedy::ConfigTerms;

use super::*;

#[test]
fn each_status_and_sign_has_a_color() {
    use Status::{Failed, Inconclusive, NotChecked, Passed};
    let statuses = [Passed, Failed, Inconclusive, NotChecked].map(status);
    let signs = [Sign::Add, Sign::Remove, Sign::Keep].map(|one| sign(one).to_owned());
    for class in statuses.into_iter().chain(signs) {
        let colored = STYLE.split('}').any(|rule| {
            let (selectors, body) = rule.split_once('{').unwrap_or_default();
            let mut selectors = selectors.split(',').map(str::trim);
            selectors.any(|one| one == format!(".{class}")) && body.contains("color:")
        });
        assert!(colored, "{class}");
    }
}

#[test]
fn a_page_says_which_hosts_were_used_and_when_it_was_created() {
    let mut report = super::super::checks::tests::report(Outcome::Passed, &[Status::Passed]);
    let page = Page {
        made: "2026-01-02T03:04:05.6Z".parse().unwrap(),
        command: "rolewright verify",
    };
    let without = html(&report, page, &ConfigTerms);
    assert!(!without.contains("<dt>hosts</dt>"), "{without}");
    let hosts = serde_json::json!([
        {"host": "ram.aliyuncs.com", "built_in": true}, {"host": "<ram>.example", "built_in": false}]);
    report.provider.hosts = serde_json::from_value(hosts).unwrap();
    let with = html(&report, page, &ConfigTerms);
    for row in [
        "<dt>hosts</dt><dd>ram.aliyuncs.com, &lt;ram&gt;.example</dd>",
        "not in the table of endpoints: &lt;ram&gt;.example.",
        "<dt>created</dt><dd>2026-01-02T03:04:05Z</dd>",
    ] {
        assert!(with.contains(row), "{row}: {with}");
    }
}

#[test]
fn a_printed_page_shows_closed_details() {
    let (_, print) = STYLE.split_once("@media print").unwrap();
    assert!(print.contains("::details-content"), "{print}");
    assert!(
        print.contains("details:not([open]) > :not(summary)"),
        "{print}"
    );
}
