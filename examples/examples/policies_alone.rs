//! Policies without an account: build, decide, compare and lint.
#![allow(clippy::print_stdout, reason = "an example prints its result")]

use rolewright::evaluate::{PolicySet, Request, Verdict};
use rolewright::policy::{PolicyDocument, Statement};
use rolewright::{Result, access, lint};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let read = Statement::allow(["oss:Get*", "oss:List*"]).on(["acs:oss:*:*:my-images/*"]);
    let keep = Statement::deny(["oss:DeleteObject"]).on(["*"]);
    let document = PolicyDocument::new([read, keep.clone()]);
    println!("{}", document.to_pretty());

    // Decide, and name the statement that decides.
    let policies = PolicySet::new().identity("readers", &document);
    let logo = "acs:oss:*:42:my-images/logo.png";
    let read = policies.decide(&Request::new("oss:GetObject", logo));
    assert_eq!(read.verdict, Verdict::Allow);
    let delete = policies.decide(&Request::new("oss:DeleteObject", logo));
    assert_eq!(delete.verdict, Verdict::ExplicitDeny);
    println!("denied by {:?}", delete.statement);

    // What a change adds or removes, whatever the text says.
    let all = Statement::allow(["oss:*"]).on(["acs:oss:*:*:my-images/*"]);
    let wider = PolicyDocument::new([all, keep]);
    let difference = access::compare(&[&document], &[&wider]);
    for change in &difference.changes {
        let actions = change.actions.join(", ");
        println!(
            "{:?} -> {:?}: {actions} on {}",
            change.before, change.after, change.resource
        );
    }
    assert!(difference.grants_more());

    let text = r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#;
    let findings = lint::lint(text, &lint::LintOptions::default());
    for finding in &findings {
        println!(
            "{}:{} {}: {}",
            finding.line, finding.column, finding.id, finding.help
        );
    }
    assert!(!findings.is_empty());
    Ok(())
}
