//! One statement: an effect, actions, resources or principals, and when it holds.

use std::fmt;

use super::condition::Condition;
use super::glob::Glob;
use super::json::Json;
use super::list::List;
use super::principal::{Principal, Principals};
use super::reader::{At, Node};
use super::span::{Place, Span};
use super::wildcard::Wildcard;
use crate::error::Result;

/// What a statement does to a request that it fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Effect {
    /// It is allowed, unless something denies it.
    Allow,
    /// It is denied, whatever allows it.
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
            /// The pattern as it was written.
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
    /// An action with `*` and `?`, for example `oss:Get*`.
    ActionPattern
}

pattern! {
    /// A resource with `*` and `?`, for example `acs:oss:*:*:my-images/*`.
    ResourcePattern
}

impl ActionPattern {
    /// Whether the action fits. Letter case does not count, as the policy pages say.
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
    /// Whether it stands for all that a resource's name, itself a pattern, stands for.
    #[must_use]
    pub fn covers(&self, resource: &str) -> bool {
        // Each literal part has to stand in the resource, which is cheap to see.
        let mut literals = self.0.split(['*', '?']);
        literals.all(|literal| resource.contains(literal))
            && self.glob().covers(&Glob::new(resource))
    }

    /// The pattern, ready to be matched. Letter case counts.
    #[must_use]
    pub fn glob(&self) -> Glob {
        Glob::new(&self.0)
    }
}

/// Which actions a statement is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Actions {
    /// These.
    Action(List<ActionPattern>),
    /// All but these.
    NotAction(List<ActionPattern>),
}

/// One statement of a policy document or a trust policy.
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
    /// The resources; a trust policy has none.
    pub resources: Option<List<ResourcePattern>>,
    /// The principals, in a trust policy.
    pub principals: Option<Principals>,
    /// When it holds.
    condition: WrittenCondition,
    /// Keys that the model does not know, `Sid` included, as they were written.
    pub extra: Vec<(String, Json)>,
    /// Where it was read.
    place: Place,
}

/// A condition, and whether an empty one was written.
#[derive(Clone, Debug)]
struct WrittenCondition(Option<Condition>);

impl Statement {
    fn new(effect: Effect, actions: Actions) -> Self {
        Self {
            effect,
            actions,
            resources: None,
            principals: None,
            condition: WrittenCondition(None),
            extra: Vec::new(),
            place: Place::default(),
        }
    }

    /// A statement that allows these actions, on nothing yet.
    pub fn allow<A: Into<ActionPattern>>(actions: impl IntoIterator<Item = A>) -> Self {
        Self::new(
            Effect::Allow,
            Actions::Action(actions.into_iter().map(Into::into).collect()),
        )
    }

    /// A statement that denies these actions, on nothing yet.
    pub fn deny<A: Into<ActionPattern>>(actions: impl IntoIterator<Item = A>) -> Self {
        Self::new(
            Effect::Deny,
            Actions::Action(actions.into_iter().map(Into::into).collect()),
        )
    }

    /// With these resources.
    #[must_use]
    pub fn on<R: Into<ResourcePattern>>(mut self, resources: impl IntoIterator<Item = R>) -> Self {
        self.resources = Some(resources.into_iter().map(Into::into).collect());
        self
    }

    /// For these principals.
    #[must_use]
    pub fn by(mut self, principals: impl IntoIterator<Item = Principal>) -> Self {
        self.principals = Some(principals.into_iter().collect());
        self
    }

    /// Only under this condition. An empty one is printed as `"Condition": {}` and means nothing.
    #[must_use]
    pub fn when(mut self, condition: Condition) -> Self {
        self.condition = WrittenCondition(Some(condition));
        self
    }

    /// When it holds, unless it always does.
    #[must_use]
    pub fn condition(&self) -> Option<&Condition> {
        self.condition
            .0
            .as_ref()
            .filter(|condition| !condition.tests().is_empty())
    }

