//! The operations of one service as rows of a table.

use rolewright_core::permission::Permission;
use rolewright_core::provider::{Access, Params, Service};
use serde_json::Value;

use crate::account::{Account, Moment};
use crate::error::Answer;
use crate::values::texts;

/// A service, and its operations.
pub(crate) struct Table {
    pub(crate) service: Service,
    /// The service in actions.
    pub(crate) code: &'static str,
    pub(crate) rows: &'static [Row],
}

/// An operation.
pub(crate) struct Row {
    pub(crate) name: &'static str,
    #[cfg_attr(
        not(feature = "emulator"),
        expect(dead_code, reason = "only the emulator builds calls from requests")
    )]
    pub(crate) access: Access,
    pub(crate) required: &'static [&'static str],
    /// The action without the service.
    pub(crate) action: &'static str,
    pub(crate) on: On,
    pub(crate) run: fn(&mut Account, &Params, &Moment) -> Answer<Value>,
}

/// The resource of an operation.
#[derive(Clone, Copy)]
pub(crate) enum On {
    /// All resources: the action has none of its own.
    Any,
    /// All resources, with the purchased product as condition keys.
    Product,
    /// All networks.
    Vpcs,
    /// The instances in `InstanceId` or `ResourceId`.
    Instance,
    /// The namespace in `NamespaceName` or `RepoNamespaceName`.
    Namespace,
    /// The repository in `RepoId`, or in `RepoNamespaceName` and `RepoName`.
    Repository,
}

/// One line per operation: access, name, action if it has another name, required parameters,
/// resource and function.
macro_rules! rows {
    ($($access:ident $name:ident $(as $action:literal)? ($($required:ident),*) $on:ident
        => $run:expr;)*) => {
        &[$($crate::row::Row {
            name: stringify!($name),
            access: rolewright_core::provider::Access::$access,
            required: &[$(stringify!($required)),*],
            action: $crate::row::action!($name $($action)?),
            on: $crate::row::On::$on,
            run: $run,
        }),*]
    };
}

macro_rules! action {
    ($name:ident) => {
        stringify!($name)
    };
    ($name:ident $action:literal) => {
        $action
    };
}

pub(crate) use {action, rows};

impl Row {
    /// Returns the permission that a call needs.
    pub(crate) fn permission(&self, code: &str, params: &Params, account: &Account) -> Permission {
        let text = |name: &str| params.get(name).filter(|value| !value.is_empty());
        let region = text("ResourceRegionId").or(text("RegionId")).unwrap_or("*");
        let owned =
            |service: &str, id: String| format!("acs:{service}:{region}:{}:{id}", account.id);
        let instance = text("InstanceId").unwrap_or("*");
        let any = || vec!["*".to_owned()];
        let resources = match self.on {
            On::Any | On::Product => any(),
            On::Vpcs => vec![owned("vpc", "vpc/*".into())],
            On::Instance => {
                let mut ids = texts(params, "ResourceId").unwrap_or_default();
                if ids.is_empty() {
                    ids.push(instance.to_owned());
                }
                let of = |id: String| owned("cr", format!("instance/{id}"));
                ids.into_iter().map(of).collect()
            }
            On::Namespace => {
                let name = text("NamespaceName").or(text("RepoNamespaceName"));
                let name = name.unwrap_or("*");
                vec![owned("cr", format!("repository/{instance}/{name}"))]
            }
            On::Repository => {
                let names = text("RepoNamespaceName").zip(text("RepoName"));
                let id = text("RepoId");
                let path = match (
                    names,
                    id.and_then(|id| account.names_of_repository(instance, id)),
                ) {
                    (Some((namespace, name)), None) => format!("{namespace}/{name}"),
                    (_, Some((namespace, name))) => format!("{namespace}/{name}"),
                    (None, None) => "*".to_owned(),
                };
                vec![owned("cr", format!("repository/{instance}/{path}"))]
            }
        };
        let keys = match self.on {
            On::Product => &["ProductCode", "ProductType"][..],
            _ => &[],
        };
        let keys = keys.iter().filter_map(|key| {
            let value = text(key)?;
            Some((format!("{code}:{key}"), value.to_owned()))
        });
        Permission {
            action: format!("{code}:{}", self.action),
            resources,
            context: keys.collect(),
            ..Permission::default()
        }
    }
}
