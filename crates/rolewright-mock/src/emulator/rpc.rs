//! RPC requests, and responses in JSON or XML.

use std::sync::OnceLock;

use rolewright_core::operation::AssumeRole;
use rolewright_core::{Call, Error, Operation, Reply, Service};
use rolewright_sign::Received;
use serde_json::{Value, json};

use super::answer::{self, Answer, Cut};
use super::emulation::Emulation;
use super::faults::{self, Fault, Stale};
use super::gateway::{self, Requester};
use super::judged::Judged;
use super::keys::BadKey;
use super::params::{self, header};
use super::request_log::{self, Entry};
use crate::account::{InstanceState, Moment};
use crate::authorize::Denial;
use crate::cr::service;
use crate::error::{Refusal, refuse};
use crate::xml;

/// The default region.
pub(super) const REGION: &str = "cn-hangzhou";

/// Why a call is refused.
pub(super) enum Refused {
    Error(Error),
    Denied(Box<Denial>),
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        Self::Error(refusal.into_error(""))
    }
}

/// The response format.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Format {
    Json,
    Xml,
}

/// A request in progress.
struct Exchange<'a> {
    emulation: &'a Emulation,
    moment: Moment,
    requester: Requester,
    host: String,
    format: Format,
    call: Option<Call>,
    fault: Option<Fault>,
    judged: OnceLock<Judged>,
}

pub(super) async fn answer(emulation: &Emulation, received: &Received<'_>) -> Result<Answer, Cut> {
    let mut exchange = Exchange {
        emulation,
        moment: emulation.moment(),
        requester: Requester::default(),
        host: header(received, "host").unwrap_or_default().to_owned(),
        format: Format::Json,
        call: None,
        fault: None,
        judged: OnceLock::new(),
    };
    let admitted = exchange.admit(received);
    let outcome = match admitted {
        Ok(call) => {
            exchange.fault = emulation
                .traffic()
                .faults
                .decide(&call.service.name, &call.action);
            exchange.call = Some(call);
            exchange.respond().await
        }
        Err(refusal) => Some(exchange.refused(refusal.into())),
    };
    exchange.note(outcome.as_ref());
    outcome.ok_or(Cut)
}

