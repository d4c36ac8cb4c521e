//! The calls of Container Registry for an instance with a custom bucket.
//!
//! The service assumes its role and makes the calls that the five groups of the reference policy
//! are for. The role's policies allow or deny each call, as for any session. The calls and their
//! order are rule `registry-calls`.

use rolewright_core::Call;
use rolewright_core::evaluate;
use rolewright_core::operation::{AssumeRole, Operation};
use rolewright_core::policy::Principal;
use rolewright_core::provider::Service;
use rolewright_sign::encoding::hex;
use sha2::{Digest, Sha256};

use super::session::Session;
use crate::account::{Account, Caller, InstanceState, Moment, RefusedCall};
use crate::ram::document;
use crate::sts::session;

/// The role that the service assumes.
const ROLE: &str = "AliyunContainerRegistryCustomizedOSSBucketRole";
/// The service as a principal.
const SERVICE: &str = "cr.aliyuncs.com";
/// The name of the service's sessions.
const SESSION: &str = "container-registry";
/// Why an instance does not run.
const UNAUTHORIZED: &str = "OSS_SERVICE_ROLE_UNAUTHORIZED";
impl Account {
    /// Creates an instance of Container Registry on a bucket and returns its id.
    pub(crate) fn create_instance(
        &mut self,
        (region, name, bucket): (&str, &str, &str),
        moment: &Moment,
    ) -> String {
        let id = format!("cri-{:016x}", self.take_id());
        let state = InstanceState {
            id: id.clone(),
            name: name.to_owned(),
            status: "PENDING".into(),
            bucket: Some(bucket.to_owned()),
            created: moment.now.as_millisecond(),
            modified: moment.now.as_millisecond(),
            ..InstanceState::default()
        };
        self.instances
            .entry(region.to_owned())
            .or_default()
            .push(state);
        self.start_instances(moment);
        id
    }

    /// Retries every instance that waits for its bucket.
    pub(crate) fn start_instances(&mut self, moment: &Moment) {
        let waiting: Vec<_> = self
            .instances
            .iter()
            .flat_map(|(region, states)| states.iter().map(move |state| (region, state)))
            .filter(|(_, state)| state.status == "PENDING")
            .filter_map(|(region, state)| {
                let bucket = state.bucket.clone()?;
                Some((region.clone(), state.id.clone(), bucket))
            })
            .collect();
        for (region, id, bucket) in waiting {
            let refused = self.prepare(&region, bucket, moment);
            let states = self.instances.get_mut(&region);
            if let Some(state) = states.into_iter().flatten().find(|state| state.id == id) {
                if refused.is_empty() {
                    state.status = "RUNNING".into();
                    state.issue = None;
                } else {
                    let denied = |call: &RefusedCall| call.action.is_some();
                    state.issue = refused.iter().any(denied).then(|| UNAUTHORIZED.into());
                }
                state.refused = refused;
            }
        }
    }

    /// Whether an instance still waits for its bucket.
    pub(crate) fn has_waiting_instances(&self) -> bool {
        let mut states = self.instances.values().flatten();
        states.any(|state| state.status == "PENDING" && state.bucket.is_some())
    }

    /// Returns the refused calls of the service. The account changes only if there are none.
    fn prepare(&mut self, region: &str, bucket: String, moment: &Moment) -> Vec<RefusedCall> {
        let mut tried = self.clone();
        let refused = match tried.assume(region, bucket, moment) {
            Ok(mut session) => {
                session.prepare();
                session.refused
            }
            Err(refused) => vec![*refused],
        };
        if refused.is_empty() {
            *self = tried;
        }
        refused
    }

    /// Opens a session of the role for the service.
    fn assume(
        &mut self,
        region: &str,
        bucket: String,
        moment: &Moment,
    ) -> Result<Session<'_>, Box<RefusedCall>> {
        let arn = self.arn(format_args!("role/{ROLE}"));
        let refused = |code: &str, message: String| {
            Box::new(RefusedCall {
                call: AssumeRole::ACTION.into(),
                action: Some("sts:AssumeRole".into()),
                resource: Some(arn.clone()),
                code: code.into(),
                message,
                ..RefusedCall::default()
            })
        };
        let Some(role) = self.roles.get(ROLE) else {
            let text = format!("The role not exists: {arn}");
            return Err(refused("EntityNotExist.Role", text));
        };
        let service = evaluate::Caller::from(Principal::Service(SERVICE.into()));
        let context = session::context(moment, None);
        let decision = document::trust_decision(&role.trust, &service, &context);
        if !decision.is_some_and(|decision| decision.is_allowed()) {
            let text = format!("the trust policy of {ROLE} does not allow {SERVICE} to assume it");
            return Err(refused("NoPermission", text));
        }
        let caller = Caller::Session {
            role: ROLE.into(),
            session: SESSION.into(),
            policy: None,
        };
        Ok(Session {
            moment: moment.clone().with_caller(caller),
            account: self,
            region: region.to_owned(),
            bucket,
            refused: Vec::new(),
        })
    }

    /// Pushes a layer through a running instance. Returns its digest and object key.
    pub(crate) fn push_layer(
        &mut self,
        id: &str,
        layer: &[u8],
        moment: &Moment,
    ) -> Result<(String, String), Box<RefusedCall>> {
        let states = self.instances.iter();
        let mut found =
            states.flat_map(|(region, states)| states.iter().map(move |state| (region, state)));
        let found = found.find(|(_, state)| state.id == id && state.status == "RUNNING");
        let place = found.and_then(|(region, state)| Some((region.clone(), state.bucket.clone()?)));
        let Some((region, bucket)) = place else {
            return Err(Box::new(RefusedCall {
                call: "PushLayer".into(),
                action: None,
                resource: None,
                code: "INSTANCE_NOT_RUNNING".into(),
                message: format!("no running instance `{id}` uses a bucket of this account"),
                ..RefusedCall::default()
            }));
        };
        let digest = hex(&Sha256::digest(layer));
        let short = digest.get(..2).unwrap_or_default();
        let key = format!("docker/registry/v2/blobs/sha256/{short}/{digest}/data");
        let mut session = self.assume(&region, bucket, moment)?;
        session.oss("PUT", &key, &[], layer);
        match session.refused.pop() {
            Some(refused) => Err(Box::new(refused)),
            None => Ok((format!("sha256:{digest}"), key)),
        }
    }
}

/// Whether a call makes the service retry (rule `registry-tries-again`).
pub(crate) fn starts_instances(call: &Call) -> bool {
    call.service == Service::CR
}
