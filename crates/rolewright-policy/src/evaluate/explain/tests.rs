use super::*;
use crate::evaluate::Stars;
use crate::model::PolicyDocument;

#[test]
fn a_failed_condition_is_explained_with_both_values() {
    let document = PolicyDocument::parse(
        r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"a:B","Resource":"*","Condition":{"StringEquals":{"k":["x","y"]}}}]}"#,
    )
    .unwrap();
    let policies = PolicySet::new().identity("p", &document);
    let why = |request: &Request| policies.explain(request).statements[0].to_string();
    let request = Request::new("a:B", "*");
    assert_eq!(
        why(&request),
        "statement 1 of p (Allow) does not apply: the request does not send k; StringEquals expects `x` or `y`"
    );
    assert_eq!(
        why(&request.with("k", "z")),
        "statement 1 of p (Allow) does not apply: k is `z`, which does not match StringEquals `x` or `y`"
    );
}

#[test]
fn an_undecided_condition_is_reported_with_its_key() {
    let document = PolicyDocument::parse(
        r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringNotLike":{"acs:SourceVpc":"vpc-*"}}}]}"#,
    )
    .unwrap();
    let policies = PolicySet::new().identity("p", &document);
    let request = Request {
        stars: Stars::Every,
        ..Request::new("oss:GetObject", "acs:oss:*:1:b/*")
    };
    let decision = policies.decide(&request);
    assert_eq!(decision.verdict, Verdict::ExplicitDeny);
    assert_eq!(decision.at_best, Verdict::Allow);
    assert_eq!(decision.undecided[0].key.as_deref(), Some("acs:SourceVpc"));
    let sent = policies.decide(&request.with("acs:SourceVpc", ""));
    assert!(!sent.is_indeterminate());
    assert_eq!(sent.verdict, Verdict::ExplicitDeny);
}
