//! Reports as pages that can be kept.

use crate::Shell;
use crate::markdown::hostile_account;

#[test]
fn a_page_tells_the_verdict_every_requirement_and_the_documents() {
    let shell = Shell::new();
    shell.run("apply --bucket my-images --yes");
    let verify = shell.run("verify --bucket my-images,other --report page.html");
    assert_eq!((verify.code, verify.err.as_str()), (2, ""));
    let page = shell.read("page.html");
    for part in [
        "<p class=\"verdict failed\">Failed: 29 failed, 35 passed, 3 not checked (simulated).",
        "<title>SIMULATED failed: rolewright verify, account 1234567890123456, my-images, other</title>",
        "<span class=\"badge\">SIMULATED</span>",
        "<dt>buckets</dt><dd>my-images, other</dd>",
        "<dt>caller</dt><dd>acs:ram::1234567890123456:root</dd>",
        "<dt>command</dt><dd>rolewright verify --bucket my-images,other --report page.html</dd>",
        "<dt>version</dt><dd>rolewright 0.1.0</dd>",
        "object operations on my-images: 13 of 13 required actions granted</summary>",
        "object operations on other: 0 of 13 required actions granted</summary>",
        "<li><code>oss:GetObject</code></li>",
        "<p>help: run <code>rolewright apply --bucket my-images --bucket other</code></p>",
        "<summary>trust policy</summary>",
        "<summary>document</summary>",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
}

#[test]
fn a_page_of_drift_tells_what_would_change() {
    let shell = Shell::new();
    shell.run("apply --bucket my-images --yes");
    let drift = shell.run("drift --bucket my-images,other --report page.html");
    assert_eq!(drift.code, 2);
    let page = shell.read("page.html");
    assert!(page.contains("<h2>Pending changes</h2>"), "{page}");
    assert!(page.contains("<span class=\"add\">+ allow object operations on acs:oss:*:*:other"));
    assert!(page.contains("<strong class=\"modify\">~ "), "{page}");
}

/// Where a text starts.
fn place(page: &str, text: &str) -> usize {
    page.find(text).unwrap_or_else(|| panic!("{text}: {page}"))
}

#[test]
fn a_page_has_failures_first_by_bucket_and_links_each_cause_to_what_it_explains() {
    let shell = Shell::new();
    shell.run("apply --bucket my-images --yes");
    shell.run("verify --bucket my-images,other --report page.html");
    let page = shell.read("page.html");
    let heads = [
        "<h3>other <span",
        "<h3>role and account <span",
        "<h3>my-images <span",
    ];
    let places = heads.map(|head| place(&page, head));
    assert!(places.is_sorted(), "{places:?}");
    let (_, rest) = page.split_once(heads[0]).unwrap();
    let (others, _) = rest.split_once(heads[1]).unwrap();
    assert!(place(others, ">failed</strong>") < place(others, ">not checked</strong>"));

    let explained = page.split("explains <a href=\"#").skip(1);
    let explained: Vec<_> = explained
        .map(|rest| rest.split_once('"').unwrap().0)
        .collect();
    assert!(!explained.is_empty());
    for anchor in explained {
        let (_, target) = page.split_once(&format!("id=\"{anchor}\"")).unwrap();
        let (block, _) = target.split_once("</details>").unwrap();
        assert!(
            block.contains(" on other: ") && block.contains("href=\"#cause-1\""),
            "{block}"
        );
    }
    assert!(page.contains("id=\"cause-1\""));
}

#[test]
fn a_page_loads_nothing_runs_nothing_and_takes_nobodys_markup() {
    let shell = hostile_account();
    shell.run("verify --bucket my-images --report page.html");
    let page = shell.read("page.html");
    assert!(page.contains("everyone"), "{page}");
    for raw in [
        "<img", "<script", "<link", " src=", " href=", "url(", "@import",
    ] {
        // Links on the page itself.
        let harmless = page.replace("&lt;img src=", "").replace(" href=\"#", "");
        assert!(!harmless.contains(raw), "{raw}: {page}");
    }
    assert!(page.contains("default-src 'none'"));
}

#[cfg(unix)]
#[test]
fn a_page_is_for_its_owner_alone_and_one_that_cant_be_written_is_an_error() {
    use std::os::unix::fs::PermissionsExt;
    let shell = Shell::new();
    shell.run("verify --bucket my-images --report page.html");
    let mode = std::fs::metadata(shell.path().join("page.html"))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
    let nowhere = shell.run("verify --bucket my-images --report no/page.html");
    assert_eq!(nowhere.code, 1);
    assert!(
        nowhere.out.contains("failed"),
        "the result is not lost: {}",
        nowhere.out
    );
    assert!(nowhere.err.contains("no/page.html"), "{}", nowhere.err);
}
