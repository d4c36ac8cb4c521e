//! Statements.

use std::fmt;

use super::condition::{Condition, ConditionValue, WrittenCondition};
use super::glob::Glob;
use super::json::Json;
use super::list::List;
use super::principal::{Principal, Principals};
use super::reader::{At, Node};
use super::span::{Place, Span};
use super::wildcard::Wildcard;
use crate::error::Result;

/// Effect of a statement on the requests that it applies to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Effect {
    /// The request is allowed, unless a statement denies it.
    Allow,
    /// The request is denied; no Allow can override it.
    Deny,
}

impl fmt::Display for Effect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Allow => "Allow",
            Self::Deny => "Deny",
        })
    }
}

macro_rules! pattern {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// Returns the pattern as written.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

pattern! {
    /// A pattern of actions with `*` and `?`, for example `oss:Get*`.
    ActionPattern
}

pattern! {
    /// A pattern of resources with `*` and `?`, for example `acs:oss:*:*:my-images/*`.
    ResourcePattern
}

impl ActionPattern {
    /// Whether the pattern matches an action; not case-sensitive, as documented.
    #[must_use]
    pub fn matches(&self, action: &str) -> bool {
        if !self.0.contains(['*', '?']) {
            self.0.eq_ignore_ascii_case(action)
        } else {
            Wildcard::new(&self.0.to_ascii_lowercase()).matches(&action.to_ascii_lowercase())
        }
    }
}

impl ResourcePattern {
    /// Whether this pattern covers a resource, which may be a pattern itself.
    #[must_use]
    pub fn covers(&self, resource: &str) -> bool {
        // A cheap check first: the resource must contain each literal part.
        let mut literals = self.0.split(['*', '?']);
        literals.all(|literal| resource.contains(literal))
            && self.glob().covers(&Glob::new(resource))
    }

    /// Returns the pattern as a [`Glob`]; case-sensitive.
    #[must_use]
    pub fn glob(&self) -> Glob {
        Glob::new(&self.0)
    }
}

/// The actions of a statement.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Actions {
    /// These actions.
    Action(List<ActionPattern>),
    /// All actions except these.
    NotAction(List<ActionPattern>),
}

/// A statement of a policy document.
///
/// ```
/// use rolewright_policy::Statement;
///
/// let statement = Statement::allow(["oss:GetObject"]).on(["acs:oss:*:*:my-images/*"]);
/// assert_eq!(statement, Statement::allow(["oss:GetObject", "oss:GetObject"]).on(["acs:oss:*:*:my-images/*"]));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Statement {
    /// Allow or deny.
    pub effect: Effect,
    /// The actions.
    pub actions: Actions,
    /// The name, `Sid`, which has no effect. It is not documented.
    pub sid: Option<String>,
    /// The resources; a trust policy has none.
    pub resources: Option<List<ResourcePattern>>,
    /// The resources of `NotResource`, which is not documented: a decision that depends on it is undecided.
    pub not_resources: Option<List<ResourcePattern>>,
    /// The principals, in a trust policy or bucket policy.
    pub principals: Option<Principals>,
    /// The condition.
    condition: WrittenCondition,
    /// Unknown keys, as written.
    pub extra: Vec<(String, Json)>,
    /// The position in the parsed text.
    place: Place,
}

impl Statement {
    fn new(effect: Effect, actions: Actions) -> Self {
        Self {
            effect,
            actions,
            sid: None,
            resources: None,
            not_resources: None,
            principals: None,
            condition: WrittenCondition(None),
            extra: Vec::new(),
            place: Place::default(),
        }
    }

    /// Creates a statement that allows these actions, without resources.
    pub fn allow<A: Into<ActionPattern>>(actions: impl IntoIterator<Item = A>) -> Self {
        Self::new(
            Effect::Allow,
            Actions::Action(actions.into_iter().map(Into::into).collect()),
        )
    }

    /// Creates a statement that denies these actions, without resources.
    pub fn deny<A: Into<ActionPattern>>(actions: impl IntoIterator<Item = A>) -> Self {
        Self::new(
            Effect::Deny,
            Actions::Action(actions.into_iter().map(Into::into).collect()),
        )
    }

