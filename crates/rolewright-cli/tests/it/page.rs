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
        "<p class=\"verdict refuted\">35 proven, 29 refuted, 3 not looked at. (simulated) ",
        "object operations on my-images: 13 of 13 granted</summary>",
        "object operations on other: 0 of 13 granted</summary>",
        "<li><code>oss:GetObject</code></li>",
        "<p>help: run <code>rolewright apply</code></p>",
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
    assert!(page.contains("<h2>What would change</h2>"), "{page}");
    assert!(page.contains("+ allow object operations on acs:oss:*:*:other"));
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
        let harmless = page.replace("&lt;img src=", "");
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
