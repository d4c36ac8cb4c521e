use std::time::Duration;

use super::*;
use crate::ErrorKind;

const ACCOUNT: &str = "1234567890123456";

/// The report after one exchange with this body; `secret` is the secret of its request.
fn recorded(parameters: &[(&str, &str)], body: &[u8], secret: &str) -> EvidenceReport {
    let recorder = EvidenceRecorder::default();
    let recording = recorder.start();
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    let parameters: Vec<_> = parameters.iter().map(owned).collect();
    let exchanged = Exchanged {
        service: "ram",
        action: "GetRole",
        attempt: 1,
        method: "POST",
        endpoint: None,
        parameters: &parameters,
        began: Duration::from_secs(5),
        took: Duration::from_millis(40),
        answer: Ok(Answered {
            status: 200,
            request_id: None,
            body,
        }),
    };
    recorder.record(&exchanged, &|text| {
        !secret.is_empty() && text.contains(secret)
    });
    recording.finish(false)
}

fn answer(body: &str) -> (EvidenceAnswer, Vec<EvidenceValue>) {
    let mut report = recorded(&[], body.as_bytes(), "");
    let answer = report.exchanges.remove(0).answer.unwrap();
    (answer, report.values)
}

#[test]
fn a_value_has_one_number_and_an_arn_shows_its_form() {
    let body = format!(
        r#"{{"RequestId":"04F0F334-1335-436C-A1D7-6C044FE73368","Role":{{
            "Arn":"acs:ram::{ACCOUNT}:role/Images","RoleName":"Images","Other":"images",
            "RolePrincipalName":"Images@role.{ACCOUNT}.onaliyunservice.com","MaxSessionDuration":3600,
            "RoleId":310000000000000001,"CreateDate":"2026-01-02T03:04:05Z","IsBuiltin":false,"Code":"X"}}}}"#
    );
    let report = recorded(&[("RoleName", "Images")], body.as_bytes(), "");
    let exchange = &report.exchanges[0];
    assert_eq!(exchange.parameters["RoleName"], "<1>");
    assert_eq!(
        (exchange.started_milliseconds, exchange.milliseconds),
        (0, 40)
    );
    let answer = exchange.answer.as_ref().unwrap();
    let id = answer.request_id.as_deref();
    assert_eq!(id, Some("04F0F334-1335-436C-A1D7-6C044FE73368"));
    let shown = |name: &str| answer.fields[&format!("Role.{name}")].as_str();
    assert_eq!(shown("RoleName"), "<1>");
    let account = shown("Arn")
        .split([':', '<'])
        .find(|part| part.ends_with('>'))
        .unwrap();
    assert_eq!(shown("Arn"), format!("acs:ram::<{account}:role/<1>"));
    assert_eq!(
        shown("RolePrincipalName"),
        format!("<1>@role.<{account}.onaliyunservice.com")
    );
    assert_eq!(
        (shown("MaxSessionDuration"), shown("IsBuiltin")),
        ("3600", "false")
    );
    assert_eq!(answer.code, None, "only that of the answer itself");
    let value = |name: &str| {
        let id: usize = shown(name).trim_matches(['<', '>']).parse().unwrap();
        &report.values[id - 1]
    };
    assert_eq!(value("RoleName").form, ValueForm::Name);
    assert_eq!(value("Other").form, ValueForm::LowerCaseName);
    let pair = [value("Other"), value("RoleName")].map(|one| one.same_letters_as);
    assert!(pair.iter().flatten().count() == 1, "{pair:?}");
    assert_eq!(
        (value("RoleId").form, value("RoleId").bytes),
        (ValueForm::Digits, 18)
    );
    assert_eq!(value("CreateDate").form, ValueForm::Date);
    let text = serde_json::to_string(&report).unwrap();
    assert!(
        !text.contains("Images") && !text.contains(ACCOUNT) && !text.contains("310000"),
        "{text}"
    );
}

