//! OSS over HTTP: signatures, the bucket's name in path or host, and errors in XML.

mod signature;
mod wire;

use rolewright_sign::Received;

use super::accounts::Which;
use super::answer::{Answer, Cut};
use super::emulation::Emulation;
use super::faults::{self, Fault, Stale};
use super::gateway::Requester;
use super::judged::Judged;
use super::request_log::{self, Entry};
use super::rpc;
use crate::account::Moment;
use crate::oss::{self, OssAnswer, OssCall, OssRefusal, OssResult, Row, refuse};

pub(super) async fn answer(emulation: &Emulation, received: &Received<'_>) -> Result<Answer, Cut> {
    let mut moment = emulation.moment();
    let mut requester = Requester::default();
    let mut call = wire::read(received);
    let row = oss::find(&call);
    let admitted = signature::authenticate(emulation, received, &mut call, &mut requester);
    let mut fault = None;
    let mut judged = Judged::default();
    let outcome = match (admitted, row) {
        (Err(refusal), _) => Some(Err(refusal)),
        (Ok(()), None) => Some(Err(refuse("NotImplemented"))),
        (Ok(()), Some(row)) => {
            moment.caller = requester.caller.clone().unwrap_or_default();
            fault = emulation.traffic().faults.decide("oss", row.name);
            let exchange = (&call, &moment, &mut judged);
            respond(
                (emulation, requester.account),
                row,
                exchange,
                fault.as_ref(),
            )
            .await
        }
    };
    let answer = outcome.map(|outcome| wire::shown(received, &call, &moment.request_id, outcome));
    let answer = match (&fault, answer) {
        (Some(Fault::BadGateway), _) => Some(rpc::bad_gateway()),
        (Some(Fault::CutBody), Some(answer)) => Some(Answer {
            cut: true,
            ..answer
        }),
        (_, answer) => answer,
    };
    emulation.note(Entry {
        number: 0,
        time: moment.now.to_string(),
        service: "oss".into(),
        action: row.map_or("", |row| row.name).into(),
        params: request_log::shown(
            [
                ("Bucket", call.bucket.as_deref().unwrap_or_default()),
                ("Key", &call.key),
            ]
            .into_iter()
            .filter(|(_, value)| !value.is_empty()),
        ),
        caller: requester
            .caller
            .as_ref()
            .map_or_else(String::new, |caller| {
                emulation.shown(requester.account, caller)
            }),
        access_key_id: requester.access_key_id,
        status: answer.as_ref().map_or(0, |answer| answer.status),
        code: answer.as_ref().and_then(|answer| answer.code.clone()),
        request_id: moment.request_id,
        fault: fault.as_ref().map(rpc::fault_name),
        permissions: judged.permissions,
        decision: judged.decision,
        statement: judged.statement,
        denied: judged.denied,
    });
    answer.ok_or(Cut)
}

/// Refuses a request that was not read.
pub(super) fn refused(emulation: &Emulation, head: &Received<'_>, refusal: OssRefusal) -> Answer {
    let call = wire::read(head);
    wire::shown(head, &call, &emulation.moment().request_id, Err(refusal))
}

/// Whether the head of a request has a valid signature, which covers no body.
pub(super) fn is_authentic(emulation: &Emulation, head: &Received<'_>) -> bool {
    let mut call = wire::read(head);
    let mut requester = Requester::default();
    signature::authenticate(emulation, head, &mut call, &mut requester).is_ok()
}

/// Returns the result; `None` if a fault withholds the response.
async fn respond(
    (emulation, account): (&Emulation, Which),
    row: &'static Row,
    (call, moment, judged): (&OssCall, &Moment, &mut Judged),
    fault: Option<&Fault>,
) -> Option<OssResult> {
    let failed = |status, code: &str| {
        Some(Err(OssRefusal {
            status,
            ..refuse(code)
        }))
    };
    match fault {
        Some(Fault::Delay { milliseconds }) => {
            faults::delay(*milliseconds).await;
        }
        Some(Fault::InternalError) => return failed(500, "InternalError"),
        Some(Fault::ServiceUnavailable) => return failed(503, "ServiceUnavailable"),
        Some(Fault::Throttle { .. }) => return failed(503, "QpsLimitExceeded"),
        Some(Fault::ExpiredToken) => return Some(Err(refuse("SecurityTokenExpired"))),
        Some(Fault::CutBefore) => return None,
        Some(Fault::BadGateway) => return Some(Ok(OssAnswer::default())),
        _ => {}
    }
    let stale = match fault {
        Some(Fault::Stale {
            reads,
            milliseconds,
        }) => Some(Stale::new(*reads, *milliseconds, moment.now)),
        _ => None,
    };
    let outcome = emulation.execute_oss(account, (row, call), moment, stale, judged);
    (!matches!(fault, Some(Fault::LoseAnswer))).then_some(outcome)
}