impl Exchange<'_> {
    fn admit(&mut self, received: &Received<'_>) -> Result<Call, Refusal> {
        let pairs = rolewright_sign::rpc::parameters(received)
            .map_err(|error| refuse("InvalidParameter").with_message(error.to_string()))?;
        if header(received, "authorization").is_none() {
            let format = params::last(&pairs, "Format").unwrap_or("JSON");
            match format.to_ascii_uppercase().as_str() {
                "JSON" => {}
                "XML" => self.format = Format::Xml,
                _ => {
                    let text = "Specified parameter Format is not valid.";
                    return Err(gateway::refusal(400, "InvalidParameter.Format", text));
                }
            }
        }
        let caller = gateway::authenticate(self.emulation, received, &pairs, &mut self.requester)?;
        self.moment.caller = caller;
        let call = gateway::call(received, pairs)?;
        if self.requester.access_key_id.is_empty() {
            // The role decides the account of a call without a key.
            self.requester.account = self.emulation.of_role(&call).unwrap_or_default();
        }
        if call.service != Service::CR || call.params.get("RegionId").is_some() {
            return Ok(call);
        }
        let region = self.region(call.params.get("InstanceId"))?;
        Ok(call.with_param("RegionId", region))
    }

    /// Returns the region of a Container Registry call, which clients set only in the host (rule
    /// `region-of-registry`).
    fn region(&self, instance: Option<&str>) -> Result<String, Refusal> {
        let in_host = self.host.strip_prefix("cr.");
        if let Some(region) = in_host.and_then(|rest| rest.strip_suffix(".aliyuncs.com")) {
            return Ok(region.to_owned());
        }
        let account = self.emulation.account(self.requester.account);
        let found = account.read(|account| {
            let mut regions = account.instances.iter();
            let holds = |states: &[InstanceState]| match instance {
                Some(id) => states.iter().any(|state| state.id == id),
                None => !states.is_empty(),
            };
            regions
                .find(|(_, states)| holds(states))
                .map(|(region, _)| region.clone())
        });
        let found = found.map_err(|error| refuse("InternalError").with_message(error.message()))?;
        Ok(found.unwrap_or_else(|| REGION.to_owned()))
    }

    /// Returns the response; `None` if a fault withholds it.
    async fn respond(&self) -> Option<Answer> {
        let say = |status, code: &str, text: &str| {
            Some(self.refused(gateway::refusal(status, code, text).into()))
        };
        match &self.fault {
            Some(Fault::Delay { milliseconds }) => {
                faults::delay(*milliseconds).await;
            }
            Some(Fault::Throttle {
                retry_after_milliseconds,
            }) => {
                let text = "Request was denied due to user flow control.";
                let answer = say(400, "Throttling.User", text)?;
                return Some(match retry_after_milliseconds {
                    Some(wait) => answer.with("x-acs-retry-after", wait.to_string()),
                    None => answer,
                });
            }
            Some(Fault::InternalError) => {
                let text = "The request processing has failed due to some unknown error.";
                return say(500, "InternalError", text);
            }
            Some(Fault::ServiceUnavailable) => {
                let text = "The request has failed due to a temporary failure of the server.";
                return say(503, "ServiceUnavailable", text);
            }
            Some(Fault::BadGateway) => return Some(bad_gateway()),
            Some(Fault::ExpiredToken) => {
                return Some(self.refused(gateway::bad_key(BadKey::TokenExpired).into()));
            }
            Some(Fault::CutBefore) => return None,
            _ => {}
        }
        let answer = match self.execute() {
            Ok(reply) => self.success(reply),
            Err(refused) => self.refused(self.explained(refused)),
        };
        match self.fault {
            Some(Fault::LoseAnswer) => None,
            Some(Fault::CutBody) => Some(Answer {
                cut: true,
                ..answer
            }),
            _ => Some(answer),
        }
    }

    fn execute(&self) -> Result<Reply, Refused> {
        let Some(call) = &self.call else {
            return Err(refuse("InvalidAction.NotFound").into());
        };
        let stale = match &self.fault {
            Some(Fault::Stale {
                reads,
                milliseconds,
            }) => Some(Stale::new(*reads, *milliseconds, self.moment.now)),
            _ => None,
        };
        if service::starts_instances(call) {
            self.start_instances()?;
        }
        let which = self.requester.account;
        let asked = (call, &self.moment);
        let elsewhere = self.emulation.assume_across(which, asked, &self.judged);
        let elsewhere =
            elsewhere.or_else(|| self.emulation.of_directory(which, asked, &self.judged));
        if let Some(done) = elsewhere {
            return done;
        }
        let done = self
            .emulation
            .execute(which, call.is_read(), stale, |account| {
                let enforce = self.emulation.enforce;
                let (judged, outcome) = Judged::of_call(enforce, account, call, &self.moment);
                self.judged.get_or_init(|| judged);
                outcome.map_err(Refused::Denied)?;
                let done = account.execute(call, &self.moment);
                self.emulation.note_key(which, call, account);
                done.map_err(Refused::Error)
            });
        done.map_err(Refused::Error)?
    }

    /// Explains the refusal of a session that the role's trust policy does not allow.
    fn explained(&self, refused: Refused) -> Refused {
        let call = self
            .call
            .as_ref()
            .filter(|call| call.action == AssumeRole::ACTION);
        let is_denied =
            matches!(&refused, Refused::Error(error) if error.code() == Some("NoPermission"));
        let Some(call) = call.filter(|_| is_denied) else {
            return refused;
        };
        let account = self.emulation.account(self.requester.account);
        let denial = account.read(|account| account.trust_denial(call, &self.moment));
        denial.ok().flatten().map_or(refused, Refused::Denied)
    }

    /// Retries pending instances at each read of instances (rule `registry-tries-again`).
    fn start_instances(&self) -> Result<(), Refused> {
        let backend = self.emulation.account(self.requester.account);
        let waiting = backend.read(|account| account.has_waiting_instances());
        if waiting.map_err(Refused::Error)? {
            let started = backend.change(|account| account.start_instances(&self.moment));
            started.map_err(Refused::Error)?;
        }
        Ok(())
    }

    fn success(&self, reply: Reply) -> Answer {
        match (self.format, &self.call) {
            (Format::Xml, Some(call)) => {
                let value = serde_json::from_slice(reply.body()).unwrap_or_default();
                let root = format!("{}Response", call.action);
                Answer::new(200, answer::XML, xml::document(&root, &value))
            }
            _ => Answer::new(200, answer::JSON, reply.into_body()),
        }
    }

    /// Formats an error like public captures from the live service.
    fn refused(&self, refused: Refused) -> Answer {
        let id = &self.moment.request_id;
        let (error, detail) = match refused {
            Refused::Error(error) => (error, None),
            Refused::Denied(denial) => {
                let detail = denial.detail();
                (denial.into_error(id), Some(detail))
            }
        };
        let (status, code, message) = match error.service() {
            Some(service) => (
                service.status,
                service.code.as_str(),
                service.message.as_str(),
            ),
            None => (500, "InternalError", error.message()),
        };
        let service = self
            .call
            .as_ref()
            .map_or("ram", |call| call.service.name.as_ref());
        let product = match service {
            "sts" => "Sts",
            "cr" => "cr",
            "vpc" => "Vpc",
            "cms" => "Cms",
            "ims" => "Ims",
            "resourcedirectorymaster" => "ResourceDirectoryMaster",
            "bssopenapi" => "BssOpenApi",
            "resourcemanager" => "ResourceManager",
            _ => "Ram",
        };
        let help = format!(
            "https://api.aliyun.com/troubleshoot?q={code}&product={product}&requestId={id}"
        );
        let mut body = json!({
            "RequestId": id,
            "HostId": self.host,
            "Code": code,
            "Message": message,
            "Recommend": help,
        });
        if let Some(object) = body.as_object_mut() {
            if let Some(detail) = detail {
                object.insert("AccessDeniedDetail".into(), detail);
            }
            match service {
                "cr" => drop(object.insert("IsSuccess".into(), false.into())),
                "bssopenapi" => drop(object.insert("Success".into(), false.into())),
                _ => {}
            }
        }
        let answer = match self.format {
            Format::Xml => Answer::new(status, answer::XML, xml::document("Error", &body)),
            Format::Json => Answer::json(status, &body),
        };
        answer.with_code(code)
    }

    fn note(self, answer: Option<&Answer>) {
        let Self {
            emulation,
            moment,
            requester,
            call,
            judged,
            ..
        } = self;
        let judged = judged.into_inner().unwrap_or_default();
        let params = call.as_ref().and_then(|call| call.params.for_wire().ok());
        let params = request_log::shown(params.unwrap_or_default().into_iter());
        let (service, action) = call.map_or_else(Default::default, |call| {
            (call.service.name.into_owned(), call.action.into_owned())
        });
        let caller = requester
            .caller
            .map(|caller| emulation.shown(requester.account, &caller));
        emulation.note(Entry {
            number: 0,
            time: moment.now.to_string(),
            service,
            action,
            params,
            caller: caller.unwrap_or_default(),
            access_key_id: requester.access_key_id,
            status: answer.map_or(0, |answer| answer.status),
            code: answer.and_then(|answer| answer.code.clone()),
            request_id: moment.request_id,
            fault: self.fault.as_ref().map(fault_name),
            permissions: judged.permissions,
            decision: judged.decision,
            statement: judged.statement,
            denied: judged.denied,
        });
    }
}

pub(super) fn bad_gateway() -> Answer {
    let page =
        "<html><head><title>502 Bad Gateway</title></head><body>502 Bad Gateway</body></html>";
    Answer::new(502, "text/html", page)
}

pub(super) fn fault_name(fault: &Fault) -> String {
    let value = serde_json::to_value(fault).unwrap_or_default();
    let kind = value.get("kind").and_then(Value::as_str);
    kind.unwrap_or_default().to_owned()
}
