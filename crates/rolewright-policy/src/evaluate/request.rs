//! What is asked: who wants to do what on which resources, and what the request says of itself.

use std::collections::BTreeMap;
use std::str::FromStr;

use crate::error::{PolicyError, PolicyErrorKind, Result};
use crate::model::Principal;

/// What somebody wants to do.
///
/// ```
/// use rolewright_policy::evaluate::Request;
///
/// let request = Request::new("oss:ListObjects", "acs:oss:*:1234567890123456:my-images")
///     .by("acs:ram::1234567890123456:user/alice".parse()?)
///     .with("oss:Prefix", "docker/");
/// assert_eq!(request.context.get("oss:Prefix"), Some("docker/"));
/// # Ok::<(), rolewright_policy::PolicyError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// For example `oss:GetObject`.
    pub action: String,
    /// What it is done on, by ARN; `*` for an action that knows no resources. Where a service
    /// checks several resources, each is judged by itself and all must be allowed. Source: the
    /// pages on RAM authorization, which mark several resources of one action as required.
    pub resources: Vec<String>,
    /// What a `*` in a resource is.
    pub stars: Stars,
    /// Who asks.
    pub caller: Caller,
    /// What the request says of itself.
    pub context: Context,
}

impl Request {
    /// A request of nobody in particular that sends no condition key.
    #[must_use]
    pub fn new(action: impl Into<String>, resource: impl Into<String>) -> Self {
        Self {
            action: action.into(),
            resources: vec![resource.into()],
            stars: Stars::Literal,
            caller: Caller::default(),
            context: Context::default(),
        }
    }

    /// Made by this caller.
    #[must_use]
    pub fn by(mut self, caller: Caller) -> Self {
        self.caller = caller;
        self
    }

    /// With a condition key.
    #[must_use]
    pub fn with(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.context.insert(key, value);
        self
    }

    /// On one more resource.
    #[must_use]
    pub fn also_on(mut self, resource: impl Into<String>) -> Self {
        self.resources.push(resource.into());
        self
    }
}

/// What a `*` in a request's resource is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stars {
    /// A letter like any other: the very text that the service checks, as for list operations
    /// (`acs:vpc:cn-hangzhou:1234567890123456:vpc/*`).
    #[default]
    Literal,
    /// Every text: the answer holds for all. An Allow must cover them all, a Deny counts where it
    /// meets one.
    Every,
    /// Every text in front of the relative id, and a letter in it.
    EveryButId,
}

/// Who asks.
///
/// The account's own root is not modelled: identity policies don't bind it, and it can't assume
/// roles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Caller {
    /// The user, role, service or identity provider; a session of a role is the role.
    pub principal: Option<Principal>,
    /// The id by which bucket policies name it.
    pub id: Option<String>,
}

impl Caller {
    /// Only known by the id that bucket policies use.
    #[must_use]
    pub fn of_id(id: impl Into<String>) -> Self {
        Self {
            principal: None,
            id: Some(id.into()),
        }
    }

    /// A service or an identity provider has no policies of its own.
    pub(super) fn has_no_identity(&self) -> bool {
        matches!(
            self.principal,
            Some(Principal::Service(_) | Principal::Federated(_))
        )
    }

    /// The value of `acs:PrincipalARN`.
    pub(super) fn arn(&self) -> Option<&str> {
        match &self.principal {
            Some(Principal::Ram(arn)) => Some(arn),
            _ => None,
        }
    }

    pub(super) fn account(&self) -> Option<&str> {
        account_of(self.arn()?)
    }
}

/// The account in an ARN, where one stands there.
pub(super) fn account_of(arn: &str) -> Option<&str> {
    let account = arn.split(':').nth(3)?;
    let digits = !account.is_empty() && account.bytes().all(|byte| byte.is_ascii_digit());
    digits.then_some(account)
}

impl From<Principal> for Caller {
    fn from(principal: Principal) -> Self {
        let principal = match principal {
            Principal::Ram(arn) => Principal::Ram(without_session(&arn)),
            other => other,
        };
        Self {
            principal: Some(principal),
            id: None,
        }
    }
}

/// The role's ARN for that of a session: `acs:sts::1:assumed-role/demo/session` becomes
/// `acs:ram::1:role/demo`.
fn without_session(arn: &str) -> String {
    let role = || {
        let (front, session) = arn.split_once(":assumed-role/")?;
        let account = front.rsplit(':').next()?;
        let role = session.split('/').next()?;
        Some(format!("acs:ram::{account}:role/{role}"))
    };
    role().unwrap_or_else(|| arn.to_owned())
}

impl FromStr for Caller {
    type Err = PolicyError;

    /// An ARN of a user, a role, a session or an identity provider, or a service's name.
    fn from_str(text: &str) -> Result<Self> {
        let relative_id = text.splitn(5, ':').nth(4).unwrap_or_default();
        let provider = ["saml-provider/", "oidc-provider/"];
        let is_arn = text.starts_with("acs:") && !relative_id.is_empty();
        let principal = if is_arn && provider.iter().any(|kind| relative_id.starts_with(kind)) {
            Principal::Federated(text.to_owned())
        } else if is_arn {
            Principal::Ram(text.to_owned())
        } else if text.contains('.') && !text.contains([':', '/', ' ']) {
            Principal::Service(text.to_owned())
        } else {
            let shown = crate::text::excerpt(text, 120);
            return Err(PolicyError::new(
                PolicyErrorKind::InvalidInput,
                format!("`{shown}` is not a principal"),
            )
            .with_help(
                "write an ARN such as acs:ram::ACCOUNT:user/NAME, or a service such as cr.aliyuncs.com",
            ));
        };
        Ok(principal.into())
    }
}

/// The condition keys of a request. Names are compared letter by letter (rule
/// `condition-key-case`); each has one value, since no page documents several.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Context {
    values: BTreeMap<String, String>,
    /// Whether keys that are not here may have been sent all the same.
    partial: bool,
}

impl Context {
    /// A context of which nothing is known: every condition is undecided.
    #[must_use]
    pub fn unknown() -> Self {
        Self {
            values: BTreeMap::new(),
            partial: true,
        }
    }

    /// Adds a key. A key that is sent with an empty value is not the same as one that is missing.
    pub fn insert(&mut self, key: impl Into<String>, value: impl Into<String>) {
        self.values.insert(key.into(), value.into());
    }

    /// The value of a key that is sent.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&str> {
        self.values.get(key).map(String::as_str)
    }

    /// Whether a key that is not here may have been sent.
    #[must_use]
    pub fn is_partial(&self) -> bool {
        self.partial
    }
}

impl<K: Into<String>, V: Into<String>> FromIterator<(K, V)> for Context {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Self {
        let pairs = pairs.into_iter();
        Self {
            values: pairs
                .map(|(key, value)| (key.into(), value.into()))
                .collect(),
            partial: false,
        }
    }
}
