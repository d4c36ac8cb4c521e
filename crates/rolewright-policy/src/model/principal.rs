//! Principals of trust policies and bucket policies.

use std::fmt;

use super::json::Json;
use super::list::List;
use super::reader::{At, Node};
use crate::error::Result;

/// The type of the principals of a bucket policy, which have no type key.
const ID: &str = "";

/// A principal of a trust policy or a bucket policy.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Principal {
    /// An account (`acs:ram::<id>:root`), a RAM user or a RAM role, by its ARN.
    Ram(String),
    /// A cloud service, for example `cr.aliyuncs.com`.
    Service(String),
    /// An identity provider, by its ARN.
    Federated(String),
    /// In a bucket policy: the id of an account, a user or a role, or `*`.
    Id(String),
    /// An undocumented type and its value, kept as written.
    Other(String, String),
}

impl Principal {
    fn of(kind: &str, value: String) -> Self {
        match kind {
            "RAM" => Self::Ram(value),
            "Service" => Self::Service(value),
            "Federated" => Self::Federated(value),
            ID => Self::Id(value),
            other => Self::Other(other.to_owned(), value),
        }
    }

    /// Returns the type key in the document; empty for an id.
    #[must_use]
    pub fn kind(&self) -> &str {
        match self {
            Self::Ram(_) => "RAM",
            Self::Service(_) => "Service",
            Self::Federated(_) => "Federated",
            Self::Id(_) => ID,
            Self::Other(kind, _) => kind,
        }
    }

    /// Whether both are the same principal. Role names are not case-sensitive, since the service
    /// returns them in lower case.
    #[must_use]
    pub fn same_as(&self, other: &Self) -> bool {
        let role = |principal: &Self| matches!(principal, Self::Ram(arn) if arn.contains(":role/"));
        self == other
            || (role(self) && role(other) && self.value().eq_ignore_ascii_case(other.value()))
    }

    /// Returns the ARN, service or id.
    #[must_use]
    pub fn value(&self) -> &str {
        match self {
            Self::Ram(value)
            | Self::Service(value)
            | Self::Federated(value)
            | Self::Id(value)
            | Self::Other(_, value) => value,
        }
    }
}

/// A phrase for messages; the notation of documents is that of its JSON.
impl fmt::Display for Principal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = self.value();
        match self {
            Self::Ram(_) if value.ends_with(":root") => {
                let account = value.split(':').nth(3).unwrap_or(value);
                write!(f, "every RAM user and role of account {account}")
            }
            Self::Ram(_) | Self::Id(_) => write!(f, "{value}"),
            Self::Service(_) => write!(f, "service {value}"),
            Self::Federated(_) => write!(f, "identity provider {value}"),
            Self::Other(kind, _) => write!(f, "{kind} {value}"),
        }
    }
}

/// A statement's `Principal`: one or more principals per type.
#[derive(Clone, Debug, Default)]
pub struct Principals {
    kinds: Vec<(String, List<String>)>,
}

impl Principals {
    /// Returns the principals, as written.
    pub fn iter(&self) -> impl Iterator<Item = Principal> + '_ {
        self.kinds.iter().flat_map(|(kind, values)| {
            values
                .iter()
                .map(move |value| Principal::of(kind, value.clone()))
        })
    }

    pub(super) fn read(node: Node<'_, '_>) -> Result<Self> {
        if !node.is_object() {
            let ids = node.list(|node| node.text())?;
            return Ok(Self {
                kinds: vec![(ID.to_owned(), ids)],
            });
        }
        let mut kinds = Vec::new();
        for (kind, values) in node.fields()? {
            let at = At::Key(node.at, kind);
            let values = node.below(&at, values).list(|node| node.text())?;
            kinds.push((kind.to_owned(), values));
        }
        Ok(Self { kinds })
    }

    /// Whether they are an array of ids, as in a bucket policy.
    pub(super) fn is_list_of_ids(&self) -> bool {
        matches!(self.kinds.as_slice(), [(kind, _)] if kind == ID)
    }

    pub(super) fn to_json(&self) -> Json {
        let text = |value: &String| Json::text(value.as_str());
        if let [(kind, ids)] = self.kinds.as_slice()
            && kind == ID
        {
            return ids.to_json(text);
        }
        let field = |(kind, values): &(String, List<String>)| (kind.clone(), values.to_json(text));
        Json::Object(self.kinds.iter().map(field).collect())
    }

    fn sorted(&self) -> Vec<Principal> {
        let mut all: Vec<_> = self.iter().collect();
        all.sort();
        all.dedup();
        all
    }
}

impl FromIterator<Principal> for Principals {
    fn from_iter<I: IntoIterator<Item = Principal>>(principals: I) -> Self {
        let mut kinds: Vec<(String, Vec<String>)> = Vec::new();
        for principal in principals {
            let (kind, value) = (principal.kind().to_owned(), principal.value().to_owned());
            match kinds.iter_mut().find(|(known, _)| *known == kind) {
                Some((_, values)) => values.push(value),
                None => kinds.push((kind, vec![value])),
            }
        }
        let kinds = kinds
            .into_iter()
            .map(|(kind, values)| (kind, values.into_iter().collect()));
        Self {
            kinds: kinds.collect(),
        }
    }
}

impl PartialEq for Principals {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Principals {}

impl PartialOrd for Principals {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Principals {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.sorted().cmp(&other.sorted())
    }
}