#[test]
fn only_terms_of_known_fields_are_shown() {
    let long = "a".repeat(64);
    for (body, shown) in [
        (r#"{"InstanceStatus":"PENDING"}"#.to_owned(), "PENDING"),
        (r#"{"AuthAction":"ram:GetRole"}"#.to_owned(), "ram:GetRole"),
        (r#"{"Other":"PENDING"}"#.to_owned(), "<1>"),
        (r#"{"Status":"two words"}"#.to_owned(), "<1>"),
        (format!(r#"{{"Status":"of-{ACCOUNT}"}}"#), "<1>"),
        (format!(r#"{{"Status":"{long}"}}"#), "<1>"),
        (
            r#"{"ResourceGroupId":"rg-default-id"}"#.to_owned(),
            "rg-default-id",
        ),
        (r#"{"ResourceGroupId":"rg-acfm2pz25js"}"#.to_owned(), "<1>"),
    ] {
        let (answer, _) = answer(&body);
        assert_eq!(answer.fields.values().next().unwrap(), shown, "{body}");
    }
    let (coded, _) = answer(r#"{"Code":"EntityNotExist.Role","Message":"no role"}"#);
    assert_eq!(coded.code.as_deref(), Some("EntityNotExist.Role"));
    assert_eq!(coded.fields["Message"], "<1>");
}

#[test]
fn a_secret_is_shown_nowhere() {
    let secret = "Hunter2";
    let body = format!(
        r#"{{"Code":"{secret}","RequestId":"{secret}","{secret}":"x","Status":["{secret}"],"Arn":"acs:{secret}"}}"#
    );
    let report = recorded(&[("Version", secret)], body.as_bytes(), secret);
    let text = serde_json::to_string(&report).unwrap();
    assert!(!text.contains(secret), "{text}");
    assert!(text.contains("<name>"), "{text}");
}

#[test]
fn a_document_has_an_outline_and_is_not_taken_apart() {
    let pretty = r#"{"Statement": [{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{
        "Service":["cr.aliyuncs.com","1234567890@ecs.aliyuncs.com"],"RAM":"acs:ram::1:root"}}],"Version":"1"}"#;
    let body = serde_json::json!({ "Compact": pretty.replace([' ', '\n'], ""), "Pretty": pretty });
    let (answer, values) = answer(&body.to_string());
    assert_eq!(answer.fields.len(), 2);
    let outline = |white_space| DocumentOutline {
        statements: 1,
        white_space,
        principals: ["RAM", "Service", "Service cr.aliyuncs.com"]
            .map(str::to_owned)
            .to_vec(),
    };
    let found: Vec<_> = values
        .iter()
        .map(|value| value.document.clone().unwrap())
        .collect();
    assert_eq!(found, [outline(false), outline(true)]);
    // A bucket policy is the whole answer.
    let (answer, values) = self::answer(pretty);
    assert_eq!(answer.fields[""], "<1>");
    assert_eq!(values[0].form, ValueForm::Document);
}

#[test]
fn xml_has_the_same_fields_without_its_root() {
    let body = "<?xml version=\"1.0\"?><BucketInfo><Bucket><Name>my-images</Name><Location>oss-cn-hangzhou</Location>\
                <Owner><ID>1</ID></Owner><Comment/><BlockPublicAccess>true</BlockPublicAccess></Bucket></BucketInfo>";
    let (answer, _) = answer(body);
    assert_eq!(answer.format, BodyFormat::Xml);
    let shown: Vec<_> = answer
        .fields
        .iter()
        .map(|(name, value)| (&**name, &**value))
        .collect();
    let expected = [
        ("Bucket.BlockPublicAccess", "true"),
        ("Bucket.Comment", "<3>"),
        ("Bucket.Location", "oss-cn-hangzhou"),
        ("Bucket.Name", "<1>"),
        ("Bucket.Owner.ID", "<2>"),
    ];
    assert_eq!(shown, expected);
    let (refused, _) =
        self::answer("<Error><Code>AccessDenied</Code><EC>0003-00000001</EC></Error>");
    assert_eq!(refused.code.as_deref(), Some("AccessDenied"));
}

#[test]
fn any_body_has_an_answer_of_bounded_size() {
    let deep = "<a>".repeat(100_000) + &"</a>".repeat(100_000);
    let nested = "[".repeat(100_000);
    let wide = format!("[{}1]", "1,".repeat(5000));
    for (body, format) in [
        (b"".as_slice(), BodyFormat::Empty),
        (b"\xff{}", BodyFormat::Other),
        (b"text", BodyFormat::Other),
        (b"7", BodyFormat::Other),
        (b"<html><body>busy</body></html>", BodyFormat::Other),
        (b"<a><b></a>", BodyFormat::Other),
        (deep.as_bytes(), BodyFormat::Xml),
        (nested.as_bytes(), BodyFormat::Other),
        (wide.as_bytes(), BodyFormat::Json),
    ] {
        let report = recorded(&[], body, "");
        let answer = report.exchanges[0].answer.as_ref().unwrap();
        assert_eq!((answer.format, answer.bytes), (format, body.len()));
        assert!(answer.fields.len() <= 300);
    }
    let report = recorded(&[], wide.as_bytes(), "");
    assert_eq!(report.exchanges[0].answer.as_ref().unwrap().omitted, 4701);
}

#[test]
fn further_exchanges_are_counted() {
    let recorder = EvidenceRecorder::default();
    let recording = recorder.start();
    let exchanged = Exchanged {
        service: "ram",
        action: "GetRole",
        attempt: 1,
        method: "POST",
        endpoint: None,
        parameters: &[],
        began: Duration::ZERO,
        took: Duration::ZERO,
        answer: Err(ErrorKind::Timeout),
    };
    for _ in 0..1003 {
        recorder.record(&exchanged, &|_| false);
    }
    let report = recording.finish(true);
    assert_eq!((report.exchanges.len(), report.omitted), (1000, 3));
    assert_eq!(report.exchanges[0].failure, Some(ErrorKind::Timeout));
}
