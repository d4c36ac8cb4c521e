//! Test support: an account with a clock.

#![allow(
    clippy::needless_pass_by_value,
    reason = "tests read better without references"
)]

use jiff::{SignedDuration, Timestamp};
use rolewright_core::operation::{
    AttachPolicyToRole, CreateGroup, CreatePolicy, CreateRole, CreateUser, PolicyType,
};
use rolewright_core::{Call, Operation, Result};

use crate::{Account, Caller, Moment};

pub(crate) const DOCUMENT: &str =
    r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"oss:GetObject","Resource":"*"}]}"#;
pub(crate) const TRUST: &str = r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":["cr.aliyuncs.com"]}}]}"#;

/// A trust policy with this principal and these further statement elements.
pub(crate) fn trusting(principal: &str, rest: &str) -> String {
    format!(
        r#"{{"Version":"1","Statement":[{{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{{"RAM":["{principal}"]}}{rest}}}]}}"#
    )
}

/// An account whose clock advances by a second with each call.
#[derive(Debug, Default)]
pub(crate) struct Lab {
    pub(crate) account: Account,
    pub(crate) caller: Caller,
    calls: u32,
}

impl Lab {
    /// Executes a call. Panics if a failed call changed the account.
    pub(crate) fn call(&mut self, call: &Call) -> Result<rolewright_core::Reply> {
        self.calls += 1;
        let start: Timestamp = "2026-01-02T03:04:05Z".parse().unwrap();
        let now = start + SignedDuration::from_secs(self.calls.into());
        let moment = Moment::new(now, format!("R-{}", self.calls));
        let before = self.account.clone();
        let answer = self
            .account
            .execute(call, &moment.with_caller(self.caller.clone()));
        if answer.is_err() {
            assert_eq!(
                self.account, before,
                "{} failed and changed the account",
                call.action
            );
        }
        answer
    }

    pub(crate) fn send<O: Operation>(&mut self, operation: O) -> Result<O::Output> {
        self.call(&Call::of(&operation))?.decode()
    }

    pub(crate) fn ok<O: Operation>(&mut self, operation: O) -> O::Output {
        self.send(operation).unwrap()
    }

    /// Returns status and code of a refused call.
    pub(crate) fn refusal<O: Operation>(&mut self, operation: O) -> String {
        match self.send(operation) {
            Ok(_) => "executed".into(),
            Err(error) => {
                let service = error.service().unwrap();
                format!("{} {}", service.status, service.code)
            }
        }
    }

    pub(crate) fn with_role(mut self, name: &str) -> Self {
        let trust = TRUST.into();
        self.ok(CreateRole {
            role_name: name.into(),
            assume_role_policy_document: trust,
            ..CreateRole::default()
        });
        self
    }

    pub(crate) fn with_policy(mut self, name: &str) -> Self {
        self.ok(CreatePolicy {
            policy_name: name.into(),
            policy_document: DOCUMENT.into(),
            ..CreatePolicy::default()
        });
        self
    }

    pub(crate) fn with_user(mut self, name: &str) -> Self {
        self.ok(CreateUser {
            user_name: name.into(),
            ..CreateUser::default()
        });
        self
    }

    pub(crate) fn with_group(mut self, name: &str) -> Self {
        self.ok(CreateGroup {
            group_name: name.into(),
            comments: None,
            ..Default::default()
        });
        self
    }

    pub(crate) fn attached(mut self, policy: &str, role: &str) -> Self {
        self.ok(to_role(policy, role));
        self
    }
}

pub(crate) fn to_role(policy: &str, role: &str) -> AttachPolicyToRole {
    AttachPolicyToRole {
        policy_type: PolicyType::Custom,
        policy_name: policy.into(),
        role_name: role.into(),
        ..Default::default()
    }
}