    /// Replaces the actions.
    #[must_use]
    pub fn with_actions(mut self, actions: impl IntoIterator<Item = ActionPattern>) -> Self {
        self.actions = Actions::Action(actions.into_iter().collect());
        self
    }

    /// Sets the resources.
    #[must_use]
    pub fn on<R: Into<ResourcePattern>>(mut self, resources: impl IntoIterator<Item = R>) -> Self {
        self.resources = Some(resources.into_iter().map(Into::into).collect());
        self
    }

    /// Returns the statement for other resources.
    #[must_use]
    pub fn with_resources(&self, resources: List<ResourcePattern>) -> Self {
        // Not a clone, which would copy the resources.
        Self {
            effect: self.effect,
            actions: self.actions.clone(),
            sid: self.sid.clone(),
            resources: Some(resources),
            not_resources: self.not_resources.clone(),
            principals: self.principals.clone(),
            condition: self.condition.clone(),
            extra: self.extra.clone(),
            place: self.place,
        }
    }

    /// Sets the principals.
    #[must_use]
    pub fn by(mut self, principals: impl IntoIterator<Item = Principal>) -> Self {
        self.principals = Some(principals.into_iter().collect());
        self
    }

    /// Adds a test to the condition; the statement applies only if all of them match, each with one of its
    /// values.
    ///
    /// ```
    /// use rolewright_policy::Statement;
    ///
    /// let inside = Statement::allow(["oss:*"])
    ///     .on(["*"])
    ///     .when("IpAddress", "acs:SourceIp", ["10.0.0.0/8", "192.168.0.0/16"])
    ///     .when("Bool", "acs:SecureTransport", ["true"]);
    /// assert_eq!(inside.condition().map(|condition| condition.tests().len()), Some(2));
    /// ```
    #[must_use]
    pub fn when<V: Into<ConditionValue>>(
        mut self,
        operator: &str,
        key: &str,
        values: impl IntoIterator<Item = V>,
    ) -> Self {
        let condition = self.condition.0.take().unwrap_or_default();
        self.condition = WrittenCondition(Some(condition.with(operator, key, values)));
        self
    }

    /// Replaces the condition. An empty one is printed as `"Condition": {}` and has no effect.
    #[must_use]
    pub fn with_condition(mut self, condition: Condition) -> Self {
        self.condition = WrittenCondition(Some(condition));
        self
    }

    /// Returns the condition; none when it is empty.
    #[must_use]
    pub fn condition(&self) -> Option<&Condition> {
        self.condition
            .0
            .as_ref()
            .filter(|condition| !condition.tests().is_empty())
    }

    /// Returns the position in the parsed text; none for a statement that was not parsed.
    #[must_use]
    pub fn span(&self) -> Option<Span> {
        self.place.0
    }

    /// Whether it has undocumented keys that may change its meaning, such as `NotResource`. `Sid` and `Id` are
    /// names only.
    #[must_use]
    pub fn has_unknown_keys(&self) -> bool {
        self.unknown_keys().next().is_some()
    }

    /// Returns the undocumented keys, except `Sid` and `Id`.
    pub fn unknown_keys(&self) -> impl Iterator<Item = &str> {
        let not_resources = self.not_resources.as_ref().map(|_| "NotResource");
        let keys = self.extra.iter().map(|(key, _)| key.as_str());
        let keys = keys.filter(|key| *key != "Sid" && *key != "Id");
        not_resources.into_iter().chain(keys)
    }

    /// Whether the statement matches an action. An empty `NotAction`, which is not documented,
    /// matches all in a Deny and none in an Allow.
    #[must_use]
    pub fn has_action(&self, action: &str) -> bool {
        match &self.actions {
            Actions::Action(list) => list.iter().any(|pattern| pattern.matches(action)),
            Actions::NotAction(list) if list.is_empty() => self.effect == Effect::Deny,
            Actions::NotAction(list) => !list.iter().any(|pattern| pattern.matches(action)),
        }
    }

