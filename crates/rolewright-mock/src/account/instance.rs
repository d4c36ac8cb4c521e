//! Container Registry instances as plain data.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A Container Registry instance.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct InstanceState {
    /// The service's own id.
    pub id: String,
    /// The name.
    pub name: String,
    /// `PENDING`, `INIT_ERROR`, `STARTING`, `RUNNING`, `STOPPING`, `STOPPED`, `DELETING` or
    /// `DELETED`.
    pub status: String,
    /// The edition.
    pub specification: String,
    /// Why it does not run, for example `OSS_SERVICE_ROLE_UNAUTHORIZED`.
    pub issue: Option<String>,
    /// The account's bucket for its images.
    pub bucket: Option<String>,
    /// The service's calls that were refused at its last attempt to prepare that bucket.
    pub refused: Vec<RefusedCall>,
    /// The resource group; `None` for the default group.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_group: Option<String>,
    /// When it was created, in Unix milliseconds.
    pub created: i64,
    /// When it was last changed, in Unix milliseconds.
    pub modified: i64,
    /// Its tags.
    pub tags: BTreeMap<String, String>,
    /// What was purchased.
    pub subscription: Subscription,
    /// Whether it can be reached over the internet.
    pub internet: bool,
    /// The address ranges that may reach it over the internet, each with a comment.
    pub internet_ranges: BTreeMap<String, String>,
    /// The namespaces by name.
    pub namespaces: BTreeMap<String, NamespaceState>,
    #[doc(hidden)]
    #[serde(skip)]
    pub __non_exhaustive: (),
}

impl Default for InstanceState {
    /// A running basic instance.
    fn default() -> Self {
        Self {
            id: "cri-0123456789abcdef".into(),
            name: "images".into(),
            status: "RUNNING".into(),
            specification: "Enterprise_Basic".into(),
            issue: None,
            bucket: None,
            refused: Vec::new(),
            resource_group: None,
            created: 0,
            modified: 0,
            tags: BTreeMap::new(),
            subscription: Subscription::default(),
            internet: false,
            internet_ranges: [("127.0.0.1/32".into(), String::new())].into(),
            namespaces: BTreeMap::new(),
            __non_exhaustive: (),
        }
    }
}

/// A refused call of Container Registry.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct RefusedCall {
    /// The operation, for example `PutObject`.
    pub call: String,
    /// The denied action, if policies denied the call.
    pub action: Option<String>,
    /// The denied resource.
    pub resource: Option<String>,
    /// The error's code.
    pub code: String,
    /// The error's message.
    pub message: String,
    #[doc(hidden)]
    #[serde(skip)]
    pub __non_exhaustive: (),
}

/// The purchase of an instance.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Subscription {
    /// The id of the order.
    pub order: String,
    /// The client token of the order.
    pub client_token: Option<String>,
    /// The paid months.
    pub months: u32,
    /// `ManualRenewal`, `AutoRenewal` or `NotRenewal`.
    pub renewal: String,
    /// The months or years of an automatic renewal, with the unit `M` or `Y`.
    pub renewal_period: Option<(u32, String)>,
    /// The purchased namespaces.
    pub namespaces: u32,
    /// The purchased repositories.
    pub repositories: u32,
    /// The purchased access links from VPCs.
    pub vpcs: u32,
}

impl Default for Subscription {
    /// A month without automatic renewal and without additional quotas.
    fn default() -> Self {
        Self {
            order: String::new(),
            client_token: None,
            months: 1,
            renewal: "ManualRenewal".into(),
            renewal_period: None,
            namespaces: 0,
            repositories: 0,
            vpcs: 0,
        }
    }
}

/// A namespace of an instance.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct NamespaceState {
    /// The service's own id.
    pub id: String,
    /// Whether a push creates its repository.
    pub auto_create: bool,
    /// `PUBLIC` or `PRIVATE`: the type of repositories that a push creates.
    pub default_type: String,
    /// The other settings of such repositories, as JSON text.
    pub default_configuration: Option<String>,
    /// The repositories by name.
    pub repositories: BTreeMap<String, RepositoryState>,
}

/// A repository of a namespace. Images are not simulated.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct RepositoryState {
    /// The service's own id.
    pub id: String,
    /// `PUBLIC` or `PRIVATE`.
    pub kind: String,
    /// The summary.
    pub summary: String,
    /// The description.
    pub detail: Option<String>,
    /// Whether tags can't be changed.
    pub tag_immutability: bool,
    /// When it was created, in Unix milliseconds.
    pub created: i64,
    /// When it was last changed, in Unix milliseconds.
    pub modified: i64,
}