    /// Where it stands in the text that it was read from; none when it was made otherwise.
    #[must_use]
    pub fn span(&self) -> Option<Span> {
        self.place.0
    }

    /// Whether it has keys that may narrow or widen it in a way that no page documents. `Sid` and
    /// `Id` only name it.
    #[must_use]
    pub fn has_unknown_keys(&self) -> bool {
        self.unknown_keys().next().is_some()
    }

    /// The keys that no page documents, `Sid` and `Id` aside.
    pub fn unknown_keys(&self) -> impl Iterator<Item = &str> {
        let keys = self.extra.iter().map(|(key, _)| key.as_str());
        keys.filter(|key| *key != "Sid" && *key != "Id")
    }

    /// Whether the statement is about that action.
    #[must_use]
    pub fn has_action(&self, action: &str) -> bool {
        match &self.actions {
            Actions::Action(list) => list.iter().any(|pattern| pattern.matches(action)),
            Actions::NotAction(list) => !list.iter().any(|pattern| pattern.matches(action)),
        }
    }

    /// The actions, when the statement says `Action` and not `NotAction`.
    #[must_use]
    pub fn action_list(&self) -> Option<&List<ActionPattern>> {
        match &self.actions {
            Actions::Action(list) => Some(list),
            Actions::NotAction(_) => None,
        }
    }

    /// The statement as JSON without white space.
    #[must_use]
    pub fn to_compact(&self) -> String {
        self.to_json().to_compact()
    }

    pub(super) fn read(node: Node<'_, '_>) -> Result<Self> {
        let (mut effect, mut actions, mut resources, mut principals) = (None, None, None, None);
        let (mut condition, mut extra) = (None, Vec::new());
        for (key, value) in node.fields()? {
            let at = At::Key(node.at, key);
            let value = node.below(&at, value);
            match key {
                "Effect" => effect = Some(read_effect(value)?),
                "Action" | "NotAction" if actions.is_some() => {
                    return Err(value.error(
                        "a statement has either `Action` or `NotAction`",
                        "split it into two statements",
                    ));
                }
                "Action" => actions = Some(Actions::Action(value.list(read_pattern)?)),
                "NotAction" => actions = Some(Actions::NotAction(value.list(read_pattern)?)),
                "Resource" => resources = Some(value.list(read_pattern)?),
                "Principal" => principals = Some(Principals::read(value)?),
                "Condition" => condition = Some(Condition::read(value)?),
                unknown => extra.push((unknown.to_owned(), value.json()?)),
            }
        }
        let missing = |key: &str| {
            node.error(
                format!("the statement has no `{key}`"),
                "add it; a statement can't do without",
            )
        };
        Ok(Self {
            effect: effect.ok_or_else(|| missing("Effect"))?,
            actions: actions.ok_or_else(|| missing("Action"))?,
            resources,
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
        if let Some(resources) = &self.resources {
            field(
                "Resource",
                resources.to_json(|resource| Json::text(resource.as_str())),
            );
        }
        if let Some(principals) = &self.principals {
            field("Principal", principals.to_json());
        }
        if let Some(condition) = &self.condition.0 {
            field("Condition", condition.to_json());
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
            let message = format!("`{}` is not an effect", crate::text::excerpt(other, 40));
            Err(node.error(message, "write `Allow` or `Deny`, with a capital"))
        }
    }
}

fn read_pattern<P: From<String>>(node: Node<'_, '_>) -> Result<P> {
    node.text().map(P::from)
}

impl WrittenCondition {
    fn effective(&self) -> Option<&Condition> {
        self.0
            .as_ref()
            .filter(|condition| !condition.tests().is_empty())
    }
}

impl PartialEq for WrittenCondition {
    fn eq(&self, other: &Self) -> bool {
        self.effective() == other.effective()
    }
}

impl Eq for WrittenCondition {}

impl PartialOrd for WrittenCondition {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for WrittenCondition {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.effective().cmp(&other.effective())
    }
}
