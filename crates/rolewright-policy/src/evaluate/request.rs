//! Requests: caller, action, resources and condition keys.

use std::collections::BTreeMap;
use std::str::FromStr;

use crate::catalogue::Catalogue;
use crate::error::{PolicyError, PolicyErrorKind, Result};
use crate::model::Principal;
use crate::text::excerpt;

/// A request to be decided.
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
    /// Action, for example `oss:GetObject`.
    pub action: String,
    /// Resource ARNs; `*` for an action without resource-level permissions. Each of several
    /// resources is decided separately, and all must be allowed. Source: the RAM authorization
    /// pages, which mark several resources of one action as required.
    pub resources: Vec<String>,
    /// Meaning of `*` in the resources.
    pub stars: Stars,
    /// The caller.
    pub caller: Caller,
    /// Condition keys of the request.
    pub context: Context,
    #[doc(hidden)]
    pub __non_exhaustive: (),
}

impl Request {
    /// A request of an unknown caller without condition keys.
    #[must_use]
    pub fn new(action: impl Into<String>, resource: impl Into<String>) -> Self {
        Self {
            action: action.into(),
            resources: vec![resource.into()],
            stars: Stars::Literal,
            caller: Caller::default(),
            context: Context::default(),
            __non_exhaustive: (),
        }
    }

    /// Sets the caller.
    #[must_use]
    pub fn by(mut self, caller: Caller) -> Self {
        self.caller = caller;
        self
    }

    /// Adds a condition key.
    #[must_use]
    pub fn with(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.context.insert(key, value);
        self
    }

    /// Adds a resource.
    #[must_use]
    pub fn also_on(mut self, resource: impl Into<String>) -> Self {
        self.resources.push(resource.into());
        self
    }

    /// Checks that its action has a service, and that each resource is an ARN or `*`. Any other request
    /// would be decided too, but no service sends one.
    ///
    /// ```
    /// use rolewright_policy::evaluate::Request;
    ///
    /// let error = Request::new("GetObject", "*").check().unwrap_err();
    /// assert_eq!(error.help(), Some("write `oss:GetObject`"));
    /// ```
    ///
    /// # Errors
    /// [`PolicyErrorKind::InvalidInput`], with a suggestion.
    pub fn check(&self) -> Result<()> {
        check_action(&self.action)?;
        let mut resources = self.resources.iter();
        resources.try_for_each(|resource| check_resource(resource))
    }
}

fn check_action(action: &str) -> Result<()> {
    let help = match action.split_once(':') {
        Some((code, name)) if !code.is_empty() && !name.is_empty() => return Ok(()),
        Some((_, name)) => Catalogue::embedded().actions_named(name).next(),
        None => Catalogue::embedded().actions_named(action).next(),
    };
    let shown = excerpt(action, 60);
    let message = if action.contains(':') {
        format!("the action `{shown}` lacks its service or its name")
    } else {
        format!("the action `{shown}` has no service")
    };
    let help = help.map(|meant| format!("write `{meant}`"));
    let general = || "write SERVICE:NAME, for example oss:GetObject".to_owned();
    Err(invalid(message, help.unwrap_or_else(general)))
}

fn check_resource(resource: &str) -> Result<()> {
    let parts: Vec<&str> = resource.splitn(5, ':').collect();
    let shown = excerpt(resource, 80);
    let (message, help) = match parts.as_slice() {
        _ if resource == "*" => return Ok(()),
        ["acs", code, _, _, id] if !code.is_empty() && !id.is_empty() => return Ok(()),
        [""] => (
            "the resource is empty".to_owned(),
            "write the ARN of the resource, or `*` for an action without resources".to_owned(),
        ),
        [name] => (
            format!("the resource `{shown}` is not an ARN"),
            format!("for a bucket or an object, write `acs:oss:*:ACCOUNT:{}`", excerpt(name, 60)),
        ),
        _ => (
            format!("the resource `{shown}` is not an ARN"),
            "write acs:SERVICE:REGION:ACCOUNT:NAME, for example acs:oss:*:1234567890123456:my-images/a"
                .to_owned(),
        ),
    };
    Err(invalid(message, help))
}

fn invalid(message: String, help: String) -> PolicyError {
    PolicyError::new(PolicyErrorKind::InvalidInput, message).with_help(help)
}

/// Meaning of `*` in a request's resource.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stars {
    /// A literal character, as in the resources of list operations
    /// (`acs:vpc:cn-hangzhou:1234567890123456:vpc/*`).
    #[default]
    Literal,
    /// Any text; the decision is for all matching resources. An Allow must cover all of them, a
    /// Deny applies if it matches one.
    Every,
    /// Any text before the relative id, a literal character in it.
    EveryButId,
}

/// The caller of a request.
///
/// The account root is not modeled: identity policies don't apply to it, and it can't assume roles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Caller {
    /// User, role, service or identity provider; for a session, its role.
    pub principal: Option<Principal>,
    /// Id that bucket policies use.
    pub id: Option<String>,
    #[doc(hidden)]
    pub __non_exhaustive: (),
}

impl Caller {
    /// A caller that is only known by the id that bucket policies use.
    #[must_use]
    pub fn of_id(id: impl Into<String>) -> Self {
        Self {
            principal: None,
            id: Some(id.into()),
            ..Default::default()
        }
    }

    /// Whether the caller is a service or an identity provider, which have no identity policies.
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

/// The account of an ARN, if it has one.
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
            ..Default::default()
        }
    }
}

/// Returns the role's ARN for a session's ARN: `acs:sts::1:assumed-role/demo/session` becomes
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

    /// Parses the ARN of a user, a role, a session or an identity provider, or a service principal.
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

/// Condition keys of a request. Keys are case-sensitive (rule `condition-key-case`) and have one
/// value; several values are not documented.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Context {
    values: BTreeMap<String, String>,
    /// Whether the request may send further keys.
    partial: bool,
}

impl Context {
    /// A context about which nothing is known: every condition is undecided.
    #[must_use]
    pub fn unknown() -> Self {
        Self {
            values: BTreeMap::new(),
            partial: true,
        }
    }

    /// Adds a key. An empty value differs from a missing key.
    pub fn insert(&mut self, key: impl Into<String>, value: impl Into<String>) {
        self.values.insert(key.into(), value.into());
    }

    /// Returns the value of a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&str> {
        self.values.get(key).map(String::as_str)
    }

    /// Whether the request may send keys that are not listed.
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
