//! The pages of fixed states, as recorded.

use rolewright::emulator::{Emulator, Enforcement, Entry, Fault, FaultRule};
use rolewright::evaluate::{StatementRef, Verdict};
use rolewright::mock::{InstanceState, RefusedCall, WallClock};
use rolewright::policy::{PolicyDocument, Statement};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::controls::{self, Controls};
use super::entry::Place;
use super::instances::{self, Instances};
use super::learned::{self, Learned};
use super::request;
use super::requests::{self, Requests};
use crate::asked::Fields;
use crate::emulator::Filter;
use crate::page::View;
use crate::page::tests::{provider, record, view};

fn of_emulator() -> View<'static> {
    View {
        of_emulator: true,
        ..view(&provider())
    }
}

#[tokio::test]
async fn requests_are_as_recorded() {
    let clock = WallClock::fixed("2026-01-02T03:04:05Z".parse().unwrap());
    let emulator = Emulator::builder().clock(clock).start().await.unwrap();
    for path in [
        "/my-images/a%3Cb%3E",
        "/?Action=AssumeRoleWithOIDC&Version=2015-04-01&OIDCToken=x",
    ] {
        let mut stream = TcpStream::connect(emulator.host()).await.unwrap();
        let request =
            format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        stream.read_to_end(&mut Vec::new()).await.unwrap();
    }
    let mut rows = emulator.requests();
    rows.reverse();
    let view = of_emulator();
    let place = Place {
        base: view.base,
        account: "42",
    };
    let state = Requests {
        place,
        filter: &Filter::of(&Fields::parse("action=%22oss&decision=failed")),
        callers: vec!["acs:ram::42:user/<alice>"],
        kept: 2,
        found: 2,
        latest: 2,
        is_latest: true,
        older: Some(1),
        rows: &rows,
    };
    record("requests", requests::list(&view, &state));
    record("request", request::page(&view, place.account, &rows[0]));
    let mut allowed = Entry::clone(&rows[0]);
    allowed.caller = "acs:ram::42:assumed-role/builder/ci".into();
    allowed.decision = Some(Verdict::Allow);
    let statement = StatementRef::new("read", 1);
    allowed.statement = Some(statement);
    record(
        "request-of-role",
        request::page(&view, place.account, &allowed),
    );
    record("request-row", requests::row(place, &allowed));
    allowed.caller = "acs:ram::43:assumed-role/builder/ci".into();
    record("request-row-of-member", requests::row(place, &allowed));
    let read = Statement::allow(["oss:GetObject"]).on(["acs:oss:*:42:my-images/<b>"]);
    let state = Learned {
        caller: "acs:ram::42:user/<alice>",
        callers: vec!["acs:ram::42:user/<alice>"],
        policy: Some(Ok(PolicyDocument::new([read]))),
    };
    record("learned", learned::page(&view, &state));
}

#[test]
fn the_controls_are_as_recorded() {
    let rule = FaultRule {
        action: Some("GetRole".into()),
        fault: Fault::Delay { milliseconds: 5 },
        ..FaultRule::default()
    };
    let state = Controls {
        endpoint: "http://127.0.0.1:1".into(),
        accounts: 2,
        enforcement: Enforcement::Soft,
        now: "2026-01-02T03:04:05.123456789Z".parse().unwrap(),
        moved_seconds: 60,
        faults: vec![(rule, 3)],
        form: &Fields::parse("kind=stale&reads=%3Cb%3E"),
        invalid: crate::emulator::rule(&Fields::parse("kind=stale&reads=%3Cb%3E")).err(),
    };
    record("emulator", controls::page(&of_emulator(), &state));
}

#[test]
fn instances_are_as_recorded() {
    let refused = RefusedCall {
        call: "PutObject".into(),
        action: Some("oss:PutObject".into()),
        resource: Some("acs:oss:*:42:my-images/<b>".into()),
        code: "AccessDenied".into(),
        message: "not allowed".into(),
        ..RefusedCall::default()
    };
    let pending = InstanceState {
        status: "PENDING".into(),
        issue: Some("OSS_SERVICE_ROLE_UNAUTHORIZED".into()),
        bucket: Some("my-images".into()),
        refused: vec![refused],
        ..InstanceState::default()
    };
    let state = Instances {
        account: "",
        first: "42",
        has_members: true,
        bucket_regions: [("my-images".to_owned(), "cn-beijing".to_owned())].into(),
        instances: Ok([("cn-hangzhou".to_owned(), vec![pending])].into()),
        form: &Fields::parse("name=%3Cb%3E"),
        problem: None,
    };
    record("instances", instances::page(&of_emulator(), &state));
}