    /// Returns the actions of a statement with `Action`; none with `NotAction`.
    #[must_use]
    pub fn action_list(&self) -> Option<&List<ActionPattern>> {
        match &self.actions {
            Actions::Action(list) => Some(list),
            Actions::NotAction(_) => None,
        }
    }

    /// Returns the statement as JSON without white space.
    #[must_use]
    pub fn to_compact(&self) -> String {
        self.to_json().to_compact()
    }

    pub(super) fn read(node: Node<'_, '_>) -> Result<Self> {
        let (mut effect, mut actions, mut resources, mut principals) = (None, None, None, None);
        let (mut sid, mut not_resources) = (None, None);
        let (mut condition, mut extra) = (None, Vec::new());
        for (key, value) in node.fields()? {
            let at = At::Key(node.at, key);
            let value = node.below(&at, value);
            match key {
                "Effect" => effect = Some(read_effect(value)?),
                "Action" | "NotAction" if actions.is_some() => {
                    return Err(value.error(
                        "the statement has both `Action` and `NotAction`",
                        "split it into two statements",
                    ));
                }
                "Action" => actions = Some(Actions::Action(value.list(read_pattern)?)),
                "NotAction" => actions = Some(Actions::NotAction(value.list(read_pattern)?)),
                "Resource" => resources = Some(value.list(read_pattern)?),
                "Principal" => principals = Some(Principals::read(value)?),
                "Condition" => condition = Some(Condition::read(value)?),
                unknown => {
                    // A value of another type is kept as it is.
                    let (text, list) = (value.text().ok(), value.list(read_pattern).ok());
                    match (unknown, text, list) {
                        ("Sid", Some(text), _) => sid = Some(text),
                        ("NotResource", _, Some(list)) => not_resources = Some(list),
                        _ => extra.push((unknown.to_owned(), value.json()?)),
                    }
                }
            }
        }
        let missing = |key: &str| {
            node.error(
                format!("the statement has no `{key}`"),
                "add it; it is required",
            )
        };
        Ok(Self {
            effect: effect.ok_or_else(|| missing("Effect"))?,
            actions: actions.ok_or_else(|| missing("Action"))?,
            sid,
            resources,
            not_resources,
            principals,
            condition: WrittenCondition(condition),
            extra,
            place: Place(Some(node.span())),
        })
    }

    pub(super) fn to_json(&self) -> Json {
        let mut fields = vec![("Effect".to_owned(), Json::text(self.effect.to_string()))];
        let (key, actions) = match &self.actions {
            Actions::Action(actions) => ("Action", actions),
            Actions::NotAction(actions) => ("NotAction", actions),
        };
        let mut field = |key: &str, value: Json| fields.push((key.to_owned(), value));
        field(key, actions.to_json(|action| Json::text(action.as_str())));
        let listed = |list: &List<ResourcePattern>| list.to_json(|one| Json::text(one.as_str()));
        if let Some(resources) = &self.resources {
            field("Resource", listed(resources));
        }
        if let Some(principals) = &self.principals {
            field("Principal", principals.to_json());
        }
        if let Some(condition) = &self.condition.0 {
            field("Condition", condition.to_json());
        }
        if let Some(resources) = &self.not_resources {
            field("NotResource", listed(resources));
        }
        if let Some(sid) = &self.sid {
            field("Sid", Json::text(sid.as_str()));
        }
        fields.extend(self.extra.iter().cloned());
        Json::Object(fields)
    }
}

fn read_effect(node: Node<'_, '_>) -> Result<Effect> {
    match node.text()?.as_str() {
        "Allow" => Ok(Effect::Allow),
        "Deny" => Ok(Effect::Deny),
        other => {
            let message = format!("invalid effect `{}`", crate::text::excerpt(other, 40));
            Err(node.error(message, "write `Allow` or `Deny`, capitalized"))
        }
    }
}

fn read_pattern<P: From<String>>(node: Node<'_, '_>) -> Result<P> {
    node.text().map(P::from)
}
